"""Programs that run beside the tests on this machine: found in `.live/` (`make test-live` fills it), ended with them."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

CHECKOUT = Path(__file__).resolve().parents[2]
LIVE = CHECKOUT / ".live"


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens on now."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


@contextmanager
def program(
    *words: object, cwd: Path, env: Mapping[str, str] | None = None, patience: float = 15
) -> Iterator[Callable[[str], str]]:
    """Run a program while the block lasts; what is given waits for a line that begins so, for three minutes.

    It is told to end, and has `patience` seconds for it.
    """
    lines: SimpleQueue[str | None] = SimpleQueue()
    process = subprocess.Popen(
        [str(word) for word in words],
        cwd=cwd,
        env={**os.environ, **(env or {})},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    said: list[str] = []

    def hear() -> None:
        assert process.stdout is not None
        for line in process.stdout:
            said.append(line)
            lines.put(line)
        lines.put(None)

    hearing = threading.Thread(target=hear, daemon=True)
    hearing.start()

    def line(beginning: str) -> str:
        until = time.monotonic() + 180
        while (left := until - time.monotonic()) > 0:
            try:
                found = lines.get(timeout=left)
            except Empty:
                break
            if found is None:
                break
            if found.startswith(beginning):
                return found.removeprefix(beginning)
        raise AssertionError(f"{words[0]} did not say {beginning!r}: {''.join(said[-40:])}")

    try:
        yield line
    finally:
        process.terminate()
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        hearing.join()
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.close()
        process.stdout.close()


def until(found: Callable[[], Any], seconds: float = 120) -> Any:
    """What a function finds, asked again and again until it is something."""
    end = time.monotonic() + seconds
    while True:
        value = found()
        if value:
            return value
        assert time.monotonic() < end, f"not within {seconds} s"
        time.sleep(0.05)


def call(address: str, body: object = None, token: str | None = None, method: str | None = None) -> Any:
    """What a server says to a question or, with a body, to a command, as plain values."""
    if body is None:
        return _call(address, None, None, token, method)
    return _call(address, json.dumps(body).encode(), "application/json", token, method)


def call_form(address: str, fields: dict[str, str], token: str) -> Any:
    """What a server says to fields of a form."""
    form = "application/x-www-form-urlencoded"
    return _call(address, urllib.parse.urlencode(fields).encode(), form, token, "PATCH")


def _call(address: str, data: bytes | None, form: str | None, token: str | None, method: str | None) -> Any:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    if form is not None:
        headers["Content-Type"] = form
    request = urllib.request.Request(address, data, headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.loads(answer.read() or b"null")
    except urllib.error.HTTPError as error:
        raise AssertionError(f"{address}: {error.code} {error.read()[:500]!r}") from None


def now() -> datetime:
    """This moment."""
    return datetime.now(UTC)


def python(venv: str) -> Path:
    """The Python of one of the environments in `.live/`."""
    return LIVE / venv / "bin" / Path(sys.executable).name
