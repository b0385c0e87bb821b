"""`clew forget`: remove what is held of a post, a thread or an author, for good, and prove it."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from clew.cli._inputs import kept_in
from clew.cli._listing import as_json, aside, json_lines, say, table

if TYPE_CHECKING:
    from clew.archive import Archive, Forgettable, Receipt

_KINDS = ("post", "thread", "author")


@click.command("forget")
@click.argument("what", required=False, metavar="[POST|THREAD|AUTHOR]", type=click.Choice(_KINDS, case_sensitive=False))
@click.argument("name", required=False, metavar="[ID-OR-ADDRESS]")
@click.option("--reason", metavar="TEXT", default="", help="Why, in the receipt; it should name nobody.")
@click.option(
    "--keep",
    "trace",
    type=click.Choice(("id", "time", "none")),
    default="id",
    show_default=True,
    help="What is left of a post in its thread: its id and place, its time besides, or nothing.",
)
@click.option("--dry-run", is_flag=True, help="Say what would go, and remove nothing.")
@click.option("--yes", is_flag=True, help="Do not ask before it is done.")
@click.option(
    "--receipt",
    "written",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the receipt there.",
)
@click.option("--list", "listing", is_flag=True, help="Show what was forgotten, by its receipts.")
@click.option(
    "--check",
    "checked",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="See that nothing of what a receipt names is held: rows, files and captures are all gone through.",
)
@kept_in
@as_json
@click.pass_obj
def command(place: str, /, *, what: str | None, name: str | None, as_json: bool, **how: Any) -> None:
    """Remove a post, a thread or an author from the archive, for good.

    Words, earlier words, names, pictures, rows of the search and the captures' copies go; what other people wrote
    stays. Where a post stood in a thread is a gap that says it was withdrawn. Adding the same or another file does not
    bring it back. Backups and copies that were made before are not touched; docs/consent.md says what else is not.
    """
    from clew.archive import Archive
    from clew.archive.receipts import as_file
    from clew.cli._whole_file import whole_file
    from clew.text.plain import one_line

    if how["listing"] or how["checked"] is not None:
        if what is not None:
            raise click.UsageError("--list and --check stand alone.")
        with Archive.open(place, create=False, captures=how["captures"]) as archive:
            _list(archive.receipts(), as_json=as_json) if how["listing"] else _check(archive, how["checked"])
        return
    if what is None or name is None:
        raise click.UsageError("Say what to forget: clew forget post ID, thread ID, or author NAME.")
    with Archive.open(place, create=False, captures=how["captures"]) as archive:
        found = archive.forgettable(what.lower(), name)  # type: ignore[arg-type]
        say("\n".join(_words(archive, found)))
        if how["dry_run"]:
            aside("Nothing was removed.")
            return
        if not how["yes"]:
            click.confirm("This cannot be undone. Remove it?", abort=True, err=True)
        with nullcontext() if how["written"] is None else whole_file(how["written"]) as out:  # before anything goes
            receipt = archive.forget(found, how["reason"], how["trace"])
            if out is not None:
                out.write(as_file(receipt))
        _done(archive, receipt, how["written"], as_json=as_json)
        for each in found.followed:
            (aside if as_json else say)(f"{one_line(each.written)} is not followed any more.")


def _words(archive: Archive, found: Forgettable) -> list[str]:
    """What would go, a line each."""
    from clew.text.completeness import counted
    from clew.text.plain import one_line

    lines = [f"{counted(len(found.posts), 'post')}"]
    if found.authors:
        lines[0] += ", and everything that is known of " + ", ".join(
            one_line(f"@{author.handle}" if author.handle else author.id) for author in found.authors
        )
    if found.copies:
        lines.append(f"{counted(len(found.copies), 'post')} of others that only pass one of them on")
    if found.files:
        lines.append(counted(len(found.files), "file of media", "files of media"))
    lines += [
        f"the bytes of {one_line(kept.name)}, or the lines in it that name these posts"
        for kept in archive.captures()
        if kept.id in set(found.captures) and kept.held
    ]
    lines += [f"{one_line(each.written)} on the list of what is followed" for each in found.followed]
    return lines


def _done(archive: Archive, receipt: Receipt, written: Path | None, *, as_json: bool) -> None:
    if written is not None:
        aside(f"The receipt is in {written}; `clew forget --check {written}` sees that nothing of it is held.")
    if as_json:
        json_lines([receipt])
    for each in receipt.captures:
        if each.copy is not None:
            lines = "1 line" if each.lines == 1 else f"{each.lines:,} lines"
            aside(f"Of the capture {each.capture[:12]}… everything but {lines} is kept, as {each.copy[:12]}….")
        else:
            aside(f"The bytes of the capture {each.capture[:12]}… are no longer kept.")
    if archive.is_scoured():
        aside("Removed.")
    else:
        aside("Removed; what somebody is reading keeps old pages of the database, which go when it is opened next.")
    if (more := archive.elsewhere()) is not None:
        aside(more)


def _list(receipts: tuple[Receipt, ...], *, as_json: bool) -> None:
    if as_json:
        json_lines(receipts)
        return
    rows = (
        (each.made.date().isoformat(), each.what, str(len(each.posts)), str(len(each.files)), each.reason)
        for each in receipts
    )
    table(("made", "what", "posts", "files", "reason"), rows)


def _check(archive: Archive, file: Path) -> None:
    from clew.archive.receipts import from_file
    from clew.cli._terminal import reading_bar
    from clew.cli._verbs import Refusal

    receipt = from_file(file.read_bytes(), str(file))
    with reading_bar() as progress:
        held = list(archive.still_held(receipt, progress))
    for each in held:
        say(f"Still held: {each}")
    if held:
        raise Refusal("Not everything of this receipt is gone; forget it again.")
    say("Nothing of what this receipt names is held here.")
