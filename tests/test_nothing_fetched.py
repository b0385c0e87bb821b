"""Reading a file reaches for nothing outside it: no host is looked up or called, no other file is opened for it.

Python's sockets are closed for the time of the test. What reads HTML is written in C and has sockets of its own, so
every address in the files leads to a server that the test listens on, and no call may come.
"""

from __future__ import annotations

import re
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from mutations import CASES, members, read_soundly

from clew import sources
from clew.capture import open_capture

ADDRESS = re.compile(rb"https?(:\\?/\\?/)[\w.-]+(?::\d+)?")
TEXTS = {".html", ".mhtml", ".json", ".jsonl", ".js", ".txt", ".csv", ".tsv"}
PAGES = [case for case in CASES if case.suffix in {".html", ".mhtml"}]
OUTSIDE = """<?xml version="1.0"?>
<!DOCTYPE html SYSTEM "{host}/strict.dtd" [
 <!ENTITY secret SYSTEM "{file}"><!ENTITY far SYSTEM "{host}/far"><!ENTITY % more SYSTEM "{host}/more.dtd"> %more;
 <!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">
]>
<?xml-stylesheet href="{host}/style.xsl" type="text/xsl"?>
<html xmlns:xi="http://www.w3.org/2001/XInclude"><head><base href="{host}/"><link rel="stylesheet" href="{host}/a.css">
<meta http-equiv="refresh" content="0; url={host}/next"><script src="{host}/a.js"></script></head><body>
<xi:include href="{file}" parse="text"/><iframe src="{host}/frame"></iframe><object data="{file}"></object>
<img src="{host}/a.png" srcset="{host}/b.png 2x"><p>&secret; &far; &c;</p>
"""


@pytest.fixture(scope="module")
def host():
    """The address of a server, and the list of what it was asked for."""
    asked = []

    class Listening(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_words):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Listening)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def offline(monkeypatch):
    """A machine whose sockets lead nowhere."""

    def refuse(*arguments, **_named):
        raise AssertionError(f"a call to {arguments}")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    for name in ("getaddrinfo", "gethostbyname", "create_connection"):
        monkeypatch.setattr(socket, name, refuse)


def test_the_server_would_hear_a_call(host):
    address, asked = host
    with socket.create_connection(("127.0.0.1", int(address.rpartition(":")[2]))) as call:
        call.sendall(b"GET /heard HTTP/1.0\r\n\r\n")
        assert call.recv(100)
    assert asked == ["/heard"]
    asked.clear()


@pytest.mark.parametrize("case", CASES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_address_in_a_file_is_called(tmp_path, host, offline, case):
    address, asked = host
    for file in members(case):
        copy = tmp_path / file.relative_to(case.parent)
        copy.parent.mkdir(parents=True, exist_ok=True)
        data = file.read_bytes()
        if file.suffix in TEXTS:
            data = ADDRESS.sub(lambda found: b"http" + found[1] + address.partition("//")[2].encode(), data)
        copy.write_bytes(data)
    read_soundly(tmp_path / case.name, case.parent.name)
    assert asked == []


@pytest.fixture
def outside(tmp_path, host):
    """The head of a page that reaches out in every way HTML and XML know."""
    (tmp_path / "secret.txt").write_text("THE SECRET")
    return OUTSIDE.format(host=host[0], file=(tmp_path / "secret.txt").as_uri()).encode()


def warc(body):
    """A WARC of one answer, a page."""
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + body
    head = (
        "WARC/1.1\r\nWARC-Type: response\r\nWARC-Date: 2026-11-20T10:00:00Z\r\n"
        "WARC-Target-URI: https://nitter.example/page\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000000>\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n"
    )
    return head.encode() + answer + b"\r\n\r\n"


@pytest.mark.parametrize("recorded", [False, True])
@pytest.mark.parametrize("case", PAGES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_what_a_page_includes_is_not_included(tmp_path, host, outside, offline, case, recorded):
    """The references stand before the page, and again in the words of its posts."""
    page = case.read_bytes()
    page = page.replace(b"</p>", b"<img src='" + host[0].encode() + b"/in'>&secret;</p>")
    page = page.replace(b"<html>", outside + b"<html>", 1) if case.suffix == ".mhtml" else outside + page
    place = tmp_path / (f"{case.name}.warc" if recorded else case.name)
    place.write_bytes(warc(page) if recorded and case.suffix == ".html" else page)
    with open_capture(place) as capture:
        read = sources.in_recording(capture) if capture.recorded else [(sources.load(case.parent.name), capture)]
        records = [record for source, part in read for record in source.read(part)]
    assert records
    assert "THE SECRET" not in repr(records)
    assert host[1] == []
