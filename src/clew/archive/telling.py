"""Telling a WebSub hub which feeds have changed: those of threads that grew, and of the lists they are on.

The hub fetches them then, and sends them to whoever subscribed. It is named by whoever runs an archive and not by a
post, so that it may be on this machine as well. https://www.w3.org/TR/websub/#publishing leaves the request to the
two; all hubs take that of PubSubHubbub 0.4.
"""

from __future__ import annotations

import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from http.client import HTTPException
from importlib.metadata import version
from urllib.parse import urlencode

from clew import exports
from clew.exports import About
from clew.post import Value
from clew.query import Query
from clew.stores import listing
from clew.stores.base import Store
from clew.thread import Thread

THREADS = 1000
"""Threads that are looked at: after a large import most lists have changed in any case."""
MOST = 300
"""Requests to a hub, which has other archives as well."""
PATIENCE = 10
"""Seconds that a hub has to answer."""


class Told(Value):
    """How many feeds a hub was told of, of how many that changed, and why it stopped (None where it did not)."""

    told: int
    changed: int
    why: str | None = None


def tell(store: Store, hub: str, pages: str, since: datetime) -> Told:
    """Tell the hub of every feed with a thread that got a post since that moment, up to `MOST` of them.

    The hub is not asked again once it has refused.
    """
    changed = tuple(feeds(store, pages, since))
    for number, topic in enumerate(changed[:MOST]):
        if (why := publish(hub, topic)) is not None:
            return Told(number, len(changed), why)
    return Told(min(len(changed), MOST), len(changed))


def feeds(store: Store, pages: str, since: datetime) -> Iterator[str]:
    """The addresses of these feeds, those of lists first, those that most threads are on before the others."""
    about, lists, own = About(base=pages), Counter[str](), list[str]()
    for thread in grown(store, since):
        tags = dict.fromkeys(map(listing.tag, thread.summary.tags))
        lists.update(filter(None, (about.tag(tag) for tag in tags if tag)))
        lists.update(filter(None, (about.author(thread.summary.author.id),)))
        own += filter(None, (about.thread(thread.id),))
    if not own:
        return
    suffixes = [form.suffix for form in map(exports.load, exports.names()) if getattr(form, "feed", False)]
    for page in (f"{pages}/threads", *(page for page, _ in lists.most_common()), *own):
        yield from (page + suffix for suffix in suffixes)


def grown(store: Store, since: datetime) -> Iterator[Thread]:
    """The threads that got a post since that moment, the last of them first, up to `THREADS`."""
    fresh = {kept.id for kept in store.captures() if kept.taken >= since}
    for thread in store.threads(Query(sort="grown", limit=THREADS)) if fresh else ():
        if not any(part.captures[0] in fresh for part in thread.parts if part.captures):
            return
        yield thread


class _Here(urllib.request.HTTPRedirectHandler):
    """A hub that sends somebody elsewhere is not there: the request would arrive as another."""

    def redirect_request(self, *_: object) -> None:
        return None


def publish(hub: str, topic: str) -> str | None:
    """Say that a feed, by its address, has changed; None where the hub took it, else why not, in words."""
    said = urlencode({"hub.mode": "publish", "hub.url": topic}).encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded", "User-Agent": f"Clew/{version('clew')}"}
    request = urllib.request.Request(hub, said, headers, method="POST")  # noqa: S310 - the command checks what it is
    try:
        with urllib.request.build_opener(_Here).open(request, timeout=PATIENCE):
            return None
    except urllib.error.HTTPError as error:
        error.close()
        return f"it answered {error.code} {error.reason}".strip()
    except urllib.error.URLError as error:
        return f"it cannot be reached ({error.reason})"
    except (OSError, HTTPException, ValueError) as error:
        return f"it cannot be reached ({error})"
