"""The language that is spoken now, and saying something in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar

from clew.speech.tongues import ENGLISH, Tongue

_NOW: ContextVar[Tongue] = ContextVar("clew.speech", default=ENGLISH)


def now() -> Tongue:
    """The language that is spoken now."""
    return _NOW.get()


@contextmanager
def speaking(tongue: Tongue) -> Iterator[None]:
    """Speak a language inside; threads that Starlette and anyio start inside speak it, too."""
    before = _NOW.set(tongue)
    try:
        yield
    finally:
        _NOW.reset(before)


def english() -> AbstractContextManager[None]:
    """Speak English inside, as output forms and feeds do whoever asks for them."""
    return speaking(ENGLISH)


def _(message: str, /, **values: object) -> str:
    """The message in the language spoken now, with its `%(name)s` filled in where values are given."""
    said = _NOW.get().said(message)
    return said % values if values else said


def many(one: str, more: str, num: int, /, **values: object) -> str:
    """The message for one or for more, by the rules of the language; `%(num)s` is the number as it writes it."""
    tongue = _NOW.get()
    return tongue.counted(one, more, num) % {"num": tongue.number(num), **values}


def later(message: str) -> str:
    """Mark words for translation that are written in one place and said by `_` in another."""
    return message


def plural(one: str, more: str) -> tuple[str, str]:
    """Mark a message for one and for more for translation, to be said by `many(*it, num)` in another place."""
    return one, more


def number(value: int) -> str:
    """A whole number with its thousands apart."""
    return _NOW.get().number(value)


def listed(items: Iterable[str]) -> str:
    """Several things in a sentence: `A, B and C`."""
    return _NOW.get().listed(list(items))


def either(items: Iterable[str]) -> str:
    """Several things of which one is meant: `A, B or C`."""
    return _NOW.get().either(list(items))
