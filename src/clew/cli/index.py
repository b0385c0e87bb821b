"""`clew index`: what ranks the hits of a search."""

from __future__ import annotations

import click


@click.command("index")
@click.argument("engine", type=click.Choice(["tantivy", "none"]), metavar="tantivy|none")
@click.pass_obj
def command(place: str, engine: str) -> None:
    """Have an index of tantivy's beside the database of a big archive, or give it up.

    Searches find the same with it and without; `--sort best` and counts are some ten times as fast. It is kept up to
    date by whoever adds, takes a tenth of the room the archive takes, and is made again from the archive at any time.
    """
    from clew.archive import Archive
    from clew.cli._terminal import reading_bar

    with Archive.open(place, create=False) as archive, reading_bar() as progress:
        there = archive.index(wanted=engine == "tantivy", progress=progress)
    click.echo("Searches are ranked by tantivy's index now." if there else "Searches are ranked by the database now.")
