"""Bluesky: the invented story in every form it was saved in, real files, dirty spans, deep trees, broken bytes."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import NamedTuple

import cars
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clew import sources
from clew.capture import open_capture
from clew.post import Notice, Post, Problem
from clew.sources._bluesky import Facet, Feature, OldEntity, OldSlice, PostRecord, Slice
from clew.sources._bluesky_post import micro_moment, tid_moment
from clew.sources._bluesky_words import entities
from clew.unroll import unroll

DID = "did:plc:maraweidenbach2222222222"
KEYS = [f"3kn7xqf2{sign}k22a" for sign in "234567abcdefghij"]


def read(*places):
    records = []
    for place in places:
        with open_capture(place) as capture:
            records += [*sources.find(capture).read(capture), *capture.problems]
    return records


def posts_of(records):
    return {record.id: record for record in records if isinstance(record, Post)}


def problems_of(records):
    return [f"{record.place}: {record.reason}" for record in records if isinstance(record, Problem)]


def notices_of(records):
    return [record for record in records if isinstance(record, Notice)]


class Figures(NamedTuple):
    posts: int
    authors: int
    answers: int  # of which its own author's
    self_answers: int
    threads: int  # of two posts or more that are held
    longest: int


# As counted by hand in ../shared/data/README.md, which counts the posts that an answer lists; the posts that those
# quote are shown whole as well, and read: where there are some, the first two figures are larger here.
REAL = {
    "bluesky/getPostThread.response.json": Figures(171, 161, 170, 1, 1, 2),
    "bluesky/getPostThread-simple.response.json": Figures(2, 1, 1, 1, 1, 2),
    "bluesky/posts.json": Figures(134, 109, 18, 8, 2, 3),  # 120 and 100 there
    "bluesky/jetstream_array.json": Figures(9, 9, 1, 0, 0, 0),
    "bluesky/tap_events.json": Figures(14, 1, 6, 2, 2, 2),
    "bluesky/jetstream_expected_v1.jsonl": Figures(17, 15, 8, 2, 1, 3),
    "bluesky/repo_v3.car": Figures(6, 1, 1, 1, 1, 2),
    # Five threads there, joined by answers alone; in a sixth the post between the first and the last is gone, and rule
    # 7 joins them by their conversation, with a gap.
    "bluesky/paul_staging.repo.car": Figures(101, 1, 19, 11, 6, 6),
    "bluesky/thread_view_post_with_embed_media.json": Figures(2, 1, 0, 0, 0, 0),  # 1 there
    "bluesky/getAuthorFeed_chriskenny.json": Figures(80, 23, 38, 4, 3, 2),  # 73 and 21 there
    # 25 and 18 there. One thread there, joined by answers alone; rule 7 joins two posts of another.
    "bluesky/searchPosts_redistricting.json": Figures(26, 19, 12, 6, 2, 4),
    "bluesky/getPostThreadV2.unspecced.json": Figures(122, 116, 121, 1, 1, 2),
    "bluesky/hydrated-firehose-posts.json": Figures(9, 9, 1, 0, 0, 0),
    "bluesky/getPostThread_self_thread_4.json": Figures(4, 1, 3, 3, 1, 4),
}
REAL_PROBLEMS = {
    # Three answers to things that are no posts (one stands in the file twice), and a post of the year 0.
    "bluesky/posts.json": ["no post", "no post", "no post", "date that means nothing"],
}


@pytest.mark.shared
@pytest.mark.parametrize("name", REAL)
def test_a_real_file_holds_what_was_counted(shared, name):
    records = read(shared / "data" / name)
    posts = posts_of(records)
    answers = [post.reply_to.author_id == post.author.id for post in posts.values() if post.reply_to]
    unrolled = unroll(list(posts.values()), notices_of(records))
    lengths = [len(shape.places) for shape in unrolled.shapes if len(shape.places) > 1]
    authors = len({post.author.id for post in posts.values()})
    found = Figures(len(posts), authors, len(answers), sum(answers), len(lengths), max(lengths, default=0))
    assert found == REAL[name]
    problems, expected = problems_of(records), REAL_PROBLEMS.get(name, [])
    assert len(problems) == len(expected)
    assert all(part in problem for part, problem in zip(expected, problems, strict=True))


@pytest.mark.shared
def test_every_record_of_a_repository_has_the_key_another_program_gives_it(shared):
    listed = (shared / "data" / "bluesky" / "repo_v3.expected_records.tsv").read_text("utf-8").splitlines()
    keys = {line.split("\t")[0] for line in listed if line.startswith("app.bsky.feed.post/")}
    posts = posts_of(read(shared / "data" / "bluesky" / "repo_v3.car"))
    assert {post.removeprefix("at://").split("/", 1)[1] for post in posts} == keys


# The story of ../shared/data/bluesky-local/README.md: 1/ to 12/12 with a branch under 5/, 7/ deleted, and a new thread 13/
# that quotes 12/12. The forms differ in which posts they show; what is known to be missing is a gap in each.
FIRST = ["1/", "2/", "3/", "4/", "5/", "6/"]
TAIL = ["8/", "9/", "10/", "11/", "12/12"]
BRANCH = [("5/", ["5b/", "5c/"])]
ONWARD = (["13/", "14/"], [], [], [])
WHOLE = [([*FIRST, *TAIL], BRANCH, [("6/", "8/", "7/", 1)], ["13/"]), ONWARD]
HEAD = [(FIRST, BRANCH, [], [])]  # nothing in these forms shows that anything was there below 6/
STORY = {
    "alice.car": WHOLE,
    "listRecords.json": WHOLE,
    # Shows no 8/ to 11/, but 12/12 as what 13/ quotes.
    "getAuthorFeed_posts_and_author_threads.json": [
        ([*FIRST, "12/12"], BRANCH, [("6/", "12/12", "11/", 5)], ["13/"]),
        ONWARD,
    ],
    # The newest five, and with each the post it answers and the first of all.
    "getAuthorFeed_posts_with_replies_p1.json": [
        (["1/", *TAIL[1:]], [], [("1/", "9/", "8/", 7)], ["13/"]),
        ONWARD,
    ],
    "getPostThread_post8_parent_deleted.json": [(TAIL, [], [(None, "8/", "7/", 7)], [])],
    "getPostThread_root.json": HEAD,
    "getPostThread_default_depth.json": HEAD,
    "getPostThreadV2.json": HEAD,
    "pds_proxied_getPostThread.json": HEAD,
}


@pytest.fixture(scope="module")
def story(shared):
    return shared / "data" / "bluesky-local"


def told(story, records):
    """The threads of the story's author, in the words that its posts begin with."""
    known = posts_of([*records, *read(story / "alice.car")])
    deleted = json.loads((story / "uris.json").read_text("utf-8"))["deleted"]
    name = {post.id: post.text.split()[0] for post in known.values()}
    name |= {None: None, deleted: "7/"} | {notice.post_id: "7/" for notice in notices_of(records)}
    unrolled = unroll(list(posts_of(records).values()), notices_of(records))
    assert not unrolled.problems
    return [
        (
            [name[each] for each in shape.main],
            [(name[branch.after], [name[each] for each in branch.posts]) for branch in shape.branches],
            [(name[gap.after], name[gap.before], name[gap.at], gap.missing) for gap in shape.gaps],
            [name[each] for each in shape.continues],
        )
        for shape in unrolled.shapes
        if name[shape.main[0]][0].isdecimal()
    ], {gap.reason for shape in unrolled.shapes for gap in shape.gaps}


