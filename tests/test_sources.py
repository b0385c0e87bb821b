"""One contract over every source: whatever module stands in the folder is held to it."""

from __future__ import annotations

import json
import random
import re
import runpy
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from clew import sources
from clew.capture import open_capture
from clew.errors import UnknownFormat
from clew.post import Notice, Post, Problem

FIXTURES = Path(__file__).parent / "sources"
CASES = sorted(
    path for path in FIXTURES.glob("*/*") if not path.name.endswith(".posts.json") and not path.name.startswith("__")
)
read = runpy.run_path(str(FIXTURES / "expect.py"))["read"]
each_source = pytest.mark.parametrize("name", sources.names())
each_case = pytest.mark.parametrize("case", CASES, ids=lambda path: f"{path.parent.name}/{path.name}")

# Which format each folder of real files is in; files of all other folders are in none that is read today.
SHARED = {
    "x-archive": "twitter_archive",
    "x-archive-grailbird": "twitter_archive",
    "twitter-v1.1": "twitter_v1",
    "twitter-v2": "twitter_v2",
    "x-graphql": "twitter_web",
    "threadreader": "threadreader",
    "telegram": "telegram",
    "nostr": "nostr",
}
RESEARCH = (
    (re.compile(r"research/aured/.*\.jsonl"), "aured"),
    (re.compile(r"research/weibo_ced/.*\.json"), "weibo_ced"),
)
# Of the files of Bluesky some hold no posts: accounts, lists of repositories, an empty search, an error.
BLUESKY = (
    (re.compile(r"bluesky(?:-local)?/\w+(?:\.repo)?\.car"), "bluesky_car"),
    (re.compile(r"bluesky-local/firehose-frames\.u32be"), "firehose"),
    (re.compile(r"bluesky/(?:jetstream_|tap_)\w+\.jsonl?"), "jetstream"),
    (
        re.compile(
            r"bluesky/\S+\.json"
            r"|bluesky-local/(?!getPostThread_deleted|searchPosts_tag_param)"
            r"(?:pds_proxied_)?(?:getPostThread|getAuthorFeed|getPosts|getQuotes|searchPosts|listRecords)\w*\.json"
        ),
        "bluesky",
    ),
)
# Accounts, instances, addresses, errors and searches that found nothing hold no posts: they are in no format.
FEDIVERSE = (
    (re.compile(r"mastodon/api_\w+\.json"), "mastodon"),
    (re.compile(r"mastodon/export-o3o\.ca-purplerain\.tar\.gz"), "activitypub_export"),
    # The outbox of an unpacked export by itself; its actor.json is no post, see below for the folder.
    (re.compile(r"mastodon/export-mastodon\.social-2026/outbox\.json|activitypub/.*"), "activitypub"),
    (re.compile(r"mastodon-local/(?:snac|takahe)/ap_(?:note_\w+|outbox)\.json"), "activitypub"),
    (
        re.compile(
            r"mastodon-local/(?!mastodon_mock/status_deleted|takahe/(?:search_|context_root_anon|timeline_tag_anon))"
            r"\w+/(?:account_statuses|context|search|status|timeline)_?\w*\.json"
        ),
        "mastodon",
    ),
)
# A part of RumourEval is tweets of API v1.1, one a file.
TWEETS = re.compile(r"research/rumoureval2017/.*/(?:source-tweet|replies)/\d+\.json")


def expectation(case):
    stem = case.name if case.is_dir() else case.name.split(".")[0]
    return case.with_name(f"{stem}.posts.json")


def recognising(place):
    with open_capture(place) as capture:
        return [name for name in sources.names() if sources.load(name).sniff(capture)]


@each_source
def test_a_source_says_what_it_reads(name):
    source = sources.load(name)
    assert source.title.strip()
    assert source.__doc__.strip()
    assert source.sniff.__doc__
    assert source.read.__doc__


@each_source
def test_a_source_has_cases(name):
    assert any(case.parent.name == name for case in CASES), f"write tests/sources/{name}/<case> and its .posts.json"


def test_every_expectation_has_its_case():
    assert {expectation(case) for case in CASES} == set(FIXTURES.glob("*/*.posts.json"))


@each_case
def test_a_case_gives_what_it_should(case):
    assert read(case) == json.loads(expectation(case).read_text("utf-8"))


@each_case
def test_exactly_one_source_recognises_a_case(case):
    assert recognising(case) == [case.parent.name]


@each_case
def test_what_is_read_is_sound(case):
    for record in records(case):
        if isinstance(record, Post):
            assert 0 <= record.body_start <= len(record.text)
            assert all(0 <= e.start < e.end <= len(record.text) for e in record.entities or ())
            assert record.created is None or record.created.utcoffset() == timedelta(0)
            assert ":" in record.id
            assert ":" in record.author.id
            assert msgspec.json.decode(msgspec.json.encode(record), type=Post) == record
        elif isinstance(record, Problem):
            assert record.place
            assert record.reason
        else:
            assert isinstance(record, Notice)


