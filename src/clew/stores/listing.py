"""What a list knows of a thread: its summary, its place in time order, and the facets it is found under."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from itertools import islice
from typing import Literal

import msgspec

from clew.errors import BadQuery
from clew.post import Author, Notice, Post, State
from clew.query import Query
from clew.speech import _
from clew.stores.observation import microseconds
from clew.text.folding import fold
from clew.text.tags import written
from clew.thread import Place, Shape, Summary

Kind = Literal["all", "network", "author", "tag", "lang"]
Facet = tuple[Kind, str]

EVERYTHING: Facet = ("all", "")
OPENING = 3
# Below every place on a saved page: an undated thread that no page had in an order. It fits a double exactly.
UNPLACED = -(2**52)
# One held post is no thread yet: `Query.min_posts` is 2 unless told, and counts count what such a list shows.
COUNTED = 2
# Microseconds.
DAY = 86_400_000_000


def summarise(shape: Shape, posts: Mapping[str, Post]) -> Summary:
    """What lists say of a thread whose posts are all in `posts`.

    Its author is without names, which are looked up when the thread is read: they change, and the thread does not.
    """
    parts = [posts[place.id] for place in shape.places]
    dates = [post.created for post in parts if post.created is not None]
    started = min(dates, default=None)
    first = parts[0]
    return Summary(
        id=shape.id,
        network=first.network,
        author=Author(first.author.id, first.author.network),
        started=started,
        ended=max(dates, default=None),
        held=len(shape.main),
        promised=shape.promised,
        languages=_languages(post.lang or place.lang for post, place in zip(parts, shape.places, strict=True)),
        tags=_tags(parts),
        gaps=len(shape.gaps),
        branches=len(shape.branches),
        rank=_undated(first) if started is None else max(0, microseconds(started)),
    )


def opening(shape: Shape) -> tuple[Place, ...]:
    """The first posts of the main line, each with the gap before it, so that a list can draw it."""
    first = tuple(islice((place for place in shape.places if place.line == 0), OPENING))
    if not shape.gaps:
        return first
    gaps = {gap.before: gap for gap in shape.gaps}
    return tuple(msgspec.structs.replace(place, gap=gaps.get(place.id)) for place in first)


def _undated(first: Post) -> int:
    return UNPLACED if first.listed is None else -1 - first.listed.row


def _languages(spoken: Iterable[str | None]) -> tuple[str, ...]:
    """The languages of posts, the most frequent first, and of equally frequent ones the one that came first."""
    counts: dict[str, int] = {}
    for lang in spoken:
        if lang:
            counts[lang] = counts.get(lang, 0) + 1
    return tuple(sorted((lang for lang in counts if says(lang)), key=lambda lang: -counts[lang]))


@lru_cache(maxsize=1024)
def says(lang: str) -> bool:
    """Whether a language tag names a language: und and zxx say "not determined" and "no words".

    X marks the like with qme, qht and others, from ISO 639's range for private use.
    """
    base = lang.partition("-")[0].lower()
    return base not in {"und", "zxx"} and not (len(base) == len("qaa") and "qaa" <= base <= "qtz")


def _tags(parts: Iterable[Post]) -> tuple[str, ...]:
    """One spelling of each hashtag, the thread's own most usual one, in the order of appearance."""
    counts: dict[str, int] = {}
    for post in parts:
        for word in written(post):
            counts[word] = counts.get(word, 0) + 1
        if post.listed is not None:
            for topic in (post.listed.topic, *post.listed.elsewhere):
                if topic:
                    counts[topic] = counts.get(topic, 0) + 1
    usual: dict[str, str] = {}
    for word, count in counts.items():
        if (key := fold(word)) and count > counts.get(usual.get(key, ""), 0):
            usual[key] = word
    return tuple(usual.values())


def facets(summary: Summary) -> frozenset[Facet]:
    """Everything a thread is listed under. It follows from the summary alone, so that it can be taken back later."""
    found: set[Facet] = {EVERYTHING, ("network", summary.network), ("author", summary.author.id)}
    found.update(("tag", fold(word)) for word in summary.tags)
    for lang in summary.languages:
        whole = language(lang)
        found.update({("lang", whole), ("lang", whole.partition("-")[0])})
    return frozenset(found)


def language(word: str) -> str:
    """A language tag as facets spell it: lower case, parts joined with a hyphen."""
    return word.strip().replace("_", "-").lower()