@pytest.mark.shared
@pytest.mark.parametrize("name", STORY)
def test_the_story_is_the_same_in_every_form(story, name):
    records = read(story / name)
    assert problems_of(records) == []
    threads, reasons = told(story, records)
    assert threads == STORY[name]
    assert reasons <= {"not captured"}  # "not found" proves nothing


@pytest.mark.shared
def test_two_views_of_the_story_are_one_thread(story):
    records = read(story / "getPostThread_root.json", story / "getPostThread_post8_parent_deleted.json")
    assert told(story, records)[0] == [([*FIRST, *TAIL], BRANCH, [("6/", "8/", "7/", 1)], [])]


@pytest.mark.shared
def test_what_the_network_said_of_the_story_proves_the_deletion(story, tmp_path):
    """The recorded changes, written down as Jetstream writes them: without the making of 7/, as if begun later."""
    lines = []
    for frame in json.loads((story / "firehose-frames.decoded.json").read_text("utf-8")):
        for change in frame["body"].get("ops") or []:
            collection, _, key = change["path"].partition("/")
            if change["action"] != "create" or not change["record"].get("text", "").startswith("7/"):
                commit = {"rev": frame["body"]["rev"], "operation": change["action"], "collection": collection}
                commit |= {"rkey": key, "record": change.get("record")}
                lines.append({"did": frame["body"]["repo"], "time_us": 1, "kind": "commit", "commit": commit})
    (tmp_path / "stream.jsonl").write_text("\n".join(map(json.dumps, lines)), "utf-8")
    threads, reasons = told(story, read(tmp_path / "stream.jsonl"))
    assert threads == WHOLE
    assert reasons == {"deleted"}


