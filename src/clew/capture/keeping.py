"""What an archive keeps of a capture: its bytes, packed, under the SHA-256 of what they unpack to.

    captures/ab/abcd….zst

A single file is kept as it came. Of a folder, zip or tar each member that is read is kept by itself, and a list of
them as `sha256sum` writes it, whose own SHA-256 is the capture's id: what is not read is not kept. A file gets its
name only when it is whole and on the disk; what a killed run leaves is called `.partial-…` and `sweep` removes it.
"""

from __future__ import annotations

import errno
import hashlib
import io
import os
import re
import shutil
import tempfile
from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import BinaryIO

import zstandard

from clew.capture.containers import Capture
from clew.errors import NotFound, StoreFault, StoreFull

LEVEL = 3
PIECE = 1 << 18
# Of what is bigger than a piece, one thread packs what came before while this one hashes what comes next.
THREADS = 2
PARTIAL = ".partial-"
# A line of a list of members (`manifest_line`); names are not as long as that.
_LINE = 1 << 16
_MEMBER = re.compile(rb"\\?([0-9a-f]{64})  ([^\n]+)\n")
SHA256 = re.compile("[0-9a-f]{64}")
# A full disk, a full quota, a file too big for its file system (4 GB on FAT32).
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def keep(capture: Capture, folder: Path | None) -> tuple[str, int]:
    """Hash a capture, and keep its bytes unless `folder` is None; its SHA-256 and how many bytes that were.

    `StoreFull` where there is no room; no half file is left.
    """
    if capture.single:
        with capture.raw() as stream:
            return _keep(stream, folder)
    total = 0
    entries = []
    for name in capture.stored_names:
        with capture.open(name) as stream:
            sha, size = _keep(stream, folder)
        total += size
        entries.append((name, sha))
    listing = b"".join(manifest_line(name, sha) for name, sha in sorted(entries))
    return _keep(io.BytesIO(listing), folder)[0], total


def manifest_line(name: str, sha: str) -> bytes:
    """A line as `sha256sum` writes it: one with an escaped name begins with a backslash."""
    escaped = name.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r")
    return f"{'' if escaped == name else chr(92)}{sha}  {escaped}\n".encode("utf-8", "surrogateescape")


def read_manifest(listing: bytes) -> Iterator[tuple[str, str]]:
    """The names and SHA-256s of such lines."""
    for line in listing.splitlines(keepends=True):
        if (found := _MEMBER.fullmatch(line)) is None:
            continue
        name = found[2]
        if line.startswith(b"\\"):
            name = re.sub(rb"\\([\\nr])", lambda escape: {b"n": b"\n", b"r": b"\r"}.get(escape[1], b"\\"), name)
        yield name.decode("utf-8", "surrogateescape"), found[1].decode()


def fetch(folder: Path, sha: str) -> BinaryIO:
    """The bytes of what is kept under a SHA-256; `NotFound` where nothing is."""
    path = kept_at(folder, sha)
    try:
        file = path.open("rb")
    except FileNotFoundError as error:
        raise NotFound(f"No capture {sha} is kept here; add its file again.") from error
    return zstandard.ZstdDecompressor().stream_reader(file, closefd=True)


def digest(path: Path) -> str:
    """The SHA-256 of a file as it lies there."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def check(folder: Path, sha: str) -> bool:
    """True if what is kept under a SHA-256 still has it."""
    summed = hashlib.sha256()
    try:
        with fetch(folder, sha) as stream:
            while piece := stream.read(PIECE):
                summed.update(piece)
    except (NotFound, OSError, zstandard.ZstdError):
        return False
    return summed.hexdigest() == sha


def carry(sha: str, source: Path, target: Path) -> bool:
    """Keep in one folder what another keeps under a SHA-256, and the members where that is a list of them.

    False where something of it is missing or damaged.
    """
    names = (sha, *(member for member, _ in members(source, sha)))
    lost = [name for name in names if not _carried(name, source, target)]
    return not lost


def _carried(sha: str, source: Path, target: Path) -> bool:
    if check(target, sha):
        return True
    if not check(source, sha):
        return False
    with fetch(source, sha) as stream:
        _keep(stream, target)
    return True


def remove(folder: Path, sha: str, staying: Collection[str] = ()) -> None:
    """Remove what is kept under a SHA-256, and the members where that is a list of them; but not those `staying`."""
    for name in (sha, *(member for member, _ in members(folder, sha))):
        if name not in staying:
            kept_at(folder, name).unlink(missing_ok=True)


def keep_file(path: Path, folder: Path) -> tuple[str, int]:
    """Keep a file's bytes; their SHA-256 and how many they are."""
    with path.open("rb") as stream:
        return _keep(stream, folder)


