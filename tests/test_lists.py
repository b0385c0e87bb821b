from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made import (
    ADA,
    AUTHORS,
    BO,
    DAY,
    PLACES,
    a_crowd,
    a_post,
    a_shape,
    begin,
    chain,
    ids,
    in_pages,
    put,
    write,
)

from clew import stores
from clew.errors import BadQuery
from clew.post import Listed, Post
from clew.query import Query
from clew.stores import listing, sql
from clew.stores.base import Store
from clew.stores.marker import ThreadMarker
from clew.stores.memory import Store as MemoryStore
from clew.stores.sqlite import Store as SqliteStore
from clew.thread import Branch, Gap, Place


def test_a_card_has_the_first_three_posts(store):
    put(store, chain("1 2 3 4 5"))
    assert [part.post.id for part in store.cards(Query()).items[0].opening] == ["x:1", "x:2", "x:3"]


def test_a_thread_is_listed_under_every_hashtag_folded(store):
    put(store, chain("1 2", text="On #Café"), chain("3 4", text="#CAFE and #الرقة", minute=9))
    put(store, chain("5 6", BO, text="In #CAFE and #الرقه", minute=20), capture="b")
    assert ids(store, tag="#cafe") == ids(store, tag="CAFÉ") == ["x:5", "x:3", "x:1"]
    assert ids(store, tag="الرقه") == ["x:5", "x:3"]
    assert [(tag.tag, tag.written, tag.threads) for tag in store.tags(None)] == [
        ("cafe", "CAFE", 3),
        ("الرقه", "الرقة", 2),
    ]
    assert store.tags(1) == (store.tag("Cafe"),)
    assert store.cards(Query(tag="cafe")).items[-1].summary.tags == ("Café",)


def test_the_topic_of_a_listing_is_a_hashtag_too(store):
    card = [a_post(f"{n}", minute=None, listed=Listed("card", n, topic="Bridge")) for n in range(2)]
    put(store, card)
    assert ids(store, tag="bridge") == ["x:0"]
    assert store.tag("bridge").written == "Bridge"


def test_a_card_that_two_pages_show_is_listed_under_both_topics(store):
    for capture, topic in (("a", "Bridge"), ("b", "Ferry"), ("a", "Bridge")):
        put(
            store,
            [a_post(f"{n}", minute=None, listed=Listed("card", n, topic=topic)) for n in range(2)],
            capture=capture,
        )
    assert ids(store, tag="bridge") == ids(store, tag="ferry") == ["x:0"]
    assert store.info().tags == 2


def test_undated_threads_come_after_dated_ones_in_the_order_of_their_page(store):
    def card(key: str, row: int) -> list[Post]:
        return [a_post(f"{key}{n}", minute=None, listed=Listed(key, n, row=row)) for n in range(2)]

    dated = [chain("1 2", minute=5), chain("3 4", minute=9)]
    put(store, card("c", 2), *dated, card("a", 0), card("b", 1), chain("8 9", minute=None))
    undated = ["x:a0", "x:b0", "x:c0", "x:8"]
    assert ids(store) == ["x:3", "x:1", *undated]
    assert ids(store, sort="oldest") == ["x:1", "x:3", *undated]
    assert [card.summary.rank for card in store.cards(Query()).items][2:5] == [-1, -2, -3]
    assert ids(store, since=DAY) == ids(store, until=DAY + timedelta(days=1)) == ["x:3", "x:1"]
    for sort in ("newest", "oldest"):
        assert in_pages(store, Query(sort=sort, limit=1)) == ids(store, sort=sort)


def test_a_date_before_1970_is_still_a_date(store):
    put(store, [msgspec.structs.replace(post, created=datetime(1901, 1, 1, tzinfo=UTC)) for post in chain("1 2")])
    assert ids(store, until=DAY) == ["x:1"]
    assert store.thread("x:1").summary.started.year == 1901


def test_languages_match_their_regions(store):
    put(store, chain("1 2", lang="en-GB"), chain("3 4", lang="en", minute=5), chain("5 6", lang="und", minute=9))
    assert ids(store, lang="EN") == ["x:3", "x:1"]
    assert ids(store, lang="en_gb") == ["x:1"]
    assert ids(store, lang="und") == []
    assert store.thread("x:5").summary.languages == ()
    assert store.info().languages == (("en", 2), ("en-gb", 1))


