"""An author's posts while their threads are made."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator, Mapping
from typing import BinaryIO, cast

import msgspec

from clew.spark.observations import Held

_as_held = msgspec.msgpack.Decoder(Held).decode


class _NamedPost(msgspec.Struct):
    id: str


class _Named(msgspec.Struct):
    """Of a held post no more than its id."""

    post: _NamedPost


_as_named = msgspec.msgpack.Decoder(_Named).decode


class Shelf(Mapping[str, Held]):
    """An author's posts by id; where there are very many, in a file of this machine."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._records: dict[str, bytes | int] = {}
        self._file: BinaryIO | None = None

    def put(self, record: bytes) -> None:
        """Take in a post."""
        name = _as_named(record).post.id
        if self._file is None and len(self._records) >= self._most:
            self._file = cast("BinaryIO", tempfile.TemporaryFile())  # noqa: SIM115 closed with the shelf
            for known, held in self._records.items():
                assert isinstance(held, bytes)
                self._records[known] = self._written(held)
        self._records[name] = record if self._file is None else self._written(record)

    def _written(self, record: bytes) -> int:
        assert self._file is not None
        at = self._file.seek(0, io.SEEK_END)
        self._file.write(len(record).to_bytes(4, "big"))
        self._file.write(record)
        return at

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            self._file.close()

    def __getitem__(self, name: str) -> Held:
        record = self._records[name]
        if isinstance(record, int):
            assert self._file is not None
            self._file.seek(record)
            record = self._file.read(int.from_bytes(self._file.read(4), "big"))
        return _as_held(record)

    def __contains__(self, name: object) -> bool:
        return name in self._records

    def __iter__(self) -> Iterator[str]:
        return iter(self._records)

    def __len__(self) -> int:
        return len(self._records)
