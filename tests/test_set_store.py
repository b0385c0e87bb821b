"""A set that is read in its place says what an archive says to which the same inputs were added."""

from __future__ import annotations

import contextlib
import re
import shutil
from pathlib import Path

import msgspec
import pytest
from calls import two_threads, write_lines
from clusters import MOST, made
from corpus.writing import write
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from clew import stores
from clew.archive import Archive
from clew.errors import BadQuery, NotFound, StoreFault
from clew.query import Query
from clew.sets import numbered, part_of
from clew.stores.base import Holding, Kept, Saved
from clew.text.asking import asked
from clew.text.dates import moment
from clew.web import create_app
from clew.web.owner import Access

FIXTURES = Path(__file__).parent / "sources"


@pytest.fixture(scope="module")
def inputs(tmp_path_factory):
    """Every format's cases, invented posts of four networks, and two threads with hashtags of their own."""
    folder = tmp_path_factory.mktemp("inputs")
    write(folder / "corpus", 1200)
    (folder / "corpus" / "known.jsonl").unlink()
    return [folder / "corpus", write_lines(folder / "two.jsonl", two_threads(), broken=["{broken"]), FIXTURES]


@pytest.fixture(scope="module")
def place(inputs, tmp_path_factory):
    out = tmp_path_factory.mktemp("set") / "out"
    made(inputs, out, parts=3)
    return out


@pytest.fixture(scope="module")
def laptop(inputs):
    with Archive.open("memory:") as archive:
        list(archive.add(inputs))
        yield archive._store


@pytest.fixture(scope="module")
def held(place):
    store = stores.find(str(place)).Store.open(str(place), create=False)
    yield store
    store.close()


LISTS = [
    Query(),
    Query(sort="oldest"),
    Query(sort="longest", limit=7),
    Query(sort="oldest", min_posts=1, limit=11),
    Query(tag="#HALFAYA"),
    Query(tag="riverwatch", lang="fr", limit=5),
    Query(tag="riverwatch", network="fediverse", since=moment("2018-01-05")),
    Query(tag="halfaya", also=("riverwatch",), limit=9),
    Query(author="@sami_ferry"),
    Query(author="x:user:10000001", until=moment("2018-02")),
    Query(author="nobody"),
    Query(lang="ar", min_posts=4, sort="longest"),
]


def pages(store, query, most=40):
    """The first pages of a list, one after another."""
    found = []
    for _ in range(most):
        page = store.cards(query)
        found += [msgspec.structs.replace(card, opening=()) for card in page.items]
        if page.next is None:
            break
        query = msgspec.structs.replace(query, after=page.next)
    return found


@pytest.mark.parametrize("query", LISTS, ids=lambda query: f"{query.sort} {query.tag or query.author or query.lang}")
def test_lists_are_the_same_page_by_page(held, laptop, query):
    assert pages(held, query) == pages(laptop, query)
    assert held.days(query) == laptop.days(query)


def test_cards_open_with_the_same_posts(held, laptop):
    for one, other in zip(held.cards(Query()).items, laptop.cards(Query()).items, strict=True):
        assert one == other


def plain(thread):
    """A thread, and of words before an edit the words."""
    parts = tuple(
        msgspec.structs.replace(part, earlier=tuple((each.id, each.text) for each in part.earlier))
        for part in thread.parts
    )
    return msgspec.structs.replace(thread, parts=parts, context=tuple(sorted(thread.context, key=lambda p: p.id)))


def test_threads_are_the_same_with_all_that_stands_beside_them(held, laptop):
    ours, theirs = ({each.id: plain(each) for each in store.threads(MOST)} for store in (held, laptop))
    assert ours.keys() == theirs.keys()
    for name, thread in theirs.items():
        assert ours[name] == thread


def test_every_name_leads_to_the_same_thread(held, laptop):
    names = [name for thread in laptop.threads(MOST) for part in thread.parts for name in (part.post.id, part.post.url)]
    names += [name for thread in laptop.threads(MOST) for name, _ in thread.shape.earlier]
    names = [name for name in dict.fromkeys(names) if name is not None][::7]
    assert len(names) > 100
    for name in names:
        assert plain(held.thread(name)) == plain(laptop.thread(name)), name
        assert held.named(name) == laptop.named(name)
        parts = [store.thread(name, lambda shape: shape.places[1:3]) for store in (held, laptop)]
        assert plain(parts[0]) == plain(parts[1]), name
    cards = zip(held.cards_named([*names, "x:0"]), laptop.cards_named([*names, "x:0"]), strict=True)
    assert all(one == other for one, other in cards)
    assert held.thread("x:0") is held.named("x:0") is None


