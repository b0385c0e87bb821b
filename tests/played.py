"""A server on this machine that gives recorded answers again, under its own address in place of the recorded one."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit


class Played:
    """What it answers, by path; what it was asked, and with which headers."""

    def __init__(self, port: int, recorded: str) -> None:
        self.base = f"http://127.0.0.1:{port}"
        self._recorded = recorded
        self.answers: dict[str, tuple[int, bytes]] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.locked: set[str] = set()
        self.leads: dict[str, str] = {}
        self.token = ""

    def here(self, address: str) -> str:
        """A recorded address as it is here."""
        return address.replace(self._recorded, self.base)

    def gives(self, path: str, value: Any, status: int = 200, *, locked: bool = False) -> None:
        """Answer at a path (or a recorded address), whatever the query; `locked` only who has the token."""
        path = urlsplit(path).path if "://" in path else path
        body = value if isinstance(value, bytes) else json.dumps(value, ensure_ascii=False).encode()
        host = urlsplit(self._recorded).netloc.encode()
        body = body.replace(self._recorded.encode(), self.base.encode()).replace(host, self.base[7:].encode())
        self.answers[path] = (status, body)
        if locked:
            self.locked.add(path)

    def answer(self, path: str, headers: dict[str, str]) -> tuple[int, bytes]:
        self.asked.append((path, headers))
        place = urlsplit(path).path
        if path in self.leads:
            return 302, b""
        if place in self.locked and headers.get("authorization") != f"Bearer {self.token}":
            return 401, b'{"error":"identity_token_required"}'
        return self.answers.get(place, (404, b'{"error":"Record not found"}'))


class _Answering(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    played: Played

    def do_GET(self):
        status, body = self.played.answer(self.path, {name.lower(): value for name, value in self.headers.items()})
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        if self.path in self.played.leads:
            self.send_header("Location", self.played.leads[self.path])
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.do_GET()

    def log_message(self, *_words):
        pass


@contextmanager
def playing(recorded: str) -> Iterator[Played]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Answering", (_Answering,), {}))
    server.daemon_threads = True
    played = server.RequestHandlerClass.played = Played(server.server_port, recorded)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield played
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
