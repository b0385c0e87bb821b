"""Shelves: what somebody put together stays together, in its order, whatever happens to the threads."""

from __future__ import annotations

from datetime import timedelta

import pytest
from made import ADA, DAY, a_post, begin, chain

from clew.archive import Archive
from clew.archive.settling import settle
from clew.errors import BadQuery
from clew.post import Problem, Reply
from clew.stores.base import ShelfCount, Shelved

ON = [Shelved(f"x:{n}", f"note {n}", DAY + timedelta(minutes=n)) for n in (3, 1, 2)]


def test_a_shelf_is_in_the_order_it_was_given(store):
    assert (store.shelf("Rivers"), store.shelves()) == ((), ())
    store.shelve("Rivers", ON)
    store.shelve("أنهار", ON[:1])
    assert store.shelf("Rivers") == tuple(ON)
    assert store.shelves() == (
        ShelfCount("Rivers", 3, DAY + timedelta(minutes=3)),
        ShelfCount("أنهار", 1, DAY + timedelta(minutes=3)),
    )
    store.shelve("Rivers", ON[1:])
    assert store.shelf("Rivers") == tuple(ON[1:])
    store.shelve("Rivers", [])
    assert [each.name for each in store.shelves()] == ["أنهار"]


def test_notes_may_hold_any_sign(store):
    odd = Shelved("x:\0 1", "one\0two\x01\n<b>", DAY)
    store.shelve("A\x01 b", [odd])
    assert store.shelf("A\x01 b") == (odd,)


def test_threads_are_named_by_any_of_their_posts(store):
    posts = [*chain("1 2 3"), *chain("5 6", minute=9), a_post("8", minute=20, url="https://a.example/8th")]
    store.add(begin(store), posts)
    settle(store)
    cards = store.cards_named(["x:6", "x:404", "https://a.example/8th", "x:2", "x:1"])
    assert [card and card.summary.id for card in cards] == ["x:5", None, "x:8", "x:1", "x:1"]
    assert [part.post.id for part in cards[3].opening] == ["x:1", "x:2", "x:3"]
    assert cards[2].opening[0].post.text == "Some words."
    assert store.cards_named([]) == ()


def test_a_thread_keeps_its_name_when_an_earlier_post_is_found(store):
    store.add(begin(store), chain("2 3", minute=2))
    settle(store)
    store.shelve("Rivers", [Shelved("x:2", "", DAY)])
    later = [a_post("1", minute=0), a_post("2", minute=2, reply_to=Reply("x:1", ADA.id), seen=DAY)]
    store.add(begin(store, "b"), later)
    settle(store)
    (card,) = store.cards_named([store.shelf("Rivers")[0].post])
    assert card.summary.id == "x:1"


def test_reasons_are_counted(store):
    store.add(begin(store), [Problem(str(n), "no id" if n % 3 else "no text") for n in range(7)])
    assert store.reasons(9) == (("no id", 4), ("no text", 3))
    assert store.reasons(1) == (("no id", 4),)


def test_rows_take_room_on_disk(store):
    size = store.size()
    assert (size is None) == (store.place is None)
    assert size is None or size > 10_000


def archive_of(store):
    store.add(begin(store), [*chain("1 2 3"), *chain("5 6", minute=9), *chain("8 9", minute=20)])
    settle(store)
    return Archive(store)


def test_a_thread_stands_on_a_shelf_once_and_where_it_was_put(store):
    archive = archive_of(store)
    assert archive.put("Rivers", ["x:2", "x:6", "x:1"]) == 2
    assert archive.put(" Rivers ", ["x:9", "x:3"], "good") == 1
    items = archive.shelf("Rivers").items
    assert [(each.card.summary.id, each.shelved.note) for each in items] == [
        ("x:1", "good"),
        ("x:5", ""),
        ("x:8", "good"),
    ]
    archive.put("Rivers", ["x:8", "x:5"], place=1)
    assert [thread.id for thread in archive.shelf_threads("Rivers")] == ["x:8", "x:5", "x:1"]
    assert archive.take("Rivers", ["x:6", "x:1"]) == 2
    assert [each.shelved.post for each in archive.shelf("Rivers").items] == ["x:8"]


def test_a_thread_that_two_of_its_posts_stand_for_is_shown_once(store):
    store.add(begin(store), [*chain("1 2"), *chain("3 4", minute=5)])
    settle(store)
    archive = Archive(store)
    archive.put("Rivers", ["x:3", "x:1"])
    store.add(begin(store, "b"), [a_post("3", minute=5, reply_to=Reply("x:2", ADA.id), seen=DAY)])
    settle(store)
    assert [each.card.summary.id for each in archive.shelf("Rivers").items] == ["x:1"]
    assert [thread.id for thread in archive.shelf_threads("Rivers")] == ["x:1"]
    assert archive.take("Rivers", ["x:4"]) == 2
    assert archive.shelves() == ()


def test_what_is_not_held_can_be_taken_off(store):
    archive = archive_of(store)
    store.shelve("Rivers", [Shelved("x:404", "", DAY), Shelved("x:1", "", DAY)])
    assert [each.card is None for each in archive.shelf("Rivers").items] == [True, False]
    assert archive.take("Rivers", ["x:404"]) == 1


@pytest.mark.parametrize("name", ["", "a/b", "x" * 81, "a\nb"])
def test_a_shelf_needs_a_name(store, name):
    with pytest.raises(BadQuery):
        archive_of(store).put(name, ["x:1"])


def test_shelves_are_copied(store, tmp_path):
    archive = archive_of(store)
    archive.put("Rivers", ["x:5", "x:1"], "good")
    with Archive.open(tmp_path / "copy") as other:
        archive.copy_to(other)
        assert other.shelves() == archive.shelves()
        assert other.shelf("Rivers") == archive.shelf("Rivers")
