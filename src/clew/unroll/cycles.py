"""Reply edges that go round in a circle: found and cut above the oldest post of each (rule 10)."""

from __future__ import annotations

import numpy as np

from clew.unroll.layers import Ints, climb, layers


def cut_cycles(parent: Ints, order: Ints) -> tuple[Ints, Ints]:
    """The parents without any cycle, and the posts whose edge was cut, ascending.

    A circle must somewhere lead from a post to one that is not older, and its oldest post is such a place. So only
    those places are looked at: each leads on to the next such place above it.
    """
    odd = (parent >= 0) & (order[parent] >= order)
    if not odd.any():
        return parent, np.empty(0, np.int64)
    top, _ = climb(parent, odd | (parent < 0))
    places = np.flatnonzero(odd)
    number = np.full(parent.size, -1, np.int64)
    number[places] = np.arange(places.size)
    cut = places[_oldest_of_each(number[top[parent[places]]], order[places])]
    kept = parent.copy()
    kept[cut] = -1
    return kept, cut


def _oldest_of_each(onward: Ints, order: Ints) -> Ints:
    """The oldest node of every cycle of a graph where each node leads to at most one other."""
    _, circular = layers(onward)
    jump, oldest = onward.copy(), order.copy()
    while circular.size:
        # The oldest of the next 1, 2, 4 … nodes; once doubling finds nothing older, each has seen its whole cycle.
        ahead = np.minimum(oldest[circular], oldest[jump[circular]])
        if np.array_equal(ahead, oldest[circular]):
            break
        further = jump[jump[circular]]
        oldest[circular], jump[circular] = ahead, further
    first: Ints = circular[oldest[circular] == order[circular]]
    return first
