"""Statuses as Mastodon's API gives them, and the many servers that speak it."""

from __future__ import annotations

from collections.abc import Iterator

from clew.capture import Capture
from clew.capture.records import values
from clew.post import Problem, Record
from clew.sources._head import shapes
from clew.sources.mastodon.numbers import Numbers
from clew.sources.mastodon.posts import records
from clew.sources.mastodon.status import Status

title = "Mastodon API (statuses, timelines, contexts, search results)"
served = True

_PLACES = (
    *("", "[].", "statuses[].", "ancestors[].", "descendants[].", "context.ancestors[].", "context.descendants[]."),
    *("status.", "[].status."),
)
_ACCOUNT = ("account.acct", "account.username", "account.display_name")
_SIGNS = ("spoiler_text", "in_reply_to_account_id", "media_attachments", "favourites_count")


def sniff(capture: Capture) -> bool:
    """One file with statuses: a text beside an account, and fields that only this API has."""
    return capture.single and any(map(_is_ours, shapes(capture.head())))


def _is_ours(keys: frozenset[str]) -> bool:
    return any(
        f"{place}content" in keys
        and any(f"{place}{sign}" in keys for sign in _ACCOUNT)
        and any(f"{place}{sign}" in keys for sign in _SIGNS)
        for place in _PLACES
    )


def read(capture: Capture) -> Iterator[Record]:
    """The statuses in the order of the file, each followed by what it passes on or quotes."""
    for name in capture.names:
        with capture.open(name) as stream:
            numbers = Numbers(values(stream, name, Status))
        with capture.open(name) as stream:
            file = values(stream, capture.where(name), Status)
            nameless = 0
            for value in file:
                if isinstance(value, Problem):
                    yield value
                elif _is_version(value):
                    nameless += 1
                else:
                    yield from records(value, numbers, file.place)
        if nameless:
            yield Problem(
                capture.where(name),
                f"{nameless:,} versions of a text do not say which post they are of; save them as "
                '{"status": …, "history": […]} with the status they belong to.',
            )


def _is_version(value: Status) -> bool:
    """An edit history gives texts with their dates and no id."""
    return value.id is None and value.uri is None and value.content is not None
