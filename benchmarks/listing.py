"""How long the server takes for a page of a hashtag that all posts carry: the first page and the thousandth.

The archive is made once (some minutes for a million) and stays in benchmarks/data. Pages are asked of the real web
application in this process, so that what is measured is the server's own time and no network's.

    python benchmarks/listing.py [--posts 250000] [--rounds 50]
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from invented import tweets

from clew.archive import Archive
from clew.archive.settling import settle
from clew.post import Author, Counts, Entity, Post, Reply
from clew.query import Query
from clew.stores.base import Kept
from clew.stores.sqlite import Store
from clew.web import create_app

HERE = Path(__file__).resolve().parent
PAGES = 1000
BATCH = 5000
ORDERS = ("newest", "oldest", "longest")


def posts(count: int) -> Iterator[Post]:
    """The posts of the invented file, without the detour over JSON."""
    for tweet in tweets.posts(count):
        user: Any = tweet["user"]
        author = Author(f"x:user:{user['id_str']}", "x", user["screen_name"], user["name"])
        parent, text = tweet["in_reply_to_status_id_str"], str(tweet["full_text"])
        start = text.index("#")
        yield Post(
            f"x:{tweet['id_str']}",
            "x",
            author,
            datetime.strptime(str(tweet["created_at"]), "%a %b %d %H:%M:%S %z %Y"),
            text,
            entities=(Entity("hashtag", start, start + len(tweets.TOPIC) + 1, tweets.TOPIC),),
            lang=str(tweet["lang"]),
            reply_to=None if parent is None else Reply(f"x:{parent}", author.id),
            visibility="public",
            counts=Counts(likes=7, reposts=2),
            url=f"https://x.com/{author.handle}/status/{tweet['id_str']}",
        )


def archive(count: int) -> Path:
    """An archive of that many posts, all under one hashtag."""
    folder = HERE / "data" / f"archive-{count}"
    if folder.exists():
        return folder
    unfinished = folder.with_suffix(".unfinished")
    store = Store(unfinished)
    store.begin(Kept("a" * 64, "posts.jsonl", "posts.jsonl", 0, datetime.now(UTC), "twitter_v1", held=False))
    rows = posts(count)
    while batch := list(islice(rows, BATCH)):
        store.add("a" * 64, batch)
    settle(store)
    store.finish("a" * 64)
    store.close()
    unfinished.rename(folder)
    return folder


async def asked(application: Callable[..., Awaitable[None]], path: str, query: dict[str, str]) -> tuple[float, int]:
    """Milliseconds for one request to the application, and how many bytes came back; `SystemExit` if it failed."""
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": urlencode(query).encode(),
        "root_path": "",
        "headers": [(b"host", b"127.0.0.1")],
        "client": ("127.0.0.1", 50000),
        "server": ("127.0.0.1", 80),
    }
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    start = time.perf_counter()
    await application(scope, receive, send)
    took = (time.perf_counter() - start) * 1000
    if sent[0]["status"] != 200:
        raise SystemExit(f"{path} answered {sent[0]['status']}")
    return took, sum(len(message.get("body", b"")) for message in sent)


def markers(opened: Archive, sort: str) -> tuple[dict[str, str], dict[str, str]]:
    """The query strings of the first page and of the thousandth."""
    query = Query(tag=tweets.TOPIC, sort=sort)
    for _ in range(PAGES - 1):
        query = Query(tag=tweets.TOPIC, sort=sort, after=opened.cards(query).next)
    return {"sort": sort}, {"sort": sort, "after": str(query.after)}


async def measured(opened: Archive, rounds: int) -> list[str]:
    """Lines of the table."""
    application = create_app(opened)
    lines = []
    for sort in ORDERS:
        for name, query in zip(("first", "thousandth"), markers(opened, sort), strict=True):
            results = [await asked(application, f"/tag/{tweets.TOPIC}", query) for _ in range(rounds)]
            times = sorted(took for took, _ in results)
            middle, late = statistics.median(times), times[int(len(times) * 0.95)]
            stored = [
                _store_time(opened, Query(tag=tweets.TOPIC, sort=sort, after=query.get("after"))) for _ in range(rounds)
            ]
            lines.append(
                f"| {name} | {sort} | {middle:.1f} ms | {late:.1f} ms | {statistics.median(stored):.1f} ms |"
                f" {results[0][1] / 1000:,.0f} kB |"
            )
    return lines


def _store_time(opened: Archive, query: Query) -> float:
    start = time.perf_counter()
    opened.cards(query)
    return (time.perf_counter() - start) * 1000


def main() -> None:
    """Print one section of docs/performance.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=250_000)
    parser.add_argument("--rounds", type=int, default=50)
    wanted = parser.parse_args()
    with Archive.open(archive(wanted.posts), create=False) as opened:
        info = opened.info()
        lines = asyncio.run(measured(opened, wanted.rounds))
    print("## A page of a hashtag\n")
    print(
        f"{info.posts:,} posts in {info.threads:,} threads under one hashtag; 30 threads a page by three posts each.\n"
    )
    print("| page | order | whole request, median | 95th percentile | in the store | page |")
    print("|---|---|--:|--:|--:|--:|")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
