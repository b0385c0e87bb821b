"""The captures that a thread's posts stand on, as an export takes them along: pages and answers of web servers alone.

A personal archive, a table or a set stays where it is, and so does whatever has a private post in it. Of a recording go
those answers in which the thread's posts are. What stays is named with the reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

import msgspec

from clew import sources
from clew.archive.ground import ground
from clew.capture import open_capture
from clew.capture.answers import is_text
from clew.capture.keeping import fetch, kept_at, members
from clew.errors import ClewError, NotFound
from clew.exports import Captured
from clew.post import PRIVATE, Post
from clew.stores.base import Kept, Store
from clew.thread import Thread

LARGEST = 4 << 20
"""Bytes of a page or an answer that goes along: a page with its pictures in it is 3 MB."""
_RECENT = 16  # captures whose contents are known still, for threads of one capture come one after another


class _Member(msgspec.Struct, frozen=True):
    """A page or an answer: its SHA-256 and name, the posts in it, and why it stays here if it does."""

    sha: str
    name: str
    posts: frozenset[str] = frozenset()
    why: str | None = None


class Captures:
    """What an archive has kept of the captures of its threads."""

    def __init__(self, store: Store, folder: Path | None, *, refused: bool = False) -> None:
        """With `refused`, captures go along in which authors are who refused to be shown."""
        self._store = store
        self._refused = refused
        self._folder = folder
        self._looked_into = lru_cache(_RECENT)(self._look_into)

    def of(self, thread: Thread) -> Iterator[Captured]:
        """The captures of a thread, oldest first, each with its bytes or with why they stay here."""
        wanted = {name for part in thread.parts for name in (part.post.id, *part.post.versions)}
        for each in ground(self._store, thread):
            found = self._looked_into(each.capture)
            used = [member for member in found if len(found) == 1 or member.posts & wanted]
            for member in used or found:
                yield self._captured(member, each.capture)

    def _captured(self, member: _Member, kept: Kept) -> Captured:
        if member.why is None and self._folder is not None:
            with fetch(self._folder, member.sha) as stream:
                body = stream.read()
            return Captured(member.sha, member.name, kept.taken, _mime(body), body)
        return Captured(member.sha, member.name, kept.taken, why=member.why)

    def _look_into(self, kept: Kept) -> tuple[_Member, ...]:
        """What a capture consists of, and what goes along of it."""
        why = None
        if not kept.held or self._folder is None:
            why = "of it only its hash and its place are kept"
        elif not _is_served(kept.source):
            why = "it is no page or answer of a web server"
        if why is not None or self._folder is None:
            return (_Member(kept.id, kept.name, why=why),)
        inside = members(self._folder, kept.id) or ((kept.id, kept.name),)
        return tuple(self._wished(_member(self._folder, sha, name, kept.source)) for sha, name in inside)

    def _wished(self, member: _Member) -> _Member:
        """The member; one with posts of people in it who refused to be shown stays here."""
        if self._refused or not self._store.withholds(member.posts):
            return member
        return msgspec.structs.replace(member, why="there are posts in it of people who refused to be shown")


def _member(folder: Path, sha: str, name: str, source: str) -> _Member:
    try:
        with fetch(folder, sha) as stream:
            body = stream.read(LARGEST + 1)
    except (NotFound, OSError):
        return _Member(sha, name, why="its bytes are no longer here")
    if len(body) > LARGEST:
        return _Member(sha, name, why=f"it is longer than {LARGEST:,} bytes")
    if not is_text(body):
        return _Member(sha, name, why="it is neither HTML nor JSON")
    try:
        with open_capture(kept_at(folder, sha)) as capture:
            posts = [record for record in sources.load(source).read(capture) if isinstance(record, Post)]
    except ClewError:
        return _Member(sha, name, why="it cannot be read any more")
    why = "there are private posts in it" if any(post.visibility in PRIVATE for post in posts) else None
    return _Member(sha, name, frozenset(each for post in posts for each in (post.id, *post.versions)), why)


def _is_served(name: str) -> bool:
    with suppress(NotFound):
        return sources.is_served(sources.load(name))
    return False


def _mime(body: bytes) -> str:
    text = body.removeprefix(b"\xef\xbb\xbf").strip()
    if text.startswith(b"<"):
        return "text/html"
    return (
        "application/x-ndjson" if b"\n{" in text and text.startswith(b"{") and _is_lines(text) else "application/json"
    )


def _is_lines(text: bytes) -> bool:
    """Whether the first line is a whole value."""
    with suppress(msgspec.DecodeError):
        msgspec.json.decode(text.partition(b"\n")[0])
        return True
    return False
