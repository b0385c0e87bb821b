"""`clew save`: keep a search under a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from clew.cli._listing import as_json, aside, json_lines, table

if TYPE_CHECKING:
    from clew.archive import Archive


@click.command("save", context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]})
@click.argument("name", required=False)
@click.argument("words", nargs=-1, metavar="QUERY")
@click.option("--drop", is_flag=True, help="Let go of the search of that name.")
@as_json
@click.pass_obj
def command(place: str, /, *, name: str | None, words: tuple[str, ...], drop: bool, as_json: bool) -> None:
    """Keep a search under a name, in the place of one that has it; without a name, list what is kept.

    A kept search has a page of its own, `/saved/NAME`, which ends in .json, .md and the like as every list does.
    """
    from clew.archive import Archive

    if drop and (words or not name):
        raise click.UsageError("--drop takes the name of a kept search and nothing else.")
    if name and not words and not drop:
        raise click.UsageError(f"Say what to keep under {name!r}: clew save {name} QUERY.")
    with Archive.open(place, create=False) as archive:
        if name is None:
            _list(archive, as_json=as_json)
        elif drop:
            archive.unsave(name)
        else:
            saved = archive.save(name, " ".join(words))
            aside(f"{saved.name}: {saved.query}")


def _list(archive: Archive, *, as_json: bool) -> None:
    saved = archive.saved()
    if as_json:
        json_lines(saved)
    elif saved:
        table(("name", "search"), [(each.name, each.query) for each in saved])
    else:
        aside("No search is kept; `clew save NAME QUERY` keeps one.")
