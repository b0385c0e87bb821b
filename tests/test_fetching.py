"""Whoever writes an address into a post decides neither which machines are called nor for how long."""

from __future__ import annotations

import io
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import drawn
import far as servers
import pytest

from clew.fetching import Client, Doors, Got, Limits, Missed, Said
from clew.fetching.doors import is_public
from clew.fetching.streams import BrokenStream, listening
from clew.fetching.turns import asked_pause, asked_rest
from clew.media.kinds import refusal

QUICK = Limits(1 << 20, silence=0.5, beginning=1, total=1, tries=3, pause=0.01, longest_pause=1)


@pytest.fixture
def far():
    with servers.serving() as server:
        yield server


@pytest.fixture
def ask(far):
    """Ask for an address; `127.0.0.1` is open unless told otherwise."""

    def ask(address, *, nearby=("127.0.0.1",), limits=QUICK):
        out = io.BytesIO()
        client = Client(Doors(nearby), limits, threading.Event())
        try:
            found = client.fetch(address, out, refusal)
        finally:
            client.close()
        return (found, out.getvalue()) if isinstance(found, Got) else found

    return ask


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "127.8.9.10", "10.0.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
     "0.1.2.3", "224.0.0.1", "239.255.255.250", "255.255.255.255", "240.0.0.1", "198.18.0.1", "192.0.2.1", "::1", "::",
     "fe80::1", "fe80::1%eth0", "fc00::1", "fdab::1", "fec0::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
     "::ffff:169.254.169.254", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:7f00:1::1",
     "2001::1", "2001:db8::1", "100::1", "5f00::1", "not-an-address", ""],
)  # fmt: skip
def test_addresses_that_are_nobody_elses_business(address):
    assert not is_public(address)


@pytest.mark.parametrize(
    "address",
    ["1.1.1.1", "9.255.255.255", "11.0.0.1", "172.15.0.1", "172.32.0.1", "192.167.1.1", "100.63.0.1", "100.128.0.1", "223.255.255.254",
     "2606:4700::1", "2a00:1450::1", "2001:4860::8888", "::ffff:1.1.1.1", "64:ff9b::101:101"],
)  # fmt: skip
def test_addresses_of_the_public_internet(address):
    assert is_public(address)


def test_a_file_comes_as_it_is(far, ask):
    body = drawn.picture()
    address = far.gives("a.png", body, Content_Type="text/plain")
    assert ask(address) == (Got(address, len(body)), body)
    assert ask(far.at("chunks"))[1] == body
    (agent,) = far.agents
    assert agent.startswith("Clew/")


@pytest.mark.parametrize("nearby", [(), ("localhost",), ("127.0.0.2",)])
def test_this_machine_is_not_called(far, ask, nearby):
    far.gives("a.png", drawn.picture())
    assert "this machine" in ask(far.at("a.png"), nearby=nearby).reason
    assert not far.asked