def test_a_thread_deeper_than_any_reader_of_json_goes_is_read(tmp_path):
    depth = 1000
    tree = None
    for nth in range(depth, 0, -1):
        record = {"$type": "app.bsky.feed.post", "text": f"Post {nth}", "createdAt": "2024-03-09T14:00:00Z"}
        view = {"uri": f"at://{DID}/app.bsky.feed.post/{nth}", "author": {"did": DID}, "record": record}
        inside = f',"replies":[{tree}]' if tree else ""
        tree = f'{{"post":{json.dumps(view)}{inside}}}'
    (tmp_path / "deep.json").write_text(f'{{"thread":{tree}}}')
    records = read(tmp_path / "deep.json")
    assert [record.text for record in records] == [f"Post {nth}" for nth in range(1, depth + 1)]


ALPHABET = st.sampled_from("ab #@é🧵\u0301Ωא\n")
OFFSET = st.integers(-5, 60) | st.none()
FEATURE = st.builds(Feature, *(st.sampled_from([None, "", value]) for value in ("https://a.example", DID, "ab")))


@given(
    st.text(ALPHABET, max_size=12),
    st.lists(st.builds(Facet, st.builds(Slice, OFFSET, OFFSET) | st.none(), st.lists(FEATURE, max_size=2)), max_size=6),
    st.lists(
        st.builds(OldEntity, st.builds(OldSlice, OFFSET, OFFSET), st.sampled_from(["mention", "link"]), st.just("v")),
        max_size=3,
    ),
)
def test_spans_are_within_the_text_and_apart_whatever_their_offsets(text, facets, old):
    at = 0
    for entity in entities(PostRecord(text=text, facets=facets, entities=old), text):
        assert at <= entity.start < entity.end <= len(text)
        assert entity.value
        at = entity.end


@given(st.text(ALPHABET, max_size=12), st.text(ALPHABET, max_size=6).filter(str.strip), st.text(ALPHABET, max_size=12))
def test_a_span_in_bytes_is_the_same_span_in_signs(before, inside, after):
    text = before + inside.strip() + after
    start = len(before.encode())
    span = Slice(start, start + len(inside.strip().encode()))
    (link,) = entities(PostRecord(facets=[Facet(span, [Feature(uri="https://a.example")])]), text)
    assert (link.start, text[link.start : link.end]) == (len(before), inside.strip())


