"""What every store promises of pictures, films and sounds."""

from __future__ import annotations

from datetime import timedelta

import msgspec
from made import DAY

from clew.post import File
from clew.stores.base import Holding

SHA = "ab" * 32
PIER = "https://media.example/pier.jpg"


def holding(address=PIER, sha: str | None = SHA, **more) -> Holding:
    file = (
        None if sha is None else File(f"{sha}.jpg", "image/jpeg", 12_345, 1600, 1200, (640, 1280), (("ar", "c.vtt"),))
    )
    return Holding(address, "x:1", address, DAY, file, **more)


def test_of_a_new_archive_nothing_is_noted(store):
    assert dict(store.holdings([PIER, "x:1 media/pier.jpg"])) == {}
    assert dict(store.holdings([])) == {}
    assert store.holding(SHA) is None


def test_a_file_stands_for_a_medium(store):
    store.hold([holding()])
    assert dict(store.holdings([PIER, "https://media.example/other.jpg"])) == {PIER: holding()}
    assert store.holding(SHA) == holding()
    assert store.holding("cd" * 32) is None


def test_several_media_may_share_a_file(store):
    copies = [holding("https://b.example/1"), holding("https://a.example/2"), holding("https://c.example/3")]
    store.hold(copies)
    assert set(store.holdings([each.address for each in copies]).values()) == set(copies)
    assert store.holding(SHA).file == copies[0].file


def test_what_is_noted_later_stands(store):
    gone = holding(sha=None, reason="404 Not Found")
    store.hold([gone])
    assert store.holdings([PIER]) == {PIER: gone}
    later = msgspec.structs.replace(holding(), taken=DAY + timedelta(days=1))
    store.hold([later])
    assert store.holdings([PIER]) == {PIER: later}
    store.hold([gone])
    assert store.holding(SHA) is None


def test_addresses_may_be_anything(store):
    turned = "https://b\u00fccher.example/\u202e\0;--'\""
    odd = ["x:1 media/a b.jpg", "https://media.example/" + "x" * 9000, turned, "x:2 صورة.png"]
    store.hold([holding(each) for each in odd])
    assert set(store.holdings(odd)) == set(odd)
    many = [f"https://media.example/{number}" for number in range(40_000)]
    store.hold([holding(many[-1])])
    assert set(store.holdings(many)) == {many[-1]}


def test_all_that_is_noted_can_be_gone_through(store):
    assert list(store.every_holding()) == []
    made = [holding(f"https://media.example/{number:05}") for number in range(4_500)]
    store.hold(made)
    found = list(store.every_holding())
    assert len(found) == 4_500
    assert set(found) == set(made)
