"""Threads unrolled from their addresses, out of a server that speaks Mastodon's API on this machine."""

from __future__ import annotations

import pytest

from clew.archive import Asking
from clew.errors import Unreadable

ASKING = Asking(nearby=("localhost",))


class Story:
    """Twelve statuses of alice's, the seventh deleted; a branch off the fifth; bob answers the sixth, and alice him."""

    def __init__(self, server):
        self.alice, self.bob = server.alice, server.bob
        self.alice.says("Nothing to do with it.")
        posts = [self.alice.says("1/ What we found at the bridge.")]
        for place in range(2, 13):
            posts.append(self.alice.says(f"{place}/ كان الجسر مغلقا and the water rose, day {place}", posts[-1]))
        self.posts = posts
        self.branch = self.alice.says("A note aside on the fifth.", posts[4])
        self.asked = self.bob.says("Who closed it?", posts[5])
        self.told = self.alice.says("The town did.", self.asked)
        self.alice.deletes(posts[6])
        self.alice.says("Nothing to do with it either.")


@pytest.fixture
def story(mastodon_server):
    return Story(mastodon_server)


def test_a_thread_comes_whole_from_the_address_of_its_ninth_post(story, archive):
    list(archive.add([story.posts[8]["url"]], asking=ASKING))
    thread = archive.thread(story.posts[0]["uri"])
    lines = [part.place.line for part in thread.parts]
    held = [post["uri"] for post in story.posts if post is not story.posts[6]]
    assert [part.post.id for part, line in zip(thread.parts, lines, strict=True) if line == 0] == held
    assert [part.post.id for part, line in zip(thread.parts, lines, strict=True) if line] == [story.branch["uri"]]
    (gap,) = thread.shape.gaps
    # The server calls itself Mastodon, and there a number that leads nowhere is of a post for others: no proof.
    assert (gap.reason, gap.at, gap.missing) == ("not captured", story.posts[6]["uri"], 1)
    assert archive.post(story.asked["uri"])
    assert archive.post(story.told["uri"])
    assert archive.info().posts == 14


def test_asked_again_it_says_what_was_edited_and_deleted(story, archive):
    address = story.posts[0]["url"]
    list(archive.add([address], asking=ASKING))
    story.alice.rewrites(story.posts[2], "3/ The bridge was shut.")
    story.alice.deletes(story.posts[9])
    list(archive.add([address], asking=ASKING))
    parts = {part.post.id: part for part in archive.thread(address).parts}
    edited = parts[story.posts[2]["uri"]]
    assert edited.post.text == "3/ The bridge was shut."
    assert edited.post.edited is not None
    assert [post.text for post in edited.earlier] == ["3/ كان الجسر مغلقا and the water rose, day 3"]
    assert parts[story.posts[9]["uri"]].state == "deleted"
    assert {part.state for name, part in parts.items() if name != story.posts[9]["uri"]} == {None}
    story.alice.deletes(story.posts[0])
    list(archive.add([address], asking=ASKING))
    assert archive.thread(address).parts[0].state == "deleted"


def test_words_that_nobody_saw_before_they_were_edited_are_there_with_their_dates(story, archive):
    for words in ("4/ The bridge was shut.", "4/ The bridge was shut all day."):
        story.alice.rewrites(story.posts[3], words)
    list(archive.add([story.posts[0]["url"]], asking=ASKING))
    part = next(each for each in archive.thread(story.posts[0]["url"]).parts if each.post.id == story.posts[3]["uri"])
    said = [post.text for post in (*part.earlier, part.post)]
    assert len(said) == 3
    assert said[1:] == ["4/ The bridge was shut.", "4/ The bridge was shut all day."]
    assert [post.edited is None for post in (*part.earlier, part.post)] == [True, False, False]
    assert archive.info().problems == 0


def test_what_is_not_there_is_said_in_a_sentence(story, archive):
    with pytest.raises(Unreadable, match="not given to programs"):
        list(archive.add([story.posts[6]["url"]], asking=ASKING))
    with pytest.raises(Unreadable, match="this machine"):
        list(archive.add([story.posts[0]["url"]]))
