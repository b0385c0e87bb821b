"""Tables as Parquet: typed columns, written a group of rows at a time."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, Any, BinaryIO, Self

from clew.errors import MissingPart
from clew.exports._tables import NESTED, Kind, Row
from clew.thread import Thread

if TYPE_CHECKING:
    import pyarrow as pa

GROUP = 10_000
"""Rows of a group, which is what stands in memory at a time: some 30 MB."""
_SURROGATES = re.compile("[\ud800-\udfff]")


def write_table(
    name: str,
    columns: Mapping[str, Kind],
    rows: Callable[[Thread], Iterable[Row]],
    threads: Iterable[Thread],
    out: BinaryIO,
) -> None:
    """Write the rows of the threads; `MissingPart` where the library that writes Parquet is not installed."""
    with Table(name, columns, out) as table:
        for thread in threads:
            for row in rows(thread):
                table.add(row)


class Table:
    """A table as it is written, in a `with` block: `group` rows at a time are in memory.

    `MissingPart` where the library that writes Parquet is not installed.
    """

    def __init__(self, name: str, columns: Mapping[str, Kind], out: BinaryIO, group: int | None = None) -> None:
        try:
            import pyarrow as pa
            import pyarrow.parquet as pq
        except ImportError as error:
            raise MissingPart(
                "Writing Parquet needs a part that is not installed; run: pip install 'clew[parquet]'."
            ) from error
        kinds = _kinds()
        self._schema = pa.schema([(column, kinds[kind]) for column, kind in columns.items()], metadata={"clew": name})
        # Texts are all different; a dictionary of them would only be made to be thrown away.
        repeated = [c for c, kind in columns.items() if kind == "text" and c not in {"id", "text", "url"}]
        file = pa.PythonFile(_Sink(out), mode="w")
        self._writer = pq.ParquetWriter(file, self._schema, compression="zstd", use_dictionary=repeated)
        self._columns = columns
        self._size = group or GROUP
        self._group: list[Row] = []
        self.rows = 0

    def add(self, row: Row) -> None:
        """Write a row."""
        self._group.append(row)
        self.rows += 1
        if len(self._group) == self._size:
            self._flush()

    def _flush(self) -> None:
        self._writer.write_batch(_batch(self._group, self._columns, self._schema))
        self._group = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None and self._group:
            self._flush()
        self._writer.close()


def _batch(group: list[Row], columns: Mapping[str, Kind], schema: pa.Schema) -> pa.RecordBatch:
    import pyarrow as pa

    values = zip(*group, strict=True)
    arrays = [
        _array(column, field.type) if kind not in NESTED else _nested(column, NESTED[kind], field.type)
        for column, kind, field in zip(values, columns.values(), schema, strict=True)
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _array(values: Sequence[Any], kind: pa.DataType) -> pa.Array:
    import pyarrow as pa

    try:
        return pa.array(values, kind)
    except UnicodeEncodeError:  # half a character, which no file can hold
        return pa.array([_whole(value) for value in values], kind)


def _nested(values: Sequence[Any], fields: Sequence[str], kind: pa.DataType) -> pa.Array:
    """Values that have parts, part by part: that takes a third of the time that a dictionary for each takes."""
    import pyarrow as pa

    unknown = pa.array([value is None for value in values], pa.bool_())
    if pa.types.is_struct(kind):
        parts = [[None if value is None else getattr(value, field) for value in values] for field in fields]
        made = (_array(part, each.type) for part, each in zip(parts, kind, strict=True))
        return pa.StructArray.from_arrays([*made], fields=[*kind], mask=unknown)
    flat = [each for value in values for each in value or ()]
    ends = pa.array([0, *accumulate(len(value or ()) for value in values)], pa.int32())
    told = _nested(flat, fields, kind.value_type)
    return pa.ListArray.from_arrays(ends, told, type=kind, mask=unknown)


def _whole(value: Any) -> Any:
    if isinstance(value, str):
        return _SURROGATES.sub("\N{REPLACEMENT CHARACTER}", value)
    return [_whole(each) for each in value] if isinstance(value, (list, tuple)) else value


def _kinds() -> dict[Kind, pa.DataType]:
    import pyarrow as pa

    text, number, moment = pa.string(), pa.int64(), pa.timestamp("us", tz="UTC")

    counted = {"start", "end", "body_start", "width", "height", "votes", "missing", "place", "row", "promised"}
    special = dict.fromkeys(("created", "edited", "seen"), moment) | dict.fromkeys(counted, number)
    special |= {"sure": pa.float64(), "elsewhere": pa.list_(text)}
    structs = {
        kind: pa.struct([(field, special.get(field, text)) for field in fields]) for kind, fields in NESTED.items()
    }
    return {
        "text": text,
        "bytes": pa.binary(),
        "int": number,
        "bool": pa.bool_(),
        "time": moment,
        "names": pa.list_(text),
        "texts": pa.list_(text),
        **{kind: struct if kind == "listed" else pa.list_(struct) for kind, struct in structs.items()},
    }


class _Sink(io.RawIOBase):
    """An `out` that need only know how to write, as Arrow wants a file: one that knows how far it has come."""

    def __init__(self, out: BinaryIO) -> None:
        super().__init__()
        self.out, self.at = out, 0

    def writable(self) -> bool:
        return True

    def tell(self) -> int:
        return self.at

    def write(self, data: Any) -> int:
        self.out.write(bytes(data))
        self.at += len(data)
        return len(data)
