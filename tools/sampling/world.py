"""Who speaks in the samples, and what every post's id, mentions, links and counts come to."""

from __future__ import annotations

import tomllib
import zlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sampling.prose import Draft, drafts
from sampling.spans import Written, written

EPOCH = 1288834974657  # X's ids count milliseconds from here, shifted left by 22 bits


@dataclass
class Person:
    """An account; `since` is when it was opened."""

    id: str
    handle: str
    name: str
    place: str
    about: str
    since: datetime
    followers: int


class World:
    """Everything that is said in the samples, by key."""

    def __init__(self, folder: Path) -> None:
        cast = tomllib.loads((folder / "cast.toml").read_text("utf-8"))
        self.cast = {key: Person(**told) for key, told in cast.items()}
        self.files = {path.stem: drafts(path) for path in sorted(folder.glob("*.txt")) if path.stem != "listing"}
        self.posts: dict[str, Draft] = {}
        for draft in (draft for found in self.files.values() for draft in found):
            self.posts[draft.key] = self.posts[draft.key.removesuffix(".1")] = draft
            if draft.alias:
                self.posts[draft.alias] = draft
            if draft.former:
                # An earlier version answers what the later one answers.
                draft.former.on = draft.on
                self.posts[draft.former.key] = draft.former

    def person(self, draft: Draft) -> Person:
        """Who wrote a post."""
        return self.cast[draft.by]

    def parent(self, draft: Draft) -> Draft | None:
        """The post that a post answers."""
        return self.posts[draft.on] if draft.on else None

    def root(self, draft: Draft) -> Draft:
        """The post under which everybody's replies stand."""
        while (above := self.parent(draft)) is not None:
            draft = above
        return draft

    def mentions(self, draft: Draft) -> list[Person]:
        """Whom a reply names before its own first word: everybody above it in the conversation but its author."""
        keys: dict[str, None] = {}
        above = self.parent(draft)
        while above is not None:
            if above.by != draft.by:
                keys[above.by] = None
            above = self.parent(above)
        return [self.cast[key] for key in keys]

    def known(self, handle: str) -> Person:
        """The account of a handle."""
        return next(person for person in self.cast.values() if person.handle == handle)

    def address(self, draft: Draft) -> str:
        """Where a post was on the web when it was written."""
        return f"https://twitter.com/{self.person(draft).handle}/status/{number(draft)}"

    def gone(self, draft: Draft) -> str | None:
        """The id of a quoted post that nobody holds."""
        return snowflake(draft.quote_gone, f"{draft.key}/gone") if draft.quote_gone else None

    def quoted(self, draft: Draft) -> str | None:
        """The web address of what a post quotes."""
        if draft.quote:
            return self.address(self.posts[draft.quote])
        return f"https://twitter.com/i/web/status/{self.gone(draft)}" if draft.quote_gone else None

    def written(self, draft: Draft, *, html: bool = True) -> Written:
        """A post's text as X writes it, quoted post and pictures as links at its end."""
        quoted = self.quoted(draft)
        attached = [("link", quoted)] if quoted else []
        if draft.pictures:
            kind = "video" if draft.pictures[0].seconds else "photo"
            attached.append(("media", f"{self.address(draft)}/{kind}/1"))
        before = [person.handle for person in self.mentions(draft)]
        return written(draft.key, self.text(draft), before, attached, html=html)

    def text(self, draft: Draft) -> str:
        """A post's words; those of a repost are whose it is and what they said."""
        if draft.repost is None:
            return draft.text
        first = self.posts[draft.repost]
        return f"RT @{self.person(first).handle}: {first.text}"

    def counts(self, draft: Draft) -> tuple[int, int, int]:
        """Likes, reposts and replies: as told, else some that are always the same."""
        if draft.counts:
            return draft.counts
        chance = zlib.crc32(draft.key.encode())
        likes = chance % 23 if draft.on and self.mentions(draft) else 24 + chance % 131
        return likes, likes * (2 + chance % 3) // 12, chance // 7 % (2 + likes // 30)


def snowflake(at: datetime, seed: str) -> str:
    """The id of a post written at a time; the low bits are of a kind X never gave out, so it is nobody's."""
    chance = zlib.crc32(seed.encode())
    return str((int(at.timestamp()) * 1000 + chance % 1000 - EPOCH) * 2**22 + 1 + chance % 61)


def number(draft: Draft) -> str:
    """The id of a post."""
    return snowflake(draft.at, draft.key)


def versions(draft: Draft) -> list[str]:
    """The ids of all versions of a post, oldest first."""
    last = draft.latest or draft
    return [number(last.former), number(last)] if last.former else [number(last)]
