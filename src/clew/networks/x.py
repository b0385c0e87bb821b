"""X, which lets nobody read a thread who has no account there: what to bring instead."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clew.capture.answers import Answer
from clew.errors import Unreadable
from clew.networks._asking import Ask, Stance, Wish
from clew.post import Author

title = "X"

_HOSTS = r"(?:(?:www|m|mobile)\.)?(?:x|twitter|nitter|fxtwitter|vxtwitter|fixupx|fixvx|xcancel)\.(?:com|net)|t\.co"
_ADDRESS = re.compile(rf"(?:https?://)?(?:{_HOSTS})/.+", re.IGNORECASE)


def knows(address: str) -> bool:
    """An address of X, or of a page that shows its posts under the same path."""
    return _ADDRESS.fullmatch(address) is not None


def unroll(wish: Wish, ask: Ask) -> Iterator[Answer]:
    """Say what to bring instead."""
    del ask
    raise Unreadable(
        f"{wish.address} is on X, whose threads only its members may read: add your personal archive "
        "(Settings, Your account, Download an archive), a dump of its API, or a HAR that a browser saved of the page."
    )


def consent(author: Author, ask: Ask) -> Stance:
    """Profiles are for members, too."""
    del author, ask
    return Stance("unknown", "X shows profiles to its members only")
