"""Parts that all answer one post, put in the order of their numbers (rule 6)."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from clew.text.counting import SECOND, kind
from clew.unroll.loom import Count, Loom

Rays = list[tuple[int, int, int]]
"""Number, age and post of children of one post that are numbered alike, sorted."""


def straighten(loom: Loom) -> None:
    """Move each post that answers an earlier post than the one its number follows to the end of that post's line.

    So a star becomes a line, and a part that was hung on the wrong post comes to its place.
    """
    forest = loom.drawn()
    heads = np.flatnonzero((forest.line > 0) & (forest.head == np.arange(forest.head.size)))
    numbered = [head for head in heads.tolist() if loom.found[head]]
    if not numbered:
        return
    posts = loom.of_trees(forest, forest.root[numbered])
    counts = loom.counts(posts)
    rays = _rays(loom, posts, {loom.up[head] for head in numbered})
    main = forest.main.tolist()
    tail: dict[int, int] = {}
    for post in reversed(posts):
        tail[post] = tail[main[post]] if main[post] >= 0 else post
        if post in rays:
            name, children = max(rays[post].items(), key=lambda ray: (len(ray[1]), ray[0] == "/", ray[0]))
            if len(children) > 1:
                tail[post] = _lined_up(loom, post, name, children, counts, tail)


def _rays(loom: Loom, posts: list[int], forks: set[int]) -> dict[int, dict[str, Rays]]:
    rays: dict[int, dict[str, Rays]] = defaultdict(lambda: defaultdict(list))
    for post in posts:
        if loom.up[post] in forks:
            for number in loom.found[post]:
                rays[loom.up[post]][kind(number)].append((number.index, loom.order[post], post))
    for kinds in rays.values():
        for children in kinds.values():
            children.sort()
    return rays


def _lined_up(loom: Loom, post: int, name: str, children: Rays, counts: dict[int, Count], tail: dict[int, int]) -> int:
    """Line up a post's numbered children; the last post of the line that comes of it."""
    so_far = counts[post].get(name, 0)
    first = next((at for at, (index, _, _) in enumerate(children) if index > so_far), None)
    if first is None:
        return tail[post]
    index, _, begins = children[first]
    if index != so_far + 1 and not (so_far == 0 and index == SECOND) and begins not in loom.at:
        return tail[post]
    end = tail[begins]
    missing = {loom.at.get(begins)}
    for index, _, child in children[first + 1 :]:
        last = counts[end].get(name, 0)
        if loom.up[child] != post or (index != last + 1 and not (name == "/" and index > last)):
            continue
        loom.move(child, end)
        if loom.at.get(child) in missing:  # both answer the same missing post: it stands before the first of them
            loom.at.pop(child, None)
        missing.add(loom.at.get(child))
        end = tail[child]
    return end
