"""What a tombstone proves: its words, where they name what became of the post, and nothing else."""

from __future__ import annotations

import re
from typing import Any

from clew.post import State

# The words of the page in English, with "Tweet" from 2020 on and with "Post" since 2023. "This Post is unavailable" and
# "from an account that no longer exists" name no state: the account may come back.
_WORDS: tuple[tuple[re.Pattern[str], State], ...] = (
    (re.compile(r"was deleted by (?:the|its) (?:(?:post|tweet) )?author"), "deleted"),
    (re.compile(r"from a suspended account"), "suspended"),
    (re.compile(r"limits who can (?:view|see)|from a (?:private|protected) account"), "protected"),
    (re.compile(r"\bwithheld\b|violated the (?:x|twitter) rules"), "withheld"),
    (re.compile(r"\b(?:has blocked you|blocked you from|you(?:.re| are) blocked)\b"), "blocked"),
)
_REASONS: dict[str, State] = {"suspended": "suspended", "protected": "protected", "deleted": "deleted"}


def state_of(value: dict[str, Any]) -> State | None:
    """The state that a tombstone names; None where it names none, which is most often."""
    reason = value.get("reason")
    if isinstance(reason, str):
        return _REASONS.get(reason.lower())
    words = _text(value).lower()
    return next((state for pattern, state in _WORDS if pattern.search(words)), None)


def _text(value: dict[str, Any]) -> str:
    box: Any = value
    for key in ("tombstone", "text", "text"):
        box = box.get(key) if isinstance(box, dict) else None
    return box if isinstance(box, str) else ""
