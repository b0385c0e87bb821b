"""Captures without posts that are to be forgotten: lines of JSON go one by one, of all else the whole capture goes.

A file that is JSON, line by line, is rewritten without the lines that name a forgotten post; that is exact, because no
line depends on another. The rewritten file is read again, and kept only where nothing forgotten is read in it. It is a
capture of its own, with a SHA-256 of its own. In all other formats a record cannot be taken out with certainty: their
bytes are removed, and hash, place and reason stay. What was readable in them is in the archive already.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from clew import sources
from clew.archive.reading import Reading
from clew.archive.worker import Crew
from clew.capture import Capture, open_capture
from clew.capture.keeping import keep_file, kept_at, laid_out, members, remove
from clew.capture.packing import plain_name
from clew.errors import ClewError
from clew.post import Post, Record, Value
from clew.stores.base import Kept, Store
from clew.stores.consent import Emptied, met_signs

WITHDRAWN = "It held posts that were withdrawn."
# The keys under which networks and exports say what a record is, and not what it answers or quotes.
_IDS = ("id", "id_str", "uri", "rest_id", "@id", "tweet_id", "status_id", "post_id", "url")
_SAYS = 16  # shorter words are everybody's
_PART = re.compile(r"[A-Za-z0-9._~%-]+\Z")
_json = msgspec.json.Decoder().decode


class Gone(Value):
    """What is to be forgotten: `names` are ids, handles and the like, `words` texts, `signs` the fingerprints.

    With `mentions`, a line goes that only names one of these, as somebody else's line may.
    """

    names: tuple[str, ...]
    words: tuple[str, ...]
    signs: frozenset[bytes]
    mentions: bool = False


def staying(store: Store, folder: Path | None, going: Collection[str]) -> frozenset[str]:
    """The files of all captures but those that go: the same answer or file may be a member of several."""
    if folder is None or not any(members(folder, each) for each in going):
        return frozenset()
    left = [each.id for each in store.captures() if each.held and each.id not in going]
    return frozenset(name for each in left for name in (each, *(member for member, _ in members(folder, each))))


def empty(store: Store, folder: Path | None, kept: Kept, gone: Gone, staying: Collection[str] = frozenset()) -> Emptied:
    """Remove a capture's bytes or, where it is JSON lines, those of the lines that are to be forgotten.

    Members of other captures (`staying`) are left to these.
    """
    rewritten: tuple[str, int] | None = None
    if folder is not None and kept.held and kept_at(folder, kept.id).exists():
        with TemporaryDirectory(prefix=".partial-", dir=folder) as place:
            rewritten = _rewritten(folder, kept, Path(place), gone)
        remove(folder, kept.id, staying)
    store.empty(kept.id, WITHDRAWN)
    return Emptied(kept.id) if rewritten is None else Emptied(kept.id, *rewritten)


def named(names: Iterable[str]) -> re.Pattern[bytes]:
    """What finds any of these names in a line of JSON: the last part of an id, since lines seldom have all of it."""
    either = b"|".join(sorted(re.escape(part.encode()) for part in _parts(names)))
    return re.compile(b"(?<![A-Za-z0-9_])(?:" + either + b")(?![A-Za-z0-9_])", re.IGNORECASE)


def _parts(names: Iterable[str]) -> set[str]:
    return {found[0] for name in names if (found := _PART.search(name)) is not None}


def _rewritten(folder: Path, kept: Kept, place: Path, gone: Gone) -> tuple[str, int] | None:
    """The SHA-256 of the capture without what is to be forgotten, which is kept, and how many lines that were.

    None where it is no JSON lines, where no line is left, and where what is left still holds something forgotten.
    """
    made = place / "made"
    made.mkdir()
    try:
        with open_capture(laid_out(folder, kept.id, place, kept.name)) as capture:
            if not capture.single or capture.recorded:
                return None
            path = made / capture.names[0]
            for goes in (_states(gone), named(gone.names).search)[gone.mentions :]:
                left = _without(capture, path, goes)
                if left and path.stat().st_size and _is_clean(path, kept.source, gone.signs):
                    return keep_file(path, folder)[0], left
    except (ClewError, OSError, ValueError):
        pass
    return None


def _states(gone: Gone) -> Callable[[bytes], object]:
    """Whether a line has an object of one of these ids in it, or one of these texts; one that only answers has not."""
    mentions, ids = named(gone.names), {*gone.names, *_parts(gone.names)}
    words = [each for each in gone.words if len(each) >= _SAYS]

    def states(line: bytes) -> bool:
        waiting = [_json(line)] if mentions.search(line) or words else []
        while waiting:
            here = waiting.pop()
            if isinstance(here, dict):
                if any(str(here[key]) in ids for key in _IDS if key in here):
                    return True
                waiting += here.values()
            elif isinstance(here, list):
                waiting += here
            elif isinstance(here, str) and any(text in here or text in unescape(here) for text in words):
                return True
        return False

    return states


def _without(capture: Capture, path: Path, goes: Callable[[bytes], object]) -> int:
    """Write the lines that stay; how many go. `ValueError` where a line is no JSON."""
    left = 0
    with capture.open() as stream, path.open("wb") as out:
        for line in stream:
            if line.strip():
                _json(line)
            if goes(line):
                left += 1
            else:
                out.write(line)
    return left


def _is_clean(path: Path, source: str, signs: frozenset[bytes]) -> bool:
    with open_capture(path) as capture:
        reader = sources.load(source)
        if not reader.sniff(capture):
            return False
        return all(signs.isdisjoint(met_signs(post)) for post in reader.read(capture) if isinstance(post, Post))


def adopt(store: Store, folder: Path, emptied: Emptied, kept: Kept) -> None:
    """Read a rewritten capture, so that the archive knows which posts stand in it."""
    if emptied.copy is None:
        return
    with TemporaryDirectory(prefix=".partial-", dir=folder) as place:
        name = plain_name(kept.name)
        path = laid_out(folder, emptied.copy, Path(place), name)
        where = f"{kept.id} without {emptied.lines} {'line' if emptied.lines == 1 else 'lines'}"
        size = path.stat().st_size
        store.begin(Kept(emptied.copy, name, where, size, datetime.now(UTC), kept.source, held=True))
        with Crew() as crew, open_capture(path) as capture:
            for batch in Reading(crew).batches(capture, sources.load(kept.source)):
                store.add(emptied.copy, batch)
    store.finish(emptied.copy)


def names_any(folder: Path, sha: str, names: Iterable[str]) -> bool:
    """Whether the bytes of a capture hold one of these names, wherever they stand."""
    wanted = named(names)
    with TemporaryDirectory(prefix=".partial-", dir=folder) as place:
        whole = laid_out(folder, sha, Path(place), "capture")
        return any(
            wanted.search(path.read_bytes())
            for path in ([whole] if whole.is_file() else whole.rglob("*"))
            if path.is_file()
        )


def read_again(folder: Path, kept: Kept) -> Iterator[Record]:
    """What a capture that is kept says, read by the source that read it; `ClewError` where it cannot be."""
    with TemporaryDirectory(prefix=".partial-", dir=folder) as place:
        path = laid_out(folder, kept.id, Path(place), kept.name)
        with open_capture(path) as capture:
            source = sources.load(kept.source)
            yield from source.read(capture.only(sources.wants(source)))