@pytest.mark.parametrize("host", ["localhost", "0.0.0.0", "0", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "[::1]",
                                  "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "localhost.", "LOCALHOST"])  # fmt: skip
def test_other_names_of_this_machine_are_not_called(far, ask, host):
    far.gives("a.png", drawn.picture())
    found = ask(far.at("a.png", host))
    assert isinstance(found, Missed)
    assert not far.asked


def test_a_name_that_leads_here_is_not_called(far, ask, monkeypatch):
    """A name of the public internet whose address is this machine's: it is the address that counts."""
    real = socket.getaddrinfo
    asked = []

    def lookup(host, *arguments, **named):
        asked.append(host)
        return real("127.0.0.1" if host.endswith(".example") else host, *arguments, **named)

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    far.gives("a.png", drawn.picture())
    assert "this machine" in ask(far.at("a.png", "pictures.example")).reason
    assert asked == ["pictures.example"]
    assert not far.asked
    assert isinstance(ask(far.at("a.png", "pictures.example"), nearby=["Pictures.example"]), tuple)


def test_a_name_that_changes_between_question_and_call_gains_nothing(far, ask, monkeypatch):
    """The first look-up says something public, every later one this machine: there is no later one."""
    answers = iter(["203.0.114.1"])
    real = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda _host, *a, **n: real(next(answers, "127.0.0.1"), *a, **n))
    called = []

    def connect(_self, place):
        called.append(place[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket.socket, "connect", connect)
    assert ask(far.at("a.png", "rebound.example"), nearby=()).reason == "its server cannot be reached"
    assert called == ["203.0.114.1"]


def test_of_several_addresses_only_the_public_ones_are_called(far, ask, monkeypatch):
    real = socket.getaddrinfo
    both = [*real("127.0.0.1", far.port), *real("203.0.114.1", far.port)]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_n: both)
    called = []

    def connect(_self, place):
        called.append(place[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket.socket, "connect", connect)
    ask(far.at("a.png", "mixed.example"), nearby=())
    assert set(called) == {"203.0.114.1"}


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_every_hop_is_looked_at(far, ask, status):
    good = far.gives("good.png", drawn.picture())
    away = far.gives("away.png", b"", status, Location="/good.png")
    assert ask(away)[0].address == good
    for there in (far.at("good.png", "localhost"), "http://169.254.169.254/latest/meta-data", "http://[::1]:22/"):
        far.asked.clear()
        inside = far.gives("inside.png", b"", status, Location=there)
        assert "this machine" in ask(inside).reason
        assert set(far.asked) == {"/inside.png"}


@pytest.mark.parametrize(
    "there", ["file:///etc/passwd", "ftp://127.0.0.1/a", "gopher://127.0.0.1:70/", "data:image/png;base64,AA", "javascript:1",
              "http://", "http://[", "http://user:word@127.0.0.1/a.png", "http://127.0.0.1:99999/a.png"]
)  # fmt: skip
def test_only_the_web_is_asked(far, ask, there):
    assert isinstance(ask(there), Missed)
    assert isinstance(ask(far.gives("away.png", b"", 302, Location=there)), Missed)
    assert set(far.asked) <= {"/away.png"}


def test_circles_end(far, ask):
    circle = far.gives("circle.png", b"", 302, Location="/circle.png")
    assert ask(circle) == Missed("leads in a circle")
    assert far.asked["/circle.png"] == 6


def test_what_is_gone_is_gone(far, ask):
    assert ask(far.at("nothing.png")) == Missed("404 Not Found", lasting=True)
    assert ask(far.gives("was.png", b"", 410)) == Missed("410 Gone", lasting=True)
    assert ask(far.gives("not-you.png", b"", 403)) == Missed("403 Forbidden")


@pytest.mark.parametrize(
    ("body", "word"),
    [(drawn.PAGE, "is a page"), (drawn.SVG, "SVG"), (b"", "empty"), (b"%PDF-1.7", "no picture"), (b"#EXTM3U\n", "playlist"),
     (b"  <!-- x --><html>", "is a page"), (b"GIF8", "no picture"), (b"\xff\xfe<\0h\0", "no picture"), (b"PK\x03\x04", "packed")],
)  # fmt: skip
def test_the_bytes_say_what_it_is_and_not_the_server(far, ask, body, word):
    found = ask(far.gives("a.png", body, Content_Type="image/png"))
    assert word in found.reason
    assert found.lasting == bool(body)


def test_bytes_that_came_packed_are_not_unpacked(far, ask):
    assert "packed" in ask(far.at("packed")).reason


@pytest.mark.parametrize("path", ["endless", "endless-chunks"])
def test_what_has_no_end_is_cut_off(far, ask, path):
    assert "larger than 1,048,576 bytes" in ask(far.at(path), limits=Limits(1 << 20, total=30)).reason


def test_what_says_it_is_too_large_is_not_even_begun(far, ask):
    address = far.gives("large.png", drawn.picture(), Content_Length=str(1 << 40))
    assert "larger than" in ask(address).reason


@pytest.mark.parametrize("path", ["short", "half-chunks"])
def test_half_a_file_is_none(far, ask, path):
    found = ask(far.at(path))
    assert isinstance(found, Missed)
    assert not found.lasting


@pytest.mark.parametrize("path", ["drip", "drip-head", "silent"])
def test_nobody_is_held_for_ever(far, ask, path):
    began = time.monotonic()
    assert "time" in ask(far.at(path)).reason or path == "drip"
    assert time.monotonic() - began < 4


def test_a_server_that_does_not_answer_is_soon_left_alone(ask):
    with socket.socket() as unheard:
        unheard.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{unheard.getsockname()[1]}/a.png"
        client = Client(Doors(["127.0.0.1"]), QUICK, threading.Event())
        calls = [client.fetch(address, io.BytesIO(), refusal) for _ in range(5)]
    assert set(calls) == {Missed("its server cannot be reached")}


def test_a_busy_server_is_asked_again_after_the_pause_it_asks_for(far, ask):
    body = drawn.picture()
    far.scripts["/busy.png"] = [(429, {"Retry-After": "1"}, b""), (503, {}, b""), (200, {}, body)]
    began = time.monotonic()
    assert ask(far.at("busy.png"))[1] == body
    assert 1 <= time.monotonic() - began < 3
    far.gives("down.png", b"", 500)
    assert ask(far.at("down.png")) == Missed("500 Internal Server Error")
    assert far.asked["/down.png"] == 3


def test_a_server_that_asks_for_a_long_pause_gets_it(far):
    far.gives("busy.png", b"", 429, Retry_After="3600")
    good = far.gives("good.png", drawn.picture())
    client = Client(Doors(["127.0.0.1"]), QUICK, threading.Event())
    assert "long pause" in client.fetch(far.at("busy.png"), io.BytesIO(), refusal).reason
    assert "long pause" in client.fetch(good, io.BytesIO(), refusal).reason
    client.close()
    assert dict(far.asked) == {"/busy.png": 1}


def test_pauses_are_told_in_seconds_or_as_a_date():
    now = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
    assert asked_pause("120") == 120
    assert asked_pause("Wed, 25 Nov 2026 12:00:30 GMT", now) == 30
    assert asked_pause("Wed, 25 Nov 2026 11:00:30 GMT", now) == 0
    assert [asked_pause(each) for each in (None, "soon", "", "-5", "Wed, 99 Nov 2026")] == [None] * 5


def test_a_server_that_says_how_often_it_may_be_asked_has_its_rest():
    now = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)

    def rest(left, end, before=""):
        return asked_rest({f"{before}RateLimit-Remaining": left, f"{before}RateLimit-Reset": end}, now)

    assert rest("0", "30") == 30
    assert rest("0", str(int(now.timestamp()) + 90)) == 90
    assert rest("0", "2026-11-25T12:05:00.000Z", "X-") == 300
    assert rest("0", "2026-11-25T11:00:00Z", "X-") == 0
    assert [rest("1", "30"), rest("0", "soon"), rest("0", ""), asked_rest({}, now)] == [None] * 4


@pytest.mark.parametrize("status", [200, 400, 401, 404, 410])
def test_what_a_service_says_is_had_whatever_its_status(far, status):
    address = far.gives("said", b'{"error":"RecordNotFound"}', status, X_Said="yes")
    client = Client(Doors(["127.0.0.1"]), QUICK, threading.Event())
    said = client.ask(address, lambda host: {"Accept": "application/json", "X-Host": host})
    client.close()
    assert isinstance(said, Said)
    assert (said.address, said.status, said.body, said.headers["x-said"]) == (
        address,
        status,
        b'{"error":"RecordNotFound"}',
        "yes",
    )


def test_what_a_service_says_has_bounds_too(far):
    def asked(path):
        client = Client(Doors(["127.0.0.1"]), QUICK, threading.Event())
        try:
            return client.ask(far.at(path), lambda _: {}).reason
        finally:
            client.close()

    assert "larger than" in asked("endless")
    assert "time" in asked("drip-head")
    far.gives("resting", b"{}", X_RateLimit_Remaining="0", X_RateLimit_Reset="1")
    client = Client(Doors(["127.0.0.1"]), QUICK, threading.Event())
    began = time.monotonic()
    assert [client.ask(far.at("resting"), lambda _: {}).status for _ in range(2)] == [200, 200]
    assert time.monotonic() - began > 0.9
    client.close()


def test_a_server_is_asked_by_two_at_a_time(far):
    client = Client(Doors(["127.0.0.1"]), Limits(1 << 20), threading.Event())
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: client.fetch(far.at("slow"), io.BytesIO(), refusal), range(8)))
    client.close()
    assert all(isinstance(each, Got) for each in found)
    assert far.most_at_once == 2


