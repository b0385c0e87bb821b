"""What one of several programs adds; in a module of its own, because a program that is started finds it by its name."""

from __future__ import annotations

from made import a_crowd, begin

from clew import stores


def write_share(address: str, place: int) -> None:
    """What one of several programs adds: posts of everybody, and some that another one adds too."""
    from clew.archive.settling import settle

    opened = stores.load("postgresql").Store.open(address, create=False)
    capture = begin(opened, "abcd"[place])
    threads = a_crowd(5, 200)
    with opened.adding():
        for at in range(place * 30, place * 30 + 110, 10):
            opened.add(capture, [post for thread in threads[at : at + 10] for post in thread])
        settle(opened)
    opened.close()
