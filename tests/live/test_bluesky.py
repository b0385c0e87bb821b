"""Threads unrolled from their addresses, out of a real Bluesky network on this machine."""

from __future__ import annotations

import itertools

import pytest
import running

from clew.archive import Asking
from clew.capture.frames import Change, framed, opened
from clew.errors import Unreadable
from clew.fetching import Doors
from clew.fetching.streams import BrokenStream
from clew.networks.bluesky import firehose

_names = itertools.count()


class Story:
    """Twelve posts of alice's, the seventh deleted; a branch off the fifth; bob answers the sixth, and alice him."""

    def __init__(self, bluesky):
        self.network = bluesky
        number = next(_names)
        self.alice, self.bob = bluesky.joined(f"alice{number}"), bluesky.joined(f"bob{number}")
        posts = [self.alice.says("1/ What we found at the bridge. \N{SPOOL OF THREAD}")]
        for place in range(2, 13):
            posts.append(
                self.alice.says(f"{place}/ كان الجسر مغلقا and the water rose, day {place}", posts[-1], posts[0])
            )
        self.posts = posts
        self.branch = self.alice.says("A note aside on the fifth.", posts[4], posts[0])
        self.asked = self.bob.says("Who closed it?", posts[5], posts[0])
        self.told = self.alice.says("The town did.", self.asked, posts[0])
        self.aside = self.alice.says("Nothing to do with it.")
        quoted = {"$type": "app.bsky.embed.record", "record": posts[-1]}
        self.later = self.alice.says("A month later, more on this.", embed=quoted)
        self.more = self.alice.says("The bridge is open.", self.later)
        self.alice.deletes(posts[6])
        running.until(lambda: bluesky.shows(self.more["uri"]) and not bluesky.shows(posts[6]["uri"]))

    @property
    def asking(self):
        return Asking(self.network.appview, self.network.plc, ("localhost",))

    def page(self, post):
        return f"https://bsky.app/profile/{self.alice.handle}/post/{post['uri'].rpartition('/')[2]}"


@pytest.fixture
def story(bluesky):
    return Story(bluesky)


def test_a_thread_comes_whole_from_the_address_of_its_ninth_post(story, archive):
    list(archive.add([story.page(story.posts[8])], asking=story.asking))
    thread = archive.thread(story.posts[0]["uri"])
    lines = [part.place.line for part in thread.parts]
    held = [post["uri"] for post in story.posts if post is not story.posts[6]]
    assert [part.post.id for part, line in zip(thread.parts, lines, strict=True) if line == 0] == held
    assert [part.post.id for part, line in zip(thread.parts, lines, strict=True) if line] == [story.branch["uri"]]
    (gap,) = thread.shape.gaps
    assert (gap.reason, gap.at, gap.missing) == ("deleted", story.posts[6]["uri"], 1)
    assert thread.summary.author.handle == story.alice.handle
    assert archive.post(story.asked["uri"])
    assert archive.post(story.told["uri"])
    assert archive.post(story.aside["uri"]) is None
    assert thread.shape.continues == (story.later["uri"],)
    assert archive.thread(story.more["uri"]).id == story.later["uri"]


def test_asked_again_it_says_what_was_edited_and_deleted(story, archive):
    address = story.posts[0]["uri"]
    first = list(archive.add([address], asking=story.asking))
    again = list(archive.add([address], asking=story.asking))
    assert not any(each.already for each in first)
    assert all(each.already for each in again)
    story.alice.rewrites(story.posts[2], "3/ The bridge was shut.")
    story.alice.deletes(story.posts[9])
    running.until(
        lambda: (
            not story.network.shows(story.posts[9]["uri"])
            and story.network.shows(story.posts[2]["uri"])["record"]["text"] == "3/ The bridge was shut."
        )
    )
    list(archive.add([address], asking=story.asking))
    parts = {part.post.id: part for part in archive.thread(address).parts}
    edited = parts[story.posts[2]["uri"]]
    assert edited.post.text == "3/ The bridge was shut."
    assert edited.post.edited is not None
    assert [post.text for post in edited.earlier] == ["3/ كان الجسر مغلقا and the water rose, day 3"]
    assert parts[story.posts[9]["uri"]].state == "deleted"
    assert {part.state for name, part in parts.items() if name != story.posts[9]["uri"]} == {None}


