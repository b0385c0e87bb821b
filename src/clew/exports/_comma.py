"""Tables as text that spreadsheets open and no spreadsheet runs.

UTF-8 with a byte order mark, without which Excel takes Arabic for Western letters; pandas, R and DuckDB pass over it.
A cell that a spreadsheet would take for a formula begins with an apostrophe (https://owasp.org/www-community/attacks/
CSV_Injection), and so does one that begins with an apostrophe: taking one away from each gives the words back. What
is known to be empty is an apostrophe alone, for an empty cell is unknown; only the words of a post always are known.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, BinaryIO

import msgspec

from clew.exports._tables import NESTED, Kind, Row
from clew.thread import Thread

_PAGE = 200_000
"""Characters that are written at a time."""
_RISKY = frozenset("=+-@\t\r\n'＝＋－＠")


def write_table(
    columns: Mapping[str, Kind], rows: Callable[[Thread], Iterable[Row]], threads: Iterable[Thread], out: BinaryIO
) -> None:
    """Write the header, then the rows of each thread as it comes."""
    cells = [_words if name == "text" else _CELLS[kind] for name, kind in columns.items()]
    page = io.StringIO(newline="")
    writer = csv.writer(page, lineterminator="\r\n")  # with any other, a bare \r in a cell is not quoted
    writer.writerow(columns)
    out.write(b"\xef\xbb\xbf")
    for thread in threads:
        for row in rows(thread):
            writer.writerow([None if value is None else cell(value) for cell, value in zip(cells, row, strict=True)])
            if page.tell() > _PAGE:
                _write(page, out)
        _write(page, out)
    _write(page, out)


def _write(page: io.StringIO, out: BinaryIO) -> None:
    """Write what stands in the page, and leave it empty."""
    out.write(page.getvalue().encode("utf-8", "replace"))
    page.seek(0)
    page.truncate()


def _words(value: str) -> str:
    return f"'{value}" if value[:1] in _RISKY else value


def _told(value: str) -> str:
    return _words(value) or "'"


def _time(value: datetime) -> str:
    return value.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def _truth(value: bool) -> str:  # noqa: FBT001  # a cell's value
    return "true" if value else "false"


def _names(values: Iterable[str]) -> str:
    return _words(" ".join("_".join(value.split()) for value in values))


_ENCODER = msgspec.json.Encoder()


def _json(value: Any) -> str:
    return _ENCODER.encode(value).decode()


def _struct(kind: Kind) -> Callable[[Any], str]:
    """A value as JSON, or a list of such, with all that the table tells of it, also what is as usual."""
    fields = NESTED[kind]

    def one(value: Any) -> dict[str, Any]:
        return {field: getattr(value, field) for field in fields}

    return lambda value: _json(one(value) if kind == "listed" else [one(each) for each in value])


_CELLS: dict[Kind, Callable[[Any], str]] = {
    "text": _told,
    "int": str,
    "bool": _truth,
    "time": _time,
    "names": _names,
    "texts": _json,
    **{kind: _struct(kind) for kind in NESTED},
}