def laid_out(folder: Path, sha: str, place: Path, name: str) -> Path:
    """Write what is kept under a SHA-256 as it came, in a folder: the file, or a folder of the members; where it is."""
    listed = _listed(folder, sha)
    target = place / (PurePosixPath(name).name or "capture")
    for member, kept in listed or ((target.name, sha),):
        path = target / _safe(member) if listed else target
        path.parent.mkdir(parents=True, exist_ok=True)
        with fetch(folder, kept) as stream, path.open("wb") as out:
            shutil.copyfileobj(stream, out, PIECE)
    return target


def _safe(member: str) -> str:
    """A member's name without what would lead out of its folder."""
    return "/".join(part for part in PurePosixPath(member).parts if part not in {"/", "..", "."}) or "member"


def _listed(folder: Path, sha: str) -> list[tuple[str, str]]:
    """The members of a capture that is a list of them: name and SHA-256."""
    if not members(folder, sha):
        return []
    with fetch(folder, sha) as stream:
        return list(read_manifest(stream.read()))


def members(folder: Path, sha: str) -> tuple[tuple[str, str], ...]:
    """The members, SHA-256 and name, of a capture that is a list of them; none of any other.

    The first line of any other is no line of such a list. Escapes in a name are left as `sha256sum` writes them.
    """
    found = []
    try:
        with fetch(folder, sha) as stream, io.BufferedReader(stream) as lines:  # type: ignore[type-var]
            while line := lines.readline(_LINE):
                match = _MEMBER.fullmatch(line)
                if match is None:
                    return ()
                found.append((match[1].decode(), match[2].decode("utf-8", "replace")))
    except (NotFound, OSError, zstandard.ZstdError):
        return ()
    return tuple(found)


def sweep(folder: Path) -> int:
    """Remove what killed runs left half written; how many files that were. Only for whoever writes to the archive."""
    leavings = list(folder.glob(f"{PARTIAL}*"))
    for path in leavings:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        path.unlink(missing_ok=True)
    return len(leavings)


def kept_size(folder: Path | None) -> int:
    """How many bytes the files of a folder of captures take."""
    return 0 if folder is None else sum(each.stat().st_size for each in folder.rglob("*") if each.is_file())


def kept_at(folder: Path, sha: str) -> Path:
    """Where the bytes of a SHA-256 are kept."""
    if not SHA256.fullmatch(sha):
        raise NotFound(f"{sha!r} is no SHA-256; it has 64 digits from 0 to f.")
    return folder / sha[:2] / f"{sha}.zst"


def _keep(stream: BinaryIO, folder: Path | None) -> tuple[str, int]:
    if folder is None:
        return _copied(stream, None)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=PARTIAL, dir=folder)
        partial = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                sha, size = _copied(stream, file)
                file.flush()
                os.fsync(file.fileno())
            put(partial, kept_at(folder, sha))
        finally:
            partial.unlink(missing_ok=True)
    except OSError as error:
        if error.errno in FULL:
            raise StoreFull(f"There is no room for captures in {folder}; make some and add the input again.") from error
        reason = error.strerror or str(error)
        raise StoreFault(f"Captures cannot be kept in {folder} ({reason}); see that you may write there.") from error
    return sha, size


def _copied(stream: BinaryIO, file: BinaryIO | None) -> tuple[str, int]:
    summed, size = hashlib.sha256(), 0
    piece = stream.read(PIECE)
    threads = THREADS if len(piece) == PIECE else 0
    packer = zstandard.ZstdCompressor(LEVEL, write_checksum=True, threads=threads).compressobj()
    while piece:
        summed.update(piece)
        size += len(piece)
        if file is not None:
            file.write(packer.compress(piece))
        piece = stream.read(PIECE)
    if file is not None:
        file.write(packer.flush())
    return summed.hexdigest(), size


def put(partial: Path, path: Path) -> None:
    """Give a whole file its name; what is kept there already stays, unless its size shows that it was damaged."""
    if path.exists() and path.stat().st_size == partial.stat().st_size:
        return
    path.parent.mkdir(exist_ok=True)
    partial.replace(path)
    with suppress(OSError):  # not every system lets a folder be synced
        handle = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
