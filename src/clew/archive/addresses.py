"""What a person may call a post: an id, a bare number, an address of the network or of a page that shows its posts."""

from __future__ import annotations

import re
from urllib.parse import unquote

from clew.thread import Shape, Thread

# Pages that show a network's posts under the post's own number: the network, its mirrors (Nitter and the like keep the
# path, whatever their host), readers of threads. First match wins; the id is made from the groups.
_PAGES = (
    (r"threadreaderapp\.com/(?:thread|convos)/(\d{1,20})(?:\.html)?", "x:{}"),
    (r"[^/]+/(?:i/web|i|[^/]+)/status(?:es)?/(\d{1,20})(?:[/.].*)?", "x:{}"),
    # bsky.app, and other clients that kept its paths
    (r"(?:[^/]+/profile/)?(did:[^/]+)/post/([^/]+)", "at://{}/app.bsky.feed.post/{}"),
    (r"@([^/@]+)@([^/@]+)/(\w+)", "https://{1}/@{0}/{2}"),
)
_ADDRESS = re.compile(r"(?:(?P<scheme>[a-z]+)://)?(?P<rest>[^?#]*)", re.IGNORECASE | re.DOTALL)
_KNOWN = tuple((re.compile(pattern, re.IGNORECASE), form) for pattern, form in _PAGES)
_BY_HANDLE = re.compile(
    r"(?:(?:(?:https?://)?[^/]+/profile/)?@?(?!did:)([^/@:]+\.[^/@:]+)/post/([A-Za-z0-9]+)/?(?:[?#].*)?"
    r"|at://(?!did:)([^/]+)/app\.bsky\.feed\.post/([A-Za-z0-9]+))",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d{1,20}", re.ASCII)


def names(address: str) -> tuple[str, ...]:
    """The names under which an archive may know what the address means, the likeliest first."""
    address = address.strip()
    found = [address]
    if _NUMBER.fullmatch(address):
        found.append(f"x:{address}")
    parts = _ADDRESS.match(address)
    if parts is not None and "/" in address and parts["scheme"] in {None, "http", "https", "HTTP", "HTTPS"}:
        found += _of_page(parts["rest"])
    return tuple(dict.fromkeys(name for name in found if name))


def by_handle(address: str) -> tuple[str, str] | None:
    """The handle that a page's address names the author by, and the post's id with a hole for the author's."""
    found = _BY_HANDLE.fullmatch(unquote(address.strip()))
    if found is None:
        return None
    return found[1] or found[3], f"at://{{}}/app.bsky.feed.post/{found[2] or found[4]}"


def _of_page(rest: str) -> list[str]:
    """Names from an address without its scheme, query and fragment."""
    bare = rest.rstrip("/")
    found = [form.format(*match.groups()) for pattern, form in _KNOWN if (match := pattern.fullmatch(unquote(bare)))][
        :1
    ]
    for path in (bare, rest):
        found += [f"https://{path}", f"http://{path}"]
    return found


def in_shape(shape: Shape, post_id: str | None) -> str | None:
    """The id of the post of a thread that a held post is, which may be an older version of it; None for any other."""
    wanted = next((newer for older, newer in shape.earlier if older == post_id), post_id)
    return wanted if any(place.id == wanted for place in shape.places) else None


def post_named(thread: Thread, address: str) -> str | None:
    """The id of the held post that an id or address names; None where only the thread can be told."""
    held = {part.post.id for part in thread.parts}
    other = dict(thread.shape.earlier)
    for part in thread.parts:
        other |= {version: part.post.id for version in part.post.versions if version not in held}
        other |= {part.post.url: part.post.id} if part.post.url else {}
    return next((other.get(name, name) for name in names(address) if name in held or name in other), None)
