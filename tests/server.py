"""A real PostgreSQL server, started when the first test asks for it, once in each test process."""

from __future__ import annotations

import hashlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

ABSENT = "PostgreSQL's server is not installed here"
_PLACES = ("/usr/lib/postgresql/*/bin", "/usr/local/pgsql/bin", "/opt/homebrew/opt/postgresql@*/bin")
# Tests of killed servers need no disk to be waited for: a process that ends leaves what it wrote with the system.
_SETTINGS = "-c fsync=off -c full_page_writes=off -c listen_addresses=127.0.0.1 -c max_connections=60"


def programs() -> Path | None:
    """Where the server's programs are, None where there are none."""
    found = [path for place in _PLACES for path in Path("/").glob(place.lstrip("/")) if (path / "initdb").exists()]
    if found:
        return max(found, key=lambda path: [int(part) if part.isdigit() else 0 for part in path.parent.name.split("@")])
    program = shutil.which("initdb")
    return Path(program).resolve().parent if program else None


class Server:
    """A server with a folder of its own, a new one unless told; root, whom it refuses, starts it as the user postgres."""

    def __init__(self, folder: Path | None = None, more: str = "") -> None:
        found = programs()
        assert found is not None
        self._programs = found
        self._settings = f"{_SETTINGS} {more}"
        self.folder = folder or Path(tempfile.mkdtemp(prefix="clew-postgresql-"))
        self.folder.mkdir(parents=True, exist_ok=True)
        self._who: dict[str, Any] = {}
        if os.geteuid() == 0:
            user = pwd.getpwnam("postgres")
            os.chown(self.folder, user.pw_uid, user.pw_gid)
            self._who = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        if not (self.folder / "data" / "PG_VERSION").exists():
            self._run("initdb", "-U", "postgres", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.start()

    def _run(self, program: str, *words: object) -> None:
        subprocess.run(
            [self._programs / program, "-D", self.folder / "data", *map(str, words)],
            check=True,
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            **self._who,
        )

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = f"{self._settings} -p {self.port} -c unix_socket_directories={self.folder}"
        self._run("pg_ctl", "-l", self.folder / "log", "-w", "-o", options, "start")

    def stop(self, mode: str = "fast") -> None:
        """Stop it; `immediate` is as if the machine had lost its power."""
        self._run("pg_ctl", "-m", mode, "-w", "stop")

    def remove(self) -> None:
        """Stop it for good."""
        if (self.folder / "data" / "postmaster.pid").exists():
            self.stop("immediate")
        shutil.rmtree(self.folder)

    def address(self, schema: str) -> str:
        """An archive of that name in its database."""
        path = quote(f"-csearch_path={schema}")
        return f"postgresql://postgres@127.0.0.1:{self.port}/postgres?options={path}"


_running: list[Server] = []


def shared() -> Server:
    """The server of this test process; the test is skipped where no server is installed."""
    if programs() is None:
        pytest.skip(ABSENT)
    if not _running:
        _running.append(Server())
    return _running[0]


def end() -> None:
    """Stop the server, if one was started."""
    while _running:
        _running.pop().remove()


def address(folder: Path) -> str:
    """An archive for a test, the same for the same folder."""
    return shared().address(f"t_{hashlib.sha256(bytes(folder)).hexdigest()[:16]}")
