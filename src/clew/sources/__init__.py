"""One file per input format, and the one way to find which of them a capture is.

A source is a module with these names:

* `title`: what a person calls the format, for lists and errors.
* `sniff(capture)`: True for exactly its own captures; it looks at names and at the first bytes only.
* `read(capture)`: yields posts, notices and problems in the order of the file, streaming.
* `refusal(capture)`, optional: why a capture that is nearly its own cannot be read, in a sentence that says what to do.
* `wants(name)`, optional: True for the members of a folder or zip that it reads. All others are never opened, hashed
  or kept: this is what keeps private messages out of an archive.
* `private(name)`, optional: True for members that hold private messages and the like, by their names. No source opens
  them, not even to see what they are, when they lie in a folder or zip that is no format as a whole.
* `beside(names)`, optional: of the members of a folder or zip that it recognised, those that are no part of what it
  reads, and are looked at as inputs of their own. Without it all are part of it.
* `confidential(capture)`, optional: True for a file in which private messages stand beside the posts. The archive keeps
  its hash and its place, and no copy of its bytes.
* `served`, optional: True where its captures are pages and answers that web servers gave, which may go along with what
  is made of their posts. Personal archives, tables and sets are none.
* `media(names)`, optional: where among the members of a folder or zip the files of its posts' pictures lie: a function
  from a post and the address of a picture (or of the one that stands for a film) to a member, or None. Messages' files
  are never among them.
* `by_lines`, optional: True where each line of a file of JSON lines says all there is to say of what stands in it, so
  that a big file may be read in parts, by several at a time.
* `pieces(capture)` and `read_piece(capture, piece)`, optional: the files of a folder that may be read apart, by several
  at a time; together they are what `read` yields.
* `chooses`, optional: True where it reads only what `capture.wanted` asks for.

A module whose name begins with an underscore is a shape that several formats share (the tweet object, say).
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Protocol, cast

import msgspec

from clew import plugins
from clew.capture import Capture
from clew.errors import UnknownFormat
from clew.post import Post, Problem, Record
from clew.sources._listing import first_of as first_of


class Source(Protocol):
    """What a module of this folder has to offer."""

    __name__: str
    title: str

    def sniff(self, capture: Capture) -> bool:
        """Say whether this capture is in this format; disjoint from every other source by test."""
        ...

    def read(self, capture: Capture) -> Iterator[Record]:
        """Yield what the capture holds, in its order."""
        ...


def load(name: str) -> Source:
    """The source of that name; `NotFound` lists the names there are."""
    return cast("Source", plugins.load(sys.modules[__name__], name))


def names() -> tuple[str, ...]:
    """The names of all sources that come with Clew."""
    return plugins.own_names(sys.modules[__name__])


def find(capture: Capture) -> Source:
    """The one source that recognises the capture; `UnknownFormat` says what Clew can read."""
    here = sys.modules[__name__]
    for name in (*plugins.own_names(here), *plugins.outside_names(here)):
        source = load(name)
        if source.sniff(capture):
            return source
    if (reason := refusal(capture)) is not None:
        raise UnknownFormat(reason)
    raise UnknownFormat(
        f"{capture.place} is in no format Clew knows; name one with --format, whose choices `clew add --help` lists.",
        place=capture.place,
    )


def refusal(capture: Capture) -> str | None:
    """Why a capture that is nearly in some format cannot be read, and what to do; None where it is in none at all."""
    told = (getattr(load(name), "refusal", _none)(capture) for name in names())
    return next(filter(None, told), None)


class Answers:
    """A source as the reader of a recording's answers: each is read by itself, and its posts were seen when it came."""

    def __init__(self, source: Source) -> None:
        self.__name__ = source.__name__
        self.title = source.title
        self._source = source

    def sniff(self, capture: Capture) -> bool:
        """Say whether any answer is in this format."""
        return any(self._source.sniff(answer) for answer in capture.each())

    def read(self, capture: Capture) -> Iterator[Record]:
        """Yield what the answers hold, in their order."""
        for answer in capture.each():
            for record in self._source.read(answer):
                if isinstance(record, Post) and record.seen is None:
                    yield msgspec.structs.replace(record, seen=answer.seen)
                else:
                    yield record
            capture.position += answer.size


