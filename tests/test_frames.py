"""Frames of a relay: only what is wanted of them is opened, and what is recorded of a real one is read."""

from __future__ import annotations

import io

import pytest
import streamed

from clew import sources
from clew.capture import open_capture
from clew.capture.frames import Account, BrokenFrame, Called, Change, Lost, framed, frames, opened
from clew.post import Notice, Post, Problem


def test_a_frame_says_its_number_and_what_became_of_posts():
    told = [opened(each) for each in streamed.story()[:11]]
    assert [each.seq for each in told] == [*range(1, 12)]
    kinds = [[type(event) for event in each.events] for each in told]
    assert kinds == [
        [Called],
        [Called],
        [Change],
        [Change, Change],
        [],
        [Change],
        [Change],
        [Change],
        [Lost],
        [Lost],
        [Account],
    ]
    assert told[10].events == (Account(streamed.BASIL, active=False, status="deleted"),)
    (gone,) = told[7].events
    assert (gone.action, gone.key, gone.record) == ("delete", "3mhsxqk444422", None)


def test_of_accounts_that_are_not_wanted_nothing_is_opened():
    asked = []
    for each in streamed.story()[:11]:
        told = opened(each, lambda did: asked.append(did) or did == streamed.BASIL)
        assert all(event.did == streamed.BASIL for event in told.events)
    assert asked.count(streamed.LINA) == 7


@pytest.mark.parametrize(
    "data", [b"", b"\xa0", b"\xa2atg#commitbop\x01", streamed.story()[2][:-3], streamed.story()[11], b"\x9f" * 5000]
)
def test_what_is_no_frame_is_said(data):
    with pytest.raises(BrokenFrame):
        opened(data)


def test_a_file_of_frames_gives_them_back():
    story = streamed.story()
    assert list(frames(io.BytesIO(b"".join(map(framed, story))))) == story
    with pytest.raises(BrokenFrame, match="not read any further"):
        list(frames(io.BytesIO(b"\xff\xff\xff\xff12345")))


@pytest.mark.shared
def test_what_a_real_relay_sent_is_read(shared):
    with open_capture(shared / "data" / "bluesky-local" / "firehose-frames.u32be") as capture:
        source = sources.find(capture)
        found = list(source.read(capture))
    assert source.__name__ == "clew.sources.firehose"
    assert not [each for each in found if isinstance(each, Problem)]
    assert sum(isinstance(each, Post) for each in found) == 19
    (gone,) = [each for each in found if isinstance(each, Notice)]
    (seventh,) = [each for each in found if isinstance(each, Post) and each.text.startswith("7/")]
    assert gone.post_id == seventh.id
    assert {each.author.handle for each in found if isinstance(each, Post)} == {"alice.test", "bob.test"}
