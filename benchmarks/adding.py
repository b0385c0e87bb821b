"""How fast `clew add` makes a listed, tagged archive of v1.1 lines, beside `sqlite-utils insert` plus `enable-fts`.

Both are the commands a person would type, on the same file, one after the other, and the whole command is timed from
start to exit. A second, longer file shows that Clew's memory does not grow with the input.

    python benchmarks/adding.py [--posts 100000] [--long 300000] [--rounds 2]
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from invented import tweets
from invented.shares import shares

HERE = Path(__file__).resolve().parent
BIN = Path(sys.executable).parent


class Run(NamedTuple):
    """One command and what it started: seconds, seconds of processor time, the most memory at a time in MB."""

    wall: float
    processor: float
    peak: float


def timed(*command: object) -> Run:
    """Run a command to its end; a command that fails ends the benchmark."""
    words = [str(word) for word in command]
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    child = subprocess.Popen(words, stdout=subprocess.DEVNULL)
    peak = 0.0
    while child.poll() is None:
        peak = max(peak, memory(child.pid))
        time.sleep(0.05)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    if child.returncode != 0:
        raise SystemExit(f"{words[0]} failed with status {child.returncode}")
    return Run(wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, peak)


def memory(process: int) -> float:
    """What a process and all it has started hold in memory now, in MB; 0 where the system does not say (/proc)."""
    total, waiting = 0, [process]
    while waiting:
        place = Path(f"/proc/{waiting.pop()}")
        with suppress(OSError, ValueError, IndexError):
            total += int((place / "statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
            waiting += [
                int(each) for task in (place / "task").iterdir() for each in (task / "children").read_text().split()
            ]
    return total / 2**20


def clew(file: Path, folder: Path) -> Run:
    """Captures kept, posts stored, threads made, listed and tagged."""
    archive = folder / "archive"
    shutil.rmtree(archive, ignore_errors=True)
    return timed(BIN / "clew", "--archive", archive, "add", file)


def sqlite_utils(file: Path, folder: Path) -> Run:
    """The same lines in one table with a full-text index: no threads, no hashtags, no captures."""
    database = folder / "posts.db"
    database.unlink(missing_ok=True)
    insert = timed(BIN / "sqlite-utils", "insert", database, "posts", file, "--nl", "--pk", "id_str")
    index = timed(BIN / "sqlite-utils", "enable-fts", database, "posts", "full_text")
    return Run(insert.wall + index.wall, insert.processor + index.processor, max(insert.peak, index.peak))


def row(name: str, count: int, run: Run) -> str:
    """A line of the table."""
    return f"| {name} | {count:,} | {count / run.wall:,.0f} | {count / run.processor:,.0f} | {run.peak:,.0f} MB |"


def main() -> None:
    """Print one section of docs/performance.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=100_000)
    parser.add_argument("--long", type=int, default=300_000)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--threaded", type=float, default=1 / 3)
    asked = parser.parse_args()
    share = round(asked.threaded * 100)
    file = tweets.write(HERE / "data" / f"v1-{asked.posts}-{share}.jsonl", asked.posts, threaded=asked.threaded)
    hard = tweets.write(HERE / "data" / f"v1-{asked.posts}-100.jsonl", asked.posts)
    with tempfile.TemporaryDirectory(dir=HERE / "data") as place:
        folder = Path(place)
        # alternating, and the best of each, so that whatever else the machine does falls on both
        pairs = [(clew(file, folder), sqlite_utils(file, folder)) for _ in range(asked.rounds)]
        ours, theirs = min(pair[0] for pair in pairs), min(pair[1] for pair in pairs)
        lines = [
            row("`clew add`", asked.posts, ours),
            row(
                "`clew add`, every post in a thread", asked.posts, min(clew(hard, folder) for _ in range(asked.rounds))
            ),
            row("`sqlite-utils insert` + `enable-fts`", asked.posts, theirs),
        ]
        if asked.long:
            long = tweets.write(HERE / "data" / f"v1-{asked.long}-{share}.jsonl", asked.long, threaded=asked.threaded)
            lines.append(row("`clew add`", asked.long, clew(long, folder)))
    print("## Adding a file\n")
    size = file.stat().st_size / asked.posts / 1000
    print(f"Synthetic v1.1 lines, {size:.1f} kB a post, {share} % of them in threads; best of {asked.rounds} rounds.\n")
    print("| command | posts | posts/s | posts/s of processor time | most memory |")
    print("|---|--:|--:|--:|--:|")
    print("\n".join(lines))
    print(f"\n`clew add` is {theirs.wall / ours.wall:.1f} times as fast as `sqlite-utils insert` plus `enable-fts`.")
    print("\nWhat the steps cost by themselves, in one process, on the same file:\n")
    print("| step | µs of processor time a post |")
    print("|---|--:|")
    print("\n".join(f"| {name} | {cost:.1f} |" for name, cost in shares(file, asked.posts)))
    whole = ours.processor / asked.posts * 1e6
    print(f"\nThe rest of the {whole:.0f} µs of `clew add` goes into the store (observations, hashtags, threads, the")
    print("words that saved listings are found by), and into passing posts from one process to the other.")


if __name__ == "__main__":
    main()
