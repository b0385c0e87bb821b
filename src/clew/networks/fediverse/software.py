"""Which program a server runs, as it says itself (nodeinfo.diaspora.software)."""

from __future__ import annotations

from typing import Any

from clew.networks._asking import Ask, Heard

# These speak no Mastodon API, and answers to it on their paths mean nothing.
_OWN_WAYS = frozenset(
    {
        "misskey",
        "sharkey",
        "firefish",
        "calckey",
        "foundkey",
        "cherrypick",
        "lemmy",
        "peertube",
        "writefreely",
        "bookwyrm",
    }
    | {"wordpress", "mobilizon", "kbin", "mbin", "piefed", "owncast", "castopod", "funkwhale", "hubzilla", "streams"}
)


def software(base: str, ask: Ask) -> str | None:
    """The program's name in small letters; None where the server does not say."""
    index = ask.get(f"{base}/.well-known/nodeinfo")
    links = _field(index.value, "links") if isinstance(index, Heard) and index.ok else None
    for link in links if isinstance(links, list) else []:
        href = _field(link, "href")
        # A page about itself on another host is no page about itself.
        if isinstance(href, str) and href.startswith(f"{base}/"):
            page = ask.get(href)
            name = _field(_field(page.value, "software"), "name") if isinstance(page, Heard) and page.ok else None
            if isinstance(name, str):
                return name.lower()
    return None


def has_api(name: str | None) -> bool:
    """Whether it is worth a question of Mastodon's API."""
    return name not in _OWN_WAYS


def _field(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, dict) else None
