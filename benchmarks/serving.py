"""How long readers wait for pages while somebody adds: a server, a reader and a `clew add`, each a process of its own.

The reader asks for one page after another, twenty a second, over one connection, each page with another thread,
author or word. First nobody adds, then a file is added from its first post to its last.

    python benchmarks/serving.py [--held 50000] [--added 100000] [--every 0.05]
"""

from __future__ import annotations

import argparse
import http.client
import itertools
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from urllib.parse import quote

import msgspec
from invented import tweets

CLEW = [sys.executable, "-m", "clew"]
WORDS = ("river", "bridge", "water", "morning", "people", "house", "the road", "tea")
ALONE = 60.0
_LINKS = re.compile(r'href="(/(?:thread|author|tag)/[^"?#.]+)"')


def written(path: Path, posts: Iterable[dict[str, object]]) -> Path:
    """A file of these posts."""
    encode = msgspec.json.Encoder().encode
    with path.open("wb") as out:
        out.writelines(encode(post) + b"\n" for post in posts)
    return path


class Reader:
    """One connection, and how long each kind of page took over it."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.took: dict[str, list[float]] = {}

    def ask(self, kind: str, path: str) -> str:
        """One page, whole."""
        start = time.perf_counter()
        self._connection.request("GET", path, headers={"accept-encoding": "identity"})
        answer = self._connection.getresponse()
        body = answer.read()
        self.took.setdefault(kind, []).append(time.perf_counter() - start)
        if answer.status != 200:
            raise SystemExit(f"{path}: {answer.status}")
        return body.decode()

    def read(self, goes_on: Callable[[], bool], every: float) -> None:
        """Ask as long as that is so; what is linked on lists is asked for next."""
        known: dict[str, list[str]] = {}
        for kind, path in self._ways(known):
            if not goes_on():
                return
            start = time.perf_counter()
            for link in _LINKS.findall(self.ask(kind, path)):
                known.setdefault(link.split("/")[1], []).append(link)
            time.sleep(max(0.0, every - (time.perf_counter() - start)))

    @staticmethod
    def _ways(known: dict[str, list[str]]) -> Iterator[tuple[str, str]]:
        for number in itertools.count():
            yield "the first page", "/"
            yield "all threads", "/threads"
            yield "a search", f"/search?q={quote(WORDS[number % len(WORDS)])}"
            for kind, called in (("thread", "a thread"), ("author", "an author"), ("tag", "a hashtag")):
                if links := known.get(kind):
                    yield called, links[number * 7 % len(links)]


def served(archive: Path) -> tuple[subprocess.Popen[str], int]:
    """A server, and its port."""
    child = subprocess.Popen([*CLEW, "--archive", archive, "serve", "--port", "0"], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    return child, int(child.stdout.readline().rpartition(":")[2].partition("/")[0])


def rows(name: str, took: dict[str, list[float]]) -> Iterator[str]:
    """A line of the table for each kind of page, and one for all."""
    every = [each for times in took.values() for each in times]
    for kind, times in (*sorted(took.items()), ("**all**", every)):
        cuts = statistics.quantiles(times, n=100)
        figures = " | ".join(f"{1000 * each:.1f} ms" for each in (cuts[49], cuts[94], cuts[98], max(times)))
        yield f"| {name} | {kind} | {len(times):,} | {figures} |"


def main() -> None:
    """Measure, and print a section of docs/performance.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--held", type=int, default=50_000)
    parser.add_argument("--added", type=int, default=100_000)
    parser.add_argument("--every", type=float, default=0.05)
    told = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="clew-serving-") as name:
        folder = Path(name)
        archive, load = folder / "archive", [os.getloadavg()[0]]
        posts = tweets.posts(told.held + told.added, threaded=0.33)
        held = written(folder / "held.jsonl", itertools.islice(posts, told.held))
        more = written(folder / "added.jsonl", posts)
        subprocess.run([*CLEW, "--archive", archive, "add", held], check=True, stdout=subprocess.DEVNULL)
        server, port = served(archive)
        try:
            alone, until = Reader(port), time.monotonic() + ALONE
            alone.read(lambda: time.monotonic() < until, told.every)
            adding = subprocess.Popen([*CLEW, "--archive", archive, "add", more], stdout=subprocess.DEVNULL)
            start, beside = time.perf_counter(), Reader(port)
            beside.read(lambda: adding.poll() is None, told.every)
            seconds = time.perf_counter() - start
        finally:
            server.terminate()
            server.wait()
        load.append(os.getloadavg()[0])
    print("## Reading while somebody adds\n")
    speed = f"{told.added:,} added in {seconds:.0f} s ({told.added / seconds:,.0f} a second)"
    print(f"{told.held:,} invented posts held, {speed} by `clew add` while a reader")
    print(f"asked for {1 / told.every:.0f} pages a second; load {load[0]:.1f} before, {load[1]:.1f} after.\n")
    print("| meanwhile | page | asked | median | 95th percentile | 99th percentile | slowest |")
    print("|---|---|--:|--:|--:|--:|--:|")
    print("\n".join([*rows("nobody adds", alone.took), *rows("`clew add`", beside.took)]))


if __name__ == "__main__":
    main()
