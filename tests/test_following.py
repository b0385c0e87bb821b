"""What is followed is kept as it is written: streams played by servers on this machine, listened to and cut off."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import msgspec
import played
import pytest
import streamed
import websockets.sync.server
from made import DAY
from websockets.exceptions import ConnectionClosed

from clew.archive import Archive, Asking
from clew.archive.following.wishes import Wishes, read
from clew.errors import BadQuery, NotFound, Unreadable
from clew.post import Post
from clew.stores.consent import Statement

NEARBY = Asking("http://127.0.0.1:9", "http://127.0.0.1:9", ("127.0.0.1",))
CLEW = [sys.executable, "-m", "clew"]


def until(found, seconds=30):
    end = time.monotonic() + seconds
    while not (value := found()):
        assert time.monotonic() < end, f"not within {seconds} s"
        time.sleep(0.02)
    return value


class Playing:
    """A WebSocket server that plays what it has from the cursor it is asked for on, and then waits for more."""

    def __init__(self, path):
        self.path = path
        self.sent = []  # (cursor, message)
        self.asked = []
        self.more = threading.Condition()
        self.cut = 0
        self._server = websockets.sync.server.serve(self._play, "127.0.0.1", 0, compression=None)
        self.port = self._server.socket.getsockname()[1]
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()

    @property
    def address(self):
        return f"127.0.0.1:{self.port}"

    def says(self, *messages):
        with self.more:
            self.sent += messages
            self.more.notify_all()

    def breaks(self):
        with self.more:
            self.cut += 1
            self.more.notify_all()

    def _play(self, connection):
        asked = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(connection.request.path).query))
        assert urllib.parse.urlsplit(connection.request.path).path == self.path
        with self.more:
            at = 0 if "cursor" in asked else len(self.sent)
            self.asked.append(asked.get("cursor"))
            cut = self.cut
        with contextlib.suppress(ConnectionClosed, OSError):
            while True:
                with self.more:
                    while at >= len(self.sent) and cut == self.cut and self._thread.is_alive():
                        self.more.wait(0.05)
                        if connection.protocol.state.name != "OPEN":
                            return
                    if cut != self.cut:
                        connection.socket.shutdown(socket.SHUT_RDWR)
                        return
                    cursor, message = self.sent[at] if at < len(self.sent) else (None, None)
                at += 1
                if message is not None and ("cursor" not in asked or cursor > int(asked["cursor"])):
                    connection.send(message)

    def close(self):
        self._server.shutdown()
        self._thread.join()


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


@contextlib.contextmanager
def running(archive, stream, asking=NEARBY, *, looked_up=False):
    """Follow in a thread while the block lasts; what is given are the latest news."""
    following = archive.following(asking, stream, looked_up=looked_up)
    news, faults = [], []

    def run():
        try:
            following.run(news.append)
        except Exception as error:  # noqa: BLE001 - told to the test
            faults.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        until(lambda: faults or news)
        yield news
    finally:
        following.stopped.set()
        thread.join(60)
        assert not thread.is_alive()
        assert not faults, faults


def numbered(messages):
    return [(number, message) for number, message in enumerate(messages, start=1)]


def texts(archive):
    ids = {record.id for _, record in archive._store.said() if isinstance(record, Post)}
    return sorted(part.post.text for name in ids for part in archive.thread(name).parts if part.post.id == name)


def test_a_thread_grows_from_a_relay_and_what_is_deleted_is_marked(tmp_path, relay):
    with Archive.open(tmp_path / "a") as archive:
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


def test_killed_at_any_moment_it_loses_and_doubles_nothing(tmp_path, relay, appview):
    count = 120
    frames = [
        streamed.commit(number, streamed.LINA, [("create", _key(number), streamed.post(f"Post {number} #bridge"))])
        for number in range(1, count + 1)
    ]
    with Archive.open(tmp_path / "a") as archive:
        archive.follow("#bridge", NEARBY)
    appview.gives("/xrpc/app.bsky.actor.getProfile", {"did": streamed.LINA, "handle": "lina.example"})
    env = {**os.environ, "CLEW_NEARBY": "127.0.0.1", "CLEW_PLC": NEARBY.plc, "CLEW_APPVIEW": appview.base}
    words = [*CLEW, "--archive", tmp_path / "a", "follow", "--stream", f"http://{relay.address}"]
    sent, kills = 0, 0
    with Archive.open(tmp_path / "a") as archive:
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


def test_nobody_is_kept_who_refused_or_whose_network_says_no(tmp_path, relay):
    with Archive.open(tmp_path / "a") as archive:
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


class Town(ThreadingHTTPServer):
    """A server that speaks Mastodon's API: pages of what it has, a stream of what comes, and profiles."""

    daemon_threads = True

    def __init__(self, *, streams=True):
        super().__init__(("127.0.0.1", 0), Speaking)
        self.streams = streams
        self.base = f"http://127.0.0.1:{self.server_port}"
        self.statuses = []
        self.events = []
        self.asked = []
        self.more = threading.Condition()
        self.note = ""
        self.over = False
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()

    def account(self):
        return {"id": "1", "username": "lina", "acct": "lina", "display_name": "Lina", "note": self.note,
                "url": f"{self.base}/@lina", "uri": f"{self.base}/users/lina", "fields": []}  # fmt: skip

    def says(self, number, text, under=None, **more):
        status = {
            "id": str(number), "uri": f"{self.base}/users/lina/statuses/{number}", "url": f"{self.base}/@lina/{number}",
            "created_at": "2026-11-26T10:00:00.000Z", "edited_at": None, "visibility": "public", "language": "en",
            "sensitive": False, "spoiler_text": "", "content": f"<p>{text}</p>", "account": self.account(), "reblog": None,
            "in_reply_to_id": None if under is None else str(under), "in_reply_to_account_id": None if under is None else "1",
            "media_attachments": [], "mentions": [], "tags": [{"name": "bridge"}], "emojis": [], "favourites_count": 0, **more,
        }  # fmt: skip
        self.statuses.append(status)
        self.tells("update", json.dumps(status))
        return status

    def tells(self, kind, data):
        with self.more:
            self.events.append(f"event: {kind}\r\ndata: {data}\r\n\r\n".encode())
            self.more.notify_all()

    def end(self):
        with self.more:
            self.over = True
            self.more.notify_all()
        self.shutdown()
        self._thread.join()
        self.server_close()


