"""Words with the people in them renamed, and the spans over the words moved along."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

from msgspec.structs import replace

from clew.post import Author, Entity

_MENTION = re.compile(r"(?<![\w/])[@＠](\w[\w.-]*\w|\w)(?:@[\w.-]*\w)?")
_LINK = re.compile(
    r"https?://[^\s<>\"]+|(?<![\w.@/])(?:[\w-]+\.)*(?:x\.com|twitter\.com|t\.co|bsky\.app|threads\.net|t\.me)/[^\s<>\"]+",
    re.IGNORECASE,
)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]*\w")
_SAID = "[link]"
# Where an address leads to an account or a post; t.co leads to either without saying so.
_NETWORKS = re.compile(
    r"(?:^|\.)(?:x\.com|twitter\.com|t\.co|bsky\.app|threads\.net|t\.me|weibo\.c(?:om|n)|facebook\.com|instagram\.com"
    r"|tiktok\.com|youtube\.com|linkedin\.com|threadreaderapp\.com|njump\.me|primal\.net)$|nitter"
)
_PERSONAL = re.compile(r"/@|/users/|/status(?:es)?/|/profile/|~")
_SHORTEST_NAME = 3  # shorter names are parts of too many words


class Change(NamedTuple):
    """A span of the old words and what stands there now."""

    start: int
    end: int
    words: str


class Reworded:
    """New words, and where in them a place of the old ones is."""

    def __init__(self, text: str, changes: list[Change]) -> None:
        self._ends, self._shifts = [], [0]
        pieces, at, shift = [], 0, 0
        for change in changes:
            pieces += [text[at : change.start], change.words]
            at = change.end
            shift += len(change.words) - (change.end - change.start)
            self._ends.append(change.end)
            self._shifts.append(shift)
        self._changes = changes
        self.words = "".join([*pieces, text[at:]])

    def moved(self, place: int) -> int:
        """The place in the new words; one within a change is at its beginning."""
        number = bisect_right(self._ends, place)
        start = self._changes[number].start if number < len(self._changes) else place
        return min(place, start) + self._shifts[number]

    def entities(self, old: tuple[Entity, ...] | None, person: Callable[[str], str]) -> tuple[Entity, ...] | None:
        """The spans over the new words; those that a change has cut into are left out."""
        return None if old is None else tuple(filter(None, (self._entity(each, person) for each in old)))

    def _entity(self, entity: Entity, person: Callable[[str], str]) -> Entity | None:
        target = person(entity.target) if entity.kind == "mention" and entity.target else None
        for change in self._changes:
            if (change.start, change.end) == (entity.start, entity.end):
                start = self.moved(change.start)
                value = change.words.removeprefix("@")
                return replace(entity, start=start, end=start + len(change.words), value=value, target=target)
            if change.start < entity.end and entity.start < change.end:
                return None
        return replace(entity, start=self.moved(entity.start), end=self.moved(entity.end), target=target)


class Rewording:
    """The new words of one thread, whose authors' names are replaced wherever they stand in it."""

    def __init__(self, handle: Callable[[str], str], known: Iterable[Author]) -> None:
        self._handle = handle
        names = {}
        for author in known:
            for name in filter(None, (author.handle, author.name)):
                if len(name.strip()) >= _SHORTEST_NAME:
                    names[name.strip().casefold()] = handle(author.handle or author.id)
        self._names = names
        longest = sorted(map(re.escape, names), key=len, reverse=True)
        self._named = re.compile(rf"(?<!\w)(?:{'|'.join(longest)})(?!\w)", re.IGNORECASE) if names else None

    def plain(self, text: str | None) -> str | None:
        """The new words of a text without spans."""
        return None if text is None else self.text(text, None).words

    def text(self, text: str, entities: tuple[Entity, ...] | None) -> Reworded:
        """The new words of a text."""
        found: list[Change] = []
        at = 0
        for change in sorted(self._changes(text, entities), key=lambda each: (each.start, -each.end)):
            if change.start >= at:
                found.append(change)
                at = change.end
        return Reworded(text, found)

    def _changes(self, text: str, entities: tuple[Entity, ...] | None) -> Iterator[Change]:
        for entity in entities or ():
            if entity.kind == "mention":
                yield Change(entity.start, entity.end, f"@{self._handle(entity.value)}")
            elif entity.kind == "link" and self._tells(entity.value):
                yield Change(entity.start, entity.end, _SAID)
        for link in _LINK.finditer(text):
            if self._tells(link[0]):
                yield Change(link.start(), link.end(), _SAID)
        for mail in _MAIL.finditer(text):
            yield Change(mail.start(), mail.end(), "[address]")
        for mention in _MENTION.finditer(text):
            yield Change(mention.start(), mention.end(), f"@{self._handle(mention[0][1:])}")
        for named in self._named.finditer(text) if self._named else ():
            yield Change(named.start(), named.end(), self._names[named[0].casefold()])

    def _tells(self, address: str) -> bool:
        """Whether an address says who somebody is."""
        try:
            parts = urlsplit(address if "://" in address else f"https://{address}")
        except ValueError:
            return True
        if _NETWORKS.search(parts.hostname or "") or _PERSONAL.search(parts.path) or parts.username is not None:
            return True
        folded = address.casefold()
        return any(name in folded for name in self._names)
