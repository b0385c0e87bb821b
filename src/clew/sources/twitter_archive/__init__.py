"""The personal archive of X, from the first of 2012 to today's, as a zip or a folder; only its posts are opened."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from clew.capture import Capture
from clew.capture.records import Values, values
from clew.post import Author, Notice, Post, Problem, Record
from clew.sources._tweet import Tweet
from clew.sources._tweet_post import answered, linked_quote, post, words
from clew.sources._tweet_records import records
from clew.sources._x import NETWORK, moment, number, post_id, unknown_author
from clew.sources.twitter_archive import files, listing, owner
from clew.sources.twitter_archive.members import POSTS, is_private, kind_of, of_kind, outside, root_of
from clew.sources.twitter_archive.notes import Notes
from clew.sources.twitter_archive.rows import HeaderRow, NoteRow, Row

title = "X personal archive (zip or folder, 2012 to today)"

_OPENING = re.compile(
    rb"\s*(?:window\.)?(?:YTD\.(?:tweets?|deleted_tweets?|community_tweets?|note_tweets?)\.part\d+"
    rb"|Grailbird\.data\.tweets_\d{4}_\d{2})\s*="
)
# What stands before the text of a post passed on: "RT @somebody: ". Archives since 2018 keep no other sign of it.
_PASSED_ON = re.compile(r"RT @\w{1,20}: ")


def sniff(capture: Capture) -> bool:
    """An archive has at least one file of posts by name, and it opens with the assignment X writes there."""
    return any(_is_archive(capture, name) for name in of_kind(capture.names, *POSTS, "notes"))


def _is_archive(capture: Capture, name: str) -> bool:
    return _OPENING.match(capture.head(name).removeprefix(b"\xef\xbb\xbf")) is not None


def wants(name: str) -> bool:
    """True for files of posts and for those that say whose they are; never messages, contacts, likes or addresses."""
    return kind_of(name) is not None


def private(name: str) -> bool:
    """True for files of messages, contacts, likes and addresses, wherever they lie: no source may open them."""
    return is_private(name)


def beside(names: Sequence[str]) -> list[str]:
    """What lies outside every archive in a folder, such as other exports that were saved in the same place."""
    return outside(names)


def media(names: Sequence[str]) -> Callable[[Post, str], str | None]:
    """How to find the file of a picture or film; those of messages are never found."""
    return files.finder(names)


def read(capture: Capture) -> Iterator[Record]:
    """One archive after another, where a folder holds several: each has an owner of its own."""
    found = of_kind(capture.names, *POSTS, "notes")
    for root in sorted({root_of(name) or "" for name in found if _is_archive(capture, name)}):
        yield from _archive(capture.only(lambda name, root=root: root_of(name) == root))  # type: ignore[misc]


def _archive(capture: Capture) -> Iterator[Record]:
    """The posts, then those in communities, then the deleted ones with the proof that they were deleted."""
    yield from listing.missing(capture)
    whose = owner.of(capture)
    notes = Notes()
    yield from _long_texts(capture, notes)
    gone: set[str] = set()
    for name in of_kind(capture.names, *POSTS):
        with capture.open(name) as stream:
            file = values(stream, capture.where(name), Row)
            for row in file:
                if isinstance(row, Problem):
                    yield row
                elif row.tweet is None and row.user is not None:
                    # The archives of 2012-2018 name the account in each row and keep what it passes on in full.
                    yield from records(row, file, quotes_by_link=True)
                else:
                    yield from _post(row.tweet or row, whose, notes, gone, file)
    yield from _deletions(capture, gone)
    for place, reason in notes.left():
        yield Problem(place, reason)


def _long_texts(capture: Capture, notes: Notes) -> Iterator[Problem]:
    for name in of_kind(capture.names, "notes"):
        with capture.open(name) as stream:
            file = values(stream, capture.where(name), NoteRow)
            for row in file:
                if isinstance(row, Problem):
                    yield row
                elif row.note_tweet is None:
                    yield Problem(file.place, "This is no long text.")
                elif reason := notes.add(row.note_tweet, file.place):
                    yield Problem(file.place, reason)


def _post(tweet: Tweet, whose: owner.Owner, notes: Notes, gone: set[str], file: Values[Any]) -> Iterator[Record]:
    doubts: list[str] = []
    own = number(tweet.id_str, tweet.id, doubts)
    raw = tweet.full_text if tweet.full_text is not None else tweet.text
    if own is None or raw is None:
        missing = "A post was left out: it has no text." if own else "A post was left out: it has no id."
        yield Problem(file.place, " ".join((missing, *doubts)))
        return
    author = whose.author or Author(unknown_author(own), NETWORK)
    reply_to = answered(tweet, doubts)
    said = notes.whole(tweet, words(tweet, is_reply=reply_to is not None))
    repost = "" if _PASSED_ON.match(raw) else None
    hidden = tweet.scopes is not None and tweet.scopes.followers
    visibility = "followers" if hidden else whose.visibility
    made = post(tweet, own, author, said, reply_to, visibility, linked_quote(tweet, own), repost, doubts)
    yield made
    if tweet.deleted_at:
        gone.add(own)
        yield Notice(made.id, "deleted", author.id, moment(tweet.deleted_at))
    for doubt in doubts:
        yield Problem(file.place, doubt)


def _deletions(capture: Capture, told: set[str]) -> Iterator[Record]:
    """What the headers of deleted posts prove about posts whose text the archive does not hold."""
    for name in of_kind(capture.names, "deleted_headers"):
        with capture.open(name) as stream:
            for row in values(stream, capture.where(name), HeaderRow):
                if isinstance(row, Problem):
                    yield row
                elif row.tweet is not None and row.tweet.tweet_id and row.tweet.tweet_id not in told:
                    who, when = row.tweet.user_id, row.tweet.deleted_at
                    own = post_id(row.tweet.tweet_id)
                    yield Notice(own, "deleted", f"x:user:{who}" if who else None, moment(when) if when else None)
