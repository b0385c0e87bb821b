"""Threads whose parts are known: how long they are, how they are told, what of them is lost and what is said twice.

An author begins a thread every three days, so that no rule that goes by time can join two of them.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from invented import tweets

Tweet = dict[str, Any]
# Lengths of threads with how many of a hundred have them: most are short, a few are very long.
_LENGTHS = {1: 34, 2: 22, 3: 12, 4: 8, 5: 6, 7: 6, 10: 5, 15: 3, 25: 2, 60: 1, 200: 1}
_MEAN = sum(length * share for length, share in _LENGTHS.items()) / 100
_KINDS = {"replies": 40, "numbered": 30, "star": 8, "gap": 10, "branches": 8, "apart": 4}
_HOMES = ("v1", "v2", "bluesky", "mastodon", "table")
_A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Thread:
    """A thread as it must come out, by its posts' numbers; `lost` are numbers of posts that no file has."""

    number: int
    home: str
    posts: tuple[Tweet, ...]
    main: tuple[int, ...]
    branches: tuple[tuple[int, ...], ...] = ()
    lost: frozenset[int] = frozenset()
    older: dict[int, Tweet] = field(default_factory=dict)

    @property
    def held(self) -> list[Tweet]:
        """The posts that files have, oldest first."""
        return [post for at, post in enumerate(self.posts) if at not in self.lost]


def threads(posts: int, seed: int = 7) -> Iterator[Thread]:
    """Threads of about so many posts together, posts alone among them."""
    count = max(1, round(posts / _MEAN))
    authors = max(len(_HOMES), count // 12)
    for number in range(count):
        yield _thread(random.Random(f"{seed}/{number}"), number, authors)


def _thread(rng: random.Random, number: int, authors: int) -> Thread:
    who = number % authors
    home = _HOMES[who % len(_HOMES)]
    begun = tweets.EPOCH + (number // authors) * 3 * _A_DAY + timedelta(seconds=7 * (who % 10_000))
    kind = _drawn(rng, _KINDS)
    length = _drawn(rng, _LENGTHS)
    if kind != "replies":
        length = max(length, 5)
    write = _Writing(rng, number, who, begun, length if kind not in {"replies", "branches"} else None)
    if kind == "branches":
        return _branching(rng, write, number, home, length)
    made = [write.post(at, _parent(kind, at)) for at in range(length)]
    lost = frozenset({rng.randrange(1, length - 1)} if kind == "gap" else ())
    return Thread(number, home, tuple(made), tuple(at for at in range(length) if at not in lost), (), lost)


def _drawn(rng: random.Random, shares: dict[Any, int]) -> Any:
    return rng.choices([*shares], [*shares.values()])[0]


def _parent(kind: str, at: int) -> int | None:
    """Which part a part answers: the one before, in a star the first, where parts were posted apart none."""
    if at == 0 or kind == "apart":
        return None
    return 0 if kind == "star" else at - 1


def _branching(rng: random.Random, write: _Writing, number: int, home: str, length: int) -> Thread:
    """A line, and one aside that leaves it where more of the line comes after than the aside is long."""
    made = [write.post(at, at - 1 if at else None) for at in range(length)]
    leaves = rng.randrange(length - 3)
    made.append(write.post(length, leaves))
    return Thread(number, home, tuple(made), tuple(range(length)), ((length,),))


class _Writing:
    """An author writing one thread; with a `total` every post is numbered."""

    def __init__(self, rng: random.Random, number: int, who: int, begun: datetime, total: int | None) -> None:
        self._rng, self._number, self._begun, self._total = rng, number, begun, total
        self._user = tweets.user(who)
        self._keys: list[int] = []

    def post(self, at: int, parent: int | None) -> Tweet:
        """Its next post."""
        moment = self._begun + timedelta(minutes=at)
        key = (int(moment.timestamp() * 1000) - tweets.SNOWFLAKE_EPOCH_MS) << 22 | (self._number & 0x3FFFFF)
        self._keys.append(key)
        words = " ".join(self._rng.choices(tweets.WORDS, k=self._rng.randrange(6, 32)))
        numbered = "" if self._total is None else f"{at + 1}/{self._total} "
        above = None if parent is None else self._keys[parent]
        said = f"{numbered}{words} #{tweets.TOPIC}"
        made = tweets.tweet(self._rng, self._user, key, moment, said, f"https://t.co/{key % 10**10:010d}", above)
        made["root_id_str"] = str(self._keys[0] if parent is not None else key)
        return made
