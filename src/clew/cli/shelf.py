"""`clew shelf`: put threads together under a name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from clew.cli._listing import as_json, aside, json_lines, listed, table

if TYPE_CHECKING:
    from clew.archive import Archive, OnShelf

_DEEDS = ("add", "remove")
_WORDS = 80


@click.command("shelf")
@click.argument("name", required=False)
@click.argument("deed", required=False, metavar="[ADD|REMOVE]", type=click.Choice(_DEEDS, case_sensitive=False))
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option(
    "--note", metavar="TEXT", help="What to note of the threads; it takes the place of what was noted before."
)
@click.option("--at", "place", type=click.IntRange(min=1), metavar="N", help="The place to put them in, from 1 on.")
@as_json
@click.pass_obj
def command(
    place_: str, /, *, name: str | None, deed: str | None, ids: tuple[str, ...], as_json: bool, **how: Any
) -> None:
    """Put threads on a shelf, or take them off; show what stands there, or without a name which shelves there are.

    A thread is named by the id or the address of any of its posts, and stays where it was put: at the end, unless
    --at says where. A shelf has a page of its own, `/shelf/NAME`, which ends in .json, .md and the like as every list
    does. In a pipe: thread, held, note, first words; of all shelves: name, threads, and when the last was put there.
    """
    from clew.archive import Archive

    if bool(deed) != bool(ids):
        raise click.UsageError("Say what to do with which threads: clew shelf NAME add ID… or remove ID….")
    if deed != "add" and any(value is not None for value in how.values()):
        raise click.UsageError("--note and --at say how threads are put on a shelf: clew shelf NAME add ID….")
    with Archive.open(place_, create=False) as archive:
        if name is None:
            _list(archive, as_json=as_json)
        elif deed is None:
            _show(archive, name, as_json=as_json)
        elif deed == "add":
            fresh = archive.put(name, ids, how["note"], how["place"])
            aside(f"{name}: {fresh:,} new there")
        else:
            aside(f"{name}: {archive.take(name, ids):,} taken off")


def _list(archive: Archive, *, as_json: bool) -> None:
    shelves = archive.shelves()
    if shelves or as_json:
        listed("shelves", shelves, as_json=as_json)
    else:
        aside("There is no shelf; `clew shelf NAME add ID` begins one.")


def _show(archive: Archive, name: str, *, as_json: bool) -> None:
    standing = _standing(archive, name)
    if as_json:
        json_lines(map(_record, standing))
    else:
        table(("thread", "held", "note", "begins"), map(_row, standing))


def _standing(archive: Archive, name: str) -> Iterator[OnShelf]:
    after: str | None = None
    while True:
        page = archive.shelf(name, after=after)
        yield from page.items
        after = page.next
        if after is None:
            return


def _record(each: OnShelf) -> dict[str, Any]:
    from clew.archive.rows import record

    found: dict[str, Any] = record(each.shelved)
    return found | {"thread": each.card.summary.id if each.card else None, "held": each.card and each.card.summary.held}


def _row(each: OnShelf) -> tuple[str, ...]:
    from clew.text.plain import one_line

    note = one_line(each.shelved.note)
    if each.card is None:
        return one_line(each.shelved.post), "", note, ""
    post = each.card.opening[0].post
    return (
        one_line(each.card.summary.id),
        str(each.card.summary.held),
        note,
        one_line(post.text[post.body_start :])[:80],
    )
