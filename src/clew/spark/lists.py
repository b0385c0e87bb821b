"""The last step: what threads are found by, each list in its order: names, hashtags, times."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack

import msgspec
import pyarrow as pa

from clew.places import Place
from clew.post import Value
from clew.sets import numbered
from clew.spark.files import Step, measured, table
from clew.spark.rows import in_order, keys, parts
from clew.spark.tables import LISTS, NAMES, TAGS, WORDS
from clew.spark.threads import LISTED, NAMED, SAID

_TABLES = {"names": NAMES, "lists": LISTS, "tags": TAGS, "words": WORDS}
_as_name = msgspec.msgpack.Decoder(tuple[str, str, str, str]).decode
_as_listed = msgspec.msgpack.Decoder(tuple[str, str, int, str, int, str, bool]).decode
_as_said = msgspec.msgpack.Decoder(tuple[str, str, int, int, int, int, list[str], list[str]]).decode
_as_counted = msgspec.msgpack.Decoder(tuple[str, int]).decode


class Listing(Value):
    """Where lists are written."""

    out: str


class Listed(Step):
    """How many hashtags a part has."""

    tags: int


def put_in_lists(how: Listing, received: Iterator[pa.RecordBatch]) -> Iterator[bytes]:
    """Write the lists of each part that came to this task."""
    out = Place(how.out)
    for part, rows in parts(in_order(received)):
        with ExitStack() as stack:
            tables = {n: stack.enter_context(table(out, numbered(n, part), kinds)) for n, kinds in _TABLES.items()}
            count, last = 0, -1
            for key, group in keys(rows):
                written: Counter[str] = Counter()
                for row in group:
                    count += 1
                    if row.kind == NAMED:
                        tables["names"].add((key, *_as_name(row.record)[1:]))
                    elif row.kind == LISTED:
                        tables["lists"].add(_as_listed(row.record))
                    elif row.kind == SAID:
                        name, author_id, number, *rest = _as_said(row.record)
                        last = max(number, last + 1)  # threads of one moment share few numbers, and each needs its own
                        tables["words"].add((name, author_id, last, *rest))
                    else:
                        word, times = _as_counted(row.record)
                        written[word] += times
                if written:
                    usual = min(written, key=lambda word: (-written[word], word))
                    tables["tags"].add((key, usual, written.total()))
        files = measured(out, [(numbered(name, part), made.rows) for name, made in tables.items()])
        yield msgspec.json.encode(Listed(part, count, files, (), tables["tags"].rows))
