"""`clew add`: read inputs, keep them, put the threads together."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from clew.cli._addresses import hub, pages, teller
from clew.cli._choosing import Asks
from clew.cli._filters import of_sets, part_of_set
from clew.cli._inputs import asking, asks, check_format, kept_in, reading, refuse
from clew.cli._listing import as_json, json_lines, say
from clew.cli._verbs import INTERRUPTED, Refusal
from clew.errors import Unreadable

if TYPE_CHECKING:
    from clew.archive import Archive, Import

# Steps of `nice`: pages that somebody reads meanwhile come as fast as when nobody adds.
_STEPS = 5


@click.command("add", cls=Asks, choices="sources", heading="Formats")
@click.argument("inputs", nargs=-1, required=True, metavar="SOURCE...")
@reading
@of_sets
@click.option("--reference", is_flag=True, help="Keep hash and place of the inputs, not their bytes.")
@click.option(
    "--include-private",
    is_flag=True,
    help="Keep posts for followers or single persons too; no list, page or export shows them unless asked by name.",
)
@click.option(
    "--media",
    is_flag=True,
    help="Keep the pictures, films and sounds of public posts that lie in a personal archive or an export.",
)
@asks
@kept_in
@pages
@hub
@as_json
@click.pass_obj
def command(place: str, /, inputs: tuple[str, ...], *, pages: str | None, hub: str | None, **options: Any) -> None:
    """Add posts from files, folders, addresses of posts, or `-` for standard input.

    A SOURCE may be the address of a post on Bluesky or in the fediverse: its whole thread is fetched. A file may be
    compressed (.gz, .zst), or an archive (.zip, .tar). Its format is recognised. Adding the same source again changes
    nothing; adding a newer one completes what is there, and asking for an address again shows what was edited or
    deleted meanwhile. Of a set that `clew spark add` made, a part can be added: --tag, --author, --network, --lang,
    --since, --until.
    """
    from clew.archive import Archive
    from clew.archive.worker import give_way

    give_way(_STEPS)
    as_lines, began = options.pop("as_json"), datetime.now(UTC)
    options["asking"] = asking(options)
    options["wanted"] = part_of_set(options)
    check_format(options["source"], Archive.sources())
    try:
        with Archive.open(place, captures=options.pop("captures")) as archive:
            refused = _add_each(archive, inputs, options, as_lines=as_lines)
            if (tell := teller(archive, pages, hub)) is not None:
                tell(began)
    except KeyboardInterrupt:
        raise Refusal(
            "Stopped. What was read until now is kept; the same command again goes on from there.", INTERRUPTED
        ) from None
    refuse(refused, len(inputs))


def _add_each(archive: Archive, inputs: tuple[str, ...], options: dict[str, Any], *, as_lines: bool) -> list[str]:
    """Add the inputs, going on after one that cannot be read; what was refused, and why."""
    from clew.cli._terminal import reading_bar

    refused: list[str] = []
    said = ""
    titles = archive.sources()
    waiting = deque(inputs)
    with reading_bar() as progress:
        while waiting:
            try:
                # One call for all of them, because threads are put together at its end.
                for brought in archive.add(_taken(waiting), progress=progress, **options):
                    if as_lines:
                        json_lines([brought])
                    else:
                        words = _words(
                            brought, titles, private=options["include_private"], wanted=options["wanted"] is not None
                        )
                        if words != said:  # what an address brought may be several captures
                            say(words)
                        said = words
            except Unreadable as error:
                refused.append(error.message)
    return refused


def _taken(waiting: deque[str]) -> Iterator[str]:
    while waiting:
        yield waiting.popleft()


def _words(brought: Import, titles: dict[str, str], *, private: bool, wanted: bool) -> str:
    """`bridge.txt, read as Thread Reader listing: 57 posts new, 0 known already, 2 problems`."""
    from clew.text.completeness import counted
    from clew.text.plain import one_line

    added, name = brought.added, one_line(brought.name)
    if brought.already and "://" in name:
        return f"{name}: nothing new; what the servers answer was read before{_kept(brought)}"
    if brought.already:
        return f"{name}: nothing new, every byte of it had been read before{_kept(brought)}"
    if wanted and added == type(added)():
        return f"{name}: holds nothing of what was asked for; name another hashtag, author, network, language or date"
    counts = [f"{counted(added.new, 'post')} new", f"{added.known:,} known already"]
    counts += [f"{added.changed:,} seen differently"] if added.changed else []
    counts += [counted(added.notices, "notice")] if added.notices else []
    counts += (
        [f"{counted(added.private, 'private post')} {'kept apart' if private else 'left out'}"] if added.private else []
    )
    counts += [f"{counted(added.withheld, 'post')} of authors who refused kept from others"] if added.withheld else []
    counts += [f"{counted(added.forgotten, 'post')} passed over, forgotten before"] if added.forgotten else []
    counts.append(counted(added.problems, "problem"))
    title = titles.get(brought.source, brought.source)
    return f"{name}, read as {title}: {', '.join(counts)}{_kept(brought)}"


def _kept(brought: Import) -> str:
    from clew.text.completeness import counted

    return f", {counted(brought.media, 'picture or film', 'pictures and films')} kept" if brought.media else ""
