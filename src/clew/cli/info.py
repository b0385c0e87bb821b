"""`clew info`: what the archive holds in numbers, or how whole a thread is and what it stands on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from clew.cli._listing import as_json, json_lines, table

if TYPE_CHECKING:
    from clew.archive import Archive
    from clew.thread import Thread


@click.command("info")
@click.argument("address", metavar="[ID-OR-ADDRESS]", required=False)
@as_json
@click.pass_obj
def command(place: str, /, *, address: str | None, as_json: bool) -> None:
    """Say what the archive holds, in numbers.

    With the id or address of a post: how whole its thread is, and which captures it stands on.
    """
    from clew.archive import Archive
    from clew.archive.rows import record

    with Archive.open(place, create=False) as archive:
        if address is not None:
            _tell(archive, archive.thread(address), as_json=as_json)
        elif as_json:
            json_lines([{"archive": archive.shown(place), **record(archive.info())}])
        else:
            table(("", ""), (("archive", archive.shown(place)), *_rows(archive)))


def _tell(archive: Archive, thread: Thread, *, as_json: bool) -> None:
    from clew.archive.rows import record

    if not as_json:
        table(("", ""), _of_thread(archive, thread))
        return
    grounds = [record(each) for each in archive.ground(thread)]
    summary, shape = record(thread.summary), record(thread.shape)
    keys = ("id", "held", "promised", "branches")
    json_lines([{key: summary[key] for key in keys} | {"gaps": shape["gaps"], "captures": grounds}])


def _of_thread(archive: Archive, thread: Thread) -> Iterator[tuple[str, str]]:
    from clew.text import notes
    from clew.text.completeness import gap_words, ground_words
    from clew.text.dates import day
    from clew.text.plain import byline, one_line

    titles = archive.sources()
    yield "thread", one_line(thread.id)
    yield "by", byline(thread.summary.author)
    yield "held", f"{notes.whole_words(thread)}."
    for gap in thread.shape.gaps:
        yield "gap", gap_words(gap)
    for each in archive.ground(thread):
        kept, what = each.capture, ground_words(each.posts, each.alone, len(thread.parts))
        read = f"{titles.get(kept.source, kept.source)}, read {day(kept.taken)}"
        yield "capture", f"{one_line(kept.name)} ({read}): {what}"


def _rows(archive: Archive) -> Iterator[tuple[str, str]]:
    info = archive.info()
    yield "posts", str(info.posts)
    yield "authors", str(info.authors)
    yield "threads", str(info.threads)
    yield "posts in threads", str(info.held_in_threads)
    yield "posts promised", str(info.promised)
    yield "gaps", str(info.gaps)
    yield "hashtags", str(info.tags)
    yield "captures", str(info.captures)
    yield "problems", str(info.problems)
    yield "networks", ", ".join(f"{name} {number}" for name, number in info.networks)
    yield "languages", ", ".join(f"{name} {number}" for name, number in info.languages)
    yield "first post", f"{info.first:%Y-%m-%dT%H:%M:%SZ}" if info.first else ""
    yield "last post", f"{info.last:%Y-%m-%dT%H:%M:%SZ}" if info.last else ""
