"""Shelves: what somebody put together stays together, in its order, whatever happens to the threads."""

from __future__ import annotations

from datetime import timedelta

from made import ADA, DAY, a_post, begin, chain

from clew.archive.settling import settle
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
    cards = store.named(["x:6", "x:404", "https://a.example/8th", "x:2", "x:1"])
    assert [card and card.summary.id for card in cards] == ["x:5", None, "x:8", "x:1", "x:1"]
    assert [part.post.id for part in cards[3].opening] == ["x:1", "x:2", "x:3"]
    assert cards[2].opening[0].post.text == "Some words."
    assert store.named([]) == ()


def test_a_thread_keeps_its_name_when_an_earlier_post_is_found(store):
    store.add(begin(store), chain("2 3", minute=2))
    settle(store)
    store.shelve("Rivers", [Shelved("x:2", "", DAY)])
    later = [a_post("1", minute=0), a_post("2", minute=2, reply_to=Reply("x:1", ADA.id), seen=DAY)]
    store.add(begin(store, "b"), later)
    settle(store)
    (card,) = store.named([store.shelf("Rivers")[0].post])
    assert card.summary.id == "x:1"


def test_reasons_are_counted(store):
    store.add(begin(store), [Problem(str(n), "no id" if n % 3 else "no text") for n in range(7)])
    assert store.reasons(9) == (("no id", 4), ("no text", 3))
    assert store.reasons(1) == (("no id", 4),)


def test_rows_take_room_on_disk(store):
    size = store.size()
    assert (size is None) == (store.place is None)
    assert size is None or size > 10_000
