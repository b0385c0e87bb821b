"""Uploads on real sockets: slow ones, many, broken off, two at once, and a server that stops in the middle."""

from __future__ import annotations

import http.client
import json
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from contextlib import ExitStack, contextmanager

import pytest
from calls import tweet, two_threads

from clew.archive import Archive

PROGRAM = """
import sys
from clew.archive import Archive
from clew.web import serve
from clew.web.adding import receiving
receiving.FIRST, receiving.PATIENCE = 1.5, float(sys.argv[2])
with Archive.open(sys.argv[1]) as archive:
    serve(archive, port=0, started=lambda words: print(words, flush=True))
print("closed")
"""
SLOW = 200
BOUNDARY = "b0undary"


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


class Site:
    """A server of its own, and a browser that has opened the form there."""

    def __init__(self, port: int, program: subprocess.Popen, place) -> None:
        self.port, self.program, self.place = port, program, place
        with self.get("/add") as answer:
            self.cookie = answer.headers["set-cookie"].partition(";")[0]
            self.token = re.search(r'name="token" value="([^"]+)', answer.read().decode())[1]

    def get(self, path: str):
        return urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=20)

    def head(self, length: int, path="/add") -> bytes:
        lines = (
            f"POST {path} HTTP/1.1",
            "Host: localhost",
            f"Cookie: {self.cookie}",
            f"Content-Type: multipart/form-data; boundary={BOUNDARY}",
            f"Content-Length: {length}",
        )
        return ("\r\n".join(lines) + "\r\n\r\n").encode()

    def body(self, name: str, content: bytes) -> bytes:
        """A whole form with one file."""
        first = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="token"\r\n\r\n{self.token}\r\n'
        second = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'
        return (first + second).encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()

    def begun(self, content: bytes = b"", length: int = 10**6) -> socket.socket:
        """A form of which only the beginning is sent."""
        form = self.body("a.jsonl", content)
        return connected(self.port, self.head(length) + form[: form.rindex(b"\r\n--")])

    def send(self, name: str, content: bytes) -> str:
        """Send a whole form; the address of its import."""
        form = self.body(name, content)
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        kind = f"multipart/form-data; boundary={BOUNDARY}"
        connection.request("POST", "/add", form, {"Cookie": self.cookie, "Content-Type": kind})
        answer = connection.getresponse()
        assert answer.status == 303, answer.read()
        connection.close()
        return answer.headers["location"]

    def over(self, where: str) -> str:
        """What the events of an import tell until it is over."""
        with self.get(where + "/events") as events:
            return events.read().decode()

    def left(self) -> list[str]:
        folder = self.place / "incoming"
        return [each.name for each in folder.iterdir() if each.is_dir()] if folder.exists() else []

    def read(self) -> float:
        start = time.monotonic()
        with self.get("/") as answer:
            assert answer.status == 200
            answer.read()
        return time.monotonic() - start


def within(seconds: float, told) -> bool:
    end = time.monotonic() + seconds
    while not told():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


@contextmanager
def serving(place, patience: float = 60.0):
    arguments = [sys.executable, "-c", PROGRAM, str(place), str(patience)]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as program:
        try:
            yield Site(int(re.search(r":(\d+)/", program.stdout.readline())[1]), program, place)
        finally:
            program.kill()


def lines(count: int) -> bytes:
    return b"".join(
        json.dumps(tweet(n, f"{n % 5 + 1}/ Words of post {n}.", after=n - 1 if n % 5 else None)).encode() + b"\n"
        for n in range(count)
    )


def test_slow_uploads_keep_no_reader_waiting_and_have_an_end(tmp_path):
    with serving(tmp_path / "archive", patience=2.0) as site, ExitStack() as held:
        form = site.body("a.jsonl", b"")
        nameless = [held.enter_context(connected(site.port, site.head(10**6) + form[:40])) for _ in range(SLOW)]
        known = [held.enter_context(site.begun(b"{")) for _ in range(8)]
        assert within(10, lambda: len(site.left()) == 4)
        waits = [site.read() for _ in range(20)]
        assert max(waits) < 2, waits
        print(f"{SLOW} slow uploads: a page takes {sorted(waits)[10] * 1000:.0f} ms, at most {max(waits) * 1000:.0f}")
        said = [each.recv(15) for each in known[-2:]]
        assert b"HTTP/1.1 503 Se" in said
        assert all(ended(each, 20) for each in nameless)
        assert all(ended(each, 20) for each in known)
        assert within(10, lambda: site.left() == [])
        assert "Added" in site.over(site.send("a.jsonl", lines(5)))


def test_an_upload_that_breaks_off_leaves_nothing(tmp_path):
    with serving(tmp_path / "archive") as site:
        with site.begun(lines(5)):
            assert within(10, lambda: len(site.left()) == 1)
        assert within(10, lambda: site.left() == [])
        with site.get("/problems") as answer:
            assert "0 captures read" in answer.read().decode()


def test_two_at_once_are_both_read(tmp_path):
    with serving(tmp_path / "archive") as site:
        where: list[str] = []
        threads = [
            threading.Thread(target=lambda each=each: where.append(site.send(*each)))
            for each in (("a.jsonl", lines(3000)), ("b.jsonl", json.dumps(two_threads()).encode()))
        ]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        told = [site.over(each) for each in where]
        assert all("event: over" in each and "Added" in each for each in told)
        with site.get("/problems") as answer:
            assert "2 captures read" in answer.read().decode()
        assert site.left() == []


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL])
def test_a_server_that_ends_in_the_middle_loses_nothing(tmp_path, end):
    """What was read until then is there, the archive mends itself, and the same again completes it."""
    place, count = tmp_path / "archive", 20_000
    content = lines(count)
    with serving(place) as site:
        where = site.send("many.jsonl", content)
        with site.get(where + "/events") as events:
            assert within(20, lambda: "posts so far" in events.readline().decode())
            begun = time.monotonic()
            site.program.send_signal(end)
            code = site.program.wait(15)
        if end == signal.SIGTERM:
            assert code == 0, site.program.stderr.read()
            assert "closed" in site.program.stdout.read()
            assert time.monotonic() - begun < 8
            assert site.left() == []
    with Archive.open(place) as archive:
        assert archive.info().posts % 5000 == 0 or archive.info().posts == count
    with serving(place) as site:
        assert site.left() == []
        assert "Added" in site.over(site.send("many.jsonl", content))
    with Archive.open(place) as archive:
        assert archive.info().posts == count
        assert archive.info().threads == count // 5
