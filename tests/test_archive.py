from __future__ import annotations

import gzip
import hashlib
import io
import json
import random
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made import ADA, AUTHORS, DAY, PLACES, a_crowd, a_post, chain

from clew import samples, stores
from clew.archive import Archive, Progress, addresses, settling
from clew.capture.keeping import check
from clew.errors import NotFound, UnknownFormat, Unreadable
from clew.post import Post
from clew.query import Query
from clew.stores.base import Kept
from clew.thread import Thread


@pytest.fixture(params=list(PLACES))
def place(request, tmp_path) -> str:
    return PLACES[request.param](tmp_path)


def v1(
    key: int, text: str = "The river rises. #Mud", *, parent: int | None = None, likes: int = 0, user: int = 7
) -> dict:
    """A v1.1 post of an invented account, with what a reader needs and no more."""
    name = f"gauge_{user}"
    return {
        "id_str": str(key),
        "created_at": (DAY + timedelta(seconds=key)).strftime("%a %b %d %H:%M:%S +0000 %Y"),
        "full_text": text,
        "user": {"id_str": str(user), "screen_name": name, "name": "A gauge"},
        "in_reply_to_status_id_str": None if parent is None else str(parent),
        "in_reply_to_user_id_str": None if parent is None else str(user),
        "favorite_count": likes,
        "lang": "en",
    }


def lines(*posts: dict) -> bytes:
    return b"".join(json.dumps(post).encode() + b"\n" for post in posts)


THREE = (v1(1), v1(2, parent=1), v1(3, parent=2))


def everything(archive: Archive) -> list[Thread]:
    return list(archive.threads(Query(limit=None, min_posts=1)))


def test_a_file_becomes_threads(place, tmp_path):
    file = tmp_path / "posts.jsonl"
    file.write_bytes(lines(*THREE))
    told: list[Progress] = []
    with Archive.open(place) as archive:
        (brought,) = archive.add([file], progress=told.append)
        assert (brought.name, brought.source, brought.already) == ("posts.jsonl", "twitter_v1", False)
        assert brought.added.new == 3
        (thread,) = everything(archive)
        assert [part.post.id for part in thread.parts] == ["x:1", "x:2", "x:3"]
        sha = hashlib.sha256(file.read_bytes()).hexdigest()
        assert thread.parts[0].captures == (sha,)
        assert archive.tag("#MUD").threads == 1
        assert told[-1].threads == 1
        read = [each for each in told if each.threads is None]
        assert read[-1].read == read[-1].size == file.stat().st_size
        assert read[-1].posts == 3
        assert [name for each in read for name in each.met] == ["x:1", "x:2", "x:3"]
        assert brought.capture == sha
        (kept,) = archive.captures()
        assert (kept.id, kept.finished, kept.size) == (sha, True, file.stat().st_size)


def test_the_same_file_again_changes_nothing(place, tmp_path):
    file = tmp_path / "posts.jsonl"
    file.write_bytes(lines(*THREE))
    with Archive.open(place) as archive:
        list(archive.add([file]))
        before = everything(archive), archive.info()
        (brought,) = archive.add([file])
        assert brought.already
        assert brought.added.new == brought.added.known == 0
        (packed,) = archive.add([compressed(file)])
        assert packed.added.new == 0
        assert archive.info().posts == before[1].posts
        assert [thread.shape for thread in everything(archive)] == [thread.shape for thread in before[0]]


def compressed(file: Path) -> Path:
    packed = file.with_suffix(".jsonl.gz")
    packed.write_bytes(gzip.compress(file.read_bytes()))
    return packed


def test_a_newer_file_brings_metrics_and_the_rest_of_the_thread(place, tmp_path):
    old, new = tmp_path / "old.jsonl", tmp_path / "new.jsonl"
    old.write_bytes(lines(*THREE[:2]))
    new.write_bytes(lines(v1(1, likes=9), *THREE[1:]))
    with Archive.open(place) as archive:
        list(archive.add([old, new]))
        (thread,) = everything(archive)
        assert thread.summary.held == 3
        assert len(thread.parts[0].captures) == 2
        assert archive.info().captures == 2


