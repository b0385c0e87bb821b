"""Streams played by servers on this machine, and archives that listen to them."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
import urllib.parse

import websockets.sync.server
from websockets.exceptions import ConnectionClosed

from clew.archive import Asking
from clew.errors import NotFound
from clew.post import Post

NEARBY = Asking("http://127.0.0.1:9", "http://127.0.0.1:9", ("127.0.0.1",))


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


@contextlib.contextmanager
def running(archive, stream, asking=NEARBY, *, looked_up=False, tell=None):
    """Follow in a thread while the block lasts; what is given are the latest news."""
    following = archive.following(asking, stream, looked_up=looked_up)
    news, faults = [], []

    def run():
        try:
            following.run(news.append, tell)
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
    """The words of all posts; one that goes meanwhile is passed over."""
    found = []
    for name in {record.id for _, record in archive._store.said() if isinstance(record, Post)}:
        with contextlib.suppress(NotFound):
            found += [part.post.text for part in archive.thread(name).parts if part.post.id == name]
    return sorted(found)
