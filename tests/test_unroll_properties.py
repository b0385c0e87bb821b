"""What holds whatever is put in: order, company and batches make no difference, and nothing is lost."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from clew.post import Author, Listed, Notice, Post, Reply
from clew.unroll import unroll

START = datetime(2019, 3, 1, tzinfo=UTC)
IDS = [f"x:{number}" for number in range(100, 118)] + [f"x:{(5_000_000_000 + step) << 22}" for step in range(6)]
TEXTS = [
    "",
    "a plain remark",
    "THREAD on kites",
    "the end\n/end",
    *(f"{number}/ about kites" for number in range(1, 7)),
    *(f"{number}. about kites" for number in range(1, 5)),
    *(f"about kites ({number}/5)" for number in range(1, 6)),
    "2017: a good year",
    "9/11 was a Tuesday (3)",
]

authors = st.sampled_from(["x:user:1", "x:user:2", "x:user:3"])


@st.composite
def worlds(draw):
    posts = []
    for name in draw(st.lists(st.sampled_from(IDS), max_size=16, unique=True)):
        author = draw(authors)
        parent = draw(st.none() | st.sampled_from([*IDS, "x:7", "x:8"]))
        written_by = draw(st.sampled_from([None, author, "x:user:1", "x:user:9"]))
        posts.append(
            Post(
                id=name,
                network="x",
                author=Author(author, "x", handle=author[-1]),
                created=draw(st.none() | st.integers(0, 300).map(lambda minutes: START + timedelta(minutes=minutes))),
                text=draw(st.sampled_from(TEXTS)),
                reply_to=None if parent is None else Reply(parent, written_by),
                conversation=draw(st.sampled_from([None, None, *IDS[:3], "x:7"])),
                quote=draw(st.sampled_from([None, None, None, *IDS])),
                repost=draw(st.integers(0, 9)) == 0,
                versions=draw(
                    st.sampled_from([(), (), (), (name,), (name, draw(st.sampled_from(IDS))), (IDS[0], name)])
                ),
                listed=draw(
                    st.none()
                    | st.none()
                    | st.builds(
                        Listed,
                        card=st.sampled_from(["c", "d"]),
                        place=st.integers(0, 3),
                        promised=st.sampled_from([None, 1, 9]),
                    )
                ),
            )
        )
    notices = draw(
        st.lists(
            st.builds(
                Notice,
                post_id=st.sampled_from([*IDS, "x:7", "x:8"]),
                state=st.sampled_from(["deleted", "protected"]),
                author_id=st.none() | authors,
            ),
            max_size=3,
        )
    )
    return posts, notices


policies = st.sampled_from(["auto", "oldest", "longest"])


@given(worlds(), policies, st.randoms(use_true_random=False))
@settings(max_examples=150, deadline=None)
def test_the_order_of_the_posts_makes_no_difference(world, policy, random):
    posts, notices = world
    shuffled, told = list(posts), list(notices)
    random.shuffle(shuffled)
    random.shuffle(told)
    assert unroll(shuffled, told, policy=policy) == unroll(posts, notices, policy=policy)


@given(worlds(), policies)
@settings(max_examples=150, deadline=None)
def test_each_author_alone_gives_what_all_give_at_once(world, policy):
    posts, notices = world
    at_once = unroll(posts, notices, policy=policy)
    each = [
        unroll([post for post in posts if post.author.id == author], notices, policy=policy)
        for author in sorted({post.author.id for post in posts})
    ]
    assert at_once.shapes == tuple(shape for part in each for shape in part.shapes)
    assert at_once.alone == tuple(sorted(name for part in each for name in part.alone))
    assert at_once.problems == {name: problem for part in each for name, problem in part.problems.items()}


@given(worlds(), policies)
@settings(max_examples=200, deadline=None)
def test_every_post_is_in_one_thread_or_alone_and_threads_hang_together(world, policy):
    posts, notices = world
    found = unroll(posts, notices, policy=policy)
    placed = [place.id for shape in found.shapes for place in shape.places]
    replaced = [old for shape in found.shapes for old, _ in shape.earlier]
    assert sorted([*placed, *replaced, *found.alone]) == sorted(post.id for post in posts)
    by_id = {post.id: post for post in posts}
    for shape in found.shapes:
        check(shape, by_id)
    assert {post.id for post in posts if post.repost} <= set(found.alone)
    assert set(found.problems) <= {post.id for post in posts}


def check(shape, by_id):
    ids = [place.id for place in shape.places]
    assert shape.id == shape.main[0] == ids[0]
    assert shape.places[0].why == "start"
    assert all(place.why != "start" for place in shape.places[1:])
    assert {by_id[name].author.id for name in ids} == {shape.author_id}
    lines = [shape.main, *(branch.posts for branch in shape.branches)]
    for line, posts in enumerate(lines):
        assert [place.id for place in shape.places if place.line == line] == list(posts)
    for branch in shape.branches:
        assert branch.after in ids
        assert ids.index(branch.after) < ids.index(branch.posts[0])
    known = sum(gap.missing or 0 for gap in shape.gaps)
    assert shape.promised is None or known <= shape.promised
    for gap in shape.gaps:
        assert gap.after in {None, *ids}
        assert gap.before in {None, *ids}
        assert (gap.after, gap.before) != (None, None)
        assert gap.missing is None or gap.missing > 0
        assert gap.reason == "not captured" or gap.at is not None
    assert len(ids) > 1 or shape.gaps or shape.earlier
    for place in shape.places:
        if place.number is not None:
            assert by_id[place.id].text[place.number.start : place.number.end]


@given(worlds())
@settings(max_examples=200, deadline=None)
def test_a_policy_changes_lines_and_never_membership(world):
    posts, notices = world
    members = [
        sorted(sorted(place.id for place in shape.places) for shape in unroll(posts, notices, policy=policy).shapes)
        for policy in ("auto", "oldest", "longest")
    ]
    assert members[0] == members[1] == members[2]


@given(worlds(), st.integers(0, 16))
@settings(max_examples=150, deadline=None)
def test_adding_in_batches_ends_where_all_at_once_does(world, cut):
    posts, notices = world
    held: dict[str, Post] = {}
    for batch in (posts[cut:], posts[:cut], posts):  # the last one brings everything again
        held |= {post.id: post for post in batch}
        last = unroll(list(held.values()), notices)
    assert last == unroll(posts, notices)
    assert unroll(posts + posts, notices) == last


@given(worlds())
@settings(max_examples=50, deadline=None)
def test_the_result_can_be_sent_to_another_process(world):
    found = unroll(*world)
    assert pickle.loads(pickle.dumps(found)) == found
    assert pickle.loads(pickle.dumps(unroll)) is unroll