def test_what_is_not_there_is_said_in_a_sentence(story, archive):
    for post, words in ((story.posts[6], "deleted it"), ({"uri": "at://x/y/3zzzzzzzzzzzz"}, "deleted it")):
        with pytest.raises(Unreadable, match=words):
            list(archive.add([story.page(post)], asking=story.asking))
    with pytest.raises(Unreadable, match=r"no account nobody\.test"):
        list(archive.add(["nobody.test/post/3zzzzzzzzzzzz"], asking=story.asking))
    with pytest.raises(Unreadable, match="this machine"):
        list(archive.add([story.page(story.posts[0])], asking=Asking(story.network.appview, story.network.plc)))


def test_an_account_that_is_closed_proves_no_deletion(story, archive):
    address = story.posts[0]["uri"]
    list(archive.add([address], asking=story.asking))
    story.alice.leaves()
    running.until(lambda: not story.network.shows(address))
    with pytest.raises(Unreadable, match="deactivated"):
        list(archive.add([address], asking=story.asking))
    assert {part.state for part in archive.thread(address).parts} == {None}


def test_a_thread_under_somebody_elses_post_has_that_for_context(bluesky, archive):
    number = next(_names)
    alice, bob = bluesky.joined(f"alice{number}"), bluesky.joined(f"bob{number}")
    begun = bob.says("What happened at the bridge?")
    bob.says("Nobody says a word.", begun)
    posts = [alice.says("Here is what I know.", begun)]
    for place in range(2, 6):
        posts.append(alice.says(f"And part {place}.", posts[-1], begun))
    alice.says("Something else.")
    alice.deletes(posts[2])
    running.until(lambda: bluesky.shows(posts[-1]["uri"]) and not bluesky.shows(posts[2]["uri"]))
    list(archive.add([posts[4]["uri"]], asking=Asking(bluesky.appview, bluesky.plc, ("localhost",))))
    thread = archive.thread(posts[4]["uri"])
    assert [part.post.id for part in thread.parts] == [posts[at]["uri"] for at in (0, 1, 3, 4)]
    assert [(gap.reason, gap.at) for gap in thread.shape.gaps] == [("deleted", posts[2]["uri"])]
    assert thread.shape.answers == begun["uri"]
    assert [post.id for post in thread.context] == [begun["uri"]]
    assert archive.info().posts == 5


def test_a_thread_longer_than_any_view_comes_whole(bluesky, archive):
    alice = bluesky.joined(f"alice{next(_names)}")
    uris = alice.says_all([f"{place}/ and on" for place in range(1, 231)])
    running.until(lambda: bluesky.shows(uris[-1]))
    list(archive.add([uris[0]], asking=Asking(bluesky.appview, bluesky.plc, ("localhost",))))
    thread = archive.thread(uris[0])
    assert [part.post.id for part in thread.parts] == uris
    assert not thread.shape.gaps


def test_what_a_server_sends_can_be_recorded_and_read(story, archive, tmp_path):
    """The firehose from its beginning up to the story's last post, as a file; and once more from the middle."""
    doors = Doors(["localhost"])
    recorded = []
    for number, data in firehose.frames(story.network.pds, doors, cursor=0):
        recorded.append((number, data))
        if any(
            isinstance(event, Change) and event.action == "delete" and event.did == story.alice.did
            for event in opened(data).events
        ):
            break
    assert [number for number, _ in recorded] == sorted(number for number, _ in recorded)
    (number, data) = next(iter(firehose.frames(story.network.pds, doors, cursor=recorded[-2][0])))
    assert (number, data) == recorded[-1]
    (tmp_path / "frames").write_bytes(b"".join(framed(data) for _, data in recorded))
    (brought,) = archive.add([tmp_path / "frames"])
    assert brought.source == "firehose"
    thread = archive.thread(story.posts[11]["uri"])
    assert next(part.state for part in thread.parts if part.post.id == story.posts[6]["uri"]) == "deleted"
    assert thread.summary.author.handle == story.alice.handle
    with pytest.raises(BrokenStream, match="this machine"):
        next(firehose.frames(story.network.pds, Doors()))
