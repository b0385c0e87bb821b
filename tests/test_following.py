"""What is followed is kept as it is written: streams of Bluesky, listened to and cut off."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time

import msgspec
import played
import pytest
import streamed
from listened import NEARBY, Playing, numbered, running, texts, until
from made import DAY

from clew.archive import Archive
from clew.errors import BadQuery, NotFound, Unreadable
from clew.stores.consent import Statement

CLEW = [sys.executable, "-m", "clew"]


@pytest.fixture
def relay():
    playing = Playing("/xrpc/com.atproto.sync.subscribeRepos")
    yield playing
    playing.close()


@pytest.fixture
def jetstream():
    playing = Playing("/subscribe")
    yield playing
    playing.close()


@pytest.fixture
def appview():
    with played.playing("https://appview.example") as playing:
        yield playing


def test_a_thread_grows_from_a_relay_and_what_is_deleted_is_marked(place, tmp_path, relay):
    with Archive.open(place, captures=tmp_path / "captures") as archive:
        archive.follow("#bridge", NEARBY)
        with running(archive, f"http://{relay.address}"):
            until(lambda: relay.asked)
            relay.says(*numbered(streamed.story()[:4]))
            first = f"at://{streamed.LINA}/app.bsky.feed.post/3mhsxqk222222"
            until(lambda: archive.post(first) and len(archive.thread(first).parts) == 3)
            relay.says(*((number, streamed.story()[number - 1]) for number in range(5, 9)))
            until(lambda: archive.thread(first).parts[2].state == "deleted")
        parts = archive.thread(first).parts
        assert [part.post.text[:2] for part in parts] == ["1/", "2/", "3/"]
        assert parts[1].post.text == "2/ They told us late."
        assert parts[1].post.edited is not None
        assert len(texts(archive)) == 3  # what Basil answers is no part of Lina's thread
        captures = archive.captures()
        assert {kept.source for kept in captures} == {"firehose"}
        assert {kept.place for kept in captures} == {f"http://{relay.address}/xrpc/com.atproto.sync.subscribeRepos"}
        assert all(kept.finished and kept.held for kept in captures)


def test_it_goes_on_from_where_it_was_when_the_stream_breaks_off_and_when_it_is_started_again(tmp_path, relay):
    story = numbered(streamed.story()[:8])
    with Archive.open(tmp_path / "a") as archive:
        archive.follow(streamed.LINA, NEARBY)
        with running(archive, f"http://{relay.address}"):
            until(lambda: relay.asked)
            relay.says(*story[:3])
            until(lambda: len(texts(archive)) == 1)
            relay.breaks()
            until(lambda: len(relay.asked) == 2)
            relay.says(*story[3:4])
            until(lambda: len(texts(archive)) == 3)
        relay.says(*story[4:])
        with running(archive, f"http://{relay.address}"):
            until(lambda: "2/ They told us late." in texts(archive))
        assert relay.asked[0] is None
        assert [int(each) for each in relay.asked[1:]] == [3, 4]


def test_killed_at_any_moment_it_loses_and_doubles_nothing(place, tmp_path, relay, appview):
    count = 120
    frames = [
        streamed.commit(number, streamed.LINA, [("create", _key(number), streamed.post(f"Post {number} #bridge"))])
        for number in range(1, count + 1)
    ]
    with Archive.open(place, captures=tmp_path / "captures") as archive:
        archive.follow("#bridge", NEARBY)
    appview.gives("/xrpc/app.bsky.actor.getProfile", {"did": streamed.LINA, "handle": "lina.example"})
    env = {**os.environ, "CLEW_NEARBY": "127.0.0.1", "CLEW_PLC": NEARBY.plc, "CLEW_APPVIEW": appview.base}
    words = [
        *CLEW,
        "--archive",
        place,
        "follow",
        "--captures",
        tmp_path / "captures",
        "--stream",
        f"http://{relay.address}",
    ]
    sent, kills = 0, 0
    with Archive.open(place, captures=tmp_path / "captures") as archive:
        while kills < 3:
            calls = len(relay.asked)
            child = subprocess.Popen(words, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
            until(lambda calls=calls: len(relay.asked) > calls)
            before = len(texts(archive))
            for _ in range(30):
                relay.says((sent + 1, frames[sent]))
                sent += 1
                time.sleep(0.005)
            until(lambda before=before: len(texts(archive)) > before)
            relay.says(*numbered(frames)[sent : sent + 10])
            sent += 10
            child.send_signal(signal.SIGKILL)
            child.wait()
            child.stderr.close()
            kills += 1
        child = subprocess.Popen(words, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        until(lambda: len(texts(archive)) == count)
        child.send_signal(signal.SIGTERM)
        said, errors = child.communicate(timeout=30)
        assert (child.returncode, errors) == (0, b"")
        assert b"kept" in said
        assert texts(archive) == sorted(f"Post {number} #bridge" for number in range(1, count + 1))
        assert archive.info().posts == count


def _key(number):
    signs = "234567abcdefghijklmnopqrstuvwxyz"
    return f"3mhsxqk22{signs[number // 32]}{signs[number % 32]}22"


def test_jetstream_is_heard_too(tmp_path, jetstream):
    def line(time_us, operation, key, record=None, **more):
        commit = {"operation": operation, "collection": "app.bsky.feed.post", "rkey": key, "rev": "3mhsxr7k27k22"}
        commit |= {"record": record, "cid": "x"} if record else {}
        return time_us, json.dumps(
            {"did": streamed.LINA, "time_us": time_us, "kind": "commit", "commit": commit, **more}
        )

    clock = 1_790_000_000_000_000
    with Archive.open(tmp_path / "a") as archive:
        archive.follow('"old bridge"', NEARBY)
        with running(archive, f"ws://{jetstream.address}/subscribe"):
            until(lambda: jetstream.asked)
            jetstream.says(
                line(clock, "create", "3mhsxqk222222", streamed.post("The old bridge is shut.")),
                line(clock + 1, "create", "3mhsxqk222232", streamed.post("The bridge is old.")),
                (clock + 2, "no json"),
                line(clock + 3, "create", "3mhsxqk222242", streamed.post("And so on.", "3mhsxqk222222")),
            )
            first = f"at://{streamed.LINA}/app.bsky.feed.post/3mhsxqk222222"
            until(lambda: archive.post(first) and len(archive.thread(first).parts) == 2)
            jetstream.breaks()
            until(lambda: len(jetstream.asked) == 2)
            jetstream.says(line(clock + 9_000_000, "delete", "3mhsxqk222242"))
            until(lambda: archive.thread(first).parts[1].state == "deleted")
        assert texts(archive) == ["And so on.", "The old bridge is shut."]
        assert int(jetstream.asked[1]) == clock + 3 - 2_000_000
        assert {kept.source for kept in archive.captures()} == {"jetstream"}


def test_a_server_that_counts_anew_is_heard_from_now_on(tmp_path, relay):
    import cars

    with Archive.open(tmp_path / "a") as archive:
        archive.follow("#bridge", NEARBY)
        with running(archive, f"http://{relay.address}"):
            until(lambda: relay.asked)
            relay.says((1, streamed.story()[2]))
            until(lambda: texts(archive))
        relay.says((9, cars.packed({"op": -1}) + cars.packed({"error": "FutureCursor", "message": "no"})))
        with running(archive, f"http://{relay.address}") as news:
            until(lambda: len(relay.asked) == 3)
            until(lambda: any("count anew" in (each.news[0].trouble or "") for each in news))
        assert relay.asked == [None, "3", None]


def test_nobody_is_kept_who_refused_or_whose_network_says_no(place, tmp_path, relay):
    with Archive.open(place, captures=tmp_path / "captures") as archive:
        archive.follow("#bridge", NEARBY)
        archive.follow(streamed.BASIL, NEARBY)
        archive.refuse(streamed.LINA, "asked by mail")
        said = Statement(streamed.BASIL, "profile", "no", "#nobot", DAY)
        archive._store.state([said])
        with running(archive, f"http://{relay.address}") as news:
            until(lambda: relay.asked)
            relay.says(*numbered(streamed.story()[:8]))
            until(lambda: news[-1].news[0].seen >= 6)
        assert texts(archive) == []
        assert archive.captures() == ()
        assert list(archive._store.withheld()) == []


def test_what_is_new_on_the_list_is_heard_without_a_restart(tmp_path, relay):
    with Archive.open(tmp_path / "a") as archive:
        archive.follow("#nothing", NEARBY)
        with running(archive, f"http://{relay.address}"):
            until(lambda: relay.asked)
            archive.follow("#bridge", NEARBY)
            until(lambda: len(relay.asked) == 2)
            relay.says(*numbered(streamed.story()[:3]))
            until(lambda: len(texts(archive)) == 1)


def test_the_list_says_what_is_followed(store):
    with Archive(store) as archive:
        with pytest.raises(BadQuery, match="Nothing is followed yet"):
            archive.following().run(lambda _: None)
        for name in (streamed.LINA, "#Brücke", '"the old bridge"'):
            assert archive.follow(name, NEARBY)[1]
        assert not archive.follow("#Brücke", NEARBY)[1]
        assert [each.written for each in archive.followed()] == [streamed.LINA, "#Brücke", '"the old bridge"']
        archive.unfollow("#Brücke")
        assert [each.kind for each in archive.followed()] == ["author", "words"]
        assert archive.follow("#Brücke", NEARBY)[1]
        with pytest.raises(NotFound, match="not followed"):
            archive.unfollow("#other")
        with pytest.raises(BadQuery, match="cannot be followed"):
            archive.follow("what", NEARBY)
        with pytest.raises(Unreadable, match="cannot be asked now"):
            archive.follow("@lina.example", NEARBY)


def test_words_of_deleted_posts_go_where_others_read_and_a_closed_account_is_said(place, tmp_path, relay, caplog):
    redacting = msgspec.structs.replace(NEARBY, redact=True)
    with Archive.open(place, captures=tmp_path / "captures") as archive:
        archive.follow("#bridge", NEARBY)
        archive.follow(streamed.BASIL, NEARBY)
        with running(archive, f"http://{relay.address}", redacting):
            until(lambda: relay.asked)
            relay.says(*numbered(streamed.story()[:6]))
            until(lambda: len(texts(archive)) == 4)
            relay.says(*((number, streamed.story()[number - 1]) for number in (8, 11)))
            until(lambda: len(texts(archive)) == 3)
            until(lambda: "was closed (deleted)" in caplog.text)
        assert "3/ كان الجسر مغلقا" not in texts(archive)
        assert [receipt.reason for receipt in archive.receipts()] == ["deleted where it was published"]
        assert archive.thread(f"at://{streamed.BASIL}/app.bsky.feed.post/3mhsxqk666622").parts[0].state is None