def in_recording(capture: Capture, named: Source | None = None) -> list[tuple[Answers, Capture]]:
    """The sources of a recording (or the one that is named), each with the answers it recognises.

    `UnknownFormat` where there are none. How many answers nobody recognised is a problem of the capture.
    """
    found: dict[str, set[str]] = {}
    readers: dict[str, Source] = {}
    for name, answer in zip(capture.stored_names, capture.each(), strict=True):
        with suppress(UnknownFormat):
            source = _recognising(answer, named)
            readers[source.__name__] = source
            found.setdefault(source.__name__, set()).add(name)
    left = len(capture.names) - sum(map(len, found.values()))
    if not found:
        raise UnknownFormat(
            f"None of the {left} answers in {capture.place} is in a format Clew knows; "
            "scroll through the thread while the recording runs."
        )
    if left:
        reason = f"{left} of its {len(capture.names)} answers are in no format Clew knows; they were passed over"
        capture.problems.append(Problem(capture.name, reason))
    return [(Answers(readers[name]), capture.only(members.__contains__)) for name, members in found.items()]


def _recognising(answer: Capture, named: Source | None) -> Source:
    if named is None:
        return find(answer)
    if named.sniff(answer):
        return named
    raise UnknownFormat(f"{answer.place} is not in this format.")


def is_private(name: str) -> bool:
    """Whether a member's name says, in any format, that what it holds is private."""
    return any(getattr(load(each), "private", _nothing)(name) for each in names())


def is_confidential(source: Source, capture: Capture) -> bool:
    """Whether a capture holds private messages beside its posts, so that its bytes may not be copied."""
    return cast("Callable[[Capture], bool]", getattr(source, "confidential", _nothing))(capture)


def is_served(source: Source) -> bool:
    """Whether its captures are pages and answers that web servers gave."""
    return cast("bool", getattr(source, "served", False))


def media(source: Source, names: Sequence[str]) -> Callable[[Post, str], str | None] | None:
    """How to find the files of pictures among these members; None for a source whose captures have no such files."""
    finder = getattr(source, "media", None)
    return None if finder is None else cast("Callable[[Post, str], str | None]", finder(names))


def beside(source: Source, names: Sequence[str]) -> Sequence[str]:
    """The members of a folder or zip that are no part of what the source reads in it."""
    return cast("Callable[[Sequence[str]], Sequence[str]]", getattr(source, "beside", _none))(names)


def chooses(source: Source) -> bool:
    """Whether the source can read what is wanted and leave the rest."""
    return bool(getattr(source, "chooses", False))


def by_lines(source: Source) -> bool:
    """Whether a file of JSON lines may be read in parts."""
    return bool(getattr(source, "by_lines", False))


def pieces(source: Source, capture: Capture) -> Sequence[str]:
    """The files of a folder that may be read apart; none where it is read as a whole."""
    return cast("Callable[[Capture], Sequence[str]]", getattr(source, "pieces", _none))(capture)


def read_piece(source: Source, capture: Capture, piece: str) -> Iterator[Record]:
    """What stands in one of these."""
    return cast("Iterator[Record]", source.read_piece(capture, piece))  # type: ignore[attr-defined]


def _none(_of: object) -> tuple[str, ...]:
    return ()


def _nothing(_name: str | Capture) -> bool:
    return False


def wants(source: Source) -> Callable[[str], bool]:
    """The members a source reads; all of them where it does not choose."""
    return cast("Callable[[str], bool]", getattr(source, "wants", lambda _name: True))


def walk(capture: Capture, named: Source | None, refused: list[Problem]) -> Iterator[tuple[Capture, Source]]:
    """What is to be read of a capture, part by part (`clew.sources._walk`)."""
    from clew.sources._walk import walk

    return walk(capture, named, refused)
