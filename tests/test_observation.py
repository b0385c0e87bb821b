from __future__ import annotations

import functools
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made import (
    ADA,
    DAY,
    PLACES,
    a_post,
    begin,
)

from clew import stores
from clew.post import Author, Counts, Entity, Listed, Media, Post, Reply
from clew.stores import observation

OBSERVATIONS = st.builds(
    lambda hour, text, counts, lang, reply, author, more: a_post(
        "1",
        author,
        text,
        seen=None if hour is None else DAY + timedelta(hours=hour),
        counts=counts,
        lang=lang,
        reply_to=reply,
        **more,
    ),
    hour=st.one_of(st.none(), st.integers(0, 3)),
    text=st.sampled_from(["", "a", "ab", "ba", "abc"]),
    counts=st.one_of(
        st.none(),
        st.builds(Counts, likes=st.one_of(st.none(), st.integers(0, 3)), views=st.one_of(st.none(), st.integers(0, 2))),
    ),
    lang=st.sampled_from([None, "en", "fr"]),
    reply=st.sampled_from([None, Reply("x:0"), Reply("x:0", ADA.id), Reply("x:9")]),
    author=st.sampled_from([ADA, Author(ADA.id, "x"), Author("x:@ada_reads", "x", "ada_reads", "A.")]),
    more=st.fixed_dictionaries(
        {},
        optional={
            "in_parts": st.booleans(),
            "edited": st.sampled_from([None, DAY, DAY + timedelta(days=1)]),
            "repost": st.booleans(),
            "body_start": st.integers(0, 1),
            "entities": st.sampled_from([None, (), (Entity("hashtag", 0, 1, "a"),)]),
            "media": st.sampled_from([None, (), (Media("photo"),)]),
            "visibility": st.sampled_from(["public", "unknown", "unlisted"]),
            "versions": st.sampled_from([(), ("x:1",), ("x:0", "x:1")]),
            "listed": st.sampled_from(
                [None, Listed("c", 0, topic="a"), Listed("c", 0, topic="b"), Listed("c", 0, row=2)]
            ),
            "quote": st.sampled_from([None, "x:5", "x:6"]),
        },
    ),
)


@settings(max_examples=300, deadline=None)
@given(seen=st.lists(OBSERVATIONS, min_size=1, max_size=5), data=st.data())
def test_observations_add_up_the_same_in_any_order_with_any_repeats(seen, data):
    def total(posts: list[Post]) -> observation.Observed:
        return functools.reduce(observation.together, map(observation.observed, posts))

    once = total(seen)
    turned = data.draw(st.permutations(seen + data.draw(st.lists(st.sampled_from(seen), max_size=4))))
    assert total(turned) == once
    middle = data.draw(st.integers(0, len(turned)))
    halves = [total(half) for half in (turned[:middle], turned[middle:]) if half]
    assert halves[0] == once if len(halves) == 1 else observation.together(*halves) == once
    for post in seen:
        assert len(once.post.text) >= len(post.text) or post.in_parts or once.post.edited is not None
        for field in ("lang", "reply_to", "quote", "counts", "media"):
            assert getattr(once.post, field) is not None or getattr(post, field) is None
        if post.listed is not None and post.listed.topic:
            assert post.listed.topic in (once.post.listed.topic, *once.post.listed.elsewhere)


def test_no_field_of_a_post_is_forgotten_when_observations_add_up():
    plain = Post("x:1", "x", ADA, None, "")
    full = Post(
        "x:1", "x", ADA, DAY, "text", 2, (), "en", Reply("x:0"), "x:0", "x:5", "x:6", "public", True, "warning", (), (),
        Counts(1, 2, 3, 4, 5, 6), "https://x.example/1", ("x:1",), Listed("c", 0), DAY, False, True, DAY, ("tag",),
    )  # fmt: skip
    assert all(
        getattr(full, name) != getattr(plain, name)
        for name in Post.__struct_fields__
        if name not in {"id", "network", "author", "in_parts"}
    )
    assert observation.together(observation.observed(plain), observation.observed(full)).post == full


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seen=st.lists(st.tuples(st.sampled_from("abc"), OBSERVATIONS), min_size=1, max_size=6), data=st.data())
def test_stores_show_the_same_whatever_the_order_of_files(tmp_path_factory, seen, data):
    outcomes = []
    for order in (seen, data.draw(st.permutations(seen + seen[:2]))):
        for name in PLACES:
            store = stores.load(name).Store.open(PLACES[name](tmp_path_factory.mktemp("s")), create=True)
            for capture, post in order:
                store.add(begin(store, capture), [post])
            thread = store.thread("x:1")
            outcomes.append((thread.parts[0].post, sorted(thread.parts[0].captures), store.info().posts))
            assert sum(each.posts for each in store.authors(None)) == 1
            store.close()
    assert all(outcome == outcomes[0] for outcome in outcomes), outcomes
