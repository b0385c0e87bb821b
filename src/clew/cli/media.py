"""`clew media`: keep pictures, films and sounds."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import click

from clew import settings
from clew.cli._filters import filters, limit, query
from clew.cli._inputs import kept_in, refuse
from clew.cli._listing import as_json, json_lines, say
from clew.cli._verbs import INTERRUPTED, Refusal
from clew.errors import Unreadable

if TYPE_CHECKING:
    from clew.archive import Archive, Holding

_NEARBY = settings.setting("nearby")
_UNITS = {"": 1, "k": 1_000, "m": 1_000_000, "g": 1_000_000_000}
_SIZE = re.compile(r"(\d{1,12})\s*([kmg]?)b?", re.IGNORECASE)
_REASONS = 4


def _as_size(_context: click.Context, _option: click.Parameter, value: str) -> int:
    found = _SIZE.fullmatch(value.strip())
    if found is None:
        raise click.BadParameter("write it as 500k, 20MB or 2GB.")
    return int(found[1]) * _UNITS[found[2].lower()]


@click.command("media", short_help="Keep the pictures, films and sounds of posts.")
@click.argument("inputs", nargs=-1, metavar="[SOURCE]...")
@filters
@limit(0, "threads")
@click.option(
    "--only",
    type=click.Choice(["photo", "video", "gif", "audio"]),
    multiple=True,
    help="Only these; may be given more than once.",
)
@click.option(
    "--max-size", callback=_as_size, default="200MB", show_default=True, metavar="SIZE", help="Leave larger files out."
)
@click.option("--again", is_flag=True, help="Ask again for what could not be had before.")
@click.option(
    _NEARBY.option,
    envvar=_NEARBY.env,
    show_envvar=True,
    default=_NEARBY.default,
    metavar="HOSTS",
    help=_NEARBY.help,
)
@kept_in
@as_json
@click.pass_context
def command(context: click.Context, /, inputs: tuple[str, ...], **options: Any) -> None:
    """Keep pictures, films and sounds of posts in the archive: from SOURCEs, or from their web addresses.

    A SOURCE is a personal archive or an export that was added before; the media of its posts are taken out of it.
    Without one, all that are lacking are asked for at the addresses that posts name, those of the chosen threads
    where filters choose some. What is held is not fetched again, and stopping loses nothing.
    """
    from clew.archive import Archive

    chosen = _chosen(context, options)
    try:
        with Archive.open(context.obj, create=False, captures=options.pop("captures")) as archive:
            if inputs:
                if chosen:
                    raise click.UsageError("Filters choose what is fetched; out of a SOURCE all is taken.")
                _taken(archive, inputs, options)
            else:
                _fetched(archive, chosen, options)
    except KeyboardInterrupt:
        raise Refusal(
            "Stopped. What was fetched until now is kept; the same command again goes on from there.", INTERRUPTED
        ) from None


def _chosen(context: click.Context, options: dict[str, Any]) -> dict[str, Any]:
    """The filters that were given, with the others' defaults; nothing where none was."""
    names = ("tag", "search", "author", "network", "lang", "since", "until", "min_posts", "sort", "limit")
    chosen = {name: options.pop(name) for name in names}
    given = [name for name in names if context.get_parameter_source(name) is not click.core.ParameterSource.DEFAULT]
    return chosen if given else {}


def _taken(archive: Archive, inputs: tuple[str, ...], options: dict[str, Any]) -> None:
    """Take the media out of inputs, going on after one that cannot be read."""
    from clew.cli._terminal import reading_bar
    from clew.text.completeness import counted
    from clew.text.plain import one_line

    refused: list[str] = []
    with reading_bar() as progress:
        for place in inputs:
            try:
                for brought in archive.take_media([place], most=options["max_size"], progress=progress):
                    if options["as_json"]:
                        json_lines([brought])
                    else:
                        kept = counted(brought.media, "picture or film", "pictures and films")
                        say(f"{one_line(brought.name)}: {kept} kept")
            except Unreadable as error:
                refused.append(error.message)
    refuse(refused, len(inputs))


def _fetched(archive: Archive, chosen: dict[str, Any], options: dict[str, Any]) -> None:
    """Fetch what is lacking, and say in one line what came of it."""
    from clew.cli._terminal import numbered_bar

    wanted = query(chosen, chosen.pop("limit")) if chosen else None
    lacking = list(archive.lacking_media(wanted, only=options["only"], again=options["again"]))
    nearby = [host for host in (options["nearby"] or "").split(",") if host.strip()]
    with numbered_bar("files", len(lacking)) as count:
        found = archive.fetch_media(lacking, most=options["max_size"], nearby=nearby)
        tally = _Tally(found, count)
        if options["as_json"]:
            json_lines(tally)
        else:
            for _ in tally:
                pass
    if not options["as_json"]:
        say(tally.words())


class _Tally:
    """What came of errands, passing by and counted."""

    def __init__(self, found: Iterable[Holding], count: Any) -> None:
        self.found = found
        self.count = count
        self.kept = self.size = 0
        self.reasons: Counter[str] = Counter()

    def __iter__(self) -> Iterator[Holding]:
        for each in self.found:
            self.count()
            if each.file is not None:
                self.kept += 1
                self.size += each.file.size
            else:
                self.reasons[each.reason or ""] += 1
            yield each

    def words(self) -> str:
        """`12 files kept (3.4 MB), 2 not: 404 Not Found (2)`."""
        from clew.text.completeness import counted
        from clew.text.sizes import size

        if not self.kept and not self.reasons:
            return "Nothing is lacking that could be asked for."
        said = f"{counted(self.kept, 'file')} kept" + (f" ({size(self.size)})" if self.kept else "")
        if not self.reasons:
            return said
        named = [f"{reason} ({number:,})" for reason, number in self.reasons.most_common(_REASONS)]
        more = sum(self.reasons.values()) - sum(number for _, number in self.reasons.most_common(_REASONS))
        return f"{said}, {self.reasons.total():,} not: {'; '.join(named)}{f'; and {more:,} more' if more else ''}"
