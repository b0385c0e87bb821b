"""Where the members of a zip lie: by the list at its end, or, where that is lost, by walking from member to member.

The layout is that of APPNOTE 6.3.10, sections 4.3.7 (local header), 4.3.9 (data descriptor) and 4.5.3 (zip64).
"""

from __future__ import annotations

import stat
import struct
import zipfile
from collections.abc import Iterator
from typing import NamedTuple

from clew.capture.windows import BUFFER, SharedFile

LOCAL = struct.Struct("<4s5H3I2H")
LOCAL_MAGIC = b"PK\x03\x04"
NEXT_MAGIC = (LOCAL_MAGIC, b"PK\x01\x02", b"PK\x05\x06", b"PK\x06\x06")
BIG = 0xFFFFFFFF
ENCRYPTED = 0x1
DESCRIPTOR = 0x8
UTF8 = 0x800
ZIP64 = 1


class Entry(NamedTuple):
    """One member: where its local header is, how it is packed; without `size` and `crc` the zip was cut in it."""

    name: str
    header: int
    method: int
    flags: int
    packed: int
    size: int | None
    crc: int | None
    link: bool = False


def listed(file: SharedFile) -> list[Entry]:
    """The members by the zip's own list, directories left out; `zipfile.BadZipFile` where there is no sound one."""
    try:
        with zipfile.ZipFile(file.file) as opened:
            infos = opened.infolist()
    except (NotImplementedError, ValueError, struct.error, OSError, IndexError) as error:
        raise zipfile.BadZipFile(str(error)) from error
    return [
        Entry(
            # ZipInfo cuts a name at its first zero byte; the name as written is the one to judge.
            info.orig_filename,
            info.header_offset,
            info.compress_type,
            info.flag_bits,
            info.compress_size,
            info.file_size,
            info.CRC,
            stat.S_ISLNK(info.external_attr >> 16),
        )
        for info in infos
        if not info.orig_filename.endswith(("/", "\\"))
    ]


def walked(file: SharedFile) -> Iterator[Entry]:
    """The members one after another from the front, up to where the zip was cut or stops being one."""
    at = 0
    while (fixed := file.read_at(at, LOCAL.size)).startswith(LOCAL_MAGIC) and len(fixed) == LOCAL.size:
        _, _, flags, method, _, _, crc, packed, size, name_size, extra_size = LOCAL.unpack(fixed)
        start = at + LOCAL.size + name_size + extra_size
        written = file.read_at(at + LOCAL.size, name_size + extra_size)
        if len(written) < name_size:
            return
        name = written[:name_size].decode("utf-8" if flags & UTF8 else "cp437", "replace")
        if BIG in (packed, size):
            packed, size = _big_sizes(written[name_size:], packed, size)
        entry = Entry(name, at, method, flags, packed, size, crc)
        at = start + packed
        if flags & DESCRIPTOR and packed == 0:
            entry, at = _described(file, entry, start)
        if not name.endswith("/"):
            yield entry


def _big_sizes(extra: bytes, packed: int, size: int) -> tuple[int, int]:
    """The sizes out of a zip64 extra field, which has first the unpacked one, then the packed one."""
    fields = struct.Struct("<2H2Q")
    while len(extra) >= fields.size:
        kind, length, *sizes = fields.unpack_from(extra)
        if kind == ZIP64:
            size, packed = sizes
            break
        extra = extra[4 + length :]
    return packed, size


def _described(file: SharedFile, entry: Entry, start: int) -> tuple[Entry, int]:
    """The sizes of a member that was written before they were known: they stand behind it.

    It is not unpacked to find its end (it may be a private one): the end is where another header follows a
    descriptor that says just this length. Where none does, the zip was cut in this member.
    """
    at = start
    while block := file.read_at(at, BUFFER + 64):
        for place in sorted({found for magic in NEXT_MAGIC for found in _places(block, magic)}):
            tail = file.read_at(max(start, at + place - 24), min(24, at + place - start))
            if (sizes := _descriptor(tail, at + place - start)) is not None:
                crc, packed, size = sizes
                return entry._replace(crc=crc, packed=packed, size=size), at + place
        at += BUFFER
    return entry._replace(crc=None, packed=file.size - start, size=None), file.size


def _places(block: bytes, magic: bytes) -> Iterator[int]:
    place = block.find(magic)
    while place >= 0:
        yield place
        place = block.find(magic, place + 1)


def _descriptor(tail: bytes, distance: int) -> tuple[int, int, int] | None:
    """CRC, packed and unpacked size from the bytes before a header, if they agree with the distance to it."""
    for form in ("<2I2Q", "<I2Q", "<4I", "<3I"):
        length = struct.calcsize(form)
        if len(tail) >= length:
            *_, crc, packed, size = struct.unpack_from(form, tail, len(tail) - length)
            if packed == distance - length:
                return crc, packed, size
    return None
