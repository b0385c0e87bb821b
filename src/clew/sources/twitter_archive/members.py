"""Which files of a personal archive hold posts, and which say whose they are; everything else stays shut.

Archives hold direct messages, contacts, addresses of devices and what advertisers think; none of these names is here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, cast

Kind = Literal[
    "months", "tweets", "community", "deleted", "notes", "headers", "deleted_headers",
    "account", "manifest", "user", "protected",
]  # fmt: skip
# The files whose rows are posts, in the order in which they are read.
POSTS: tuple[Kind, ...] = ("months", "tweets", "community", "deleted")

# Unpacked by hand, a file may have become "tweets (1).js".
_PART = r"(?:-part\d+)?(?:[ ]?\(\d+\))?\.js"
_NAME = re.compile(
    rf"""(?P<root>(?:.+?/)??)(?:
        (?:data/)?(?:
            (?P<tweets>tweets?{_PART})
          | (?P<community>community-tweets?{_PART})
          | (?P<deleted>deleted-tweets?{_PART})
          | (?P<notes>note-tweets?{_PART})
          | (?P<headers>tweet-headers{_PART})
          | (?P<deleted_headers>deleted-tweet-headers{_PART})
          | (?P<account>account\.js)
          | (?P<protected>protected-history\.js)
          | (?P<manifest>manifest\.js)
        )
      | (?:data/js/tweets/)?(?P<months>\d{{4}}_\d{{2}}\.js)
      | data/js/(?P<user>user_details\.js)
    )""",
    re.VERBOSE,
)


# Names that X gives to what is nobody else's business, in every generation (at the root until 2019, in data/ since).
_PRIVATE = re.compile(
    r"""(?:.*/)?(?:(?:direct-message|ad-|ads-|grok-|twitter-circle|periscope|spaces-|lists-|account-|email-)[\w-]*
      |contact|ip-audit|device-token|key-registry|personalization|phone-number|likes?|blocks?|mutes?|followers?|following
      |saved-search|tweetdeck|connected-application|ni-devices|sso|user-link-clicks|professional-data
    )(?:-part\d+)?(?:[ ]?\(\d+\))?\.js""",
    re.VERBOSE,
)


# What X puts into the folder of an archive: scripts, pages and media, at the root until 2019 and in data/ since.
_OWN = re.compile(
    r"(?:data|assets|css|img|js|lib|\w+_media)/.*|[^/]*\.js|Your archive\.html|index\.html|README\.txt|tweets\.csv"
)


def outside(names: Sequence[str]) -> list[str]:
    """The members that are of no archive: in no folder with one, or in it and not by a name of X's."""
    roots = {root for name in names if (root := root_of(name)) is not None}
    return [
        name for name in names if not any(_OWN.fullmatch(name, len(root)) for root in _above(name) if root in roots)
    ]


def _above(name: str) -> Iterator[str]:
    """The folders a member lies in, the top first: "", "a/", "a/b/"."""
    at = 0
    while at >= 0:
        yield name[:at]
        at = name.find("/", at) + 1 or -1


def is_private(name: str) -> bool:
    """Whether a member is one of those that hold messages, contacts, addresses or habits."""
    return _PRIVATE.fullmatch(name) is not None and kind_of(name) is None


def kind_of(name: str) -> Kind | None:
    """What a member holds, by its name; None for everything that is not read."""
    found = _found(name)
    return cast("Kind", found.lastgroup) if found else None


def root_of(name: str) -> str | None:
    """The folder that a member's archive lies in, "" or with a slash at its end; None for what is not read."""
    found = _found(name)
    return found["root"] if found else None


def _found(name: str) -> re.Match[str] | None:
    if not name.endswith(".js") or name.startswith("__MACOSX/"):
        return None
    return _NAME.fullmatch(name)


def of_kind(names: Iterable[str], *kinds: Kind) -> list[str]:
    """The members of these kinds, kind by kind, parts in order: `tweets.js`, `tweets-part2.js`, `tweets-part10.js`."""
    found = [(kinds.index(kind), _in_order(name), name) for name in names if (kind := kind_of(name)) in kinds]
    return [name for _, _, name in sorted(found)]


def _in_order(name: str) -> tuple[str, int]:
    stem, _, part = name.removesuffix(".js").partition("-part")
    return stem, int(part) if part.isdigit() else 0
