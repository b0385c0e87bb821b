"""Posts, shapes and small archives that several tests make; accounts and words are invented."""

from __future__ import annotations

import itertools
import random
import threading
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import msgspec
import server

from clew.post import Author, Listed, Post, Problem, Reply
from clew.query import Query
from clew.stores.base import Kept, Store, Touched
from clew.stores.listing import summarise
from clew.thread import Place, Shape

# Where each store may make an archive for a test; a store without a line here makes every contract test fail.
PLACES = {
    "memory": lambda _folder: "memory:",
    "postgresql": server.address,
    "sqlite": lambda folder: str(folder / "archive"),
}

# Stores that are made elsewhere and only read; what they can do is held to what memory says (test_set_store.py).
READ_ONLY = {"parquet"}

DAY = datetime(2019, 3, 1, tzinfo=UTC)
ADA = Author("x:user:1", "x", "ada_reads", "Ada")
BO = Author("x:user:2", "x", "Bo", "Bo")
CY = Author("https://masto.example/users/cy", "masto.example", "cy", None)
AUTHORS = (ADA, BO, CY)
LANGUAGES = (None, "en", "en-GB", "fr")
TAGS = ("", " #river", " #River #mud", " #mud")


def a_post(key: str, author: Author = ADA, text: str = "Some words.", *, minute: int | None = 0, **more) -> Post:
    created = None if minute is None else DAY + timedelta(minutes=minute)
    return Post(f"x:{key}", author.network, author, created, text, **more)


def chain(keys: str, author: Author = ADA, *, text: str = "Some words.", minute: int | None = 0, **more) -> list[Post]:
    """Posts of one author, each answering the one before."""
    posts: list[Post] = []
    for step, key in enumerate(keys.split()):
        reply = Reply(posts[-1].id, author.id) if posts else None
        at = None if minute is None else minute + step
        posts.append(a_post(key, author, text, minute=at, reply_to=reply, **more))
    return posts


def a_shape(posts: Iterable[Post], **more) -> Shape:
    posts = list(posts)
    places = tuple(Place(post.id, "reply" if step else "start") for step, post in enumerate(posts))
    return Shape(posts[0].id, posts[0].author.id, tuple(post.id for post in posts), places, **more)


def begin(store: Store, name: str = "a") -> str:
    sha = name * 64
    store.begin(Kept(sha, f"{name}.jsonl", f"/files/{name}.jsonl", 100, DAY, "twitter_v1"))
    return sha


def put(store: Store, *threads: list[Post], capture: str = "a") -> None:
    """Add posts and write each list of them as a thread."""
    store.add(begin(store, capture), [post for thread in threads for post in thread])
    write(store, [a_shape(thread) for thread in threads])


def write(store: Store, shapes: Iterable[Shape], problems: dict[str, Problem] | None = None) -> None:
    """Write these threads for all touched authors."""
    write_for(store, touched(store), shapes, problems)


def write_for(store: Store, authors: Iterable[str], shapes: Iterable[Shape], problems=None) -> None:
    """Write these threads for these authors, as made of what the store holds now."""
    keep(store, store.of_authors(list(authors)), shapes, problems)


def keep(store: Store, read: Touched, shapes: Iterable[Shape], problems=None) -> None:
    """Write these threads as made of what was read."""
    posts, authors = {post.id: post for post in read.posts}, {mark.author_id for mark in read.marks}
    threads = [(shape, summarise(shape, posts)) for shape in shapes if shape.author_id in authors]
    store.write(read.marks, threads, problems or {})


def touched(store: Store, limit: int = 10**9) -> list[str]:
    return [mark.author_id for mark in store.touched(limit)]


def ids(store: Store, **query) -> list[str]:
    return [card.summary.id for card in store.cards(Query(**query)).items]


def shown(store: Store, post_id: str) -> Post:
    thread = store.thread(post_id)
    assert thread is not None
    return next(part.post for part in thread.parts if part.post.id == post_id)


def in_pages(store: Store, query: Query) -> list[str]:
    found, after = [], None
    for _ in range(200):
        page = store.cards(msgspec.structs.replace(query, after=after))
        found += [card.summary.id for card in page.items]
        after = page.next
        if after is None:
            return found
    raise AssertionError


def a_crowd(seed: int, count: int) -> list[list[Post]]:
    """Threads with few distinct dates, lengths, tags and languages, so that everything ties with something."""
    rng, keys, threads = random.Random(seed), itertools.count(100), []
    for _ in range(count):
        length = rng.choice((1, 2, 2, 3, 5))
        names = " ".join(str(next(keys)) for _ in range(length))
        minute = rng.choice((None, 0, 10, 20))
        more = {"lang": rng.choice(LANGUAGES), "minute": minute, "text": "words" + rng.choice(TAGS)}
        if minute is None:
            more["listed"] = Listed("c", 0, row=rng.randrange(3))
        threads.append(chain(names, rng.choice(AUTHORS), **more))
    return threads


def run(*jobs) -> None:
    """Run jobs at once, and fail if one of them does."""
    failures: list[BaseException] = []

    def guarded(job) -> None:
        try:
            job()
        except BaseException as failure:  # noqa: BLE001 - it is raised again below
            failures.append(failure)

    workers = [threading.Thread(target=guarded, args=(job,)) for job in jobs]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    if failures:
        raise failures[0]
