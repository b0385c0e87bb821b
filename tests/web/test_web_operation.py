"""What whoever looks after a server sees of it: health, measures, logs, and how it stops."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime

import psycopg
import pytest
import server
from starlette.testclient import TestClient

from clew.archive import Archive
from clew.archive.settling import settle
from clew.post import Author, Post, Reply
from clew.stores.base import Kept
from clew.web import create_app
from clew.web.owner import Access, gate

SERVE = """
import sys
from clew.archive import Archive
from clew.web import Operation, serve
with Archive.open(sys.argv[1]) as archive:
    serve(archive, port=0, operation=Operation(sys.argv[2], patience=int(sys.argv[3])), started=lambda words: print(words, flush=True))
print("closed")
"""


@pytest.fixture
def own():
    """A server of this test's own, which it may stop."""
    if server.programs() is None:
        pytest.skip(server.ABSENT)
    started = server.Server()
    yield started
    started.remove()


@pytest.fixture
def started():
    """Start a real server over an archive; it and its port."""
    children = []

    def start(place, log="quiet", program=SERVE, patience=2, **more):
        command = [sys.executable, "-c", program, str(place), log, str(patience)]
        child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **more)
        children.append(child)
        return child, int(re.search(r"http://127\.0\.0\.1:(\d+)/", child.stdout.readline())[1])

    yield start
    for child in children:
        child.kill()
        child.communicate()


def asked(port, path):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read().decode()
    connection.close()
    return answer.status, body


def test_health_says_one_word_to_everybody(archive):
    for way in ("public", "private"):
        with TestClient(create_app(archive, access=Access(way)), follow_redirects=False) as stranger:
            answer = stranger.get("/healthz")
            assert (answer.status_code, answer.text) == (200, "ok\n")
            assert answer.headers["cache-control"] == "no-store"


def test_health_follows_a_database_that_goes_and_comes_back(started, own):
    place = own.address("health")
    child, port = started(place)
    try:
        assert asked(port, "/healthz") == (200, "ok\n")
        own.stop("immediate")
        assert asked(port, "/healthz") == (503, "down\n")
        assert "clew_archive_answers 0.0" in asked(port, "/metrics")[1]
        status, page = asked(port, "/threads")
        assert status == 503
        assert "start it and do the same again" in page
        own.start()
        assert asked(port, "/healthz") == (200, "ok\n")
        assert asked(port, "/threads")[0] == 200
        with psycopg.connect(place) as held:  # a table that nobody can read: the database is there, and gives no answer
            held.execute("LOCK TABLE capture IN ACCESS EXCLUSIVE MODE")
            assert asked(port, "/healthz") == (503, "slow\n")
    finally:
        child.send_signal(signal.SIGTERM)
        _, err = child.communicate(timeout=30)
    assert "The archive does not answer" in err
    assert "Traceback" not in err


def test_a_folder_that_is_gone_is_told(tmp_path):
    with Archive.open(tmp_path / "archive") as archive:
        (tmp_path / "archive").rename(tmp_path / "elsewhere")
        answer = TestClient(create_app(archive)).get("/healthz")
    assert (answer.status_code, answer.text) == (503, "down\n")


def test_measures_count_routes_and_holdings_and_name_nobody(archive):
    app = create_app(archive, measured=True)
    client = TestClient(app, follow_redirects=False)
    client.get("/author/lina_builds")
    client.get("/author/rivergauge")
    client.get("/search?q=bridge")
    client.get("/nowhere/at/all")
    text = client.get("/metrics").text
    assert 'clew_requests_total{route="/author/{name:path}",status="200"} 2.0' in text
    assert 'clew_requests_total{route="none",status="404"} 1.0' in text
    assert 'clew_request_seconds_count{route="/search"} 1.0' in text
    assert f"clew_posts {float(archive.info().posts)}" in text
    assert 'clew_imports{format="twitter_v1"} 1.0' in text
    assert "clew_imports_unfinished 1.0" in text
    assert "clew_problems 2.0" in text
    assert re.search(r"clew_last_import_timestamp_seconds 1\.53\d+e\+09", text)
    assert re.search(r'clew_build_info\{python="3\.\d+\.\d+",version="\d+\.\d+\.\d+"\} 1\.0', text)
    for private in ("lina", "bridge", "testclient", "posts <2018>", "nowhere"):
        assert private not in text


