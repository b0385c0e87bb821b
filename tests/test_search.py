"""What every store promises of a search; the store in memory, which looks at each entry by hand, is the measure."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made import ADA, AUTHORS, BO, CY, DAY, PLACES, a_post, begin, chain
from pairs import pairs

from clew import stores
from clew.archive.settling import settle
from clew.errors import BadQuery
from clew.post import Author, Choice, Entity, Media, Post, Reply
from clew.query import All, Either, Is, Not, Query, Words
from clew.stores.base import Saved, Store
from clew.stores.memory import Store as MemoryStore


@pytest.fixture(params=(*PLACES, "tantivy"))
def store(request, tmp_path) -> Iterator[Store]:
    """Every store in turn, new and empty; SQLite once more with an index for ranking beside it."""
    ranked = request.param == "tantivy"
    name = "sqlite" if ranked else request.param
    opened = stores.load(name).Store.open(PLACES[name](tmp_path), create=True)
    if ranked:
        pytest.importorskip("tantivy")
        opened.index(wanted=True)
    yield opened
    if ranked:
        with opened._connections.reading() as conn:
            assert type(opened._engine(conn)).__name__ == "Ranking"
    opened.close()


WORDS = ("river", "Bridge", "mud", "l'École", "الرقة", "بالرقة", "lamp lamp", "東京の橋", "ferry")


def add(store, *posts: Post | list[Post], capture: str = "a") -> None:
    store.add(begin(store, capture), [each for post in posts for each in (post if isinstance(post, list) else [post])])
    settle(store)


def line(keys: str, texts: str, author: Author = ADA, **more) -> list[Post]:
    """A thread whose posts say these texts, parted by `|`."""
    posts = chain(keys, author, **more)
    return [msgspec.structs.replace(post, text=text) for post, text in zip(posts, texts.split("|"), strict=True)]


def asked(match, **more) -> Query:
    return Query(match=Words(match) if isinstance(match, str) else match, **({"min_posts": 1} | more))


def found(store, match, **more) -> list[str]:
    return [each.card.summary.id for each in store.search(asked(match, **more)).items]


def test_a_thread_is_found_by_words_of_any_of_its_posts(store):
    add(store, line("1 2 3", "The river|A bridge|The river again"), line("5 6", "No water|none", minute=9))
    assert found(store, "RIVER") == ["x:1"]
    assert found(store, All((Words("river"), Words("bridge")))) == ["x:1"]
    assert found(store, All((Words("river"), Words("bridge"))), scope="post") == []
    assert found(store, All((Words("river"), Words("again"))), scope="post") == ["x:1"]
    assert found(store, "nothing") == []
    (hit,) = store.search(asked("river")).items
    assert hit.hits == ("x:1", "x:3")
    assert [part.post.text for part in hit.parts] == ["The river", "The river again"]
    assert hit.card.summary == store.thread("x:1").summary
    assert [part.post.id for part in hit.card.opening] == ["x:1", "x:2", "x:3"]


def test_a_post_alone_is_found_where_one_post_is_enough(store):
    add(store, a_post("1", text="a lamp in the night"), line("2 3", "a lamp|two lamps", minute=5))
    assert found(store, "lamp") == ["x:2", "x:1"]
    assert found(store, "lamp", min_posts=2) == ["x:2"]
    assert store.count(asked("lamp")) == 2
    assert store.count(asked("lamp", min_posts=2)) == 1
    assert store.cards(asked("night")).items[0].opening[0].post.text == "a lamp in the night"
    assert [thread.id for thread in store.threads(asked("lamp"))] == ["x:2", "x:1"]
    assert store.search(asked("night")).items[0].card.summary.author.handle == "ada_reads"


def test_a_phrase_stands_in_one_post(store):
    add(store, line("1 2", "over the old|bridge we went"), line("4 5", "the old bridge|fell", minute=3))
    assert found(store, "old bridge") == ["x:4"]
    assert found(store, "the old") == ["x:4", "x:1"]


def test_spellings_meet(store):
    add(store, a_post("1", text="Devant l’École de Raqqa"), a_post("2", text="في مدينة بالرَّقَّة", minute=1))
    assert found(store, "ecole") == ["x:1"]
    assert found(store, "الرقة") == ["x:2"]


def test_what_must_not_be(store):
    add(store, line("1 2", "river|mud"), line("3 4", "river|sand", minute=4), a_post("9", text="sand", minute=8))
    assert found(store, All((Words("river"), Not(Words("mud"))))) == ["x:3"]
    assert found(store, All((Words("river"), Not(Words("mud")))), scope="post") == ["x:3", "x:1"]
    assert found(store, Not(Words("river"))) == ["x:9"]
    assert found(store, Not(Either((Words("mud"), Is("has", "media"))))) == ["x:9", "x:3"]
    assert found(store, Either((Words("mud"), Not(Words("river"))))) == ["x:9", "x:1"]


def test_facts(store):
    picture = a_post("1", text="See #River", media=(Media("photo", alt="a grey heron"),), lang="en-GB")
    link = a_post("2", BO, text="x https://a.example/b and @Cy_Boats", minute=1, lang="fr")
    poll = a_post("3", CY, text="which?", minute=2, poll=(Choice("the ferry"),), warning="Heights")
    add(store, picture, link, poll)
    assert found(store, Is("tag", "#RIVER")) == ["x:1"]
    assert found(store, Is("has", "media")) == ["x:1"]
    assert found(store, Is("has", "links")) == ["x:2"]
    assert found(store, Is("mention", "@cy_boats")) == ["x:2"]
    assert found(store, Is("author", "@BO")) == ["x:2"]
    assert found(store, Is("network", "masto.example")) == ["x:3"]
    assert found(store, Is("lang", "EN")) == ["x:1"]
    assert found(store, Is("lang", "en_gb")) == ["x:1"]
    assert found(store, Is("author", "nobody")) == found(store, Is("tag", "nothing")) == []
    assert found(store, Not(Is("author", "nobody"))) == ["x:3", "x:2", "x:1"]
    assert found(store, "heron") == ["x:1"]
    assert found(store, "ferry") == found(store, "heights") == ["x:3"]
    with pytest.raises(BadQuery):
        store.search(asked(Is("has", "wings")))


def test_all_of_nothing_is_everything(store):
    add(store, line("a b", "one|two"), line("c d", "one|two", BO), a_post("e", author=CY))
    everything = All(())
    assert sorted(found(store, everything)) == ["x:a", "x:c", "x:e"]
    assert store.count(asked(everything, min_posts=2)) == 2
    assert found(store, everything, author=BO.id) == ["x:c"]
    assert found(store, everything, since=DAY + timedelta(days=9)) == []


def test_gaps_and_branches_are_facts(store):
    fork = [*line("1 2 3", "a|b|c"), a_post("4", text="d", minute=9, reply_to=Reply("x:1", ADA.id))]
    torn = [a_post("7", BO, text="1/ tale"), a_post("9", BO, text="3/ tale", minute=1, reply_to=Reply("x:8", BO.id))]
    add(store, fork, torn)
    assert found(store, Is("has", "branch")) == ["x:1"]
    assert found(store, Is("has", "gap")) == ["x:7"]


def test_lists_filters_go_along(store):
    add(store, line("1 2", "river #mud|x"), line("3 4", "river|y", BO, minute=60 * 24 * 40, lang="fr"))
    assert found(store, "river", tag="Mud") == ["x:1"]
    assert found(store, "river", tag="nope", also=("mud",)) == ["x:1"]
    assert found(store, "river", author="bo", lang="fr", network="x") == ["x:3"]
    later = DAY + timedelta(days=20)
    assert found(store, "river", since=later) == ["x:3"]
    assert found(store, "river", until=later) == ["x:1"]
    with pytest.raises(BadQuery):
        found(store, "river", since=datetime(2019, 1, 1))  # noqa: DTZ001 - that is what is wrong with it
    with pytest.raises(BadQuery):
        found(store, "river", limit=0)


def test_equal_hashtags_are_one_list(store):
    add(store, line("1 2", "#Mud|#Clay"), line("3 4", "#clay|b", minute=5), line("5 6", "#mud|b", minute=9))
    for sort, expected in (("newest", ["x:5", "x:3", "x:1"]), ("oldest", ["x:1", "x:3", "x:5"])):
        query = Query(tag="mud", also=("clay", "nothing"), sort=sort)
        assert [card.summary.id for card in store.cards(query).items] == expected
        first = store.cards(msgspec.structs.replace(query, limit=2))
        rest = store.cards(msgspec.structs.replace(query, limit=2, after=first.next))
        assert [card.summary.id for card in (*first.items, *rest.items)] == expected
        assert [thread.id for thread in store.threads(query)] == expected


def test_a_repost_is_nobodys_words(store):
    add(store, a_post("1", text="RT @bo: river", repost=True), a_post("2", text="river"), a_post("3", repost_of="x:2"))
    assert found(store, "river") == ["x:2"]


def test_what_is_found_grows_with_its_thread(store):
    first, second = line("1 2", "the river rose|and the bridge went")
    add(store, second)
    assert found(store, "bridge") == ["x:2"]
    add(store, first, capture="b")
    assert found(store, "bridge") == ["x:1"]
    assert found(store, All((Words("river"), Words("bridge")))) == ["x:1"]
    assert store.count(asked(Not(Words("nothing")))) == 1


def test_a_longer_text_replaces_the_words(store):
    add(store, a_post("1", text="the river ro…", in_parts=True))
    add(store, a_post("1", text="the river rose at night"), capture="b")
    assert found(store, "night") == ["x:1"]
    assert found(store, "ro") == []
    assert found(store, "river") == ["x:1"]


def test_a_post_that_changes_hands_is_found_once(store):
    handle_only = Author("x:@ada_reads", "x", "ada_reads", None)
    add(store, line("1 2", "river|mud", handle_only))
    add(store, line("1 2", "river|mud"), capture="b")
    assert found(store, "river") == ["x:1"]
    assert found(store, Is("author", ADA.id)) == ["x:1"]
    assert found(store, Is("author", handle_only.id)) == []


def test_entries_that_stand_are_not_made_again(store):
    add(store, line("1 2", "river|mud"), a_post("9", text="sand", minute=50))
    signs = dict(store.of_authors([ADA.id]).signs)
    assert set(signs) == {"x:1", "x:9"}
    add(store, a_post("10", text="clay", minute=90), capture="b")
    after = dict(store.of_authors([ADA.id]).signs)
    assert {name: after[name] for name in signs} == signs


def test_who_read_earlier_does_not_write_over_who_read_later(store):
    capture = begin(store)
    store.add(capture, line("1 2", "river|mud"))
    early = store.of_authors([ADA.id])
    store.add(capture, [a_post("3", text="clay", minute=9, reply_to=Reply("x:2", ADA.id))])
    settle(store)
    store.write(early.marks, (), {})
    assert store.thread("x:3").summary.held == 3
    assert found(store, "clay") == ["x:1"]


def test_an_entry_that_should_stand_and_does_not_is_asked_for_again(store):
    from clew.stores.entry import Entry

    add(store, line("1 2", "river|mud"))
    store.add(begin(store), [a_post("5", minute=70)])
    read = store.of_authors([ADA.id])
    store.write(read.marks, (), {}, [Entry("x:1", 0, 2, b"another!", (("author", ADA.id),), None)])
    assert [mark.author_id for mark in store.touched(9)] == [ADA.id]
    settle(store)
    assert found(store, "river") == ["x:1"]


def test_the_best_comes_first(store):
    add(store, a_post("1", text="bridge " * 3 + "and mud"), a_post("2", text="a bridge over very much water", minute=1))
    add(store, *(a_post(str(key), text="sand and clay", minute=key) for key in range(10, 20)), capture="b")
    assert found(store, "bridge") == ["x:2", "x:1"]
    assert found(store, "bridge", sort="best") == ["x:1", "x:2"]
    page = store.search(asked("bridge", sort="best", limit=1))
    assert [each.card.summary.id for each in page.items] == ["x:1"]
    assert found(store, "bridge", sort="best", limit=1, after=page.next) == ["x:2"]
    with pytest.raises(BadQuery):
        store.cards(Query(sort="best"))
    with pytest.raises(BadQuery):
        store.search(asked("bridge", after=page.next))


def test_facets_count_what_was_found(store):
    add(store, line("1 2", "river #mud|x #clay", lang="en"), a_post("3", BO, text="river #Mud", minute=9, lang="fr"))
    add(store, a_post("4", BO, text="sand #mud", minute=60 * 24 * 400), capture="b")
    facets = store.facets(asked("river"), 5)
    assert facets.of == 2
    counts = [(each.kind, each.value, each.threads) for each in facets.counts]
    assert counts == [
        *[("tag", "mud", 2), ("tag", "clay", 1)],
        *[("author", ADA.id, 1), ("author", BO.id, 1)],
        *[("lang", "en", 1), ("lang", "fr", 1)],
        ("network", "x", 2),
        ("year", "2019", 2),
    ]
    assert [each.value for each in store.facets(asked(Is("tag", "mud")), 1).counts if each.kind == "year"] == ["2019"]
    assert store.facets(asked("nothing"), 5).counts == ()


def test_terms_by_their_beginning(store):
    add(store, a_post("1", text="Bridges, bridge and البرج"))
    assert set(store.terms("bri")) == {"bridges", "bridge"}
    assert set(store.terms("bridges")) == {"bridges"}
    assert {"and", "bridge"} <= set(store.terms(""))
    assert set(store.terms("z")) == set()


def test_searches_are_kept_by_name(store):
    one, two = Saved("b", "river -mud", DAY), Saved("a", "الرقة", DAY + timedelta(days=1))
    store.save(one)
    store.save(two)
    assert store.saved() == (two, one)
    again = Saved("b", "river", DAY)
    store.save(again)
    assert store.saved() == (two, again)
    assert store.unsave("a")
    assert not store.unsave("a")
    assert store.saved() == (again,)


def test_many_threads_of_one_moment_are_all_found_on_pages(store):
    add(store, *(a_post(str(key), text="river") for key in range(100, 1000)))
    seen: list[str] = []
    after = None
    while True:
        page = store.search(asked("river", limit=200, after=after))
        seen += [each.card.summary.id for each in page.items]
        after = page.next
        if after is None:
            break
    assert sorted(seen) == sorted(f"x:{key}" for key in range(100, 1000))
    assert store.count(asked("river")) == 900


def test_a_search_for_nothing_says_so(store):
    with pytest.raises(BadQuery):
        store.search(asked("…"))


_MATCHES = st.recursive(
    st.builds(Words, st.sampled_from(WORDS))
    | st.builds(Is, st.just("tag"), st.sampled_from(("river", "mud")))
    | st.builds(Is, st.just("author"), st.sampled_from([author.id for author in AUTHORS]))
    | st.builds(Is, st.just("has"), st.sampled_from(("media", "links", "gap", "branch"))),
    lambda parts: (
        st.builds(Not, parts)
        | st.builds(All, st.lists(parts, min_size=1, max_size=3).map(tuple))
        | st.builds(Either, st.lists(parts, min_size=1, max_size=3).map(tuple))
    ),
    max_leaves=6,
)
_QUERIES = st.builds(
    Query,
    match=_MATCHES,
    scope=st.sampled_from(("thread", "post")),
    sort=st.sampled_from(("newest", "oldest", "longest")),
    min_posts=st.sampled_from((1, 1, 2, 3)),
    limit=st.sampled_from((1, 3, 50)),
    since=st.sampled_from((None, DAY + timedelta(minutes=200))),
    until=st.sampled_from((None, DAY + timedelta(minutes=700))),
    lang=st.sampled_from((None, None, "en")),
)


def a_shelf(seed: int) -> list[Post]:
    """Threads, forks and single posts of a few words each, some of them without a date."""
    rng, posts = random.Random(seed), []
    for key in range(100, 700, 10):
        author = rng.choice(AUTHORS)
        keys = " ".join(str(key + step) for step in range(rng.choice((1, 1, 2, 3, 4))))
        texts = "|".join(
            " ".join(rng.choices((*WORDS, "#river", "#mud", "https://a.example/x"), k=rng.randrange(1, 6)))
            for _ in keys.split()
        )
        minute = None if rng.random() < 0.1 else rng.randrange(1000)
        made = line(keys, texts, author, minute=minute, lang=rng.choice((None, "en", "ar")))
        if rng.random() < 0.3:
            made[0] = msgspec.structs.replace(made[0], media=(Media("photo", alt=rng.choice(("", "a lamp"))),))
        if rng.random() < 0.2:
            del made[len(made) // 2]
        posts += made
    return posts


@pytest.mark.parametrize("seed", [1, 2])
def test_every_store_finds_the_same_in_the_same_order(store, seed):
    measure = MemoryStore()
    posts = a_shelf(seed)
    for place in (measure, store):
        for at in range(0, len(posts), 37):
            add(place, posts[at : at + 37], capture="abc"[at % 3])

    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(_QUERIES)
    def agree(query: Query) -> None:
        assert store.count(query) == measure.count(query)
        for _ in range(3):
            here, there = store.search(query), measure.search(query)
            assert here == there
            if here.next is None:
                break
            query = msgspec.structs.replace(query, after=here.next)
        whole = msgspec.structs.replace(query, after=None, limit=None)
        assert [card.summary.id for card in store.cards(whole).items] == [
            card.summary.id for card in measure.cards(whole).items
        ]
        assert store.facets(query, 4) == measure.facets(query, 4)

    agree()


@pytest.mark.parametrize("seed", [3])
def test_every_store_ranks_alike(store, seed, request):
    measure = MemoryStore()
    posts = a_shelf(seed)
    add(measure, posts)
    add(store, posts)
    for words in (("ferry",), ("ferry", "mud"), ("lamp lamp",), ("東京", "river")):
        match = All(tuple(map(Words, words)))
        query = Query(match=match, sort="best", min_posts=1, limit=None)
        here = [each.card.summary.id for each in store.search(query).items]
        there = [each.card.summary.id for each in measure.search(query).items]
        assert here
        if request.node.callspec.params["store"] == "tantivy":  # whose formula is another
            here, there = sorted(here), sorted(there)
        assert here == there


def test_without_words_the_newest_are_the_best(store):
    add(store, *[a_post(str(key), text="mud", minute=key) for key in range(3)], a_post("9", BO, text="mud", minute=9))
    for match in (Is("author", ADA.id), Not(Words("ferry"))):
        assert found(store, match, sort="best") == found(store, match)


def test_years_before_ours_and_far_ahead(store):
    times = [datetime(1, 1, 1, tzinfo=UTC), datetime(1969, 7, 20, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)]
    posts = [msgspec.structs.replace(a_post(str(key), text="moon"), created=at) for key, at in enumerate(times)]
    add(store, posts, a_post("7", text="moon", minute=None))
    assert found(store, "moon")[0] == "x:2"
    assert found(store, "moon", sort="oldest")[-1] == "x:7"
    assert store.count(asked("moon")) == 4


def test_mentions_that_the_record_names_are_facts(store):
    post = a_post("1", text="with Cy", entities=(Entity("mention", 5, 7, "cy@masto.example", CY.id),))
    add(store, post)
    assert found(store, Is("mention", "@cy@masto.example")) == ["x:1"]


def test_words_meet_or_stay_apart_in_every_store(store):
    posts = {f"x:{key}": a_post(str(key), text=pair.text, minute=key) for key, pair in enumerate(pairs())}
    add(store, *posts.values())
    wrong = []
    for name, pair in zip(posts, pairs(), strict=True):
        met = name in found(store, pair.query, limit=None)
        if met != (pair.verdict == "meet"):
            wrong.append(pair)
    assert not wrong