@pytest.mark.parametrize("word", ["nonsense", "é", "AAAA", "=", "gA" * 9000, "", "kwE"])
def test_a_page_marker_that_is_none_is_refused(store, word):
    put(store, chain("1 2"))
    with pytest.raises(BadQuery):
        store.cards(Query(after=word))
    with pytest.raises(BadQuery):
        store.problems(3, word)


def test_a_page_marker_of_another_order_is_refused(store):
    put(store, chain("1 2"), chain("3 4", minute=9))
    marker = store.cards(Query(limit=1)).next
    with pytest.raises(BadQuery, match="newest"):
        store.cards(Query(sort="oldest", after=marker))


QUERIES = st.builds(
    Query,
    tag=st.sampled_from([None, "river", "Mud", "absent"]),
    author=st.sampled_from([None, "bo", ADA.id, "absent"]),
    network=st.sampled_from([None, "x", "masto.example"]),
    lang=st.sampled_from([None, "en", "en-gb"]),
    since=st.sampled_from([None, DAY, DAY + timedelta(minutes=10)]),
    until=st.sampled_from([None, DAY + timedelta(minutes=11)]),
    min_posts=st.integers(1, 4),
    sort=st.sampled_from(["newest", "oldest", "longest"]),
    limit=st.integers(1, 7),
)


@pytest.fixture(scope="module")
def crowded(tmp_path_factory) -> Iterator[dict[str, Store]]:
    threads = a_crowd(3, 60)
    found = {}
    for name in PLACES:
        found[name] = stores.load(name).Store.open(PLACES[name](tmp_path_factory.mktemp(name)), create=True)
        put(found[name], *threads)
    yield found
    for store in found.values():
        store.close()


def expected(query: Query) -> set[str]:
    """What a query means, said once more in the plainest way."""
    found = set()
    for thread in a_crowd(3, 60):
        first, size = thread[0], len(thread)
        tags = {tag for tag in ("river", "mud") if f"#{tag}" in first.text.lower()}
        name = {"bo": BO.id}.get(query.author, query.author)
        fits = (
            size >= query.min_posts
            and (query.tag is None or query.tag.lower() in tags)
            and (name is None or first.author.id == name)
            and (query.network is None or first.network == query.network)
            and (query.lang is None or query.lang in {(first.lang or "").lower(), (first.lang or "")[:2]})
            and ((query.since or query.until) is None or first.created is not None)
            and (query.since is None or first.created >= query.since)
            and (query.until is None or first.created < query.until)
        )
        if fits:
            found.add(first.id)
    return found


@settings(max_examples=150, deadline=None)
@given(query=QUERIES)
def test_pages_add_up_to_the_list_in_every_order_and_store(crowded, query):
    lists = []
    for store in crowded.values():
        whole = ids(store, **(msgspec.structs.asdict(query) | {"limit": None}))
        assert in_pages(store, query) == whole
        assert set(whole) == expected(query)
        assert [thread.id for thread in store.threads(query)] == whole[: query.limit]
        assert len(whole) == len(set(whole))
        lists.append(whole)
    assert all(each == lists[0] for each in lists)


@pytest.mark.parametrize("sort", ["newest", "oldest", "longest"])
def test_the_road_for_scarce_filters_gives_the_same(crowded, sort, monkeypatch):
    queries = [Query(sort=sort, min_posts=3, limit=3), Query(sort=sort, since=DAY, tag="mud", limit=2)]
    plain = [in_pages(crowded["sqlite"], query) for query in queries]
    monkeypatch.setattr(sql, "FEW", 0)
    assert [in_pages(crowded["sqlite"], query) for query in queries] == plain