class Speaking(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        town, parts = self.server, urllib.parse.urlsplit(self.path)
        query = dict(urllib.parse.parse_qsl(parts.query))
        town.asked.append((parts.path, query))
        if parts.path == "/api/v1/streaming/hashtag" and town.streams:
            self._stream(town)
        elif parts.path in {"/api/v1/timelines/tag/bridge", "/api/v1/accounts/1/statuses"}:
            after = int(query.get("min_id", -1))
            found = [each for each in town.statuses if int(each["id"]) > after]
            found = found[: int(query["limit"])] if "min_id" in query else found[-int(query["limit"]) :]
            self._says(200, found[::-1])
        elif parts.path == "/api/v1/accounts/lookup":
            self._says(200, town.account())
        elif parts.path == "/.well-known/nodeinfo":
            self._says(
                200,
                {
                    "links": [
                        {"rel": "http://nodeinfo.diaspora.software/ns/schema/2.0", "href": f"{town.base}/nodeinfo"}
                    ]
                },
            )
        elif parts.path == "/nodeinfo":
            self._says(200, {"version": "2.0", "software": {"name": "mastodon", "version": "4.3"}})
        else:
            self._says(404, {"error": "Record not found"})

    def _says(self, status, value):
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(body)

    def _stream(self, town):
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        self.wfile.write(b":)\n")
        at = len(town.events)
        with contextlib.suppress(OSError):
            while not town.over:
                with town.more:
                    town.more.wait(0.1)
                    fresh, at = town.events[at:], len(town.events)
                self.wfile.write(b"".join(fresh) or b":thump\n")
        self.close_connection = True

    def log_message(self, *_words):
        pass


@pytest.fixture
def town():
    made = Town()
    yield made
    made.end()


def follow_tag(archive, town):
    wish = read("#bridge@server.example")
    Wishes(archive._store).add(msgspec.structs.replace(wish, server=town.base))


def test_a_hashtag_is_heard_on_a_server_of_the_fediverse(tmp_path, town):
    with Archive.open(tmp_path / "a") as archive:
        follow_tag(archive, town)
        town.says(100, "Written before anybody asked.")
        with running(archive, "http://127.0.0.1:9", looked_up=True):
            until(lambda: any(path.startswith("/api/v1/timelines") for path, _ in town.asked))
            until(lambda: any(path.startswith("/api/v1/streaming") for path, _ in town.asked))
            town.says(101, "1/ The bridge is shut.")
            town.says(102, "2/ They told nobody.", 101)
            town.says(103, "For friends alone.", visibility="private")
            town.tells("nothing", "{")
            first = f"{town.base}/users/lina/statuses/101"
            until(lambda: archive.post(first) and len(archive.thread(first).parts) == 2)
            edited = {
                **town.statuses[2],
                "content": "<p>2/ They told us late.</p>",
                "edited_at": "2026-11-26T11:00:00.000Z",
            }
            town.tells("status.update", json.dumps(edited))
            until(lambda: archive.thread(first).parts[1].post.text == "2/ They told us late.")
            town.tells("delete", "101")
            until(lambda: archive.thread(first).parts[0].state == "deleted")
        assert texts(archive) == ["1/ The bridge is shut.", "2/ They told us late."]
        town.says(104, "3/ Said while nobody heard.", 102)
        with running(archive, "http://127.0.0.1:9"):
            until(lambda: len(archive.thread(first).parts) == 3)


def test_a_server_that_does_not_stream_is_asked_for_what_is_new(tmp_path):
    town = Town(streams=False)
    try:
        with Archive.open(tmp_path / "a") as archive:
            follow_tag(archive, town)
            with running(archive, "http://127.0.0.1:9"):
                until(lambda: any(path.startswith("/api/v1/timelines") for path, _ in town.asked))
            for number in range(1, 60):
                town.says(number, f"Post {number}")
            with running(archive, "http://127.0.0.1:9"):
                until(lambda: len(texts(archive)) == 59)
    finally:
        town.end()


def test_somebody_in_the_fediverse_is_followed_and_their_profile_heeded(tmp_path):
    town = Town(streams=False)
    town.note = "<p>Please #nobot</p>"
    try:
        with Archive.open(tmp_path / "a") as archive:
            wish, fresh = archive.follow(f"{town.base}/@lina", NEARBY)
            assert (wish.kind, wish.id, fresh) == ("author", f"{town.base}/users/lina", True)
            with running(archive, "http://127.0.0.1:9"):
                until(lambda: any(path.startswith("/api/v1/accounts/1/") for path, _ in town.asked))
            town.says(1, "A word.")
            with running(archive, "http://127.0.0.1:9", looked_up=True) as news:
                until(lambda: news and news[-1].news[0].seen)
            assert texts(archive) == []
            assert [each.answer for each in archive._store.statements(wish.id)] == ["no"]
    finally:
        town.end()


def test_words_of_deleted_posts_go_where_others_read_and_a_closed_account_is_said(tmp_path, relay, caplog):
    redacting = msgspec.structs.replace(NEARBY, redact=True)
    with Archive.open(tmp_path / "a") as archive:
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
