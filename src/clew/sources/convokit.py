"""A ConvoKit corpus: `utterances.jsonl` with `speakers.json` and `conversations.json` beside it, or alone.

Ids are those of the corpus, so they carry its name: that of the folder it lies in. What comes from Reddit is known by
its `permalink` and keeps Reddit's own ids.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any

import msgspec

from clew.capture import Capture
from clew.capture.records import values
from clew.post import Author, Post, Problem, Record, Reply
from clew.sources._head import shapes
from clew.sources._tweet import Wire
from clew.text.entities import entities

title = "ConvoKit corpus"

_BESIDE = frozenset({"conversations.json", "index.json", "corpus.json"})
_PARTS = {"utterances.jsonl", "utterances.json", "speakers.json", "users.json", *_BESIDE}
_DATA = (".json", ".jsonl", ".js", ".ndjson")
# Corpora without dates count their utterances instead: a number below that of the year 1973 is no date.
_FIRST, _LAST, _MILLISECONDS = 100_000_000, 10_000_000_000, 1000
_MOST = 64 << 20
_ANY = ("", "[].")


class Utterance(Wire, rename={"reply_to_old": "reply-to"}):
    """One utterance; corpora before 2020 say `user`, `root` and `reply-to`."""

    id: str | int | None = None
    speaker: str | int | None = None
    user: str | int | None = None
    conversation_id: str | int | None = None
    root: str | int | None = None
    reply_to: str | int | None = None
    reply_to_old: str | int | None = None
    timestamp: float | str | None = None
    text: str | None = None
    meta: Any = None


def sniff(capture: Capture) -> bool:
    """A file of utterances, or a folder or zip of one corpus and nothing else that is JSON."""
    if capture.single:
        return any(map(_is_ours, shapes(capture.head())))
    folders = {str(PurePosixPath(name).parent) for name in capture.names if _last(name).startswith("utterances.json")}
    if len(folders) != 1:
        return False
    here = folders.pop()
    for name in capture.names:
        if name.endswith(_DATA) and (str(PurePosixPath(name).parent) != here or _last(name) not in _PARTS):
            return False
    return any(map(_is_ours, shapes(capture.head(_utterances(capture)))))


def _is_ours(keys: frozenset[str]) -> bool:
    return any(
        f"{place}id" in keys
        and f"{place}text" in keys
        and bool({f"{place}speaker", f"{place}user"} & keys)
        and bool({f"{place}reply-to", f"{place}reply_to"} & keys)
        and bool({f"{place}conversation_id", f"{place}root"} & keys)
        for place in _ANY
    )


def wants(name: str) -> bool:
    """What was said and by whom."""
    return _last(name) not in _BESIDE


def read(capture: Capture) -> Iterator[Record]:
    """The utterances in the order of the file."""
    if not capture.names:
        return
    name = _utterances(capture)
    corpus = _corpus(capture, name)
    names: dict[str, str] = {}
    for each in capture.names:
        if not capture.single and _last(each) in {"speakers.json", "users.json"}:
            yield from _speakers(capture, each, names)
    with capture.open(name) as stream:
        file = values(stream, capture.where(name), Utterance)
        for value in file:
            made = value if isinstance(value, Problem) else _post(value, corpus, names)
            yield made or Problem(file.place, "An utterance was left out: it has no id, or no text.")


def _last(name: str) -> str:
    return PurePosixPath(name).name


def _utterances(capture: Capture) -> str:
    if capture.single:
        return capture.names[0]
    return next((name for name in capture.names if _last(name).startswith("utterances.json")), capture.names[0])


def _corpus(capture: Capture, name: str) -> str:
    """The corpus' name: that of the folder its utterances lie in, or of the zip; none where the file is called else."""
    if capture.single:
        return Path(capture.place).absolute().parent.name if _last(name).startswith("utterances.") else ""
    return PurePosixPath(name).parent.name or PurePosixPath(capture.name).stem


def _speakers(capture: Capture, name: str, names: dict[str, str]) -> Iterator[Problem]:
    """What speakers are called, where the corpus says it: `{"u0": {"meta": {"name": …}}}`, or without `meta`."""
    with capture.open(name) as stream:
        data = stream.read(_MOST + 1)
    try:
        table = msgspec.json.decode(data) if len(data) <= _MOST else None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        table = None
    if not isinstance(table, dict):
        yield Problem(capture.where(name), "does not say who the speakers are; their ids stand in for their names")
        return
    for who, about in table.items():
        inside = about.get("meta", about) if isinstance(about, dict) else None
        for key in ("name", "character_name", "screen_name"):
            if isinstance(inside, dict) and isinstance(inside.get(key), str) and inside[key].strip():
                names.setdefault(who, inside[key].strip())


def _post(said: Utterance, corpus: str, names: dict[str, str]) -> Post | None:
    if said.id is None or said.id == "" or said.text is None:
        return None
    meta = said.meta if isinstance(said.meta, dict) else {}
    link = meta.get("permalink")
    reddit = isinstance(link, str) and "/comments/" in link
    network = "reddit" if reddit else "convokit"
    before = "reddit:" if reddit else f"convokit:{corpus}/" if corpus else "convokit:"
    parent = said.reply_to if said.reply_to is not None else said.reply_to_old
    root = said.conversation_id if said.conversation_id is not None else said.root
    who = said.speaker if said.speaker is not None else said.user
    known = who is not None and who not in {"", "[deleted]"}
    author = f"{before}user/{who}" if known else f"{before}author-of/{said.id}"
    handle = str(who) if known and reddit else None
    return Post(
        id=f"{before}{said.id}",
        network=network,
        author=Author(author, network, handle, None if reddit or not known else names.get(str(who), str(who))),
        created=_when(said.timestamp),
        text=said.text,
        entities=tuple(each for each in entities(said.text) if each.kind == "link"),
        reply_to=None if parent in {None, ""} else Reply(f"{before}{parent}"),
        conversation=None if root in {None, ""} else f"{before}{root}",
        url=f"https://www.reddit.com{link}" if reddit and str(link).startswith("/") else None,
    )


def _when(stamp: float | str | None) -> datetime | None:
    """A date in seconds (or milliseconds) since 1970."""
    try:
        seconds = float(stamp) if stamp is not None else 0.0
        if seconds >= _LAST:
            seconds /= _MILLISECONDS
        return datetime.fromtimestamp(seconds, UTC) if _FIRST <= seconds < _LAST else None
    except (OverflowError, ValueError, OSError):
        return None
