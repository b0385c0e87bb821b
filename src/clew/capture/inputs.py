"""What a place turns out to hold: recognised by its first bytes, whatever it is called."""

from __future__ import annotations

import shutil
import stat
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, cast

from clew.capture.away import Away, copied
from clew.capture.contents import Contents, Single
from clew.capture.folder import Folder
from clew.capture.packing import packing, plain_name, unpacked
from clew.capture.recordings import Recording, in_wacz, is_recording, recorded
from clew.capture.reports import Reading, Report
from clew.capture.tar_walk import BLOCK, header
from clew.capture.tarred import Tarred
from clew.capture.windows import SharedFile, Stream, Window
from clew.capture.zipped import Zipped
from clew.errors import Unreadable
from clew.places import Place, is_away

STANDARD_INPUT = "standard input"
ZIPS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
FOREIGN = {b"7z\xbc\xaf\x27\x1c": "7z", b"Rar!\x1a\x07": "RAR"}


def opened(place: str | Path, reading: Reading, called: str | None = None) -> tuple[str, Contents]:
    """The name of an input (that it is `called`, or that its file has) and what is in it; `Unreadable` of no input."""
    if str(place) == "-":
        if sys.stdin is None:
            raise Unreadable("There is no standard input here; name a file.")
        return STANDARD_INPUT, _told_apart(_spooled(sys.stdin.buffer), STANDARD_INPUT, STANDARD_INPUT, reading)
    if not str(place):  # Path takes it for the folder one stands in; a script with an unset variable would add that
        raise Unreadable("An input without a name was given; name a file or a folder.")
    if is_away(str(place)):
        return _away(str(place), reading, called)
    path = Path(place)
    name = called or path.name or path.resolve().name or str(path)
    try:
        kind = path.stat().st_mode
        if stat.S_ISDIR(kind):
            return name, _folder(path, name, reading)
        if stat.S_ISREG(kind):
            file = SharedFile.at(path)
        else:
            # A pipe, as `clew add <(zcat posts.gz)` makes one, can be read only once and not be gone back in.
            with path.open("rb") as pipe:
                file = _spooled(pipe)
    except FileNotFoundError as error:
        raise Unreadable(f"There is no {place}; check the name.") from error
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise Unreadable(f"{place} cannot be opened ({reason}); see that you may read it.") from error
    return name, _told_apart(file, called or str(place), name, reading)


def _away(place: str, reading: Reading, called: str | None) -> tuple[str, Contents]:
    there = Place(place)
    there.knock()
    name = called or there.at("").rpartition("/")[2]
    if there.size() is None:
        return name, Away(there)
    return name, _told_apart(copied(there), place, name, reading)


def _folder(path: Path, name: str, reading: Reading) -> Contents:
    folder = Folder(path, name, reading)
    if not folder.names:
        raise Unreadable(f"{path} holds no file that can be read; name the folder with the posts in it.")
    return folder


def _spooled(stream: BinaryIO) -> SharedFile:
    """A copy in a temporary file that has no name, so that a killed run leaves nothing behind."""
    spool = cast("BinaryIO", tempfile.TemporaryFile())  # noqa: SIM115 closed with the capture
    try:
        shutil.copyfileobj(stream, spool, 1 << 20)
        spool.flush()
    except OSError as error:
        spool.close()
        raise Unreadable(
            f"The input could not be copied to {tempfile.gettempdir()} ({error.strerror}); "
            "set TMPDIR to a folder with room."
        ) from error
    return SharedFile(spool)


def _told_apart(file: SharedFile, place: str, name: str, reading: Reading) -> Contents:
    try:
        return _by_first_bytes(file, place, name, reading)
    except BaseException:
        file.close()
        raise


def _by_first_bytes(file: SharedFile, place: str, name: str, reading: Reading) -> Contents:
    try:
        head = file.read_at(0, BLOCK)
    except OSError as error:
        raise Unreadable(f"{place} cannot be read ({error.strerror}); copy it from a sound disk.") from error
    if not head:
        raise Unreadable(f"{place} is empty; save or download it again.")
    for magic, title in FOREIGN.items():
        if head.startswith(magic):
            raise Unreadable(f"{place} is a {title} archive, which Clew cannot open; unpack it and add the folder.")
    contents = _of_many(file, head, place, name, reading)
    if contents is None:
        return Single(plain_name(name), file)
    if not contents.names:
        contents.close()
        if not isinstance(contents, Recording):
            found = "".join(f" ({each.place} {each.reason})" for each in reading.problems[:1])
            raise Unreadable(f"{place} holds no file that can be read{found}; unpack it, or download it again.")
        raise Unreadable(f"{place} holds no answers with text; reload the page and save it again with its content.")
    return contents


def _of_many(file: SharedFile, head: bytes, place: str, name: str, reading: Reading) -> Contents | None:
    """The members of a zip, tar or recording; None of any other file."""
    if head.startswith(ZIPS):
        zipped = Zipped(file, place, reading, label=name)
        return in_wacz(zipped, place, name, reading) or zipped
    if (start := _tar(file, head, place)) is not None:
        return Tarred(start, place=name, size=file.size, reading=reading, close=file.close)
    return _recording(file, place, name, reading)


def _recording(file: SharedFile, place: str, name: str, reading: Reading) -> Recording | None:
    """The answers of a HAR or WARC; None where the file is neither."""
    with unpacked(Window(file, 0, file.size, Report(Reading(), name)), Report(Reading(), name)) as stream:
        if not is_recording(stream):
            return None
    report = Report(reading, name)
    recording = recorded(unpacked(Window(file, 0, file.size, report), report, file.size), place, report)
    file.close()
    # How far reading is counts the answers from here on, which have been copied.
    reading.position = 0
    return recording


def _tar(file: SharedFile, head: bytes, place: str) -> Callable[[Report], Stream] | None:
    """How to open the tar's bytes, plain or packed; None where there is no tar in them."""

    def start(report: Report) -> Stream:
        whole = Window(file, 0, file.size, report)
        return whole if kind is None else unpacked(whole, report, file.size)

    kind = packing(head)
    if kind is not None:
        with start(Report(Reading(), place)) as stream:
            head = stream.peek(BLOCK)
    return start if any(head) and header(head) is not None else None
