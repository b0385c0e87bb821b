"""A server such as pictures are fetched from: good ones, and every kind of bad one."""

from __future__ import annotations

import gzip
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import drawn


class Far:
    """A server, what it was asked for, and in which state of mind it is."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()
        self.agents: set[str] = set()
        self.answers: dict[str, tuple[int, dict[str, str], bytes]] = {}
        self.scripts: dict[str, list[tuple[int, dict[str, str], bytes]]] = {}
        self.at_once = self.most_at_once = 0
        self.lock = threading.Lock()
        self.over = threading.Event()
        self.port = 0

    def at(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}/{path}"

    def gives(self, path: str, body: bytes, status: int = 200, **headers: str) -> str:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers["/" + path] = (status, named, body)
        return self.at(path)


class Answering(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    far: Far

    def do_GET(self):
        far = self.far
        with far.lock:
            far.asked[self.path] += 1
            far.agents.add(self.headers["User-Agent"])
            far.at_once += 1
            far.most_at_once = max(far.most_at_once, far.at_once)
        try:
            with suppress(OSError):
                odd = getattr(self, "odd_" + self.path.strip("/").replace("-", "_").partition("?")[0], None)
                (odd or self.plain)()
        finally:
            with far.lock:
                far.at_once -= 1

    def plain(self):
        script = self.far.scripts.get(self.path)
        status, headers, body = script.pop(0) if script else self.far.answers.get(self.path, (404, {}, b"no"))
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def begin(self, **headers):
        self.send_response(200)
        self.send_header("Content-Type", "image/png")
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.close_connection = True

    def odd_drip(self):
        """A good picture, a byte at a time."""
        body = drawn.picture()
        self.begin(Content_Length=str(len(body)))
        for byte in body:
            self.wfile.write(bytes((byte,)))
            if self.far.over.wait(0.05):
                return

    def odd_drip_head(self):
        """A head that never ends."""
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for number in range(10_000):
            self.wfile.write(b"X-%d: y\r\n" % number)
            if self.far.over.wait(0.05):
                return

    def odd_silent(self):
        """Nothing at all."""
        self.far.over.wait(20)

    def odd_endless(self):
        """A picture without an end, and without a length."""
        self.begin(Connection="close")
        self.wfile.write(drawn.picture())
        while not self.far.over.is_set():
            self.wfile.write(b"\0" * 65536)

    def odd_endless_chunks(self):
        self.begin(Transfer_Encoding="chunked")
        self.wfile.write(b"%x\r\n%s\r\n" % (len(drawn.picture()), drawn.picture()))
        while not self.far.over.is_set():
            self.wfile.write(b"10000\r\n" + b"\0" * 65536 + b"\r\n")

    def odd_chunks(self):
        """A good picture in pieces."""
        body = drawn.picture()
        self.begin(Transfer_Encoding="chunked")
        for start in range(0, len(body), 50):
            piece = body[start : start + 50]
            self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
        self.wfile.write(b"0\r\n\r\n")

    def odd_half_chunks(self):
        """Pieces of a film that stop."""
        self.begin(Transfer_Encoding="chunked")
        self.wfile.write(b"%x\r\n%s\r\n" % (len(drawn.MP4), drawn.MP4))

    def odd_short(self):
        """Fewer bytes than promised."""
        self.begin(Content_Length=str(len(drawn.MP4) + 100))
        self.wfile.write(drawn.MP4)

    def odd_packed(self):
        """A gigabyte of nothing, packed, though nobody asked for that."""
        body = gzip.compress(drawn.picture() + b"\0" * (1 << 24))
        self.begin(Content_Length=str(len(body)), Content_Encoding="gzip")
        self.wfile.write(body)

    def odd_slow(self):
        """A good picture after a while."""
        time.sleep(0.3)
        body = drawn.picture()
        self.begin(Content_Length=str(len(body)))
        self.wfile.write(body)

    def log_message(self, *_words):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, *_request):
        """Whoever hangs up does so."""


@contextmanager
def serving() -> Iterator[Far]:
    far = Far()
    server = Server(("127.0.0.1", 0), type("Answering", (Answering,), {"far": far}))
    far.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield far
    finally:
        far.over.set()
        server.shutdown()
        thread.join()
        server.server_close()