def tag(word: str) -> str:
    """A hashtag as facets spell it, from any spelling, with its sign or without."""
    return fold(word.strip().lstrip("#＃"))


def wanted(query: Query, author_id: Callable[[str], str | None]) -> frozenset[Facet] | None:
    """The facets a thread must be under, all of them; None when the query names an author who is not here.

    `BadQuery` for a query that means nothing.
    """
    if query.limit is not None and query.limit < 1:
        raise BadQuery(f"A list of {query.limit} threads is none; ask for one or more.")
    if query.sort == "best" and query.match is None:
        raise BadQuery(_("Only what was searched for has a best; sort by newest, oldest, longest or grown."))
    if any(moment is not None and moment.tzinfo is None for moment in (query.since, query.until)):
        raise BadQuery("A date without a time zone is no moment; say which one it is in.")
    found: set[Facet] = set()
    if query.tag is not None:
        found.add(("tag", tag(query.tag)))
    if query.network is not None:
        found.add(("network", query.network))
    if query.lang is not None:
        found.add(("lang", language(query.lang)))
    if query.author is not None:
        found_id = author_id(query.author)
        if found_id is None:
            return None
        found.add(("author", found_id))
    return frozenset(found or {EVERYTHING})


def apart(query: Query) -> list[Query]:
    """The query once for each hashtag that counts as its own: together they are what it means."""
    if query.tag is None or not query.also:
        return [query]
    tags = dict.fromkeys(tag(name) for name in (query.tag, *query.also))
    return [msgspec.structs.replace(query, tag=name, also=()) for name in tags]


def alone(post: Post) -> Shape:
    """The shape of a post that stands in no thread."""
    answered = post.reply_to
    foreign = answered is not None and answered.author_id != post.author.id
    return Shape(
        id=post.id,
        author_id=post.author.id,
        main=(post.id,),
        places=(Place(post.id, "start"),),
        answers=answered.id if answered is not None and foreign else None,
        earlier=tuple((version, post.id) for version in post.versions if version != post.id),
    )


def earlier(shown: Post, said: Iterable[Post]) -> tuple[Post, ...]:
    """The words a post had before those that are shown, oldest first, one reading of each version.

    `said` are readings of the post and of its older versions. A reading that says nothing of an edit is of the first.
    """
    best: dict[tuple[str, datetime | None], Post] = {}
    for post in said:
        from_listing = post.listed is not None and post.created is None
        version = (post.id, post.edited)
        if from_listing or post.text == shown.text or version == (shown.id, shown.edited):
            continue
        known = best.get(version)
        if known is None or readable(post) > readable(known):
            best[version] = post
    places = {name: place for place, name in enumerate(shown.versions)}
    return tuple(
        msgspec.structs.replace(post, author=shown.author)
        for post in sorted(best.values(), key=lambda post: (places.get(post.id, -1), _made(post), post.id))
    )


def readable(post: Post) -> tuple[bool, int, bytes]:
    """How good a reading of a post's words is: whole before cut, long before short."""
    return (not post.in_parts, len(post.text), msgspec.msgpack.encode(post))


def _made(post: Post) -> float:
    when = post.edited or post.created
    return -1.0 if when is None else when.timestamp()


def states(notices: Iterable[Notice]) -> dict[str, State]:
    """What became of each post by the latest notice; one without a date comes before all others."""
    latest: dict[str, tuple[str, State]] = {}
    for notice in notices:
        said = ("" if notice.at is None else notice.at.isoformat(), notice.state)
        latest[notice.post_id] = max(latest.get(notice.post_id, said), said)
    return {post_id: state for post_id, (_, state) in latest.items()}


def beside(shape: Shape, posts: Iterable[Post], places: Iterable[Place] | None = None) -> list[str]:
    """Posts that a thread answers or quotes and that do not stand in it (or in these places), in the order met."""
    own = {place.id for place in (shape.places if places is None else places)}
    met = dict.fromkeys((shape.answers, *(post.quote for post in posts)))
    return [name for name in met if name is not None and name not in own]


def context(shape: Shape, met: Iterable[Post], places: Iterable[Place] | None = None) -> tuple[Post, ...]:
    """Of the posts found beside a thread each once; one that stands in it, met under an older name, is none."""
    own = {place.id for place in (shape.places if places is None else places)}
    return tuple({post.id: post for post in met if post.id not in own}.values())
