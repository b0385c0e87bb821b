"""WACZ: the page of each thread as a web archive that replays in a browser, with its list of pages and its index.

https://specs.webrecorder.net/wacz/1.1.1/. What is kept in memory are a few lines for each thread and one WARC file of
8 MB and its last record; there are as many of those as it takes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import chain
from typing import Any, BinaryIO
from urllib.parse import urlsplit

from clew.exports._about import UNTOLD, About
from clew.exports._beside import Beside
from clew.exports._recording import Answer, Page, opening, recorded
from clew.exports._zipped import Zipped
from clew.thread import Thread

title = "WACZ, pages as a web archive to replay"
mime = "application/wacz"
suffix = ".wacz"

_FULL = 8 << 20
_BEFORE_ALL = datetime(2000, 1, 1, tzinfo=UTC)
_PAGES_HEAD = {"format": "json-pages-1.0", "id": "pages", "title": "Threads", "hasText": True}


def write(threads: Iterable[Thread], out: BinaryIO, about: About = UNTOLD) -> None:
    """Write the pages, then what tells where each of them is."""
    pages = [_json(_PAGES_HEAD)]
    main: Page | None = None
    with Zipped(out) as made:
        archive, beside = _Archive(made, about), Beside(about)
        for thread in threads:
            page, answers, pictures = recorded(thread, about)
            main = main or page
            pages.append(_json({"url": page.address, "ts": _time(page.made), "title": page.title, "text": page.words}))
            for answer in chain(answers, beside.of(thread, page, pictures)):
                archive.add(answer)
        archive.close()
        archive.put("indexes/index.cdx", "".join(f"{row}\n" for row in sorted(archive.index)).encode())
        archive.put("pages/pages.jsonl", "".join(f"{row}\n" for row in pages).encode())
        package = _json(_package(about, archive.resources, main, beside.words()), indent=2).encode()
        made.add("datapackage.json", package)
        digest = {"path": "datapackage.json", "hash": _hash(package)}
        made.add("datapackage-digest.json", _json(digest, indent=2).encode())


class _Archive:
    """The files of a web archive as they are written, with their hashes and what is where in them."""

    def __init__(self, made: Zipped, about: About) -> None:
        self.index: list[str] = []
        self.resources: list[dict[str, Any]] = []
        self._made, self._about = made, about
        self._warc = bytearray()
        self._number = 0

    def add(self, answer: Answer) -> None:
        if not self._warc:
            self._number += 1
            self._warc += opening(self._about, self._about.latest())
        where = {
            "url": answer.address,
            "mime": answer.mime,
            "status": "200",
            "digest": answer.digest,
            "length": str(len(answer.record)),
            "offset": str(len(self._warc)),
            "filename": self._name.rpartition("/")[2],
        }
        if answer.indexed:
            self.index.append(f"{_key(answer.address)} {answer.made.astimezone(UTC):%Y%m%d%H%M%S} {_json(where)}")
        self._warc += answer.record
        if len(self._warc) >= _FULL:
            self.close()

    @property
    def _name(self) -> str:
        return f"archive/threads-{self._number:04}.warc.gz"

    def close(self) -> None:
        """Write the WARC file that is full."""
        if self._warc:
            self.put(self._name, bytes(self._warc), packed=False)
            self._warc = bytearray()

    def put(self, name: str, data: bytes, *, packed: bool = True) -> None:
        self._made.add(name, data, packed=packed)
        self.resources.append({"name": name.rpartition("/")[2], "path": name, "hash": _hash(data), "bytes": len(data)})


def _package(about: About, resources: list[dict[str, Any]], main: Page | None, said: str | None) -> dict[str, Any]:
    made = about.latest() or (main.made if main else _BEFORE_ALL)
    package = {
        "profile": "data-package",
        "wacz_version": "1.1.1",
        "software": "Clew",
        "title": about.title,
        "created": _time(made),
        "resources": resources,
    }
    package |= {"description": said} if said else {}
    return package | ({"mainPageUrl": main.address, "mainPageDate": _time(main.made)} if main else {})


def _key(address: str) -> str:
    """The address as indexes are sorted by it: `com,example)/thread/x-1` (Sort-friendly URI Reordering Transform)."""
    parts = urlsplit(address.lower())
    host = ",".join(reversed((parts.hostname or "").split(".")))
    port = f":{parts.port}" if parts.port else ""
    return f"{host}{port}){parts.path or '/'}" + (f"?{parts.query}" if parts.query else "")


def _hash(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def _time(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _json(value: Any, indent: int | None = None) -> str:
    return json.dumps(value, ensure_ascii=True, indent=indent)