def test_stopping_does_not_wait_for_who_is_silent(far):
    stopped = threading.Event()
    client = Client(Doors(["127.0.0.1"]), Limits(1 << 20, silence=15, beginning=15), stopped)
    with ThreadPoolExecutor(2) as pool:
        calls = [pool.submit(client.fetch, far.at(path), io.BytesIO(), refusal) for path in ("silent", "endless")]
        while len(far.asked) < 2:
            time.sleep(0.01)
        began = time.monotonic()
        stopped.set()
        client.close()
        assert all(isinstance(call.result(), Missed) for call in calls)
    assert time.monotonic() - began < 3


@pytest.mark.parametrize(
    ("address", "words"),
    [("ws://127.0.0.1:{}/a", "this machine"), ("wss://localhost:{}/a", "this machine"), ("ws://[::ffff:127.0.0.1]:{}/", "this machine"),
     ("http://127.0.0.1:{}/a", "no stream"), ("ws://a:b@127.0.0.1:{}/", "no stream"), ("ws://", "no stream"), ("ws://nobody.invalid/", "no address")],
)  # fmt: skip
def test_doors_stand_before_streams_too(far, address, words):
    with pytest.raises(BrokenStream, match=words), listening(address.format(far.port), Doors()):
        pass
    assert not far.asked


def test_what_is_no_stream_is_said(far):
    far.gives("a", b"{}")
    with (
        pytest.raises(BrokenStream, match="does not open"),
        listening(far.at("a").replace("http", "ws"), Doors(["127.0.0.1"])),
    ):
        pass
    with (
        pytest.raises(BrokenStream, match="does not open"),
        listening(far.at("silent").replace("http", "ws"), Doors(["127.0.0.1"]), opening=0.5),
    ):
        pass


def test_doors_stand_before_tls_too(far, ask):
    far.gives("a.png", drawn.picture())
    assert "this machine" in ask(far.at("a.png").replace("http:", "https:"), nearby=()).reason
    assert isinstance(ask(far.at("a.png").replace("http:", "https:")), Missed)
    assert not far.asked
