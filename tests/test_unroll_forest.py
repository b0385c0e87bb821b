"""The core on arrays, held against a plain walk over the same edges."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.unroll.forest import carries_next, edges, grow


def plain(parent, order, preferred, *, oldest):
    """The same trees by dictionaries and an explicit stack: slow, and simple enough to be believed."""
    parent, cut = without_circles(list(parent), order)
    depth = [_depth(parent, post) for post in range(len(parent))]
    height = [1] * len(parent)
    for post in sorted(range(len(parent)), key=lambda post: -depth[post]):
        if parent[post] >= 0:
            height[parent[post]] = max(height[parent[post]], height[post] + 1)

    def rank(child):
        return order[child] if oldest else (not preferred[child], -height[child], order[child])

    children = {post: [] for post in range(len(parent))}
    for post in sorted(range(len(parent)), key=lambda post: order[post]):
        if parent[post] >= 0:
            children[parent[post]].append(post)
    main = [min(children[post], key=rank, default=-1) for post in range(len(parent))]
    return parent, main, *walked(parent, children, main), depth, cut


def without_circles(parent, order):
    cut = set()
    for start in range(len(parent)):
        seen, post = {}, start
        while post >= 0 and post not in seen:
            seen[post] = len(seen)
            post = parent[post]
        if post >= 0:
            first = min((other for other in seen if seen[other] >= seen[post]), key=lambda other: order[other])
            parent[first] = -1
            cut.add(first)
    return parent, sorted(cut)


def walked(parent, children, main):
    reading, line, head, root = [], {}, {}, {}
    for first in (post for post in range(len(parent)) if parent[post] < 0):
        stack, lines = [first], 0
        while stack:
            post = stack.pop()
            reading.append(post)
            above = parent[post]
            root[post] = first
            if above >= 0 and main[above] == post:
                line[post], head[post] = line[above], head[above]
            else:
                lines += above >= 0
                line[post], head[post] = lines, post
            stack.extend([main[post]] if main[post] >= 0 else [])
            stack.extend(child for child in reversed(children[post]) if child != main[post])
    return reading, line, head, root


def _depth(parent, post):
    depth = 0
    while parent[post] >= 0:
        post, depth = parent[post], depth + 1
    return depth


@st.composite
def graphs(draw):
    size = draw(st.integers(1, 40))
    parent = draw(st.lists(st.integers(-1, size - 1), min_size=size, max_size=size))
    order = draw(st.permutations(range(size)))
    preferred = draw(st.lists(st.booleans(), min_size=size, max_size=size))
    return parent, order, preferred, draw(st.booleans())


@given(graphs())
@settings(max_examples=400, deadline=None)
def test_any_edges_give_the_trees_of_a_plain_walk(graph):
    parent, order, preferred, oldest = graph
    forest = grow(np.array(parent), np.array(order), np.array(preferred), oldest=oldest)
    kept, main, reading, line, head, root, depth, cut = plain(parent, order, preferred, oldest=oldest)
    assert forest.parent.tolist() == kept
    assert forest.main.tolist() == main
    assert forest.reading().tolist() == reading
    assert forest.cut.tolist() == cut
    for column, expected in ((forest.line, line), (forest.head, head), (forest.root, root)):
        assert column.tolist() == [expected[post] for post in range(len(parent))]
    assert forest.depth.tolist() == depth


@pytest.mark.parametrize("seed", range(4))
def test_wide_layers_give_the_trees_of_a_plain_walk(seed):
    draw = np.random.default_rng(seed)
    size = 3000
    parent = (draw.random(size) * np.arange(size)).astype(np.int64)
    parent[draw.random(size) < 0.02] = -1
    parent[0] = -1
    parent[draw.integers(0, size, 5)] = draw.integers(0, size, 5)
    order = draw.permutation(size)
    preferred = draw.random(size) < 0.2
    forest = grow(parent, order, preferred)
    kept, main, reading, line, *_ = plain(parent.tolist(), order.tolist(), preferred.tolist(), oldest=False)
    assert forest.parent.tolist() == kept
    assert forest.main.tolist() == main
    assert forest.reading().tolist() == reading
    assert forest.line.tolist() == [line[post] for post in range(size)]


def test_no_posts_are_no_trees():
    none = np.empty(0, np.int64)
    assert grow(none, none).place.size == 0
    assert edges(none, none, none).size == 0


def test_edges_need_the_same_author():
    ids = np.array([50, 10, 30, 20])
    authors = np.array([1, 1, 2, 1])
    answered = np.array([10, -1, 10, 99])
    assert edges(ids, authors, answered).tolist() == [1, -1, -1, -1]


def test_the_next_number_follows_its_parents():
    parent = np.array([-1, 0, 0, 1])
    assert carries_next(parent, np.array([1, 2, 3, 0])).tolist() == [False, True, False, False]


def chain(size):
    return np.arange(size) - 1


def ladder(size):
    parent = np.maximum(np.arange(size) - 2, 0)
    parent[1::2] = np.arange(size)[1::2] - 1
    parent[0] = -1
    return parent


def circles(size):
    return np.arange(size) ^ 1


@pytest.mark.parametrize("shape", [chain, ladder, circles, np.arange])
def test_a_hundred_thousand_posts_of_any_shape_take_a_moment(shape):
    size = 100_000
    parent = shape(size)
    began = time.process_time()
    forest = grow(parent, np.arange(size))
    assert time.process_time() - began < 5  # linear: about 0.1 s here; quadratic would be minutes
    assert sorted(forest.place.tolist()) == list(range(size))
