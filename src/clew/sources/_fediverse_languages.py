"""Language codes as servers of the fediverse write them, in the one form of BCP 47."""

from __future__ import annotations

import re
from functools import lru_cache

_SEPARATED = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|\d{3}))?")
# Two or three letters, and a region written on to them without a hyphen: Mastodon's exports have `zhCn` for zh-CN.
_RUN_ON = re.compile(r"([a-z]{2,3})([A-Z][a-z]{3})?([A-Z][A-Za-z])?")
# "Undetermined", "no language" and "several" name none.
_NONE = frozenset({"und", "zxx", "mul", "mis"})
# Codes withdrawn from ISO 639 in 1989.
_RENAMED = {"in": "id", "iw": "he", "ji": "yi"}


@lru_cache(maxsize=1024)
def language(code: str | None) -> str | None:
    """The code as `zh-CN` or `sr-Latn`; None where it names no language."""
    found = None
    if code:
        found = _SEPARATED.fullmatch(code) or _RUN_ON.fullmatch(code)
    if found is None:
        return None
    main, script, region = found[1].lower(), found[2] or "", found[3] or ""
    if main in _NONE:
        return None
    parts = [_RENAMED.get(main, main), script.title(), region.upper()]
    return "-".join(filter(None, parts))