def test_a_post_alone_is_a_thread_of_one(held, laptop):
    alone = [name for name in laptop._rows.posts if name not in laptop._rows.places][:60]
    assert len(alone) == 60
    for name in alone:
        assert plain(held.thread(name)) == plain(laptop.thread(name)), name


SEARCHES = [
    "bridge",
    "river -gauge",
    '"bread flour"',
    "tag:halfaya tea",
    "lang:fr market OR boats",
    "has:gap",
    "العبّارة",
    "author:@sami_ferry",
]


@pytest.mark.parametrize("words", SEARCHES)
@pytest.mark.parametrize("sort", ["newest", "oldest", "longest", "best"])
def test_searches_find_the_same(held, laptop, words, sort):
    query = asked(words, Query(sort=sort, limit=12, min_posts=1))
    one, other = held.search(query), laptop.search(query)
    assert [(each.card.summary, each.hits) for each in one.items] == [
        (each.card.summary, each.hits) for each in other.items
    ]
    assert held.count(query) == laptop.count(query)
    assert held.facets(query, 5) == laptop.facets(query, 5)
    assert held.days(query) == laptop.days(query)
    one_post = msgspec.structs.replace(query, scope="post")
    assert held.count(one_post) == laptop.count(one_post)


def test_numbers_and_names_are_the_same(held, laptop):
    whole = laptop.info()
    # a folder as a whole, of which it is filed what lies in it that is no post, is no capture of a set
    assert held.info() == msgspec.structs.replace(whole, captures=whole.captures - 1)
    assert held.tags(None) == laptop.tags(None)
    assert held.tags(3) == laptop.tags(3)
    assert held.tag("Halfaya") == laptop.tag("Halfaya") is not None
    assert held.tag("nothing of the kind") is None
    assert held.authors(None) == laptop.authors(None)
    for name in ("@sami_ferry", "x:user:7001", "gauge_3", "nobody"):
        assert held.author(name) == laptop.author(name)
    assert {each.id for each in held.captures()} == {each.id for each in laptop.captures() if each.source != "folder"}
    assert set(held.terms("brid")) == set(laptop.terms("brid")) != set()
    assert dict(held.reasons(100)) == dict(laptop.reasons(100))


def test_problems_come_in_pages_and_none_is_lost(held, laptop):
    found, after = [], None
    while True:
        page = held.problems(5, after)
        found += page.items
        if (after := page.next) is None:
            break
    expected = laptop.problems(10_000, None).items
    assert {each.problem for each in found} == {each.problem for each in expected}
    assert {(each.capture, each.problem) for each in found if each.capture} == {
        (each.capture, each.problem) for each in expected if laptop.capture(each.capture).source != "folder"
    }
    assert len(found) == held.info().problems


def test_a_set_is_only_read(held):
    kept = Kept("0" * 64, "a", "a", 1, moment("2020"), "twitter_v1")
    calls = [
        lambda: held.begin(kept),
        lambda: held.finish(kept.id),
        lambda: held.add(kept.id, []),
        lambda: held.write([], [], {}),
        lambda: held.save(Saved("a", "b", moment("2020"))),
        lambda: held.unsave("a"),
        lambda: held.shelve("a", []),
        lambda: held.meet({}),
        lambda: held.note_met([]),
        lambda: held.hold([Holding("a", "b", "c", moment("2020"))]),
        lambda: held.index(wanted=True),
        held.adding,
        held.said,
    ]
    for call in calls:
        with pytest.raises(StoreFault, match=r"^A set (is only read|keeps what)"):
            call()
    assert not held.index(wanted=None)
    with pytest.raises(BadQuery):
        held.cards(Query(after="nonsense"))


def cut(path):
    path.write_bytes(path.read_bytes()[:-10])


def blank(path):
    """Torn in a way that only reading can tell."""
    path.write_bytes(bytes(path.stat().st_size))


@pytest.fixture(scope="module")
def known(held):
    """What the whole set answers."""
    return {ask: {*ask(held)} for ask in (exported, in_pages, searched)}


_TORN = [
    *(("posts", cut), ("posts", blank), ("threads", Path.unlink), ("threads", blank), ("lists", blank)),
    *(("words", cut), ("names", Path.unlink), ("authors", blank), ("tags", Path.unlink), ("problems", blank)),
]


