"""What was done in the world outside, so that nothing is done twice: answers given, messages sent, how far was read.

A deed names nobody: it goes by the SHA-256 of what it was about (`name_of`), so that forgetting somebody leaves no
trace of them here.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from clew.post import Value
from clew.stores.consent import sha


class Deed(Value):
    """Something done: `kind` and `name` say what, `said` how far it came, `made` when."""

    kind: str
    name: str
    said: str
    made: datetime


def name_of(*about: str) -> str:
    """What a deed about these things goes by: the hash of each, so that all about the first begin alike."""
    return ":".join(map(sha, about))


class Doing(Protocol):
    """What every store promises about deeds."""

    def do(self, deeds: Sequence[Deed]) -> None:
        """Note deeds in one transaction, each in the place of one of its kind and name."""
        ...

    def deeds(self, kind: str | None, beginning: str = "", since: datetime | None = None) -> tuple[Deed, ...]:
        """The deeds of a kind (of all where it is None) whose names begin so, from a moment on; oldest first."""
        ...

    def undo(self, kind: str, before: datetime) -> int:
        """Let go of the deeds of a kind that are older than that; how many."""
        ...
