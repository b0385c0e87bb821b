"""What is followed in the fediverse is kept as it is written: a server on this machine that streams, or does not."""

from __future__ import annotations

import contextlib
import json
import re
import threading
import urllib.parse
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import msgspec
import pytest
from listened import NEARBY, running, texts, until

from clew.archive import Archive
from clew.archive.following.wishes import Wishes, read
from clew.archive.looking import LAPSE

_STATUS = re.compile(r"/api/v1/statuses/(\d+)(/context)?")


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
        """Lina writes a post, and who listens hears of it."""
        status = self.has(number, text, under, **more)
        self.tells("update", json.dumps(status))
        return status

    def has(self, number, text, under=None, **more):
        """Lina writes a post of which no stream tells."""
        status = {
            "id": str(number), "uri": f"{self.base}/users/lina/statuses/{number}", "url": f"{self.base}/@lina/{number}",
            "created_at": "2026-11-26T10:00:00.000Z", "edited_at": None, "visibility": "public", "language": "en",
            "sensitive": False, "spoiler_text": "", "content": f"<p>{text}</p>", "account": self.account(), "reblog": None,
            "in_reply_to_id": None if under is None else str(under), "in_reply_to_account_id": None if under is None else "1",
            "media_attachments": [], "mentions": [], "tags": [{"name": "bridge"}], "emojis": [], "favourites_count": 0, **more,
        }  # fmt: skip
        self.statuses.append(status)
        return status

    def of(self, number):
        return next(each for each in self.statuses if each["id"] == number)

    def thread(self, number):
        """What stands around a post: what it answers, and what answers it."""
        above, below, at = [], [self.of(number)], self.of(number)
        while at["in_reply_to_id"] is not None:
            above.insert(0, at := self.of(at["in_reply_to_id"]))
        for each in self.statuses:
            below += [each] if any(each["in_reply_to_id"] == one["id"] for one in below) else []
        return {"ancestors": above, "descendants": below[1:]}

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
        elif (one := _STATUS.fullmatch(parts.path)) is not None:
            self._says(200, town.thread(one[1]) if one[2] else town.of(one[1]))
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


def test_a_hashtag_is_heard_on_a_server_of_the_fediverse(place, town):
    with Archive.open(place) as archive:
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


def test_a_fetched_thread_is_shown_no_more_when_its_author_cannot_be_asked_for_a_week(place):
    town = Town()
    with contextlib.ExitStack() as left, Archive.open(place) as archive:
        left.callback(town.end)
        follow_tag(archive, town)
        with running(archive, "http://127.0.0.1:9", looked_up=True) as news:
            until(lambda: any(path.startswith("/api/v1/streaming") for path, _ in town.asked))
            town.has(101, "1/ The bridge is shut.")
            town.says(102, "2/ They told nobody.", 101)
            until(lambda: news[-1].fetched)
        assert texts(archive) == ["1/ The bridge is shut.", "2/ They told nobody."]
        author = archive.thread(f"{town.base}/users/lina/statuses/101").summary.author
        (said,) = archive._store.statements(author.id)
        assert (said.answer, said.source) == ("yes", "network")
        left.close()  # her server is gone
        archive._store.state([msgspec.structs.replace(said, made=said.made - LAPSE + timedelta(hours=1))])
        assert archive.look(NEARBY) == 1
        assert archive.info().posts == 2
        archive._store.state([msgspec.structs.replace(said, made=said.made - LAPSE - timedelta(hours=1))])
        archive.look(NEARBY)
        assert archive.info().posts == 0
        assert [each.reason.partition(" since")[0] for each in archive.refusals()] == ["could not be asked"]
