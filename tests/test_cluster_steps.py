"""The steps by which a cluster makes a set, each with what may go wrong in it."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from calls import tweet, write_lines
from clusters import made, threads_of_laptop, threads_of_set
from corpus.writing import write
from test_meeting import listing, own_archive, tweets
from test_unroll import CASES, posts_of

from clew import sources
from clew.archive import Archive
from clew.capture import open_capture
from clew.places import Place
from clew.post import Post
from clew.query import Query
from clew.sets import MANIFEST
from clew.spark import authors, plan
from clew.spark.rows import Row, batches, in_order
from clew.unroll import unroll

FIXTURES = Path(__file__).parent / "sources"


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    folder = tmp_path_factory.mktemp("corpus") / "files"
    write(folder, 600)
    (folder / "known.jsonl").unlink()
    return folder


def same(inputs, out, **more):
    """The manifest of a set whose threads are those of a laptop, and whose counts are."""
    manifest = made(inputs, out, **more)
    threads, info = threads_of_laptop(inputs)
    assert threads_of_set(out) == threads
    for name in ("posts", "authors", "threads", "held_in_threads", "promised", "gaps", "tags", "problems"):
        assert (name, getattr(manifest, name)) == (name, getattr(info, name))
    return manifest


def test_real_files_make_the_same_threads(shared, tmp_path):
    assert same([shared / "data"], tmp_path / "set", parts=4).threads > 100


def test_a_set_and_what_is_new_make_the_set_of_both(tmp_path):
    """To the last notice of a deleted post, whose thread comes with the second set only."""
    write(tmp_path / "corpus", 800)
    (tmp_path / "corpus" / "known.jsonl").unlink()
    first, rest = sorted((tmp_path / "corpus").iterdir())[:4], sorted((tmp_path / "corpus").iterdir())[4:]
    files = made(first, tmp_path / "first", parts=3)
    pieces = [each.piece for each in plan.tasks([str(tmp_path / "first")], None)]
    assert pieces == [MANIFEST, *(part.path for table in ("posts", "notices") for part in files.of(table))]
    assert sum(part.rows for part in files.of("notices")) > 1
    manifest = same([tmp_path / "first", *rest], tmp_path / "both", parts=2)
    assert threads_of_set(tmp_path / "both") == threads_of_laptop([tmp_path / "corpus"])[0]
    assert len(manifest.inputs) == 1 + len(rest)


def test_of_a_set_on_another_machine_the_posts_are_read(corpus, tmp_path):
    """Its other tables are of the same posts, and a thread's row is no post."""
    files = made([corpus], tmp_path / "data" / "set", parts=3)
    (tmp_path / "data" / "more.jsonl").write_text("{}")
    found = plan._away("s3://bucket/data?region=nowhere", Place(str(tmp_path / "data")))
    posts = [f"s3://bucket/data/set/{part.path}?region=nowhere" for part in files.of("posts")]
    assert [each.place for each in found] == ["s3://bucket/data/more.jsonl?region=nowhere", *posts]


@pytest.mark.parametrize("held", [4, 3])
def test_cards_of_listings_meet_the_posts_they_showed(tmp_path, held):
    inputs = [listing(tmp_path), own_archive(tmp_path, tweets()[:held])]
    same(inputs, tmp_path / "set", parts=3)
    with Archive.open(tmp_path / "set", create=False) as ours, Archive.open("memory:") as theirs:
        list(theirs.add(inputs))
        assert next(each.id for each in theirs.threads(Query())).startswith("x:")
        for thread in theirs.threads(Query()):
            assert ours.thread(thread.id).parts == thread.parts
        card = next(name for name, _ in theirs._store.met())
        assert ours.thread(card).id == theirs.thread(card).id


def test_a_card_that_may_be_of_two_threads_is_told(tmp_path):
    who = ("7009", "copy_cat", "Copy Cat")
    other = [
        tweet(n, each["full_text"], user=who, after=n - 1 if n > 100 else None) for n, each in enumerate(tweets(), 100)
    ]
    inputs = [listing(tmp_path), write_lines(tmp_path / "both.jsonl", [*tweets(), *other])]
    manifest = same(inputs, tmp_path / "set", parts=3)
    with Archive.open(tmp_path / "set", create=False) as ours, Archive.open("memory:") as theirs:
        list(theirs.add(inputs))
        told = [{each.problem for each in archive.problems().items} for archive in (ours, theirs)]
    assert told[0] == told[1]
    assert manifest.problems == len(told[0]) > 0


@pytest.mark.parametrize("run", [1, 3000, 1 << 30])
def test_rows_come_in_order_however_few_fit_in_memory(run):
    rng = random.Random(7)
    sent = [
        Row(
            rng.randrange(3),
            rng.choice(["a", "á", "ب", "𐍈", "b"]),
            rng.randrange(2),
            rng.randrange(-9, 9),
            bytes([n % 256]),
        )
        for n in range(9000)
    ]
    found = list(in_order(batches(sent), run))
    assert [row[:4] for row in found] == sorted(row[:4] for row in sent)
    assert sorted(found) == sorted(sent)


@pytest.mark.parametrize("split", [50, 997, 4096, 1 << 20])
def test_a_file_read_in_parts_is_the_file(tmp_path, split):
    path = write_lines(tmp_path / "some.jsonl", [tweet(n, "é" * (n % 90) + " word") for n in range(60)])
    path.write_bytes(path.read_bytes().removesuffix(b"\n"))
    manifest = same([path], tmp_path / "set", parts=2, split=split)
    assert manifest.posts == 60
    assert len(manifest.inputs) == 1


@pytest.mark.parametrize("name", [name for name in sources.names() if sources.by_lines(sources.load(name))])
def test_lines_that_are_read_apart_say_the_same(tmp_path, name):
    """A source that says so gives the same posts for each line as for the file."""
    source, found = sources.load(name), 0
    for case in sorted(FIXTURES.glob(f"{name}/*.jsonl")):
        lines = case.read_bytes().splitlines(keepends=True)
        apart = []
        for number, line in enumerate(lines):
            (tmp_path / f"{number}.jsonl").write_bytes(line)
            apart += posts_in(tmp_path / f"{number}.jsonl", source)
        whole = posts_in(case, source)
        assert {each.id: each for each in apart} == {each.id: each for each in whole}, case
        found += len(whole)
    assert found > 1


def posts_in(path, source):
    with open_capture(path) as capture:
        return [each for each in source.read(capture) if isinstance(each, Post)]


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_what_is_left_out_of_posts_makes_no_difference_to_threads(case):
    told = json.loads(case.read_text("utf-8"))
    posts = list(posts_of(told))
    called = {}
    assert unroll([authors.slim(post, called) for post in posts]) == unroll(posts)


def test_an_author_with_more_posts_than_memory_is_told_the_same(corpus, tmp_path, monkeypatch):
    """Posts lie in a file and are told some at a time: with bounds of a few posts, every author is such a one."""
    made([corpus], tmp_path / "all", parts=2)
    monkeypatch.setattr(authors, "MOST", 3)
    monkeypatch.setattr(authors, "AT_A_TIME", 2)
    same([corpus], tmp_path / "set", parts=2)
    for name in ("posts", "threads", "authors", "words", "names", "lists", "tags"):
        ours, theirs = (pq.read_table(tmp_path / of / name).to_pylist() for of in ("set", "all"))
        assert sorted(map(repr, ours)) == sorted(map(repr, theirs)), name
