"""A citation as an item of Citation Style Language 1.0.2 (https://docs.citationstyles.org)."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from clew.exports._citation import Citation

# What processors take for markup inside a field (CSL-JSON has no way to say that it is none).
_TAG = re.compile(r"<(?=/?(?:i|b|sub|sup|sc|span)\b)", re.IGNORECASE)


def item(each: Citation) -> dict[str, Any]:
    """The item; what is not known has no key."""
    known = {
        "id": each.key,
        "type": "post",
        "author": [{"literal": _TAG.sub("<\N{WORD JOINER}", each.author)}],
        "title": _TAG.sub("<\N{WORD JOINER}", each.title),
        "container-title": each.container,
        "genre": each.genre,
        "issued": _date(each.issued),
        "accessed": _date(each.captured),
        "URL": each.original or each.archived,
        "archive": "Clew" if each.archived else None,
        "archive_location": each.archived,
        "language": each.language,
        "note": each.note,
    }
    return {name: value for name, value in known.items() if value is not None}


def _date(when: datetime | None) -> dict[str, Any] | None:
    return None if when is None else {"date-parts": [[when.year, when.month, when.day]]}
