"""A server that speaks Mastodon's API, on this machine, and people who write there."""

from __future__ import annotations

import tempfile
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import running

PEOPLE = ("alice", "bob", "carol", "bot")
# Accounts let their posts be searched: the server has no way to say so for one of them.
_SERVE = """
from mastodon_mock.cli import main
from mastodon_mock.db.models import Account
Account.__table__.c.indexable.default.arg = True
main()
"""


class Server:
    """Where it is, and who has an account."""

    def __init__(self, place: str) -> None:
        self.place = place
        self.alice, self.bob, self.carol, self.bot = (Person(self, name) for name in PEOPLE)


class Person:
    """An account with a token of its own."""

    def __init__(self, server: Server, name: str) -> None:
        self._server, self.name = server, name

    def _do(self, path: str, body: object = None, method: str | None = None) -> Any:
        return running.call(f"{self._server.place}/api/v1/{path}", body, f"{self.name}-token", method)

    def says(self, text: str, under: dict[str, Any] | None = None, **more: str) -> dict[str, Any]:
        """Write a status."""
        return self._do("statuses", {"status": text, "in_reply_to_id": None if under is None else under["id"], **more})

    def presents(self, words: str) -> None:
        """Say this in the profile."""
        running.call_form(
            f"{self._server.place}/api/v1/accounts/update_credentials", {"note": words}, f"{self.name}-token"
        )

    def blocks(self, other: Person) -> None:
        """Block somebody."""
        self._do(f"accounts/{other._do('accounts/verify_credentials')['id']}/block", {})

    def statuses(self) -> list[dict[str, Any]]:
        """What the account wrote."""
        own = self._do("accounts/verify_credentials")["id"]
        return self._do(f"accounts/{own}/statuses")

    def rewrites(self, status: dict[str, Any], text: str) -> None:
        """Edit a status."""
        self._do(f"statuses/{status['id']}", {"status": text}, "PUT")

    def deletes(self, status: dict[str, Any]) -> None:
        """Take a status back."""
        self._do(f"statuses/{status['id']}", method="DELETE")


@contextmanager
def started() -> Iterator[Server]:
    """The server, with nobody's statuses."""
    (port,) = running.free_ports(1)
    place = f"http://localhost:{port}"
    accounts = "".join(
        f'[[seed.accounts]]\nusername = "{name}"\ndisplay_name = "{name.title()}"\naccess_token = "{name}-token"\n'
        for name in PEOPLE
    )
    with tempfile.TemporaryDirectory(prefix="clew-mastodon-") as folder:
        config = Path(folder) / "mock.toml"
        config.write_text(f"[seed]\n{accounts}", "utf-8")
        words = (
            "serve",
            "--config",
            config,
            "--host",
            "127.0.0.1",
            "--port",
            port,
            "--domain",
            urllib.parse.urlsplit(place).netloc,
        )
        with running.program(
            running.python("servers"),
            "-c",
            _SERVE,
            *words,
            "--in-memory",
            "--log-level",
            "warning",
            cwd=Path(folder),
        ):
            running.until(lambda: _answers(place), 30)
            yield Server(place)


def _answers(place: str) -> bool:
    try:
        return bool(running.call(f"{place}/api/v1/instance"))
    except OSError:
        return False
