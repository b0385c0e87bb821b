"""How long a search takes in SQLite and in PostgreSQL, beside the full-text search of each alone.

The archives are made once and stay in benchmarks/data. A question is timed from the call to the page of 30 threads with
all that is shown of them; the fastest of some rounds counts, so that what else the machine does does not.

    python benchmarks/searching.py [--posts 50000] [--words 100] [--rounds 3] [--questions 200] [--added 20000]
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from typing import Any

from searched import peers, places, writing
from searched.peers import Peer
from searched.questions import Word, any_questions, around, commonest, counted, words

from clew import stores
from clew.stores.base import Store

Asked = dict[str, Callable[[], object]]
Times = dict[str, list[float]]
FACETS = 10
ENOUGH = 3
PATIENCE = 150.0


def of_store(store: Store, word: Word, *, tag: str) -> Asked:
    """What is asked of a store about a word."""
    queries = around(word, tag)
    asked: Asked = {name: (lambda query=query: store.search(query)) for name, query in queries.items()}
    plain = queries["newest first"]
    return asked | {"count": lambda: store.count(plain), "facets": lambda: store.facets(plain, FACETS)}


def fastest(ask: Callable[[], object], rounds: int) -> float:
    """Milliseconds of the fastest of some rounds; three are enough for what takes long."""
    taken: list[float] = []
    while len(taken) < rounds and (len(taken) < ENOUGH or sum(taken) < PATIENCE):
        start = time.perf_counter()
        ask()
        taken.append((time.perf_counter() - start) * 1000)
    return min(taken)


def timed(known: Sequence[Word], asked: Callable[[Word], Asked], rounds: int) -> Times:
    """The times of every question over the words."""
    found: Times = {}
    for word in known:
        for name, ask in asked(word).items():
            found.setdefault(name, []).append(fastest(ask, rounds))
    return found


def rows(place: str, usual: Times, common: Times) -> Iterator[str]:
    """Lines of the table."""
    for name, times in usual.items():
        ordered = sorted(times)
        middle, late = ordered[len(ordered) // 2], ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
        yield f"| {place} | {name} | {middle:.1f} ms | {late:.1f} ms | {max(common[name]):,.0f} ms |"


def unequal(opened: dict[str, Store], known: Sequence[Word], tags: Sequence[str], count: int) -> tuple[int, int]:
    """How many of so many questions have not the same count everywhere, and how many have any hits."""
    different = hit = 0
    for query in any_questions(known, tags, count):
        counts = {store.count(query) for store in opened.values()}
        different += len(counts) > 1
        hit += any(counts)
    return different, hit


def main() -> None:
    """Print one section of docs/performance.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=50_000)
    parser.add_argument("--words", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--added", type=int, default=20_000)
    wanted = parser.parse_args()
    with ExitStack() as stack:
        server = stack.enter_context(places.server())
        folder = places.in_sqlite(wanted.posts)
        opened = {
            "SQLite": stores.load("sqlite").Store(folder, create=False),
            "SQLite and tantivy": stores.load("sqlite").Store(places.beside_tantivy(wanted.posts), create=False),
            "PostgreSQL": stores.load("postgresql").Store(places.in_postgresql(server, wanted.posts), create=False),
        }
        for store in opened.values():
            stack.callback(store.close)
        print_times(opened, peers.peers(stack, server, wanted.posts), counted(folder), wanted)
        print_costs(server, wanted.added)


def print_times(opened: dict[str, Store], others: dict[str, Peer], hits: dict[str, int], wanted: Any) -> None:
    """The table of times, and whether counts are equal."""
    measure = opened["SQLite"]
    known, common = words(measure, hits, wanted.words), commonest(measure, hits)
    tags = [each.tag for each in measure.tags(20)]
    ways = {place: partial(of_store, store, tag=tags[0]) for place, store in opened.items()}
    ways |= {place: peer.asked for place, peer in others.items()}
    lines: list[str] = []
    for place, way in ways.items():
        lines += rows(place, *(timed(some, way, wanted.rounds) for some in (known, common)))
    print("## Searching\n")
    print(
        f"{wanted.posts:,} invented posts, {measure.count(peers.EVERYTHING):,} threads and posts alone. {len(known)}"
        f" words with {known[0].hits:,} to {known[-1].hits:,} hits, evenly over the orders of magnitude; the commonest"
        f" words of three languages have {', '.join(f'{each.hits:,}' for each in common)} hits, and the slowest of them"
        " is shown. A page has 30 threads and what is shown of them; the peers, which know no threads, give 30 posts."
        f" The fastest of {wanted.rounds} rounds counts.\n"
    )
    print("| where | what | median | 99th percentile | commonest word |")
    print("|---|---|--:|--:|--:|")
    print("\n".join(lines))
    different, some = unequal(opened, [*known, *common], tags, wanted.questions)
    print(f"\nOf {wanted.questions:,} random questions ({some:,} have hits) {different} differ in their counts.")


def print_costs(server: Any, count: int) -> None:
    """What it costs to keep what is searched."""
    print(f"\nWhat `clew add` of {count:,} of these posts costs, as lines of API v1.1, in µs of processor time a post,")
    print("the server's included:\n")
    print("| where | without what a search knows | with it | ratio |")
    print("|---|--:|--:|--:|")
    for place, cost in writing.costs(server, count).items():
        print(f"| {place} | {cost.without:.0f} | {cost.all:.0f} | {cost.all / cost.without:.2f} |")


if __name__ == "__main__":
    main()
