"""How fast threads are put together, as Markdown tables.

Ratios are taken in one run on one core; networkx is asked for no more than the connected components of the same edges,
NumPy for no more than the sorting of the ids.

    python benchmarks/unroll.py [--max 1000000]
"""

from __future__ import annotations

import argparse
import gc
import platform
import sys
import time
from datetime import UTC, datetime, timedelta

import networkx as nx
import numpy as np

from clew.post import Author, Post, Reply
from clew.text.numbering import candidates
from clew.unroll import unroll
from clew.unroll.forest import edges, grow

BEARABLE = 1_000_000  # networkx needs about 0.5 kB a node
WORDS = ["the", "tide", "came", "in", "late", "boats", "lay", "on", "mud", "while", "we", "waited", "for", "bread"]


def typical(size, rng):
    """Ids, authors and answered ids: a third of the posts answer own ones, some in forks, and many answer others."""
    ids = np.sort(rng.choice(size * 20, size, replace=False)) + (1 << 60)
    author = rng.integers(0, max(1, size // 200), size)
    answered = np.full(size, -1, np.int64)
    in_thread = rng.random(size) < 1 / 3
    by_author = np.lexsort((ids, author))
    before = np.full(size, -1, np.int64)
    before[by_author[1:]] = np.where(author[by_author[1:]] == author[by_author[:-1]], by_author[:-1], -1)
    joined = in_thread & (before >= 0)
    answered[joined] = ids[before[joined]]
    forks = joined & (rng.random(size) < 0.05) & (before[before] >= 0)
    answered[forks] = ids[before[before[forks]]]
    to_others = ~joined & (rng.random(size) < 1 / 3)
    answered[to_others] = ids[rng.integers(0, size, int(to_others.sum()))]
    return ids, author, answered


def chain(size, _rng):
    ids = np.arange(size) + (1 << 60)
    return ids, np.zeros(size, np.int64), np.concatenate(([-1], ids[:-1]))


def forks(size, rng):
    ids = np.arange(size) + (1 << 60)
    answered = ids[(rng.random(size) * np.arange(size)).astype(np.int64)]
    answered[0] = -1
    return ids, np.zeros(size, np.int64), answered


def ladder(size, _rng):
    ids = np.arange(size) + (1 << 60)
    above = np.maximum(np.arange(size) - 2, 0)
    above[1::2] = np.arange(size)[1::2] - 1
    answered = ids[above]
    answered[0] = -1
    return ids, np.zeros(size, np.int64), answered


def cycles(size, _rng):
    ids = np.arange(size) + (1 << 60)
    return ids, np.zeros(size, np.int64), ids[np.arange(size) ^ 1]


def on_arrays(ids, author, answered):
    return grow(edges(ids, author, answered), ids)


def components(pairs):
    graph = nx.Graph()
    graph.add_edges_from(pairs)
    return sum(1 for _ in nx.connected_components(graph))


def timed(work, *arguments, repeat=1):
    best = float("inf")
    for _ in range(repeat):
        gc.collect()
        began = time.process_time()  # what else runs on the machine does not count
        work(*arguments)
        best = min(best, time.process_time() - began)
    return best


def made_posts(size, rng, share):
    """Posts of authors with 200 each: that share of them begins a thread of six, every fifth of these numbered."""
    start, posts, left, index = datetime(2022, 1, 1, tzinfo=UTC), [], 0, 0
    for number in range(size):
        author = Author(f"x:user:{number // 200}", "x", "wren")
        text = " ".join(rng.choice(WORDS, 30)) + str(rng.choice([".", "!", " #bread", " https://pond.example/a", "?"]))
        above = None
        if left and number % 200:
            left, index = left - 1, index + 1 if index else 0
            above = Reply(posts[-1].id, author.id)
        elif rng.random() < share:
            left, index = 5, int(rng.random() < 0.2)
        else:
            left = index = 0
            above = Reply(f"x:{number}", "x:user:none") if rng.random() < 0.4 else None
        made = start + timedelta(seconds=number * 7)
        name = f"x:{(int(made.timestamp() * 1000) - 1_288_834_974_657) << 22}"
        text = f"{index}/ {text}" if index else text
        posts.append(Post(name, "x", author, made, text, reply_to=above, versions=(name,)))
    return posts


def arrays_table(largest):
    rng = np.random.default_rng(11)
    print(
        "| shape | posts | seconds | posts/s | of `sort` of the ids | networkx | ratio |\n|---|--:|--:|--:|--:|--:|--:|"
    )
    sizes = [size for size in (10_000, 100_000, 1_000_000, 10_000_000) if size <= largest]
    rows = [(typical, size) for size in sizes]
    rows += [(shape, min(largest, 1_000_000)) for shape in (chain, forks, ladder, cycles)]
    for shape, size in rows:
        columns = shape(size, rng)
        seconds = timed(on_arrays, *columns, repeat=3 if size <= BEARABLE else 1)
        mixed = rng.permutation(columns[0])
        sort = timed(np.sort, mixed, repeat=3)
        against = "| – | – |"
        if size <= BEARABLE:
            joined = columns[2] >= 0
            pairs = list(zip(columns[0][joined].tolist(), columns[2][joined].tolist(), strict=True))
            other = timed(components, pairs)
            against = f"| {other:.3f} s | {other / seconds:.1f} × |"
        print(
            f"| {shape.__name__} | {size:,} | {seconds:.3f} | {size / seconds:,.0f} | {seconds / sort:.1f} × {against}",
            flush=True,
        )


def posts_table(largest):
    rng = np.random.default_rng(12)
    size = min(largest, 100_000)
    print("\n| posts as values | posts | seconds | posts/s |\n|---|--:|--:|--:|")
    for name, share in (("few in threads (1 in 20)", 0.01), ("a third in threads", 0.08), ("all in threads", 1.0)):
        posts = made_posts(size, rng, share)
        seconds = timed(unroll, posts, repeat=3)
        print(f"| {name} | {size:,} | {seconds:.3f} | {size / seconds:,.0f} |", flush=True)
    text = " ".join(WORDS * 4) + "."
    seconds = timed(lambda: [candidates(text) for _ in range(100_000)], repeat=3)
    print(f"\nLooking a post without a number over for one: {seconds * 10:.2f} µs.")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--max", type=int, default=1_000_000, help="the largest number of posts on arrays")
    largest = parser.parse_args().max
    print("## Putting threads together\n")
    print(f"Python {platform.python_version()}, NumPy {np.__version__}, networkx {nx.__version__}, one core.\n")
    arrays_table(largest)
    posts_table(largest)


if __name__ == "__main__":
    sys.exit(main())
