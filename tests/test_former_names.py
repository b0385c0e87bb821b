"""What an author was called before: whatever other captures called them, in every store."""

from __future__ import annotations

from datetime import timedelta

import msgspec
from made import ADA, BO, DAY, a_post, begin

from clew.post import Author
from clew.stores import former
from clew.stores.base import Names


def called(handle: str | None, name: str | None) -> Author:
    return msgspec.structs.replace(ADA, handle=handle, name=name)


def test_earlier_names_are_the_latest_first(store):
    store.add(begin(store, "a"), [a_post("1", called("ada", "Ada"), seen=DAY)])
    store.add(begin(store, "b"), [a_post("2", called("ada_l", "Ada"), seen=DAY + timedelta(days=9))])
    later = [a_post(n, called("ada_reads", "Ada L."), seen=DAY + timedelta(days=20)) for n in ("1", "3")]
    store.add(begin(store, "c"), [*later, a_post("9", BO)])
    assert store.names(ADA.id) == Names(("ada_l", "ada"), ("Ada",))
    assert store.names(BO.id) == store.names("x:user:404") == Names()


def test_only_the_first_and_the_latest_posts_are_looked_at(store, monkeypatch):
    monkeypatch.setattr(former, "SOME", 2)
    for at, word in enumerate(("one", "one", "two", "three", "four")):
        seen = DAY + timedelta(days=at)
        store.add(begin(store, "abcde"[at]), [a_post(str(at), called(word, None), seen=seen)])
    assert store.names(ADA.id) == Names(("three", "one"), ())


def test_whoever_has_no_name_now_had_none_before(store):
    store.add(begin(store), [a_post("1", called(None, None))])
    assert store.names(ADA.id) == Names()
