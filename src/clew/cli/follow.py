"""`clew follow`: keep the posts of authors, hashtags, words and servers as they are written."""

from __future__ import annotations

import signal
import sys
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from clew import settings
from clew.cli._addresses import hub, pages, stream_address, teller
from clew.cli._inputs import asking, asks, kept_in
from clew.cli._listing import as_json, aside, json_lines, say, table
from clew.cli._verbs import Refusal
from clew.errors import BadQuery, ClewError, NotFound, Unreadable

if TYPE_CHECKING:
    from clew.archive import Archive, Followed
    from clew.archive.following.running import Following, Streams

_DEEDS = ("add", "list", "remove")
_STREAM = settings.setting("stream")
# A line where nobody is looking: at once when something changed, else so often.
_LINE, _STILL = 10.0, 600.0


@click.command("follow")
@click.argument("deed", required=False, metavar="[ADD|LIST|REMOVE]", type=click.Choice(_DEEDS, case_sensitive=False))
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option(
    _STREAM.option,
    envvar=_STREAM.env,
    show_envvar=True,
    default=_STREAM.default,
    metavar="ADDRESS",
    help=_STREAM.help,
    callback=stream_address,
)
@asks
@kept_in
@pages
@hub
@as_json
@click.pass_obj
def command(
    place: str,
    /,
    deed: str | None,
    names: tuple[str, ...],
    *,
    stream: str,
    captures: str | None,
    pages: str | None,
    hub: str | None,
    as_json: bool,
    **options: Any,
) -> None:
    """Keep posts as they are written, until stopped; or say whose.

    `clew follow add NAME...` puts on the list: an author (@name.bsky.social, @name@server.example), a hashtag
    ("#bridge" on Bluesky, "#bridge@server.example" on a server of the fediverse), words ('"the old bridge"'), or all
    of a server (https://server.example). `clew follow list` shows the list, `remove` takes something off, and plain
    `clew follow` listens. Threads grow on the pages meanwhile; it may run beside `clew serve` and `clew add`.
    """
    from clew.archive import Archive

    if deed == "list" and names:
        raise click.UsageError("`clew follow list` takes no names; it shows all that is followed.")
    if (deed in {"add", "remove"}) != bool(names):
        raise click.UsageError("Say what to follow: clew follow add NAME… or remove NAME…, or plain clew follow.")
    asked = asking(options)
    with Archive.open(place, create=deed in {None, "add"}, captures=captures) as archive:
        if deed is None:
            _run(archive, archive.following(asked, stream), pages, hub)
        elif deed == "list":
            _list(archive, as_json=as_json)
        else:
            _change_each(archive, deed, names, asked)


def _change_each(archive: Archive, deed: str, names: tuple[str, ...], asked: Any) -> None:
    """Add or remove the names, going on after one with which that cannot be done."""
    refused: list[ClewError] = []
    for name in names:
        try:
            _change(archive, deed, name, asked)
        except (BadQuery, NotFound, Unreadable) as error:
            refused.append(error)
    if refused and len(names) == 1:
        raise refused[0]
    if refused:
        said = " ".join(error.message for error in refused)
        raise Refusal(f"{len(refused)} of {len(names)} names were left out. {said}", refused[-1].exit_code)


def _change(archive: Archive, deed: str, name: str, asked: Any) -> None:
    if deed == "remove":
        archive.unfollow(name)
        aside(f"{name} is not followed any more; what was kept stays")
        return
    wish, fresh = archive.follow(name, asked)
    aside(f"{wish.written} is followed from now on" if fresh else f"{wish.written} is followed already")


def _list(archive: Archive, *, as_json: bool) -> None:
    wishes = archive.followed()
    if as_json:
        json_lines({"name": each.written, "kind": each.kind, "where": _where(each), "id": each.id} for each in wishes)
    elif wishes:
        table(("followed", "kind", "where"), ((each.written, each.kind, _where(each)) for each in wishes))
    else:
        aside("Nothing is followed; `clew follow add NAME` begins.")


def _where(wish: Followed) -> str:
    return wish.server or (wish.value if wish.kind == "server" else "bluesky")


def _run(archive: Archive, following: Following, pages: str | None, hub: str | None) -> None:
    """Listen until SIGTERM or Ctrl+C, which end it when what was heard is kept."""

    def stop(*_: object) -> None:
        following.stopped.set()

    before = [(each, signal.signal(each, stop)) for each in (signal.SIGTERM, signal.SIGINT)]
    try:
        following.run(_Screen() if sys.stderr.isatty() else _Lines(), teller(archive, pages, hub))
    finally:
        for each, handler in before:
            signal.signal(each, handler)
        if sys.stderr.isatty():
            click.echo(err=True)


class _Screen:
    """One line that changes, for somebody who looks."""

    def __init__(self) -> None:
        self._before: tuple[float, int] | None = None

    def __call__(self, now: Streams) -> None:
        clock, seen = time.monotonic(), sum(each.seen for each in now.news)
        rate = 0.0
        if self._before is not None and clock > self._before[0]:
            rate = (seen - self._before[1]) / (clock - self._before[0])
        self._before = clock, seen
        click.echo(f"\r\x1b[K{_words(now)} · {rate:,.0f} posts/s heard"[:200], nl=False, err=True)


class _Lines:
    """Plain lines: when something is new, though not all the time."""

    def __init__(self) -> None:
        self._said: tuple[Any, ...] | None = None
        self._at = 0.0

    def __call__(self, now: Streams) -> None:
        clock = time.monotonic()
        facts = (*((each.kept, each.deleted, each.trouble, each.heard) for each in now.news), now.fetched, now.refused)
        pause = _LINE if facts != self._said else _STILL
        if self._said is None or clock - self._at >= pause:
            self._said, self._at = facts, clock
            say(_words(now))


def _words(now: Streams) -> str:
    """`1,204 posts heard, 12 kept, 1 deleted · 3 threads fetched, 1 to come · 0.4 s behind, 2026-11-26 10:00:04`."""
    from clew.text.completeness import counted
    from clew.text.plain import one_line

    seen, kept, gone = (sum(getattr(each, name) for each in now.news) for name in ("seen", "kept", "deleted"))
    parts = [f"{counted(seen, 'post')} heard, {kept:,} kept, {gone:,} deleted"]
    if now.refused:
        parts.append(f"{counted(now.refused, 'post')} of people passed over who do not say that they may be kept")
    if now.fetched or now.waiting:
        parts.append(f"{counted(now.fetched, 'thread')} fetched, {now.waiting:,} to come")
    for each in now.news:
        host = one_line(each.name.partition("://")[2].partition("/")[0])
        if each.trouble is not None:
            parts.append(f"{host}: {one_line(each.trouble)}")
        elif each.time is not None:
            parts.append(f"{host}: {_lag(each.time)}")
        else:
            parts.append(f"{host}: {'listening' if each.heard else 'no word yet'}")
    return " · ".join(parts)


def _lag(written: str) -> str:
    try:
        when = datetime.fromisoformat(written)
    except ValueError:
        return written[:40]
    when = when.replace(tzinfo=UTC) if when.tzinfo is None else when
    behind = max(0.0, (datetime.now(UTC) - when).total_seconds())
    return f"{behind:,.1f} s behind" if behind < 60 else f"at {when:%Y-%m-%d %H:%M:%S}"  # noqa: PLR2004 - a minute
