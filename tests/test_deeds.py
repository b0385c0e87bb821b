"""What was done outside is remembered by every store, by name or by time, and names nobody."""

from __future__ import annotations

from datetime import timedelta

from made import DAY

from clew.archive import Archive
from clew.stores.deeds import Deed, name_of


def test_deeds_are_found_by_kind_name_and_time(store):
    assert store.deeds("answer") == ()
    bo, ada = (name_of(each, "thread") for each in ("bo", "ada"))
    deeds = [Deed("answer", bo, "begun", DAY), Deed("answer", ada, "done", DAY + timedelta(hours=1))]
    store.do([*deeds, Deed("cursor", "bluesky", "رقم\0 7", DAY)])
    assert store.deeds("answer") == tuple(deeds)
    assert store.deeds("answer", name_of("ada")) == (deeds[1],)
    assert store.deeds("answer", since=DAY + timedelta(minutes=1)) == (deeds[1],)
    done = Deed("answer", bo, "done", DAY + timedelta(hours=2))
    store.do([done])
    assert store.deeds("answer") == (deeds[1], done)
    assert [each.kind for each in store.deeds(None)] == ["cursor", "answer", "answer"]
    assert store.undo("answer", DAY + timedelta(hours=2)) == 1
    assert store.deeds("answer") == (done,)
    assert "bo" not in name_of("bo", "thread").split(":")


def test_a_copy_has_them_too(store):
    with Archive(store) as archive, Archive.open("memory:") as other:
        store.do([Deed("answer", name_of("bo"), "done", DAY)])
        archive.copy_to(other)
        assert other._store.deeds(None) == store.deeds(None)
