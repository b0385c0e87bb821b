"""Where the pictures and films of posts lie in a personal archive; those of messages are never among them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from clew.post import Post

# data/tweets_media/1039250982934908928-DmwB3xYX4AAb0n1.jpg; at the root until 2019, of deleted posts in a folder apart.
_FILE = re.compile(r"(?:.+/)?(?:deleted_|community_)?tweets?_media/(?P<post>\d{1,20})-(?P<name>[^/]+)")
_FILM = ".mp4"
_MESSAGES = "direct_message"


def finder(names: Sequence[str]) -> Callable[[Post, str], str | None]:
    """How to find the member that holds what a post shows under an address."""
    found: dict[str, dict[str, str]] = {}
    for name in names:
        if "_media/" in name and _MESSAGES not in name and (parts := _FILE.fullmatch(name)):
            found.setdefault(f"x:{parts['post']}", {}).setdefault(parts["name"], name)

    def find(post: Post, url: str) -> str | None:
        files = found.get(post.id)
        if files is None:
            return None
        wanted = _base(url)
        return files.get(wanted) or (_only(post, files) if wanted.endswith(_FILM) else None)

    return find


def _only(post: Post, files: dict[str, str]) -> str | None:
    """The film of a post with one: an archive may hold it in another size than the one with the best address."""
    films = [name for base, name in files.items() if base.endswith(_FILM)]
    named = [each for each in post.media or () if each.url and _base(each.url).endswith(_FILM)]
    return films[0] if len(films) == len(named) == 1 else None


def _base(url: str) -> str:
    try:
        return urlsplit(url).path.rpartition("/")[2].partition(":")[0]
    except ValueError:
        return ""