def test_captures_are_kept_byte_for_byte_or_only_by_name(tmp_path):
    file = tmp_path / "posts.jsonl"
    file.write_bytes(lines(*THREE))
    sha = hashlib.sha256(file.read_bytes()).hexdigest()
    with Archive.open(tmp_path / "archive") as archive:
        list(archive.add([file], reference=True))
        assert not archive.captures()[0].held
        assert not (tmp_path / "archive" / "captures").exists()
        list(archive.add([file]))
        assert archive.captures()[0].held
        assert check(tmp_path / "archive" / "captures", sha)


def test_a_folder_is_taken_member_by_member_and_what_is_unknown_is_said(place, tmp_path):
    folder = tmp_path / "mixed"
    folder.mkdir()
    (folder / "a.jsonl").write_bytes(lines(*THREE))
    (folder / "b.jsonl").write_bytes(lines(v1(10, user=8), v1(11, parent=10, user=8)))
    (folder / "notes.docx").write_bytes(b"\x00\x01 words of no format")
    with Archive.open(place) as archive:
        brought = list(archive.add([folder]))
        assert sorted(each.source for each in brought) == ["folder", "twitter_v1", "twitter_v1"]
        assert archive.info().threads == 2
        (problem,) = archive.problems().items
        assert "notes.docx" in problem.problem.place
        again = list(archive.add([folder]))
        assert [each.already for each in again if each.source != "folder"] == [True, True]
        assert archive.info().problems == 1


def test_a_zip_in_no_format_as_a_whole_is_taken_member_by_member(place, tmp_path):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive_file:
        archive_file.writestr("one.jsonl", lines(*THREE))
        archive_file.writestr("../outside.jsonl", lines(v1(99)))
    (tmp_path / "posts.zip").write_bytes(packed.getvalue())
    with Archive.open(place) as archive:
        list(archive.add([tmp_path / "posts.zip"]))
        assert archive.thread("x:2").summary.held == 3
        assert any("outside.jsonl" in filed.problem.place for filed in archive.problems().items)
    assert not (tmp_path / "outside.jsonl").exists()


def test_what_is_in_no_format_is_refused_and_what_came_before_it_has_its_threads(place, tmp_path):
    (tmp_path / "posts.jsonl").write_bytes(lines(*THREE))
    (tmp_path / "song.bin").write_bytes(b"\x00\x01\x02 la la")
    empty = tmp_path / "nothing here"
    empty.mkdir()
    with Archive.open(place) as archive:
        adding = archive.add([tmp_path / "posts.jsonl", tmp_path / "song.bin"])
        assert next(adding).added.new == 3
        with pytest.raises(UnknownFormat, match=r"song\.bin"):
            next(adding)
        assert len(everything(archive)) == 1
        for missing in (empty, tmp_path / "absent.jsonl"):
            with pytest.raises(Unreadable):
                list(archive.add([missing]))
        (empty / "a.bin").write_bytes(b"\x00\x01\x02")
        with pytest.raises(UnknownFormat, match="Nothing in"):
            list(archive.add([empty]))
        assert archive.info().problems == 0


def test_a_named_format_is_taken_at_its_word(place, tmp_path):
    file = tmp_path / "posts.unknown"
    file.write_bytes(b"\n\n" + lines(*THREE))
    with Archive.open(place) as archive:
        (brought,) = archive.add([file], source="twitter_v1")
        assert brought.added.new == 3
        with pytest.raises(NotFound):
            list(archive.add([file], source="twitter_v9"))


def test_broken_lines_are_problems_and_the_rest_is_there(place, tmp_path):
    file = tmp_path / "posts.jsonl"
    file.write_bytes(lines(THREE[0]) + b'{"id_str": "5", "full_te\n' + lines(*THREE[1:]))
    with Archive.open(place) as archive:
        (brought,) = archive.add([file])
        assert (brought.added.new, brought.added.problems) == (3, 1)
        (filed,) = archive.problems().items
        assert filed.name == "posts.jsonl"
        assert filed.capture == archive.captures()[0].id