@pytest.mark.parametrize(("table", "tear"), _TORN, ids=lambda each: getattr(each, "__name__", each))
def test_a_torn_file_is_told_and_the_rest_of_the_set_is_read(place, held, known, tmp_path, caplog, table, tear):
    copy = tmp_path / "copy"
    shutil.copytree(place, copy)
    torn = max((copy / table).iterdir())
    path = f"{table}/{torn.name}"
    tear(torn)
    with contextlib.closing(stores.find(str(copy)).Store.open(str(copy), create=False)) as store:
        threads, listed, hits = ({*ask(store)} for ask in (exported, in_pages, searched))
        same = {name: getattr(store, name)(None) == getattr(held, name)(None) for name in ("tags", "authors")}
        told = [each.problem for each in store.problems(10_000, None).items]
    lost = {each.id for each in held.threads(MOST) if table in _WHOLE and in_part(each.summary.author.id) == torn.stem}
    rest = known[exported] - lost
    assert threads == rest if table != "lists" else threads < rest
    assert listed == known[in_pages] - lost if table != "lists" else listed < rest
    assert hits == known[searched] - lost if table != "words" else hits < known[searched]
    assert same == {name: name != table for name in same}
    assert [each.place for each in told if "is missing or torn" in each.reason] == [path]
    assert sum(f": {path};" in record.message for record in caplog.records) == 1


_WHOLE = ("posts", "threads")


def in_part(author_id):
    return f"{part_of(author_id, 3):05}"


def exported(store):
    return (each.id for each in store.threads(MOST))


def searched(store):
    return (each.card.summary.id for each in store.search(asked("bridge OR river", Query(limit=None))).items)


def in_pages(store):
    return (each.summary.id for page in pages_of(store, Query(limit=9)) for each in page.items)


@pytest.mark.parametrize("table", ["posts", "threads", "names"])
def test_nobody_says_that_there_is_no_thread_where_its_file_is_lost(place, held, tmp_path, table):
    copy = tmp_path / "copy"
    shutil.copytree(place, copy)
    one = next(iter(held.threads(MOST)))
    path = numbered(table, part_of(one.id if table == "names" else one.summary.author.id, 3))
    blank(copy / path)
    with Archive.open(copy, create=False) as archive:
        owner = TestClient(create_app(archive, access=Access("own")), client=("127.0.0.1", 5000))
        stranger = TestClient(create_app(archive))
        told = {who: who.get(f"/thread/{one.id}") for who in (owner, stranger)}
        assert [answer.status_code for answer in told.values()] == [503, 503]
        assert f"It may stand in {path} of the set, which is missing or torn" in told[owner].text
        assert "cannot be read just now" in told[stranger].text


def pages_of(store, query):
    """All pages of a list."""
    while True:
        page = store.cards(query)
        yield page
        if page.next is None:
            return
        query = msgspec.structs.replace(query, after=page.next)


def test_where_there_is_no_set_none_is_made(tmp_path):
    with pytest.raises(NotFound):
        stores.load("parquet").Store.open(str(tmp_path), create=True)


def test_pages_of_a_set_are_those_of_an_archive(place, inputs):
    """Every page that a reader can open shows the same words, whether the posts lie in a set or in an archive."""
    with Archive.open("memory:") as archive, Archive.open(place, create=False) as set_:
        list(archive.add(inputs))
        ours, theirs = (TestClient(create_app(each)) for each in (set_, archive))
        thread = next(iter(archive.threads(Query(tag="halfaya"))))
        addresses = [
            *("/", "/threads", "/tags", "/authors", "/tag/halfaya", "/tag/riverwatch?sort=longest"),
            *(f"/thread/{thread.id}", "/search?q=bridge", "/search?q=has:gap", "/tag/halfaya.atom"),
            *("/author/x:user:7003", f"/thread/{thread.id}.md", "/tag/halfaya.csv"),
        ]
        for address in addresses:
            one, other = ours.get(address), theirs.get(address)
            assert one.status_code == other.status_code == 200, address
            assert words(one.text) == words(other.text), address
        for address in ("/captures", "/problems", "/days", "/shelves"):
            assert ours.get(address).status_code == theirs.get(address).status_code, address


def words(page):
    """What a page says, without what another address or another moment makes of it, and what changes an archive."""
    changing = LexborHTMLParser(page)
    for each in changing.css("#add, a[href='#add'], header a[href='/shelves']"):
        each.decompose()
    said = re.sub(r"nonce-\S+|\d{4}-\d\d-\d\dT[\d:.]+\S*", "", changing.text(separator=" ")).split()
    return [each for each in said if each != "."]
