"""What there is to read, as tasks: a file each, a part of a big one whose every line stands for itself, or a folder.

A folder that is an input as a whole (a personal archive) is one task; any other is gone into, as on a laptop. On
another machine folders are only gone into.
"""

from __future__ import annotations

import posixpath
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from clew import sources
from clew.capture import open_capture
from clew.capture.member_names import hidden
from clew.errors import ClewError, Unreadable
from clew.places import Place, below
from clew.post import Value
from clew.sets import MANIFEST
from clew.sources._walk import whole

SPLIT = 64 << 20
"""Bytes of a big file that one task reads."""
_HEAD = 1 << 18


class Task(Value):
    """One thing to read: an input, or the lines of one that begin between two of its bytes.

    `label` is what problems call it. `first` is the number of the task that stands for the whole input: its own, or
    that of the first part of the same. One with `hashes` only finds out the file's SHA-256; one of a `whole` folder
    leaves out what is no part of it, one with a `piece` reads this file of it. What lies `inside` a folder may be
    anything. `source` is the format, where it is known.
    """

    number: int
    first: int
    place: str
    name: str
    label: str
    size: int
    start: int = 0
    end: int | None = None
    hashes: bool = False
    whole: bool = False
    piece: str = ""
    inside: bool = False
    source: str | None = None

    @property
    def is_whole_input(self) -> bool:
        """Whether it stands for a whole input, and not for some lines of one."""
        return self.end is None and self.number == self.first


def tasks(inputs: Iterable[str], source: str | None, split: int = SPLIT) -> list[Task]:
    """What there is to read in these inputs, in their order; `Unreadable` where one is not there."""
    named = None if source is None else sources.load(source)
    found: list[Task] = []
    for each in (each for place in inputs for each in _of_input(place, named)):
        first = len(found)
        by_lines = _by_lines(each, named) if each.size > split else None
        if by_lines is None:
            apart = enumerate(_pieces(each, named) or ("",))
            found += (msgspec.structs.replace(each, number=first + n, first=first, piece=name) for n, name in apart)
            continue
        whole_file = msgspec.structs.replace(each, first=first, source=by_lines.__name__.rpartition(".")[2])
        found.append(msgspec.structs.replace(whole_file, number=first, hashes=True))
        for start in range(0, each.size, split):
            end = min(start + split, each.size)
            found.append(msgspec.structs.replace(whole_file, number=len(found), start=start, end=end))
    return found


def _of_input(place: str, named: sources.Source | None) -> Iterator[Task]:
    there = Place(place)
    there.knock()
    local = there.local
    if local is None:
        yield from _away(place, there)
    elif there.is_folder():
        yield from _folder(local, named)
    else:
        if there.size() is None:
            raise Unreadable(f"There is no {place}; check the name.")
        yield _file(local)


def _folder(folder: Path, named: sources.Source | None) -> Iterator[Task]:
    """A folder that some source reads as a whole, and what is no part of that; or all that is in it, in its order."""
    waiting = [_Part(folder, None, folder.name)]
    while waiting:
        part = waiting.pop()
        if part.among is not None and not part.among:
            yield _file(part.place, part.label, inside=True)
            continue
        with open_capture(part.place) as capture:
            left = capture.only(part.wants)
            source, names = whole(left, named), left.stored_names
            if source is not None:
                # What the person named as one format is read as that and no other.
                names = () if named is not None else tuple(sources.beside(source, left.names))
                inside = part.among is not None
                yield Task(0, 0, str(part.place), part.place.name, part.label, left.size, whole=True, inside=inside)
        within: dict[str, list[str]] = {}
        for name in names:
            first, _, rest = name.partition("/")
            within.setdefault(first, []).extend([rest] if rest else [])
        for first, rests in reversed(within.items()):
            waiting.append(_Part(part.place / first, frozenset(rests), f"{part.label} › {first}"))


def _pieces(task: Task, named: sources.Source | None) -> Sequence[str]:
    """The files of a whole folder that may be read apart; none of anything else."""
    if not task.whole:
        return ()
    with open_capture(Path(task.place)) as capture:
        left = capture.only(lambda name: not sources.is_private(name))
        source = whole(left, named)
        return () if source is None else tuple(sources.pieces(source, left))


class _Part(NamedTuple):
    """A file, or a folder and what of it is to be looked at; all of it where that is None, a file has nothing."""

    place: Path
    among: frozenset[str] | None
    label: str

    def wants(self, name: str) -> bool:
        """Whether a member is to be looked at."""
        return not sources.is_private(name) and (self.among is None or name in self.among)


def _file(path: Path, label: str | None = None, *, inside: bool = False) -> Task:
    return Task(0, 0, str(path), path.name, label or path.name, path.stat().st_size, inside=inside)


def _away(place: str, there: Place) -> Iterator[Task]:
    """Files on another machine: one, or all below a folder."""
    name, size = posixpath.basename(place.partition("?")[0].rstrip("/")), there.size()
    if size is not None:
        yield Task(0, 0, place, name, name, size)
        return
    files = [each for each in there.files() if not any(map(hidden, each.path.split("/")))]
    if not files:
        raise Unreadable(f"{place} holds no file that can be read; check the address.")
    sets = [each.path.removesuffix(MANIFEST) for each in files if posixpath.basename(each.path) == MANIFEST]
    for each in files:
        # of a set the posts say what there is; the other tables were made of them
        beside = any(each.path.startswith(of) and not each.path.startswith(f"{of}posts/") for of in sets)
        if not beside and not sources.is_private(each.path):
            full, label = below(place, each.path), f"{name} › {each.path}"
            yield Task(0, 0, full, posixpath.basename(each.path), label, each.size, inside=True)


def _by_lines(task: Task, named: sources.Source | None) -> sources.Source | None:
    """The source of a file whose lines stand for themselves: JSON lines, not packed, of a source that says so."""
    if Place(task.place).size() is None:
        return None
    with tempfile.TemporaryDirectory(prefix="clew-") as folder:
        path = Path(folder) / task.name
        with path.open("wb") as head:
            Place(task.place).copy(head, 0, min(_HEAD, task.size))
        line, ended, _ = path.read_bytes().partition(b"\n")
        if not ended or not _is_object(line):
            return None
        try:
            with open_capture(path) as capture:
                source = named or sources.find(capture)
        except ClewError:
            return None
    return source if sources.by_lines(source) else None


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(msgspec.json.decode(line), dict)
    except msgspec.DecodeError:
        return False