def test_a_limit_of_nothing_is_a_mistake_of_the_asker(store):
    with pytest.raises(BadQuery):
        store.cards(Query(limit=0))
    with pytest.raises(BadQuery):
        store.cards(Query(since=datetime(2019, 1, 1)))  # noqa: DTZ001 - that is the point


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6), data=st.data())
def test_counts_kept_up_to_date_are_those_of_a_recount(tmp_path_factory, seed, data):
    """Threads come, grow and go in several writes; SQLite counts as it goes, memory counts anew each time."""
    threads = a_crowd(seed, 12)
    pair = [SqliteStore(tmp_path_factory.mktemp("s")), MemoryStore()]
    for step in range(3):
        kept = [thread for thread in threads if data.draw(st.booleans())]
        cut = [thread[: data.draw(st.integers(1, len(thread)))] for thread in kept]
        for store in pair:
            tick = [a_post(f"t{step}{n}", author) for n, author in enumerate(AUTHORS)]
            store.add(begin(store), [post for thread in threads for post in thread] + tick)
            write(store, [a_shape(thread, promised=4) for thread in cut])
        one, other = pair
        assert one.info() == other.info()
        assert one.tags(None) == other.tags(None)
        assert one.authors(None) == other.authors(None)
        assert ids(one, min_posts=1, limit=None) == ids(other, min_posts=1, limit=None)
        assert [one.thread(post.id) for post in threads[0]] == [other.thread(post.id) for post in threads[0]]
    for store in pair:
        store.close()


def test_summaries_put_their_own_spelling_first():
    posts = chain("1 2", text="#Mud #mud #mud #River")
    summary = listing.summarise(a_shape(posts), {post.id: post for post in posts})
    assert summary.tags == ("mud", "River")
    assert listing.facets(summary) == {
        ("all", ""),
        ("network", "x"),
        ("author", ADA.id),
        ("tag", "mud"),
        ("tag", "river"),
    }


@pytest.mark.parametrize(
    "query",
    [
        Query(),
        Query(sort="oldest"),
        Query(sort="longest"),
        Query(tag="river", since=DAY, until=DAY + timedelta(days=1)),
        Query(tag="river", lang="en", network="x", sort="longest"),
        Query(author=ADA.id, min_posts=5, sort="oldest"),
    ],
)
def test_no_page_sorts_or_scans_the_list(crowded, query):
    after = listing_marker(query)
    with crowded["sqlite"]._connections.reading() as conn:
        for marker_of in (None, after):
            for place, statement in enumerate(sql.page(query, [1, 2, 3], marker_of, 30)):
                plan = [row[3] for row in conn.execute(f"EXPLAIN QUERY PLAN {statement.sql}", statement.arguments)]
                assert not any("TEMP B-TREE" in step or "SCAN" in step for step in plan), plan
                # the tree is entered where the marker says, and not walked up to it
                assert marker_of is None or place > 0 or ",thread)" in plan[0], plan


def listing_marker(query: Query):
    return ThreadMarker(query.sort, 3, 10**15, "x:5")


def test_what_is_held_and_the_opening_are_of_the_main_line(store):
    posts = chain("1 2 3 4 5")
    places = ("x:1", "x:2", "x:3", "x:4", "x:5")
    lines = dict(zip(places, (0, 1, 1, 0, 0), strict=True))
    shape = msgspec.structs.replace(
        a_shape(posts, branches=(Branch("x:1", ("x:2", "x:3")),), promised=4),
        main=("x:1", "x:4", "x:5"),
        places=tuple(Place(name, "reply" if name != "x:1" else "start", lines[name]) for name in places),
    )
    store.add(begin(store), posts)
    write(store, [shape])
    (card,) = store.cards(Query(min_posts=3)).items
    assert (card.summary.held, card.summary.promised, card.summary.branches) == (3, 4, 1)
    assert [part.post.id for part in card.opening] == ["x:1", "x:4", "x:5"]
    assert store.cards(Query(min_posts=4)).items == ()
    assert store.info().held_in_threads == 3


@pytest.mark.parametrize("length", [4, 40])
def test_the_opening_knows_the_gaps_before_its_posts(store, length):
    posts = chain(" ".join(map(str, range(1, length + 1))))
    gaps = (Gap(None, "x:1"), Gap("x:2", "x:3", "deleted", 1), Gap(f"x:{length}", None))
    store.add(begin(store), posts)
    write(store, [msgspec.structs.replace(a_shape(posts), gaps=gaps)])
    (card,) = store.cards(Query()).items
    assert [part.place.gap for part in card.opening] == [gaps[0], None, gaps[1]]
    assert all(place.gap is None for place in store.thread("x:1").shape.places)