def records(case):
    with open_capture(case) as capture:
        source = sources.load(case.parent.name)
        yield from source.read(capture.only(sources.wants(source)))


@pytest.mark.parametrize("text", ["\n", "[]", "{}", "[1, 2]", '{"posts": []}', "id,text\n1,hello\n", '"a string"'])
def test_no_source_recognises_what_is_no_post(tmp_path, text):
    file = tmp_path / "something.json"
    file.write_text(text)
    assert recognising(file) == []
    with open_capture(file) as capture, pytest.raises(UnknownFormat, match=r"something\.json"):
        sources.find(capture)


@pytest.mark.shared
def test_exactly_the_right_source_recognises_each_real_file(shared):
    wrong = {}
    for place, format_ in real_files(shared / "data"):
        found = recognising(place)
        if found != ([format_] if format_ else []):
            wrong[str(place.relative_to(shared))] = found
    assert wrong == {}


def real_files(data):
    """Every real file and what it is in; archives and folders that are one capture count as one."""
    for folder in sorted(data.iterdir()):
        if folder.name.startswith("x-archive"):
            yield from ((archive, "twitter_archive") for archive in sorted(folder.iterdir()))
        elif folder.is_dir():
            for file in sorted(path for path in folder.rglob("*") if path.is_file()):
                inside = file.relative_to(data).as_posix()
                if file.name.startswith("users_"):
                    yield file, None  # read with the data_*.json beside it, and no posts by itself
                else:
                    mixed = next(
                        (format_ for names, format_ in (*BLUESKY, *FEDIVERSE, *RESEARCH) if names.fullmatch(inside)),
                        None,
                    )
                    yield file, "twitter_v1" if TWEETS.fullmatch(inside) else mixed or SHARED.get(folder.name)
    yield data / "twitter-v2" / "academictwitteR_hk2", "twitter_v2"
    yield data / "mastodon" / "export-mastodon.social-2026", "activitypub_export"
    rumours = data / "research" / "rumoureval2017"
    yield from (
        (folder, "rumoureval") for folder in (rumours, *(path.parent for path in rumours.rglob("structure.json")))
    )
    yield data / "research" / "weibo_ced", "weibo_ced"


@pytest.mark.parametrize("case", [case for case in CASES if case.suffix == ".jsonl"], ids=lambda path: path.name)
def test_a_file_cut_anywhere_is_read_up_to_there(tmp_path, case):
    """What stood whole before the cut is there as before; what the cut hit is a problem or gone, never a crash."""
    whole = case.read_bytes()
    source = sources.load(case.parent.name)
    for cut in range(1, len(whole), max(1, len(whole) // 23)):
        (tmp_path / case.name).write_bytes(whole[:cut])
        ends = whole.rfind(b"\n", 0, cut) + 1
        (tmp_path / "before.jsonl").write_bytes(whole[:ends] or b" ")
        with open_capture(tmp_path / case.name) as capture, open_capture(tmp_path / "before.jsonl") as before:
            sound = [each for each in source.read(before) if not isinstance(each, Problem)]
            assert [each for each in source.read(capture) if not isinstance(each, Problem)][: len(sound)] == sound


JUNK = (None, 5, -1, 1e300, "x", "", True, [], {}, [1], {"a": 1}, 10**30)


@pytest.mark.parametrize("case", [case for case in CASES if case.suffix == ".jsonl"], ids=lambda path: path.name)
def test_no_odd_value_anywhere_stops_the_reading(tmp_path, case):
    source = sources.load(case.parent.name)
    rng = random.Random(case.name)
    for line in case.read_text("utf-8-sig").splitlines():
        try:
            record = json.loads(line)
        except json.JSONDecodeError:
            continue
        for _ in range(20):
            odd = json.loads(line)
            box = odd
            while isinstance(box, (dict, list)) and box:
                key = rng.choice(list(box) if isinstance(box, dict) else range(len(box)))
                if not isinstance(box[key], (dict, list)) or not box[key] or rng.random() < 0.2:
                    box[key] = rng.choice(JUNK)
                    break
                box = box[key]
            (tmp_path / "odd.jsonl").write_text("\n".join(map(json.dumps, (record, odd, record))))
            with open_capture(tmp_path / "odd.jsonl") as capture:
                made = [each for each in source.read(capture) if not isinstance(each, Problem)]
            (tmp_path / "one.jsonl").write_text(json.dumps(record))
            with open_capture(tmp_path / "one.jsonl") as capture:
                alone = [each for each in source.read(capture) if not isinstance(each, Problem)]
            assert made[: len(alone)] == alone
            assert made[len(made) - len(alone) :] == alone
