"""Posts that a saved reader page showed under one another on one card."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

from clew.unroll.loom import Loom


def follow_cards(loom: Loom) -> None:
    """Put each post of a card that stands under nothing under the one before it on the card."""
    cards: dict[tuple[str, str], list[tuple[int, int, int]]] = defaultdict(list)
    for number, post in enumerate(loom.posts):
        if post.listed is not None:
            cards[post.author.id, post.listed.card].append((post.listed.place, loom.order[number], number))
    if not cards:
        return
    tree: list[int] = loom.plain().root.tolist()
    for shown in cards.values():
        for (_, _, before), (_, _, number) in pairwise(sorted(shown)):
            if loom.up[number] < 0 and _top(tree, before) != _top(tree, number):
                loom.join(number, before, "listing")
                tree[_top(tree, number)] = _top(tree, before)


def _top(tree: list[int], number: int) -> int:
    while tree[number] != number:
        tree[number] = tree[tree[number]]
        number = tree[number]
    return number
