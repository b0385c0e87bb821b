"""What a citation of a thread, or of one post of it, has to say, whatever the style."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from urllib.parse import urlsplit

import msgspec
import regex

from clew.exports._about import About
from clew.exports._content import language
from clew.post import Author, Post, Value
from clew.text import notes
from clew.text.completeness import counted
from clew.text.dates import day
from clew.text.markdown import web_address
from clew.text.plain import one_line
from clew.thread import Part, Thread

_NETWORKS = {"x": "X", "bluesky": "Bluesky", "fediverse": "Fediverse", "telegram": "Telegram", "nostr": "Nostr"}
_TITLE = 140
_NO_KEY = regex.compile(r"[^a-z0-9]+")
_UNSEEN = regex.compile(r"[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]")  # also what turns the words after it around


class Citation(Value):
    """A thread or a post as it is cited.

    `original` is its address on its network, `archived` its address here. `captured` is when the last of it was taken
    in; `digest` is the SHA-256 that `docs/exports.md` says how to check.
    """

    key: str
    id: str
    author: str
    title: str
    issued: datetime | None
    container: str
    genre: str
    original: str | None
    archived: str | None
    captured: datetime | None
    digest: str
    language: str | None

    @property
    def note(self) -> str:
        """What no style has a place for: what was read, when, and how to know it again."""
        captured = f"Captured {day(self.captured)}. " if self.captured else ""
        return f"{captured}SHA-256 of its words: {self.digest}."


def citations(threads: Iterable[Thread], about: About) -> Iterator[Citation]:
    """A citation of each thread, or of the one post that is meant."""
    for thread in threads:
        meant = [part for part in thread.parts if part.post.id == about.post]
        yield citation(thread, about, meant[0] if meant else None)


def citation(thread: Thread, about: About, part: Part | None = None) -> Citation:
    """The citation of a thread, or of a part of it."""
    parts = (part,) if part else thread.parts
    first = parts[0].post
    taken = [when for each in parts for name in each.captures if (when := about.taken(name)) is not None]
    held = counted(len(thread.parts), "post")
    place = _reachable(about.place(first.id) if part else about.thread(thread.id))
    title = _seen(notes.opening_words(first, _TITLE))
    return Citation(
        key=_key(first),
        id=first.id,
        author=_named(first.author),
        title=title or ("Post without words" if part else "Thread without words"),
        issued=first.created,
        container=_NETWORKS.get(first.network, _seen(first.network)),
        genre=f"Post in a thread of {held}" if part else f"Thread of {held}",
        original=web_address(first.url),
        archived=place,
        captured=max(taken, default=None),
        digest=digest(each.post for each in parts),
        language=language(first.lang or parts[0].place.lang),
    )


def digest(posts: Iterable[Post]) -> str:
    """The SHA-256 over one line of JSON for each post: `[id, author's id, date, text]`, as `jsonl` has them."""
    made = hashlib.sha256()
    for post in posts:
        made.update(msgspec.json.encode([post.id, post.author.id, post.created, post.text]) + b"\n")
    return made.hexdigest()


def _reachable(address: str | None) -> str | None:
    """The address, unless it is one of the reader's own machine, where nobody else finds anything."""
    host = (urlsplit(address or "").hostname or "").lower()
    alone = host in {"localhost", "::1"} or host.startswith("127.")
    return None if alone else address


def _named(author: Author) -> str:
    name, handle = _seen(author.name or ""), _seen(author.handle or "")
    if name and handle:
        return f"{name} [@{handle}]"
    return name or (f"@{handle}" if handle else "Unknown author")


def _key(post: Post) -> str:
    """A name for the entry, which stays the same: the author's handle, the year, and letters made of the post's id."""
    who = _NO_KEY.sub("", (post.author.handle or post.author.name or "").lower())[:24] or "unknown"
    year = f"{post.created:%Y}" if post.created else "nd"
    return f"{who}{year}{hashlib.sha256(post.id.encode('utf-8', 'replace')).hexdigest()[:6]}"


def _seen(text: str) -> str:
    return _UNSEEN.sub("", one_line(text))
