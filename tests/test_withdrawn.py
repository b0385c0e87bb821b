"""Whatever is withdrawn of whatever thread, what is left is a sound thread with gaps where something stood."""

from __future__ import annotations

import random

import pytest
from made import ADA, a_post

from clew.post import Reply
from clew.unroll import unroll
from clew.unroll.withdrawn import without


def a_tree(rng, size):
    """Posts that each answer one before, at random or the last, some of them not held."""
    posts = [a_post("100", minute=0)]
    for n in range(1, size):
        parent = posts[-1 if rng.random() < 0.6 else rng.randrange(len(posts))]
        posts.append(a_post(str(100 + n), minute=n, reply_to=Reply(parent.id, ADA.id)))
    return [post for post in posts if post.id == "x:100" or rng.random() < 0.85]


@pytest.mark.parametrize("seed", range(60))
def test_what_is_left_is_a_sound_thread(seed):
    rng = random.Random(seed)
    posts = a_tree(rng, rng.randrange(2, 30))
    for shape in unroll(posts).shapes:
        gone = {place.id for place in shape.places if rng.random() < 0.3}
        left = without(shape, gone)
        if set(shape.main) <= gone:
            assert left is None
            continue
        stay = [place.id for place in shape.places if place.id not in gone]
        assert sorted(place.id for place in left.places) == sorted(stay)
        assert left.main == tuple(name for name in shape.main if name not in gone)
        assert left.id == left.places[0].id == left.main[0]
        lines = [left.main, *(branch.posts for branch in left.branches)]
        for place in left.places:
            assert place.id in lines[place.line]
        seen = set()
        for place in left.places:
            branch = left.branches[place.line - 1] if place.line else None
            assert branch is None or branch.after in seen
            seen.add(place.id)
        ends = [(gap.after, gap.before) for gap in left.gaps]
        assert len(ends) == len(set(ends))
        for gap in left.gaps:
            assert {gap.after, gap.before} - {None} <= seen
            assert (gap.reason == "withdrawn") or gap in shape.gaps
        told = [gap.missing for gap in left.gaps if gap.reason == "withdrawn"]
        assert None in told or sum(told) >= len(gone & set(shape.main))


def test_nothing_changes_where_nothing_was_withdrawn():
    (shape,) = unroll(a_tree(random.Random(1), 12)).shapes[:1]
    assert without(shape, {"x:404"}) is shape
