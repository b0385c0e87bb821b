"""Lists in which the thread comes first that last got a post it did not have, and who is told of it."""

from __future__ import annotations

import json
import random
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner
from made import BO, DAY, PLACES, a_crowd, a_shape, begin, chain, ids, in_pages, put, write
from msgspec.structs import replace
from starlette.testclient import TestClient
from test_migrations import without_growth

from clew import stores
from clew.archive import Archive
from clew.archive.telling import grown
from clew.cli import main
from clew.errors import BadQuery
from clew.post import Post
from clew.query import Is, Query
from clew.stores.postgresql.schema import MIGRATIONS
from clew.web import create_app


def test_the_thread_that_last_got_a_post_comes_first(store):
    old, new = chain("1 2 3", text="#Mud", minute=0), chain("5 6", BO, text="#Mud", minute=90)
    put(store, old[:2], capture="a")
    put(store, new, capture="b")
    assert ids(store, sort="grown") == ["x:5", "x:1"]
    put(store, old, capture="c")
    assert ids(store, sort="grown") == ids(store, sort="grown", tag="mud") == ["x:1", "x:5"]
    assert ids(store) == ["x:5", "x:1"]
    put(store, new, capture="d")  # seen again, and no larger for it
    put(store, [replace(new[0], text="#Mud and more words."), new[1]], capture="e")
    assert ids(store, sort="grown") == ["x:1", "x:5"]
    assert ids(store, sort="grown", author="bo") == ["x:5"]


def test_threads_that_grew_together_stand_by_their_beginning(store):
    put(store, chain("1 2", minute=5), chain("3 4", minute=9), chain("5 6", minute=None))
    assert ids(store, sort="grown") == ["x:3", "x:1", "x:5"]


def filled(store, seed):
    """Captures that each bring the next posts of some threads; which of them brought the last post of each."""
    rng, crowd = random.Random(seed), a_crowd(seed, 120)
    came: dict[str, int] = {}
    shown = [0] * len(crowd)
    for number, capture in enumerate("0123456789abcdef"):
        fresh: list[Post] = []
        for at in rng.sample(range(len(crowd)), 40):
            more = crowd[at][shown[at] : shown[at] + rng.choice((1, 2, 3))]
            shown[at] += len(more)
            if more:
                came[crowd[at][0].id] = number
            fresh += more
        store.add(begin(store, capture), fresh)
        write(store, [a_shape(thread[:count]) for thread, count in zip(crowd, shown, strict=True) if count])
    return came


@pytest.mark.parametrize("seed", [1, 2])
def test_every_list_in_pages_or_whole_is_in_that_order(store, seed):
    came = filled(store, seed)
    for query in (
        Query(sort="grown", limit=7),
        Query(sort="grown", limit=7, tag="river"),
        Query(sort="grown", limit=7, author="ada_reads", lang="en"),
        Query(sort="grown", limit=7, min_posts=3),
        Query(sort="grown", limit=7, tag="river", also=("mud",)),
        Query(sort="grown", limit=7, since=DAY),
    ):
        found = in_pages(store, query)
        assert set(found) == set(in_pages(store, replace(query, sort="newest")))
        assert [came[name] for name in found] == sorted((came[name] for name in found), reverse=True)
        assert [thread.id for thread in store.threads(replace(query, limit=None))] == found


def test_a_marker_of_another_order_is_refused(store):
    put(store, chain("1 2"), chain("3 4", minute=9))
    after = store.cards(Query(sort="grown", limit=1)).next
    with pytest.raises(BadQuery, match="sorted grown first"):
        store.cards(Query(sort="newest", after=after))


def test_what_was_searched_for_is_in_no_such_order():
    with Archive.open("memory:") as archive, pytest.raises(BadQuery, match="newest, oldest, longest or best"):
        archive.search(Query(match=Is("tag", "mud"), sort="grown"))


def as_before_in_sqlite(place):
    without_growth(Path(place))


def as_before_in_postgresql(place):
    with psycopg.connect(place) as conn:
        conn.execute("DROP TABLE forgotten, tomb, receipt, refusal, refused, withheld, statement")
        conn.execute("ALTER TABLE capture DROP COLUMN gone")
        conn.execute("DELETE FROM tally WHERE name IN ('withholding', 'unscoured')")
        conn.execute("ALTER TABLE listed DROP COLUMN grown")
        conn.execute((MIGRATIONS / "0006.sql").read_text("utf-8"))


@pytest.mark.parametrize(
    ("name", "as_before"), [("sqlite", as_before_in_sqlite), ("postgresql", as_before_in_postgresql)]
)
def test_an_archive_of_before_learns_what_grew(tmp_path, name, as_before):
    place = PLACES[name](tmp_path)
    store = stores.load(name).Store.open(place, create=True)
    came = filled(store, 3)
    before = in_pages(store, Query(sort="grown"))
    store.close()
    as_before(place)
    store = stores.load(name).Store.open(place, create=False)
    assert in_pages(store, Query(sort="grown")) == before
    assert len(came) > 100
    store.close()


def test_what_has_grown_since_is_known(tmp_path):
    with Archive.open(tmp_path / "archive") as archive:
        put(archive._store, chain("1 2"), capture="a")
        (kept,) = archive.captures()
        assert [thread.id for thread in grown(archive._store, kept.taken)] == ["x:1"]


def test_feeds_begin_with_what_grew_unless_another_order_is_asked_for(tmp_path):
    place = tmp_path / "archive"
    old, new = chain("1 2 3", minute=0), chain("5 6", BO, minute=90)
    with Archive.open(place) as archive:
        put(archive._store, old[:2], new, capture="a")
        put(archive._store, old, capture="b")
        client = TestClient(create_app(archive))
        addresses = {"": "x:1", "?sort=newest": "x:5", "?limit=1": "x:1"}
        for query, first in addresses.items():
            item = client.get(f"/threads.feed.json{query}").json()["items"][0]
            assert item["_clew"]["thread"] == first, query
        assert "Threads that grew before" in client.get("/threads?sort=grown&limit=1").text
    for options, first in (([], "x:1"), (["--sort", "newest"], "x:5")):
        done = CliRunner().invoke(main, ["--archive", str(place), "export", "--to", "jsonfeed", *options])
        assert json.loads(done.stdout)["items"][0]["_clew"]["thread"] == first
