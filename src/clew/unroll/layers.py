"""Nodes of trees in layers, children always before their parents: how trees of any depth are walked without recursion.

Layers of many nodes are handled by NumPy, thin ones one node after another, so that the cost is linear in the number
of nodes whether there are a million layers or a million nodes in one.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

# A NumPy call costs about as much as a hundred steps of a plain loop.
THIN = 100


class Layers(NamedTuple):
    """All nodes that have a parent: `wide` layers first, then `thin`, one node after another."""

    wide: list[Ints]
    thin: Ints

    def measure(self, parent: Ints, length: Ints) -> tuple[Ints, Ints]:
        """The posts in each node's tree, and those on the longest line from its top; a node is `length` posts long."""
        size = length.copy()
        height = length.copy()
        for nodes in self.wide:
            up = parent[nodes]
            np.add.at(size, up, size[nodes])
            np.maximum.at(height, up, height[nodes] + length[up])
        if self.thin.size:
            self._measure_thin(parent, length, size, height)
        return size, height

    def _measure_thin(self, parent: Ints, length: Ints, size: Ints, height: Ints) -> None:
        nodes, own, up = self._local(parent)
        lengths, sizes, heights = length[nodes].tolist(), size[nodes].tolist(), height[nodes].tolist()
        for node, above in zip(own, up, strict=True):
            sizes[above] += sizes[node]
            heights[above] = max(heights[above], heights[node] + lengths[above])
        size[nodes], height[nodes] = sizes, heights

    def descend(self, parent: Ints, step: Ints, fall: Ints, aside: Flags, into: tuple[Ints, Ints, Ints]) -> None:
        """Fill place, depth and head from the roots down: `step` and `fall` are what place and depth gain."""
        place, depth, head = into
        if self.thin.size:
            self._descend_thin(parent, step, fall, aside, into)
        for nodes in reversed(self.wide):
            up = parent[nodes]
            place[nodes] = place[up] + step[nodes]
            depth[nodes] = depth[up] + fall[nodes]
            head[nodes] = np.where(aside[nodes], head[nodes], head[up])

    def _descend_thin(self, parent: Ints, step: Ints, fall: Ints, aside: Flags, into: tuple[Ints, Ints, Ints]) -> None:
        nodes, own, up = self._local(parent)
        places, depths, heads = (column[nodes].tolist() for column in into)
        steps, falls, asides = step[nodes].tolist(), fall[nodes].tolist(), aside[nodes].tolist()
        for node, above in zip(reversed(own), reversed(up), strict=True):
            places[node] = places[above] + steps[node]
            depths[node] = depths[above] + falls[node]
            if not asides[node]:
                heads[node] = heads[above]
        for column, values in zip(into, (places, depths, heads), strict=True):
            column[nodes] = values

    def _local(self, parent: Ints) -> tuple[Ints, list[int], list[int]]:
        """The thin nodes and their parents, and both columns numbered among these alone."""
        up = parent[self.thin]
        nodes = np.union1d(self.thin, up)
        return nodes, np.searchsorted(nodes, self.thin).tolist(), np.searchsorted(nodes, up).tolist()


def layers(parent: Ints) -> tuple[Layers, Ints]:
    """The layers of a forest, and the nodes that go round in cycles (in no layer), ascending.

    The k-th wide layer holds the nodes with k layers below them, so layers never grow.
    """
    waiting = np.bincount(parent[parent >= 0], minlength=parent.size)
    layer = np.flatnonzero((waiting == 0) & (parent >= 0))
    claimed = np.empty(parent.size, np.int64)
    wide: list[Ints] = []
    while layer.size >= THIN:
        wide.append(layer)
        up = parent[layer]
        np.subtract.at(waiting, up, 1)
        done = up[(waiting[up] == 0) & (parent[up] >= 0)]
        claimed[done] = np.arange(done.size)  # of several children the last one names the parent
        layer = done[claimed[done] == np.arange(done.size)]
    thin = _thin(parent, waiting, layer)
    return Layers(wide, thin), np.flatnonzero((waiting > 0) & (parent >= 0))


def _thin(parent: Ints, waiting: Ints, layer: Ints) -> Ints:
    """The rest of a forest from `layer` up, one node after another; `waiting` is counted down."""
    if not layer.size:
        return layer
    nodes = np.union1d(layer, np.flatnonzero(waiting > 0))
    up = np.where(parent[nodes] >= 0, np.searchsorted(nodes, parent[nodes]), -1).tolist()
    count = waiting[nodes].tolist()
    ready = np.searchsorted(nodes, layer).tolist()
    done: list[int] = []
    while ready:
        node = ready.pop()
        done.append(node)
        above = up[node]
        count[above] -= 1
        if count[above] == 0 and up[above] >= 0:
            ready.append(above)
    waiting[nodes] = count
    return nodes[done]


def climb(parent: Ints, stops: Flags) -> tuple[Ints, Ints]:
    """From every node the first at or above it that stops, and how many steps up it is.

    Each round doubles the steps, so a line of a million takes twenty; those who have arrived rest. Every way up has
    to end at a node that stops.
    """
    top = np.where(stops, np.arange(parent.size), parent)
    steps = np.where(stops, 0, 1)
    going = np.flatnonzero(~stops)
    while going.size:
        now = top[going]
        on_way = ~stops[now]
        going, now = going[on_way], now[on_way]
        further, more = top[now], steps[now]
        top[going] = further
        steps[going] += more
    return top, steps