def test_measures_are_for_this_machine_unless_said(archive):
    here = TestClient(create_app(archive), client=("127.0.0.1", 50_000))
    assert here.get("/metrics").status_code == 200
    assert here.get("/metrics", headers={"x-forwarded-for": "203.0.113.9"}).status_code == 404
    assert TestClient(create_app(archive), client=("203.0.113.9", 50_000)).get("/metrics").status_code == 404
    private = create_app(archive, access=Access("private"), measured=True)
    assert TestClient(private, client=("203.0.113.9", 50_000)).get("/metrics").status_code == 200


def test_a_line_of_json_for_each_request_has_no_words_and_no_reader(started, tmp_path):
    child, port = started(tmp_path / "archive", "json")
    asked(port, "/search?q=secret+words")
    asked(port, "/threads")
    child.send_signal(signal.SIGTERM)
    _, err = child.communicate(timeout=30)
    lines = [json.loads(line) for line in err.splitlines()]
    one, two = [line for line in lines if line["logger"] == "clew.requests"]
    assert (one["path"], one["route"], one["status"], one["method"]) == ("/search", "/search", 200, "GET")
    assert one["level"] == "info"
    assert one["bytes"] > 1000
    assert one["request"] != two["request"]
    assert {line["logger"].partition(".")[0] for line in lines} == {"clew", "uvicorn"}
    assert "secret" not in err
    assert "127.0.0.1:" not in err.replace(f"127.0.0.1:{port}", "")


def test_what_failed_is_in_the_log_under_the_id_that_the_page_shows(started, tmp_path):
    """A fault of the program itself: a page that asks for the hashtags meets one."""
    breaking = SERVE.replace("serve(archive", "archive.tags = lambda *_: 1 / 0\n    serve(archive")
    child, port = started(tmp_path / "archive", "text", breaking)
    status, page = asked(port, "/tags?q=hidden")
    child.send_signal(signal.SIGTERM)
    _, err = child.communicate(timeout=30)
    assert status == 500
    name = re.search(r"under ([0-9a-f]{12})\.", page)[1]
    lines = [line for line in err.splitlines() if name in line and line.startswith("20")]
    assert [line.split()[1] for line in lines] == ["error", "info"]
    assert lines[0].endswith(f"clew.web.watch {name} GET /tags failed")
    assert " GET /tags 500, " in lines[1]
    assert err.count("Traceback") == err.count("ZeroDivisionError: division by zero") == 1
    assert "hidden" not in err


@pytest.fixture(scope="module")
def long(tmp_path_factory):
    """An archive that takes more to write out than a connection takes by itself."""
    author, day = Author("x:user:1", "x", "ada", "Ada"), datetime(2019, 3, 1, tzinfo=UTC)
    posts = [
        Post(
            f"x:{n}",
            "x",
            author,
            day,
            f"{n} " + "water " * 600,
            reply_to=Reply(f"x:{n - 1}", author.id) if n % 2 else None,
        )
        for n in range(2400)
    ]
    place = tmp_path_factory.mktemp("long") / "archive"
    with Archive.open(place) as archive, archive._store.adding():
        archive._store.begin(Kept("a" * 64, "a", "/a", 1, day, "twitter_v1"))
        archive._store.add("a" * 64, posts)
        settle(archive._store)
    return place