def test_a_truncated_gzip_gives_what_it_has(place, tmp_path):
    posts = [v1(n, f"words {random.Random(n).random()}") for n in range(1, 3000)]
    file = tmp_path / "posts.jsonl.gz"
    whole = gzip.compress(lines(*posts))
    file.write_bytes(whole[: len(whole) // 2])
    with Archive.open(place) as archive:
        (brought,) = archive.add([file])
        assert 1000 < brought.added.new < 3000
        assert archive.problems().items


def test_a_page_read_again_under_another_topic_is_listed_there_too(place):
    page = next(path for path in samples.paths() if str(path).endswith(".txt"))
    with Archive.open(place) as archive:
        list(archive.add([page], topic="First"))
        listed = archive.tag("first").threads
        assert listed > 0
        list(archive.add([page], topic="First"))
        assert archive.tag("first").threads == listed


def test_adding_stopped_in_the_middle_is_finished_by_who_comes_next(tmp_path):
    folder = tmp_path / "archive"
    (tmp_path / "posts.jsonl").write_bytes(lines(*THREE))
    archive = Archive.open(folder)
    adding = archive.add([tmp_path / "posts.jsonl"])
    next(adding)
    adding.close()
    assert everything(archive) == []
    archive.close()
    (folder / "captures" / ".partial-left").write_bytes(b"half")
    with Archive.open(folder, create=False) as archive:
        assert len(everything(archive)) == 1
        assert not list((folder / "captures").glob(".partial-*"))


def test_who_opens_while_another_adds_leaves_the_marks_to_them(tmp_path):
    (tmp_path / "posts.jsonl").write_bytes(lines(*THREE))
    with Archive.open(tmp_path / "archive") as archive:
        adding = archive.add([tmp_path / "posts.jsonl"])
        next(adding)
        with Archive.open(tmp_path / "archive") as reader:
            assert everything(reader) == []
            assert reader.thread("x:2").summary.held == 1
        assert list(adding) == []
        assert len(everything(archive)) == 1


def test_an_archive_that_is_not_there_is_not_made_for_readers(tmp_path):
    with pytest.raises(NotFound, match="no archive at"):
        Archive.open(tmp_path / "absent", create=False)
    assert not (tmp_path / "absent").exists()


def test_formats_and_forms_are_found_by_listing():
    assert "twitter_v1" in Archive.sources()
    assert Archive.forms()["jsonl"][2] == ".jsonl"
    out = io.BytesIO()
    with Archive.open("memory:") as archive:
        archive.export([], "jsonl", out)
        with pytest.raises(NotFound):
            archive.export([], "papyrus", out)
    assert out.getvalue() == b""


ADDRESSES = [
    ("x:2", "x:2"),
    ("2", "x:2"),
    (" https://x.com/gauge_7/status/2 ", "x:2"),
    ("https://twitter.com/gauge_7/status/2?s=20&t=abc", "x:2"),
    ("http://www.twitter.com/somebody_else/statuses/2/photo/1", "x:2"),
    ("mobile.twitter.com/gauge_7/status/2#m", "x:2"),
    ("https://x.com/i/web/status/2", "x:2"),
    ("https://x.com/i/status/2", "x:2"),
    ("https://nitter.example/gauge_7/status/2#m", "x:2"),
    ("https://threadreaderapp.com/thread/2.html", "x:2"),
    ("https://threadreaderapp.com/thread/2", "x:2"),
    ("HTTPS://X.COM/gauge_7/status/2", "x:2"),
    ("https://bsky.app/profile/did:plc:abc/post/3kxyz", "at://did:plc:abc/app.bsky.feed.post/3kxyz"),
    ("https://deer.social/profile/did:plc:abc/post/3kxyz", "at://did:plc:abc/app.bsky.feed.post/3kxyz"),
    ("did:plc:abc/post/3kxyz", "at://did:plc:abc/app.bsky.feed.post/3kxyz"),
    ("@cy@masto.example/42", "https://masto.example/@cy/42"),
    ("https://masto.example/@cy/42/", "https://masto.example/@cy/42"),
    ("at://did:plc:abc/app.bsky.feed.post/3kxyz", "at://did:plc:abc/app.bsky.feed.post/3kxyz"),
    ("listing:ab12", "listing:ab12"),
]


@pytest.mark.parametrize(("address", "name"), ADDRESSES)
def test_an_address_leads_to_a_name(address, name):
    assert name in addresses.names(address)


@pytest.mark.parametrize(
    "address", ["", "https://", "x.com", "/", "https://x.com/a/status/", "status/5", "٢", "%00", "a" * 9999]
)
def test_an_address_that_means_nothing_leads_nowhere(address):
    assert not any(name.startswith("x:") for name in addresses.names(address))
    with Archive.open("memory:") as archive, pytest.raises(NotFound):
        archive.thread(address)


def test_a_thread_is_found_by_the_address_of_any_of_its_posts(place, tmp_path):
    (tmp_path / "posts.jsonl").write_bytes(lines(*THREE))
    with Archive.open(place) as archive:
        list(archive.add([tmp_path / "posts.jsonl"]))
        for address, name in ADDRESSES:
            if name == "x:2":
                assert archive.thread(address).id == "x:1"
        with pytest.raises(NotFound, match="status/404"):
            archive.thread("https://x.com/a/status/404")


def test_a_page_that_names_its_author_by_handle_is_found_too(place, tmp_path):
    author = {"did": "did:plc:abc", "handle": "mill.example"}
    record = {"$type": "app.bsky.feed.post", "text": "one", "createdAt": "2024-05-01T10:00:00Z"}
    uri = "at://did:plc:abc/app.bsky.feed.post/3kxyz"
    view = {"uri": uri, "cid": "x", "author": author, "record": record, "indexedAt": "2024-05-01T10:00:01Z"}
    (tmp_path / "posts.json").write_text(json.dumps({"posts": [view]}))
    with Archive.open(place) as archive:
        list(archive.add([tmp_path / "posts.json"]))
        for right in ("https://bsky.app/profile/mill.example/post/3kxyz", "https://deer.social/profile/mill.example/post/3kxyz?a",
                      "@mill.example/post/3kxyz", "at://mill.example/app.bsky.feed.post/3kxyz"):  # fmt: skip
            assert archive.thread(right).id == uri
        for wrong in ("https://bsky.app/profile/weir.example/post/3kxyz", "bsky.app/profile/mill.example/post/3kother"):
            with pytest.raises(NotFound):
                archive.thread(wrong)


def in_batches(name: str, folder: Path, batches: list[list[Post]]) -> tuple:
    """What an archive holds after posts came in these batches, each followed by unrolling."""
    store = stores.load(name).Store.open(PLACES[name](folder), create=True)
    sha = "a" * 64
    store.begin(Kept(sha, "a", "a", 1, DAY, "s"))
    for batch in batches:
        store.add(sha, batch)
        settling.settle(store, group=7)
    query = Query(limit=None, min_posts=1)
    outcome = list(store.threads(query)), store.cards(query), store.info(), store.tags(None), store.authors(None)
    alone = {post.id: store.thread(post.id) for batch in batches for post in batch}
    store.close()
    return *outcome, alone


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6), data=st.data())
def test_any_batches_in_any_order_give_the_same_as_all_at_once(tmp_path_factory, seed, data):
    threads = a_crowd(seed, 8)
    rng = random.Random(seed)
    posts = [post for thread in threads for post in thread if rng.random() < 0.85]
    posts += [a_post(f"r{n}", AUTHORS[n % 3], "to my own", minute=30 + n) for n in range(4)]
    order = data.draw(st.permutations(posts + posts[:3]))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(order)), max_size=4)))
    batches = [order[a:b] for a, b in zip([0, *cuts], [*cuts, len(order)], strict=True)]
    outcomes = [in_batches(name, tmp_path_factory.mktemp("a"), [posts]) for name in PLACES]
    outcomes += [in_batches(name, tmp_path_factory.mktemp("b"), batches) for name in PLACES]
    assert all(outcome == outcomes[0] for outcome in outcomes)


def test_a_thread_of_ten_thousand_posts(place):
    posts = chain(" ".join(str(n) for n in range(1, 10_001)), ADA)
    store = stores.find(place).Store.open(place, create=True)
    store.begin(Kept("a" * 64, "a", "a", 1, datetime(2020, 1, 1, tzinfo=UTC), "s"))
    random.Random(1).shuffle(posts)
    store.add("a" * 64, posts)
    settling.settle(store)
    thread = store.thread("x:777")
    assert [part.post.id for part in thread.parts] == [f"x:{n}" for n in range(1, 10_001)]
    assert len(store.cards(Query()).items[0].opening) == 3
    store.close()
