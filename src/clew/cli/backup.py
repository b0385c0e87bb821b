"""`clew backup`: a copy of the archive that takes what is new each time, while others add and read."""

from __future__ import annotations

from pathlib import Path

import click

from clew.cli._inputs import kept_in
from clew.cli._verbs import INTERRUPTED, Refusal


@click.command("backup")
@click.argument("folder", metavar="FOLDER", type=click.Path(path_type=Path))
@kept_in
@click.pass_obj
def command(place: str, /, folder: Path, captures: str | None) -> None:
    """Back the archive up to a folder: all rows as they are now, and the captures and media that are new.

    Others may add and read meanwhile. What was backed up before stays whole until the new state is; one that was
    stopped goes on when the same command is given again. Everything goes along, private posts too, but no password.
    `clew restore` makes an archive of it again.
    """
    from clew.archive import Archive
    from clew.cli._terminal import reading_bar
    from clew.text.completeness import counted

    try:
        with Archive.open(place, create=False, captures=captures) as archive, reading_bar() as progress:
            made = archive.backup(folder, progress)
    except KeyboardInterrupt:
        raise Refusal(
            "Stopped. The backup from before, if there was one, is whole; the same command again goes on.", INTERRUPTED
        ) from None
    gone = f", {made.removed:,} removed" if made.removed else ""
    click.echo(f"{folder}: {counted(made.files, 'file')} beside the rows, {made.new:,} new{gone}.")
    for name in made.damaged:
        click.echo(f"{name} is damaged in the archive itself; add its file again.", err=True)
