"""A set: posts and their threads as a folder of Parquet files, which is made once and then only read.

    my-set/
      clew-set.json         what is in it: counts, the inputs' hashes, every file with its rows and bytes
      posts/00000.parquet   one post a row, the columns of `clew export --to parquet`; an author's posts stand together
      threads/              one thread a row
      authors/ tags/        one author, one hashtag a row
      problems/ notices/    what could not be read, and what became of posts that are not held
      lists/ names/ words/  which threads are under a hashtag, whose thread a name leads to, what is searched

Rows lie in numbered parts. The part follows from an author's id (posts, threads, authors), a name (names), a hashtag
(tags), or a month (lists, words), so that whoever looks for one opens one file, or few.
"""

from __future__ import annotations

import re
import zlib
from datetime import datetime
from pathlib import Path

import msgspec

from clew.errors import NewerArchive, StoreFault
from clew.post import Value

MANIFEST = "clew-set.json"
FORMAT = "clew-set/1"


class TornManifest(StoreFault):
    """What stands in place of a manifest says nothing, or half of it."""


class Input(Value):
    """A capture that the set was made of: `id` is its SHA-256, `number` its place among them."""

    number: int
    id: str
    name: str
    place: str
    size: int
    source: str
    taken: datetime


class Part(Value):
    """A file of the set: its path in it, how many rows it has and how many bytes."""

    path: str
    rows: int
    size: int


class Manifest(Value, omit_defaults=False):
    """What is in a set. Counts are those of `clew info`; `parts` is how many parts each table has at most.

    `made_of` is a SHA-256 of the names and sizes of all that was to be read; "" where an early version made the set.
    """

    format: str
    clew: str
    made: datetime
    parts: int
    posts: int
    authors: int
    threads: int
    held_in_threads: int
    promised: int
    gaps: int
    tags: int
    problems: int
    private: int
    networks: tuple[tuple[str, int], ...]
    languages: tuple[tuple[str, int], ...]
    first: datetime | None
    last: datetime | None
    inputs: tuple[Input, ...]
    files: tuple[Part, ...]
    made_of: str = ""

    def of(self, table: str) -> tuple[Part, ...]:
        """The files of a table."""
        return tuple(each for each in self.files if each.path.startswith(f"{table}/"))


def is_set(place: str) -> bool:
    """Whether a folder of this machine is a set."""
    return "://" not in place and (Path(place) / MANIFEST).is_file()


def read_manifest(written: bytes, place: str) -> Manifest:
    """What a manifest says; `TornManifest` where it cannot be read, `NewerArchive` where a later Clew wrote it."""
    try:
        said = msgspec.json.decode(written, type=dict[str, msgspec.Raw])
        form = msgspec.json.decode(said.get("format", b'""'), type=str)
        if form != FORMAT and form.startswith("clew-set/"):
            raise NewerArchive(f"{place} was written by a later version of Clew; install that one to read it.")
        return msgspec.json.decode(written, type=Manifest)
    except msgspec.MsgspecError as error:
        raise TornManifest(
            f"{MANIFEST} in {place} is torn ({error}); the same `clew spark add` as before makes the set whole again."
        ) from error


def part_of(key: str, parts: int) -> int:
    """The part in which what has this key lies; the same on every machine."""
    return zlib.crc32(key.encode("utf-8", "surrogatepass")) % parts


NUMBERED = re.compile(r"(?:posts|threads|authors|tags|problems|notices|lists|names|words)/\d{5,}\.parquet")
"""What `numbered` gives for the tables of a set."""


def numbered(table: str, part: int) -> str:
    """The path of a part of a table."""
    return f"{table}/{part:05}.parquet"
