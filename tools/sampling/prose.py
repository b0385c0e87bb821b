"""Reads the prose of the samples.

    === KEY | AUTHOR | 2018-10-12 05:40 | en | every=6m to=other-key edges=star lines
    ! photo pier.jpg 1200x1600 | words for those who cannot see it
    1/ The first post, over as many lines as it has.
    --
    2/ The second answers the first, six minutes later.

Times are UTC. With `lines` every line is a post, and one that opens with the town's time ("18:04.") was written then.
What a line beginning with `!` may say of the post below it is the list in `Draft.told`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

TOWN = timedelta(hours=3)  # Halfaya is three hours east of Greenwich
_SHIFT = re.compile(r"\+(\d+)([mh])")
_CLOCK = re.compile(r"(\d\d):(\d\d)\.")


@dataclass
class Picture:
    """A picture or film of a post; `alt` None where the author gave no words for it."""

    name: str
    width: int
    height: int
    alt: str | None
    seconds: int | None = None


@dataclass
class Draft:
    """A post as its author meant it, before any service writes it down."""

    key: str
    thread: str
    by: str
    at: datetime
    lang: str
    text: str = ""
    alias: str | None = None
    on: str | None = None
    quote: str | None = None
    quote_gone: datetime | None = None
    repost: str | None = None
    pictures: list[Picture] = field(default_factory=list)
    choices: list[tuple[str, int]] = field(default_factory=list)
    counts: tuple[int, int, int] | None = None
    sensitive: bool = False
    note: bool = False
    cut: bool = False
    absent: bool = False
    deleted: datetime | None = None
    former: Draft | None = None
    latest: Draft | None = None

    def told(self, line: str) -> None:
        """Take in what a line says: key, at, on, quote, quote_gone, repost, photo, video, poll, counts, edited …"""
        word, _, rest = line.partition(" ")
        rest, _, after = rest.partition(" | ")
        match word:
            case "key":
                self.alias = rest
            case "on" | "quote" | "repost":
                setattr(self, word, rest)
            case "at":
                self.at = later(self.at, rest)
            case "photo" | "video":
                self.pictures.append(_picture(rest, after or None))
            case "poll":
                pairs = (choice.rpartition(" (") for choice in rest.split(" / "))
                self.choices = [(label, int(votes.rstrip(")"))) for label, _, votes in pairs]
            case "counts":
                likes, reposts, replies = map(int, rest.split())
                self.counts = (likes, reposts, replies)
            case "sensitive" | "note" | "cut" | "absent":
                setattr(self, word, True)
            case "deleted" | "quote_gone":
                setattr(self, word, later(self.at, rest))
            case "edited":
                self._edited(rest, after)
            case _:
                raise ValueError(f"{self.thread}: nobody knows what {line!r} means.")

    def _edited(self, shift: str, text: str) -> None:
        self.former = Draft(f"{self.key}.was", self.thread, self.by, self.at, self.lang, text, latest=self)
        self.at = later(self.at, shift)


def _picture(told: str, alt: str | None) -> Picture:
    name, size, *seconds = told.split()
    width, _, height = size.partition("x")
    return Picture(name, int(width), int(height), alt, int(seconds[0]) if seconds else None)


def later(at: datetime, when: str) -> datetime:
    """A moment, written whole or as a step from another (`+4h`)."""
    step = _SHIFT.fullmatch(when)
    if step is None:
        return datetime.fromisoformat(when).replace(tzinfo=UTC)
    return at + timedelta(**{{"m": "minutes", "h": "hours"}[step[2]]: int(step[1])})


def drafts(path: Path) -> list[Draft]:
    """The posts of a file of prose, thread by thread."""
    found: list[Draft] = []
    for block in _blocks(path):
        head, _, body = block.partition("\n")
        found += _thread(*(part.strip() for part in head.split("|")), body=body.strip("\n"))
    return found


def cards(path: Path) -> list[tuple[int | None, str, list[str]]]:
    """The cards of a saved listing: the count the page gives, the language, the posts."""
    found = []
    for block in _blocks(path):
        head, _, body = block.partition("\n")
        _, read, lang = (part.strip() for part in head.split("|"))
        count = None if read == "-" else int(read.removeprefix("read "))
        found.append((count, lang, body.strip("\n").split("\n--\n")))
    return found


def _blocks(path: Path) -> list[str]:
    return re.split(r"^=== ", path.read_text("utf-8"), flags=re.MULTILINE)[1:]


def _thread(key: str, by: str, at: str, lang: str, options: str = "", *, body: str) -> list[Draft]:
    told = dict(option.partition("=")[::2] for option in options.split())
    every, when = told.get("every", "5m"), datetime.fromisoformat(at).replace(tzinfo=UTC)
    found: list[Draft] = []
    for number, (orders, text) in enumerate(_posts(body, lines="lines" in told), start=1):
        draft = Draft(f"{key}.{number}", key, by, when if number == 1 else later(when, f"+{every}"), lang, text)
        draft.on = _answered(found, told)
        for order in orders:
            draft.told(order)
        when = draft.former.at if draft.former else draft.at
        found.append(draft)
    if "lines" in told:
        _by_the_clock(found)
    return found


def _answered(before: list[Draft], told: dict[str, str]) -> str | None:
    if not before:
        return told.get("to")
    edges = told.get("edges", "chain")
    return {"chain": before[-1].key, "star": before[0].key, "none": None}[edges]


def _posts(body: str, *, lines: bool) -> list[tuple[list[str], str]]:
    if not lines:
        return [_told_apart(post.split("\n")) for post in body.split("\n--\n")]
    opening, posts = _told_apart(body.split("\n"))
    return [([] if place else opening, text) for place, text in enumerate(posts.split("\n"))]


def _told_apart(lines: list[str]) -> tuple[list[str], str]:
    orders = 0
    while orders < len(lines) and lines[orders].startswith("! "):
        orders += 1
    return [line[2:] for line in lines[:orders]], "\n".join(lines[orders:])


def _by_the_clock(thread: list[Draft]) -> None:
    """Posts that name the town's time were written then; those between are spread evenly."""
    sure = [0]
    for place, draft in enumerate(thread):
        named = _CLOCK.match(draft.text)
        if named:
            draft.at = draft.at.replace(hour=int(named[1]), minute=int(named[2])) - TOWN
            sure.append(place)
    for start, end in pairwise(sure):
        step = (thread[end].at - thread[start].at) / (end - start)
        for place in range(start + 1, end):
            thread[place].at = (thread[start].at + step * (place - start)).replace(microsecond=0)
    for place in range(sure[-1] + 1, len(thread)):
        thread[place].at = thread[place - 1].at + timedelta(minutes=2)
