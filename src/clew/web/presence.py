"""What the pages are to the world: where they are read, whether they may be found, who is told when they change."""

from __future__ import annotations

import msgspec
from starlette.requests import Request


class Presence(msgspec.Struct, frozen=True):
    """`address` is where others read, if not at the one they ask; `hub` the WebSub hub that feeds name.

    `index` lets search engines list what is public; `language` is the pages' own, for readers who ask for none of those
    there are.
    """

    address: str | None = None
    hub: str | None = None
    index: bool = False
    language: str = "en"


def base(request: Request) -> str:
    """The address of these pages, without a slash at its end: what was said of them or, failing that, as asked."""
    site: Presence = request.app.state.site
    return (site.address or str(request.base_url)).rstrip("/")
