"""How long one question to an archive may take: said by whoever lets strangers ask, heeded by stores that can stop."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_allowed: ContextVar[float | None] = ContextVar("allowed", default=None)


@contextmanager
def allowing(seconds: float | None) -> Iterator[None]:
    """Let no question asked inside take longer, in this thread and those that are lent to it; None bounds nothing."""
    before = _allowed.set(seconds)
    try:
        yield
    finally:
        _allowed.reset(before)


def allowed() -> float | None:
    """The seconds that a question asked now may take; None where nobody has said."""
    return _allowed.get()