@contextmanager
def reading(port):
    """A reader who has begun to take a long answer."""
    reader = socket.socket()
    reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 16)
    reader.settimeout(30)
    reader.connect(("127.0.0.1", port))
    reader.sendall(b"GET /threads.jsonl HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    with reader:
        yield reader, reader.recv(1000)


def rest(reader):
    taken = b""
    try:
        while piece := reader.recv(1 << 16):
            taken += piece
    except ConnectionResetError:
        pass
    return taken


def until_closed(port):
    """Wait until nobody listens at a port any more."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            return
        time.sleep(0.01)
    raise AssertionError


def test_an_answer_under_way_is_finished_when_the_server_is_told_to_stop(started, long):
    child, port = started(long, patience=20)
    with reading(port) as (reader, first):
        child.send_signal(signal.SIGTERM)
        until_closed(port)
        whole = first + rest(reader)
    out, err = child.communicate(timeout=30)
    assert (child.returncode, out, err) == (0, "closed\n", "")
    assert whole.startswith(b"HTTP/1.1 200")
    assert whole.endswith(b"\r\n0\r\n\r\n")  # the end of what comes in pieces
    assert whole.count(b'"id":"x:0"') >= 1
    assert len(whole) > 8_000_000


def test_a_reader_who_takes_nothing_is_not_waited_for_for_ever(started, long):
    child, port = started(long)
    with reading(port) as (reader, first):
        child.send_signal(signal.SIGTERM)
        began = time.monotonic()
        out, err = child.communicate(timeout=30)
        took = time.monotonic() - began
        whole = first + rest(reader)
    assert (child.returncode, out) == (0, "closed\n")
    assert 1.5 < took < 10
    (line,) = err.splitlines()  # one line says so, and no trace: nothing is wrong in the program
    assert "Cancel 1 running task(s)" in line
    assert not whole.endswith(b"\r\n0\r\n\r\n")  # nobody takes the piece for the whole


def test_a_database_that_does_not_answer_does_not_hold_the_server(started, own):
    place = own.address("held")
    child, port = started(place)
    with psycopg.connect(place) as held, socket.create_connection(("127.0.0.1", port)) as reader:
        held.execute("LOCK TABLE tally, capture, facet IN ACCESS EXCLUSIVE MODE")
        reader.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        waiting = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'clew' AND wait_event_type = 'Lock'"
        with psycopg.connect(place, autocommit=True) as other:
            while other.execute(waiting).fetchone() != (1,):
                time.sleep(0.01)
        child.send_signal(signal.SIGTERM)
        _, err = child.communicate(timeout=20)
    assert child.returncode == 1
    assert "An answer did not come to its end; stopped without it." in err


def test_after_a_restart_of_the_database_no_reader_meets_a_dead_connection(own):
    with Archive.open(own.address("restarted")) as archive, TestClient(create_app(archive)) as reader:

        def statuses():
            with ThreadPoolExecutor(8) as readers:
                return {answer.status_code for answer in readers.map(reader.get, ["/threads", "/search?q=river"] * 8)}

        assert statuses() == {200}
        own.stop("immediate")
        assert statuses() == {503}
        own.start()
        assert statuses() == {200}


def release_who_waited(place, held):
    """End what `held` began, once somebody has waited for it three times as long as a stranger may."""
    waited = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query_start < now() - interval '0.6 s'"
    with psycopg.connect(place, autocommit=True) as looking:
        while looking.execute(waited).fetchone() != (1,):
            time.sleep(0.01)
    held.execute("ROLLBACK")


def test_a_stranger_is_told_what_takes_too_long_and_the_owner_waits(tmp_path, monkeypatch):
    monkeypatch.setattr(gate, "SLOWEST", 0.2)
    place = server.address(tmp_path)
    with Archive.open(place) as archive, psycopg.connect(place, autocommit=True) as other:
        author = Author("x:user:1", "x", "lina_builds", "Lina Haddad")
        archive._store.begin(Kept("a" * 64, "posts.jsonl", "/posts.jsonl", 1, datetime.now(UTC), "twitter_v1"))
        archive._store.add("a" * 64, [Post("x:1", "x", author, datetime.now(UTC), "The river rises.")])
        settle(archive._store)
        with TestClient(create_app(archive, access=Access("public"))) as stranger:
            other.execute("BEGIN; LOCK entry")
            for path in ("/search?q=river", "/search.jsonl?q=river"):
                answer = stranger.get(path)
                assert (answer.status_code, "ask for less: a rarer word" in answer.text) == (503, True)
                assert "postgresql" not in answer.text
                assert "127.0.0.1:" not in answer.text
            other.execute("ROLLBACK")
            assert stranger.get("/search?q=river").status_code == 200
        with TestClient(create_app(archive, access=Access("own")), client=("127.0.0.1", 5000)) as owner:
            other.execute("BEGIN; LOCK entry")
            late = threading.Thread(target=release_who_waited, args=(place, other))
            late.start()
            assert owner.get("/search?q=river").status_code == 200
            late.join()


def test_whoever_started_the_server_is_told_when_it_answers_and_when_it_stops(started, tmp_path):
    place = tmp_path / "notify"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as told:
        told.bind(str(place))
        told.settimeout(20)
        child, port = started(tmp_path / "archive", env={**os.environ, "NOTIFY_SOCKET": str(place)})
        assert told.recv(100) == b"READY=1"
        assert asked(port, "/healthz")[0] == 200
        child.send_signal(signal.SIGTERM)
        assert told.recv(100) == b"STOPPING=1"
        child.communicate(timeout=30)
    assert child.returncode == 0
