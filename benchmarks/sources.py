"""How fast each source reads lines to the end, beside decoding the same lines with msgspec and doing nothing with them.

Reading is opening the file, `sniff` and `read`, on one core, in processor time. Decoding is `msgspec.json.decode` to
plain values (the `csv` module for tables). Both take turns in the same run, and the best round of each counts.

    python benchmarks/sources.py [--posts 20000] [--rounds 3] [source ...]
"""

from __future__ import annotations

import argparse
import csv
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
from invented import shapes, tweets

from clew import sources
from clew.capture import open_capture
from clew.post import Problem

BATCH = 20_000


def read(name: str, file: Path) -> int:
    """Read the file with its source and count the posts; a problem ends the benchmark."""
    with open_capture(file) as capture:
        source = sources.find(capture)
        assert source.__name__.endswith(f".{name}"), (name, source.__name__)
        count = 0
        for record in source.read(capture):
            if isinstance(record, Problem):
                raise SystemExit(f"{record.place}: {record.reason}")
            count += 1
    return count


def decode(_name: str, file: Path) -> int:
    """Decode each line and forget it."""
    if file.suffix == ".csv":
        with file.open(encoding="utf-8", newline="") as text:
            return sum(1 for _ in csv.reader(text)) - 1
    one = msgspec.json.Decoder().decode
    count = 0
    with file.open("rb") as lines:
        for line in lines:
            one(line)
            count += 1
    return count


def spent(work: Callable[[str, Path], int], name: str, file: Path) -> tuple[float, int]:
    """Seconds of processor time, and what was counted."""
    begun = time.process_time()
    count = work(name, file)
    return time.process_time() - begun, count


def main() -> None:
    """Print one section of docs/performance.md."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", nargs="*")
    parser.add_argument("--posts", type=int, default=BATCH)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    rows = []
    for name in asked.source or shapes.SHAPES:
        called, lines = shapes.SHAPES[name]
        with tempfile.TemporaryDirectory() as room:
            file = Path(room, called)
            with file.open("wb") as out:
                out.writelines(lines(tweets.posts(asked.posts)))
            ours, theirs = [], []
            for _ in range(asked.rounds):
                ours.append(spent(read, name, file))
                theirs.append(spent(decode, name, file))
            assert {count for _, count in ours} == {asked.posts}, (name, ours)
            size = file.stat().st_size / 1e6
        best, bare = min(ours)[0], min(theirs)[0]
        rows.append(f"| `{name}` | {size:.1f} | {asked.posts:,} | {asked.posts / best:,.0f} | {best / bare:.1f} |")
    print("## Reading each format\n")
    print(
        f"Invented lines, one core, processor time, best of {asked.rounds} rounds. `ratio` is the time of reading over "
        "that of decoding the same lines with msgspec alone to plain values (tables: with the `csv` module).\n"
    )
    print("| source | MB | posts | posts/s | ratio |")
    print("|---|--:|--:|--:|--:|")
    print("\n".join(rows))


if __name__ == "__main__":
    main()
