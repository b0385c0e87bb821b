"""The names of members: which are safe, which are hidden, which come twice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TypeVar

from clew.capture.reports import Reading

Entry = TypeVar("Entry")

SHOWN = 120
DRIVE = re.compile(r"[A-Za-z]:")


def told(name: str) -> str:
    """A name as a person can be shown it: no control characters, no lone surrogates, not endless."""
    shown = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in name)
    return shown if len(shown) <= SHOWN else shown[: SHOWN - 1] + "…"


def hidden(name: str) -> bool:
    """True of what systems leave behind and people do not see: `.DS_Store`, `__MACOSX/._tweets.js`."""
    return any(part == "__MACOSX" or (part.startswith(".") and part not in {".", ".."}) for part in name.split("/"))


def fault(name: str) -> str | None:
    """Why a name must not be opened, or None; a name that climbs out of its archive is never an honest one."""
    if not name:
        return "has no name"
    if "\0" in name:
        return "has a zero byte in its name"
    if name.startswith("/") or DRIVE.match(name):
        return "has an absolute name"
    if ".." in name.split("/"):
        return "has a name that leads out of the archive"
    return None


def sound(entries: Iterable[tuple[str, Entry]], place: str, reading: Reading) -> Iterator[tuple[str, Entry]]:
    """The entries that may be opened, each under a name of its own; each of the others leaves a problem.

    Backslashes are slashes, as some Windows programs write them; `./a` is `a`. Of two entries of one name the
    first is read.
    """
    seen: set[str] = set()
    for written, entry in entries:
        name = written.replace("\\", "/")
        reason = fault(name)
        while reason is None and name.startswith("./"):
            name = name[2:].lstrip("/")
        if reason is None and hidden(name):
            continue
        if reason is None and name in seen:
            reason = "comes twice; the first is read"
        if reason is not None:
            reading.note(
                f"{place} › {told(written)}", reason if reason.startswith("comes") else f"{reason}; it was not opened"
            )
            continue
        seen.add(name)
        yield name, entry
