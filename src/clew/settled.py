"""What all that is known of some authors comes to: their threads, and what a search knows of them.

This is the one function that puts threads together, on a laptop and on a cluster alike: an author's threads depend on
that author's posts and notices alone, so whoever has these together has all it takes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING

from msgspec.structs import replace

from clew.post import Post, Problem, Value
from clew.stores.base import Mark, Touched
from clew.stores.entry import Entry, entry, is_own
from clew.stores.listing import alone, summarise
from clew.thread import Place, Shape, Summary

if TYPE_CHECKING:
    from clew.unroll import Unrolled


class Settled(Value):
    """The threads of a group of authors, the marks they were made under, and what a search is to know of them."""

    marks: tuple[Mark, ...]
    threads: tuple[tuple[Shape, Summary], ...]
    problems: dict[str, Problem]
    entries: tuple[Entry, ...] = ()


def threads_of(touched: Touched) -> Settled:
    """The threads of these authors."""
    from clew.unroll import unroll

    posts = {post.id: post for post in touched.posts}
    unrolled = unroll(touched.posts, touched.notices) if not touched.tombs else _with_tombs(touched, posts)
    return told(unrolled, touched)


def told(unrolled: Unrolled, touched: Touched) -> Settled:
    """What is said of these threads, and posts alone, all of whose posts are at hand: their languages, their summaries,
    what a search knows of them.
    """
    posts = {post.id: post for post in touched.posts}
    threads = tuple((shape, summarise(shape, posts)) for shape in _spoken(unrolled.shapes, posts))
    return Settled(touched.marks, threads, dict(unrolled.problems), _entries(threads, unrolled.alone, touched, posts))


def _with_tombs(touched: Touched, posts: Mapping[str, Post]) -> Unrolled:
    """Threads that what is left of forgotten posts holds together, with gaps where these stood."""
    from clew.unroll import Unrolled, unroll
    from clew.unroll.withdrawn import without

    tombs = [tomb for tomb in touched.tombs if tomb.id not in posts]
    gone = {tomb.id for tomb in tombs}
    found = unroll((*touched.posts, *tombs), touched.notices)
    shapes: list[Shape] = []
    alone = [name for name in found.alone if name not in gone]
    for shape in found.shapes:
        left = without(shape, gone)
        if left is not None:
            shapes.append(left)
        elif held := [posts[place.id] for place in shape.places if place.id not in gone]:
            # what had left a line that is gone altogether stands for itself
            again = unroll(held, touched.notices)
            shapes += again.shapes
            alone += again.alone
    problems = {name: problem for name, problem in found.problems.items() if name not in gone}
    return Unrolled(tuple(shapes), tuple(alone), problems)


def _spoken(shapes: Sequence[Shape], posts: Mapping[str, Post]) -> list[Shape]:
    """The shapes with the languages that the words of posts tell, where their source says none."""
    silent = [[place for place in shape.places if posts[place.id].lang is None] for shape in shapes]
    if not any(silent):
        return list(shapes)
    from clew.text.tongues import told

    texts = [[posts[place.id].text[posts[place.id].body_start :] for place in places] for places in silent]
    langs = {
        (at, place.id): lang
        for at, (places, said) in enumerate(zip(silent, told(texts), strict=True))
        for place, lang in zip(places, said, strict=True)
        if lang is not None
    }
    return [
        replace(shape, places=tuple(_in(place, langs.get((at, place.id))) for place in shape.places))
        if silent[at]
        else shape
        for at, shape in enumerate(shapes)
    ]


def _in(place: Place, lang: str | None) -> Place:
    return place if lang is None else replace(place, lang=lang)


def _entries(
    threads: Iterable[tuple[Shape, Summary]], single: Iterable[str], touched: Touched, posts: Mapping[str, Post]
) -> tuple[Entry, ...]:
    """What a search knows of the threads, and of posts in none that are no reposts."""
    signs = dict(touched.signs)
    shapes = _spoken([alone(posts[name]) for name in single if is_own(posts[name])], posts)
    singles = ((shape, summarise(shape, posts)) for shape in shapes)
    return tuple(entry(shape, summary, posts, signs) for shape, summary in chain(threads, singles))
