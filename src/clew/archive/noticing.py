"""Notices of threads that are new or have grown, for somebody who keeps searches or follows authors.

A channel (e-mail, a webhook) takes notices one by one. What was told on it stands in the archive under a hash, so that
a thread is told of once for each time it grew, and once a day at most. What a channel does not take is told later.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Protocol

from msgspec.structs import replace

from clew.archive.searching import Same, joined
from clew.archive.telling import grown
from clew.errors import ClewError
from clew.exports import About
from clew.post import Post, Value
from clew.query import Either, Is
from clew.stores.base import Store
from clew.stores.deeds import Deed, name_of
from clew.text.asking import asked, narrowed
from clew.thread import Thread

MOST = 50
"""Notices in one run; after a large import more would be no use to anybody."""
DAY = timedelta(days=1)
NOTICED, LOOKED = "noticed", "looked"
_AUTHORS = 100  # of threads that have grown, asked for in one search
_PAGE = 200


class Notice(Value):
    """A thread to tell of: its page, its posts that are new, and why: names of kept searches, authors' handles or ids.

    `name` is another for each time that the thread has grown, and the same where a notice is sent again; `latest` is
    when the last of its posts came.
    """

    name: str
    latest: datetime
    thread: Thread
    page: str | None
    new: tuple[Post, ...]
    searches: tuple[str, ...]
    authors: tuple[str, ...]


class Channel(Protocol):
    """Where notices go."""

    name: str
    """What is told apart: an address, of which nothing but a hash is kept."""

    def send(self, notice: Notice) -> None:
        """Send one; `ClewError` says in a sentence why it was not taken."""
        ...


class Noticed(Value):
    """What became of a run: threads told of, those left for the next time, those beyond `MOST`, what went wrong."""

    told: tuple[str, ...]
    waiting: int = 0
    beyond: int = 0
    why: str | None = None


def notify(
    store: Store,
    channel: Channel,
    about: About,
    authors: Sequence[str] = (),
    *,
    same: Same,
    dry_run: bool = False,
    now: datetime | None = None,
) -> Noticed:
    """Tell a channel of threads that got posts since the last run and are found by a kept search, or by these authors.

    To be called when threads have been put together: from cron, after an import, or while a stream is followed. The
    first run looks back one day. With `dry_run` nothing is sent and nothing noted. Private posts and those of people
    who refuse are in no notice, as they are in no list.
    """
    now = now or datetime.now(UTC)
    cursor = next(iter(store.deeds(LOOKED, name_of(channel.name))), None)
    since = now - DAY if cursor is None else datetime.fromisoformat(cursor.said)
    told: list[str] = []
    waiting, beyond, why = 0, 0, None
    for notice in _notices(store, channel, about, authors, same, since):
        before = _told(store, channel, notice.thread)
        if before is not None and before.made > now - DAY:
            waiting += 1
        elif len(told) >= MOST:
            beyond += 1
        else:
            if not dry_run:
                try:
                    channel.send(notice)
                except ClewError as error:
                    why = error.message
                    break
                name = name_of(channel.name, notice.thread.id)
                store.do([Deed(NOTICED, name, notice.latest.isoformat(), now)])
            told.append(notice.thread.id)
    if not dry_run:
        store.do([Deed(LOOKED, name_of(channel.name), (now if why is None else since).isoformat(), now)])
    return Noticed(tuple(told), waiting, beyond, why)


def _notices(
    store: Store, channel: Channel, about: About, authors: Sequence[str], same: Same, since: datetime
) -> Iterator[Notice]:
    """What there is to tell of, the thread that grew last first."""
    # A thread that was told of within a day waits: what it got since then is up to a day older than the last run.
    threads = {thread.id: thread for thread in grown(store, since - 2 * DAY)}
    if not threads:
        return
    reasons = {saved.name: _found(store, saved.query, threads.values(), same) for saved in store.saved()}
    followed = {found.author.id: name for name in authors if (found := store.author(name)) is not None}
    came = {kept.id: kept.taken for kept in store.captures()}
    for thread in threads.values():
        searches = tuple(name for name, found in reasons.items() if thread.id in found)
        named = tuple(name for who, name in followed.items() if who == thread.summary.author.id)
        before = _told(store, channel, thread)
        seen = since if before is None else datetime.fromisoformat(before.said)
        times = {part.post.id: came[part.captures[0]] for part in thread.parts if part.captures}
        new = tuple(part.post for part in thread.parts if times.get(part.post.id, seen) > seen)
        if new and (searches or named):
            latest = max(times.values())
            name = name_of(f"{channel.name} {thread.id} {latest.isoformat()}")
            yield Notice(name, latest, thread, about.thread(thread.id), new, searches, named)


def _found(store: Store, query: str, threads: Iterable[Thread], same: Same) -> set[str]:
    """Which of these threads a search finds: it is asked about their authors' threads alone."""
    authors = [*dict.fromkeys(thread.summary.author.id for thread in threads)]
    found: set[str] = set()
    for at in range(0, len(authors), _AUTHORS):
        some = Either(tuple(Is("author", author) for author in authors[at : at + _AUTHORS]))
        after: str | None = None
        while True:
            wanted = joined(narrowed(asked(query), some), same)
            page = store.search(replace(wanted, limit=_PAGE, after=after))
            found.update(each.card.summary.id for each in page.items)
            if page.next is None:
                break
            after = page.next
    return found


def _told(store: Store, channel: Channel, thread: Thread) -> Deed | None:
    return next(iter(store.deeds(NOTICED, name_of(channel.name, thread.id))), None)
