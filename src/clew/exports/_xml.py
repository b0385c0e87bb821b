"""Words from outside as XML: escaped, and without what XML 1.0 cannot hold."""

from __future__ import annotations

import re
from html import escape
from xml.sax.saxutils import quoteattr

from clew.text.plain import printable

# XML 1.0, production 2; what commands a terminal has its picture by then.
_NO_CHARACTER = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def sound(text: str) -> str:
    """The text with a sign for each character that no XML document can hold."""
    return _NO_CHARACTER.sub("\N{REPLACEMENT CHARACTER}", printable(text))


def words(text: str) -> str:
    """The text between two tags."""
    return escape(sound(text), quote=False)


def element(name: str, text: str | None = None, /, **attributes: str | None) -> str:
    """An element of words alone; attributes that are None are left out, `_` in their names stands for a colon."""
    given = "".join(
        f" {key.replace('_', ':')}={quoteattr(sound(value))}" for key, value in attributes.items() if value is not None
    )
    return f"<{name}{given}/>" if text is None else f"<{name}{given}>{words(text)}</{name}>"
