"""What a search knows of a thread, or of a post that stands alone: its words, post by post, and facts about it.

Every store keeps entries and answers a `Match` from them alone, so that all of them give the same answers: words go
through one folding (`clew.text.terms`) before any engine sees them, and what is no word is a fact, a kind and a value.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

import msgspec

from clew.post import Post, Value
from clew.stores import listing
from clew.text.entities import entities
from clew.text.terms import EDITION, terms
from clew.thread import Shape, Summary

Fact = tuple[str, str]

FACETS = ("tag", "author", "lang", "network", "year", "has")
# Facets are those of the newest that were found: more would cost more than a page may.
FACETED = 20_000
# Where this is another than the one entries were made by, they are made anew: it changes with what is said and folded.
FOLDING = 100 * EDITION + 1
# An entry's number grows with its thread's place in time, to the millisecond, so that an engine that keeps entries by
# number keeps them by time. Threads of one millisecond share 512 numbers, and what does not fit goes on into the next.
SHARED = 9
_BEFORE = 2**52
# How keys of facts are kept: four bytes each, the least byte first.
KEY = "<i4"
_encode = msgspec.msgpack.Encoder().encode


class Entry(Value):
    """What is searched of a thread or of a post alone: `id` is its first post, `rank` its place in time.

    `lines` are the terms of each post in reading order, joined by spaces; None where the entry that is there under
    the same `sign` still stands. `about` are sorted facts. `number` is the one a store has given it.
    """

    id: str
    rank: int
    held: int
    sign: bytes
    about: tuple[Fact, ...]
    lines: tuple[str, ...] | None
    number: int | None = None


def entry(shape: Shape, summary: Summary, posts: Mapping[str, Post], signs: Mapping[str, bytes]) -> Entry:
    """The entry of a thread; without its words where `signs` knows that nothing about it has changed."""
    parts = [posts[place.id] for place in shape.places]
    about = _about(summary, parts)
    said = [_said(post) for post in parts]
    made_of = (FOLDING, summary.rank, summary.held, [post.id for post in parts], about, said)
    sign = hashlib.blake2b(_encode(made_of), digest_size=8).digest()
    lines = None if signs.get(shape.id) == sign else tuple(line(words) for words in said)
    return Entry(shape.id, summary.rank, summary.held, sign, about, lines)


def first_number(rank: int) -> int:
    """The lowest number of an entry of that place in time; ranks below zero are places of undated threads."""
    return (_BEFORE + (rank if rank < 0 else rank // 1000)) << SHARED


def moment_of(number: int) -> int:
    """The place in time of an entry with that number, to the millisecond; below zero for one without a date."""
    place = (number >> SHARED) - _BEFORE
    return place if place < 0 else place * 1000


DATED = first_number(0)
"""The lowest number of an entry with a date."""


def number(rank: int, entry_id: str) -> int:
    """The number an entry has where no other has it."""
    return first_number(rank) + (zlib.crc32(entry_id.encode("utf-8", "replace")) & ((1 << SHARED) - 1))


def of_authors(entries: Iterable[Entry], author_ids: Container[str]) -> list[Entry]:
    """The entries that are of these authors."""
    return [each for each in entries if any(kind == "author" and value in author_ids for kind, value in each.about)]


def packed(keys: Iterable[int]) -> bytes:
    """Keys of facts, as they are kept."""
    ordered = sorted(keys)
    return struct.pack(f"<{len(ordered)}i", *ordered)


def unpacked(facts: bytes) -> tuple[int, ...]:
    """Keys of facts from what is kept."""
    return struct.unpack(f"<{len(facts) // 4}i", facts)


def numbers(entries: Sequence[Entry], taken: Callable[[Sequence[int]], set[int]]) -> list[int]:
    """A number for each entry that no other has: its own, or the next free one after it."""
    wanted = [number(each.rank, each.id) for each in entries]
    used = taken(wanted)
    last: dict[int, int] = {}
    found = []
    for first in wanted:
        free = first
        while free in used:
            free = last.get(first, free) + 1
            last[first] = free
            if free not in used:
                used |= taken([free])
        used.add(free)
        found.append(free)
    return found


def length(each: Entry) -> int:
    """How long an entry is to a score: its terms, its facts, and one for each place between two posts."""
    lines = each.lines or ()
    return sum(line.count(" ") + 1 for line in lines if line) + max(0, len(lines) - 1) + len(each.about)


def line(said: Iterable[str]) -> str:
    """The terms of what a post says, as one line."""
    return " ".join([term for words in said for term in terms(words)])


def is_own(post: Post) -> bool:
    """Whether a post has words of its author's own: a repost passes on those of somebody else."""
    return not post.repost and post.repost_of is None


def _said(post: Post) -> list[str]:
    """All a post says in words: its warning, its text without automatic mentions, its pictures, its poll."""
    said = [post.text[post.body_start :]]
    if post.warning:
        said.insert(0, post.warning)
    said.extend(media.alt for media in post.media or () if media.alt)
    said.extend(choice.label for choice in post.poll or ())
    return said


def _about(summary: Summary, parts: Iterable[Post]) -> tuple[Fact, ...]:
    found: set[Fact] = set(listing.facets(summary))
    for post in parts:
        found.update(_mentions(post))
        found.update(_has(post))
    if summary.gaps:
        found.add(("has", "gap"))
    if summary.branches:
        found.add(("has", "branch"))
    if summary.started is not None:
        found.add(("year", str(summary.started.year)))
    return tuple(sorted(found))


def _mentions(post: Post) -> Iterator[Fact]:
    spans = post.entities
    if spans is None:
        spans = entities(post.text) if "@" in post.text else ()
    return (("mention", mention(span.value)) for span in spans if span.kind == "mention")


def _has(post: Post) -> Iterator[Fact]:
    if post.media:
        yield ("has", "media")
    spans = post.entities
    if any(span.kind == "link" for span in spans) if spans is not None else "://" in post.text:
        yield ("has", "links")


@lru_cache(maxsize=65536)
def mention(handle: str) -> str:
    """A handle as facts spell it."""
    return handle.strip().lstrip("@＠").lower()
