"""The way through an input: as a whole in one format, or part by part, each in its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from clew import sources
from clew.capture import Capture
from clew.errors import UnknownFormat
from clew.post import Problem

_UNKNOWN = "This file is in no format Clew knows; it was passed over."


def walk(
    capture: Capture, named: sources.Source | None, refused: list[Problem]
) -> Iterator[tuple[Capture, sources.Source]]:
    """What is to be read of a capture, each part with its source; it is open until the next one is asked for.

    `named` is the only source there is, where a person said which. Parts in no format, and what was wrong with a
    folder as a whole, are put into `refused`. `UnknownFormat` where there is nothing to read at all.
    """
    if capture.single or capture.recorded:
        yield from _file(capture, named)
        return
    brought = False
    for each in _folder_by_folder(capture, named, refused):
        brought = True
        yield each
    if not brought:
        near = next((each.reason for each in refused if each.reason != _UNKNOWN), None)
        sentence = f"Nothing in {capture.place} is in a format Clew knows; name one with --format."
        if near is not None:
            sentence = f"Nothing in {capture.place} can be read: {near}"
        raise UnknownFormat(sentence, place=capture.place)


def _folder_by_folder(
    capture: Capture, named: sources.Source | None, refused: list[Problem]
) -> Iterator[tuple[Capture, sources.Source]]:
    """Read each folder, zip or tar as a whole or look into it; a zip in a zip is not looked into."""
    within: list[tuple[Iterator[Capture], list[Problem], int]] = []
    part: Capture | None = capture
    while part is not None or within:
        if part is None:
            _, problems, told = within.pop()
            refused += problems[told:]
        elif part.single or part.recorded:
            try:
                yield from _file(part, named)
            except UnknownFormat as error:
                refused.append(passed_over(part, error))
        else:
            left = part.only(lambda name: not sources.is_private(name))
            source, told = whole(left, named), 0
            if source is not None:
                yield left, source
                # What the person named as one format is read as that and no other.
                beside = () if named is not None else sources.beside(source, left.names)
                left, told = left.only(frozenset(beside).__contains__), len(left.problems)
            within.append((left.parts(), left.problems, told))
        part = next(within[-1][0], None) if within else None


def passed_over(part: Capture, error: UnknownFormat) -> Problem:
    """What is filed of a file in a folder that no source reads."""
    reason = error.message if part.recorded else sources.refusal(part)
    return Problem(part.where(), reason or _UNKNOWN)


def _file(capture: Capture, named: sources.Source | None) -> Iterator[tuple[Capture, sources.Source]]:
    """One file, or a recording of web traffic, whose answers may be of several services."""
    if not capture.recorded:
        yield capture, named or sources.find(capture)
        return
    for source, answers in sources.in_recording(capture, named):
        yield answers, source


def whole(capture: Capture, named: sources.Source | None) -> sources.Source | None:
    """The source that reads all of a folder, zip or tar; None where its parts must be looked at."""
    if named is not None:
        return named if hasattr(named, "wants") or named.sniff(capture) else None
    with suppress(UnknownFormat):
        return sources.find(capture)
    return None
