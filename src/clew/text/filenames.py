"""Names for files that every system, archive and web server takes, the same each time."""

from __future__ import annotations

import hashlib
import re

_PLAIN = re.compile(r"[a-z0-9]{1,60}")
_X_POST = re.compile(r"x:(\d{1,20})")
_OTHER = re.compile(r"[^a-z0-9]+")
# Names that Windows keeps for devices, whatever their ending.
_DEVICES = re.compile(r"con|prn|aux|nul|com\d|lpt\d")
_LONGEST = 60
_BYTES = 4


def filename(name: str) -> str:
    """A name of small Latin letters, digits and hyphens for any id, hashtag or title; others get others.

    What it cannot say it tells apart by eight digits of a hash: `raqqa` stays `raqqa`, `x:12` is `x-12`, `#الرقة` is
    `3f0c9a1e`.
    """
    if found := _X_POST.fullmatch(name):
        return f"x-{found[1]}"
    if _PLAIN.fullmatch(name) and not _DEVICES.fullmatch(name):
        return name
    digest = hashlib.blake2s(name.encode("utf-8", "surrogatepass"), digest_size=_BYTES).hexdigest()
    readable = _OTHER.sub("-", name.lower()).strip("-")[:_LONGEST].strip("-")
    return f"{readable}-{digest}" if readable else digest
