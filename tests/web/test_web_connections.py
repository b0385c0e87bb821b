"""A thousand slow clients, on real sockets: those who ask are answered, and what is held for the others has an end."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

PROGRAM = """
import sys
from clew.archive import Archive
from clew.web import connections, serve
connections.HEAD, connections.READING = 1.0, float(sys.argv[1])
sys.path[:0] = sys.argv[2:]
from conftest import fill

class Endless:
    def __init__(self, archive):
        self.archive = archive
        self.long = archive.thread("x:5001")
    def __getattr__(self, name):
        return getattr(self.archive, name)
    def threads(self, query):
        while True:
            yield self.long

with Archive.open("memory:") as archive:
    serve(Endless(fill(archive)), port=0, started=lambda words: print(words, flush=True))
print("closed")
"""
SLOW = 1000


@contextmanager
def served(reading: float = 60.0):
    """The port of the pages, served by a program of its own, and the program."""
    arguments = [sys.executable, "-c", PROGRAM, str(reading), *map(str, Path(__file__).parents[:2])]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as program:
        try:
            yield int(re.search(r":(\d+)/", program.stdout.readline())[1]), program
        finally:
            program.kill()


@pytest.fixture(scope="module")
def port():
    with served() as (port, _):
        yield port


def connected(port: int, said: bytes) -> socket.socket:
    opened = socket.create_connection(("127.0.0.1", port), timeout=20)
    opened.sendall(said)
    return opened


def ended(opened: socket.socket, within: float) -> bool:
    """Whether the server hangs up in that time."""
    opened.settimeout(within)
    try:
        while opened.recv(65536):
            pass
    except TimeoutError:
        return False
    except OSError:
        return True
    return True


def read(port: int, path: str = "/tag/halfaya") -> float:
    """Ask for a page as others do, and say how long it took."""
    start = time.monotonic()
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=20) as answer:
        assert "Lina Haddad" in answer.read().decode()
    return time.monotonic() - start


def test_a_thousand_who_never_say_what_they_want_keep_nobody_else_waiting(port):
    with ExitStack() as held:
        slow = [
            held.enter_context(connected(port, b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")) for _ in range(SLOW)
        ]
        assert read(port) < 10
        for each in slow:
            assert ended(each, 20)
        assert read(port) < 10


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"GET /tags HTT",
        b"GET /tags HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\nhalf",
        b"POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\nhalf",
    ],
)
def test_who_does_not_come_to_an_end_is_hung_up_on(port, said):
    with connected(port, said) as slow:
        if b"\r\n\r\n" in said:
            slow.sendall(b"and")
        assert ended(slow, 10)


def test_a_letter_now_and_then_does_not_keep_a_connection(port):
    with connected(port, b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ") as slow:
        start = time.monotonic()
        try:
            while time.monotonic() - start < 10:
                slow.sendall(b"a")
                time.sleep(0.1)
        except OSError:
            pass
        assert time.monotonic() - start < 10


def test_the_head_of_a_request_that_does_not_end_has_a_longest(port):
    with connected(port, b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: " + b"a" * 40_000) as long:
        assert long.recv(100).startswith(b"HTTP/1.1 400 ")


def test_readers_who_do_not_read_take_nothing_from_those_who_do(port):
    asked = b"GET /threads.jsonl HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with ExitStack() as held:
        for _ in range(60):  # more than there are threads for pages
            held.enter_context(connected(port, asked))
        time.sleep(1)
        assert read(port) < 10
        assert read(port, "/thread/x:1001") < 10


def test_a_reader_who_does_not_read_is_given_up_on_in_the_end():
    with served(reading=1.0) as (port, _):
        asked = b"GET /threads.jsonl HTTP/1.1\r\nHost: localhost\r\n\r\n"
        with connected(port, asked) as asleep:
            time.sleep(3)
            assert ended(asleep, 10)  # what was on its way is read, and then there is an end to an endless file


def test_a_server_stops_when_told_whoever_is_connected():
    with served() as (port, program), ExitStack() as held:
        held.enter_context(connected(port, b""))
        held.enter_context(connected(port, b"GET / HTTP/1.1\r\nHost: localhost\r\n"))
        held.enter_context(connected(port, b"GET /threads.jsonl HTTP/1.1\r\nHost: localhost\r\n\r\n"))
        time.sleep(1)
        start = time.monotonic()
        program.send_signal(signal.SIGTERM)
        out, _ = program.communicate(timeout=60)
        assert (program.returncode, out) == (0, "closed\n")
        assert time.monotonic() - start < 15