def test_the_clock_in_a_key_is_read_and_nonsense_is_not():
    assert tid_moment("3knbewqna2227") == datetime(2024, 3, 9, 14, 0, tzinfo=UTC)
    assert micro_moment(1_709_992_800_000_000) == datetime(2024, 3, 9, 14, 0, tzinfo=UTC)
    assert [micro_moment(odd) for odd in (None, 0, -1, 1 << 60, 1 << 52)] == [None] * 5
    assert [tid_moment(odd) for odd in (None, "", "self", "2222222222222", "jzzzzzzzzzzzz", "3KN7XQF2GK22A")] == [
        None
    ] * 6


def repository(keys, **more):
    records = {
        f"app.bsky.feed.post/{key}": {"$type": "app.bsky.feed.post", "text": key, "createdAt": "2024-03-09T14:00:00Z"}
        for key in keys
    }
    return cars.car(DID, records, **more)


@settings(max_examples=60)
@given(st.sets(st.text("abcXYZ019-_.~:", min_size=1, max_size=20), max_size=40))
def test_every_post_of_a_repository_has_its_key(tmp_path_factory, keys):
    place = tmp_path_factory.mktemp("car") / "repo.car"
    place.write_bytes(repository(keys))
    records = read(place)
    assert problems_of(records) == []
    assert {post.text for post in records} == set(keys)
    assert all(post.id == f"at://{DID}/app.bsky.feed.post/{post.text}" for post in records)


@pytest.mark.parametrize(("gone", "left"), [(0, KEYS[5:]), (1, KEYS[:5] + KEYS[10:]), (2, KEYS[:10])])
def test_a_repository_without_a_part_of_its_index_gives_what_the_other_parts_name(tmp_path, gone, left):
    (tmp_path / "repo.car").write_bytes(repository(KEYS, leave_out=(gone,)))
    records = read(tmp_path / "repo.car")
    assert [post.text for post in posts_of(records).values()] == left
    assert "not in its index" in problems_of(records)[0]
    assert "lacks 1 part" in problems_of(records)[1]


def test_a_repository_cut_anywhere_says_so_and_gives_what_it_can(tmp_path):
    whole = repository(KEYS)
    place = tmp_path / "repo.car"
    for cut in range(1, len(whole), 37):
        place.write_bytes(whole[:cut])
        with open_capture(place) as capture:
            records = list(sources.load("bluesky_car").read(capture))
        assert problems_of(records)
        assert all(post.text in KEYS for post in posts_of(records).values())


@settings(max_examples=200)
@given(st.lists(st.tuples(st.integers(0), st.integers(0, 255)), min_size=1, max_size=6))
def test_no_byte_of_a_repository_can_stop_the_reading(tmp_path_factory, changes):
    data = bytearray(repository(KEYS))
    for at, byte in changes:
        data[at % len(data)] = byte
    place = tmp_path_factory.mktemp("car") / "repo.car"
    place.write_bytes(data)
    with open_capture(place) as capture:
        for record in sources.load("bluesky_car").read(capture):
            assert isinstance(record, (Post, Problem))


def test_a_repository_whose_tree_bites_its_tail_comes_to_an_end(tmp_path):
    name = cars.Links(b"\x01\x71\x12\x20" + b"n" * 32)
    node = cars.packed({"l": name, "e": [{"p": 0, "k": b"app.bsky.feed.post/a", "v": name, "t": name}]})
    commit, data = cars.block({"did": DID, "version": 3, "rev": "a", "data": name, "sig": b"s"})
    header = cars.framed(cars.packed({"roots": [commit], "version": 1}))
    (tmp_path / "repo.car").write_bytes(header + cars.framed(commit + data) + cars.framed(name + node))
    assert [problem.split(": ")[1] for problem in problems_of(read(tmp_path / "repo.car"))] == [
        "A part of the index is not what it was when it was signed."
    ]
