"""Threads that stand near a thread: by the same author, about the same things, or saying the very same words.

All of it is asked of the store's own lists, a few cards at a time, and asking ends when its time is over: what is
near is offered beside a thread and must never hold the thread up.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Literal

import regex
from msgspec.structs import replace

from clew.post import Post, Value
from clew.query import All, Query, Words
from clew.stores.base import Store
from clew.text import wording
from clew.text.folding import fold
from clew.thread import Card, Thread

Why = Literal["answers", "quotes", "tag", "words"]

SECONDS = 0.008
"""How long is asked for; a question that was begun is answered."""
_MOST = 4
_TAGS = 4
_TOGETHER = 8
# A hashtag of more threads says little of any two of them.
_COMMON = 2000
_COPIES = 20
_NEAR = timedelta(days=60)
_WORD = regex.compile(r"(?<![#@\w/.])[\p{L}\p{M}]{6,}(?![\w/@])")
_OPENING = 8
_READ = 60


class Neighbour(Value):
    """A thread that is near, and what the two share: a post's id (answers, quotes), a hashtag, words."""

    card: Card
    why: Why
    shared: tuple[str, ...]


class Neighbours(Value):
    """What stands near a thread; `more` are its author's other threads, `same` says what others posted as well."""

    more: tuple[Card, ...] = ()
    related: tuple[Neighbour, ...] = ()
    same: tuple[Card, ...] = ()


def neighbours(store: Store, thread: Thread, seconds: float = SECONDS) -> Neighbours:
    """What stands near a thread, asked for in that order as long as there is time."""
    until = time.perf_counter() + seconds
    more = _more(store, thread)
    seen = {thread.id, *(card.summary.id for card in more)}
    related: list[Neighbour] = []
    for each in _related(store, thread, until):
        if each.card.summary.id not in seen:
            seen.add(each.card.summary.id)
            related.append(each)
        if len(related) == _MOST:
            break
    same = _same(store, thread) if time.perf_counter() < until else ()
    return Neighbours(more, tuple(related), same)


def _more(store: Store, thread: Thread) -> tuple[Card, ...]:
    found = store.cards(Query(author=thread.summary.author.id, limit=_MOST)).items
    return tuple(card for card in found if card.summary.id != thread.id)[: _MOST - 1]


def _related(store: Store, thread: Thread, until: float) -> Iterator[Neighbour]:
    """Near threads, the nearest first: those it names, those under its rarest hashtags, those of its rarer words."""
    for start in range(0, len(thread.context), _TOGETHER):
        some = thread.context[start : start + _TOGETHER]
        for post, card in zip(some, store.cards_named([post.id for post in some]), strict=True):
            if card is not None and card.summary.held > 1:
                why: Why = "answers" if post.id == thread.shape.answers else "quotes"
                yield Neighbour(card, why, (post.id,))
    for tag in _rare_tags(store, thread):
        if time.perf_counter() > until:
            return
        for card in store.cards(Query(tag=tag, limit=_MOST + 1)).items:
            yield Neighbour(card, "tag", (tag,))
    pair = _rare_words(thread)
    if len(pair) == 2 and time.perf_counter() < until:  # noqa: PLR2004 - one word may be anywhere
        for card in store.cards(_around(thread, Query(match=All(tuple(map(Words, pair))), limit=_MOST))).items:
            yield Neighbour(card, "words", pair)


def _rare_tags(store: Store, thread: Thread) -> list[str]:
    """The thread's hashtags that are shared with others, the rarest first."""
    counts = ((tag, store.tag(tag)) for tag in thread.summary.tags[:_TAGS])
    found = [(count.threads, tag) for tag, count in counts if count is not None and 1 < count.threads <= _COMMON]
    return [tag for _, tag in sorted(found)]


def _rare_words(thread: Thread) -> tuple[str, ...]:
    """The two long words that the thread repeats most: what it is about, as far as counting can say."""
    said: Counter[str] = Counter()
    spelt: dict[str, str] = {}
    own = {fold(tag) for tag in thread.summary.tags}
    for part in thread.parts[:_READ]:
        if part.post.warning:  # what a warning covers is not told beside it
            continue
        for word in {match[0] for match in _WORD.finditer(part.post.text)}:
            key = fold(word)
            if key not in own:
                said[key] += 1
                spelt.setdefault(key, word)
    often = [key for key, count in said.items() if count > 1]
    often.sort(key=lambda key: (-said[key] * len(key), key))
    return tuple(spelt[key] for key in often[:2])


def _around(thread: Thread, query: Query) -> Query:
    """The query among threads of the same months, which bounds what it costs."""
    started, ended = thread.summary.started, thread.summary.ended
    if started is None or ended is None:
        return query
    return replace(query, since=started - _NEAR, until=ended + _NEAR)


def _same(store: Store, thread: Thread) -> tuple[Card, ...]:
    """Threads of other authors that open with the same words, on whatever network."""
    first = thread.parts[0].post
    number = wording.number(first)
    by = store.said_by(number, _COPIES) if number is not None else None
    found: list[Card] = []
    for author in by or ():
        if author == first.author.id or len(found) == _MOST - 1:
            continue
        page = store.search(Query(author=author, match=Words(_opening(first)), min_posts=1, limit=2))
        found += [each.card for each in page.items if each.card.summary.id != thread.id]
    return tuple(found[: _MOST - 1])


def _opening(post: Post) -> str:
    said = [word for word in post.text[post.body_start :].split() if any(sign.isalpha() for sign in word)]
    return " ".join(said[:_OPENING])
