"""Hashtags that mean the same: which of them a list has joined, and the way to one of them alone."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from clew.archive import Archive
from clew.errors import NotFound
from clew.query import All, Query
from clew.speech import _
from clew.web import addresses
from clew.web.asking import Link, address
from clew.web.narrowing import Choice


class Kin(msgspec.Struct, frozen=True):
    """A hashtag and those that mean the same, as far as threads here carry them.

    `tag` is it folded and `written` as people write it; `threads` counts those of the list. `others` lead to each
    other one alone; `apart` to this one alone, None where it is alone already or no thread carries it; `together` to
    the joined list, None where it is that.
    """

    tag: str
    written: str
    threads: int
    joined: bool
    others: list[Choice]
    apart: Link | None
    together: Link | None


def kin(archive: Archive, name: str, params: Mapping[str, str], *, joined: bool) -> Kin:
    """The kin of a hashtag; `NotFound` where a list of it would be empty."""
    own = archive.tag(name)
    names = archive.same(name)
    others = [found for each in names[1:] if (found := archive.tag(each)) is not None]
    if own is None and not (joined and others):
        raise NotFound(_("No thread here carries #%(tag)s.", tag=name[:80]))
    tag = names[0] if own is None else own.tag
    path, threads = addresses.to_tag(tag), 0 if own is None else own.threads
    if joined and others:
        threads = archive.count(Query(tag=name, match=All(())))
    return Kin(
        tag=tag,
        written=name if own is None else own.written,
        threads=threads,
        joined=joined,
        others=[
            Choice(f"#{each.written}", address(addresses.to_tag(each.tag), params, joined="no"), each.threads)
            for each in others
        ],
        apart=Link(f"#{own.written}", address(path, params, joined="no")) if own and joined and others else None,
        together=None if joined else Link(f"#{name}", address(path, params, joined=None)),
    )


def here(archive: Archive, name: str) -> bool:
    """Whether any thread here carries the hashtag or one that means the same."""
    return any(archive.tag(each) is not None for each in archive.same(name))
