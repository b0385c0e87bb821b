"""`clew site`: the whole archive as pages in a folder."""

from __future__ import annotations

from pathlib import Path

import click

from clew.cli._language import language
from clew.cli._private import left_out
from clew.cli._verbs import INTERRUPTED, Refusal
from clew.speech import speaking, tongues


@click.command("site")
@click.argument("folder", metavar="FOLDER", type=click.Path(path_type=Path))
@language
@click.pass_obj
def command(place: str, /, folder: Path, language: str) -> None:
    """Write the archive as pages that open from a disk.

    FOLDER/index.html opens in any browser, without a server and without a network; its search needs JavaScript, nothing
    else does. The folder appears when it is whole; one that was written so before is written anew.
    """
    from clew.archive import Archive
    from clew.cli._terminal import counting_bar
    from clew.cli._whole_folder import whole_folder
    from clew.web.site import MARK, write_site

    with Archive.open(place, create=False) as archive:
        left_out(archive, include_refused=False, option=False)
        try:
            with counting_bar("threads") as count, whole_folder(folder, MARK) as made, speaking(tongues()[language]):
                number = write_site(archive, made, count)
        except KeyboardInterrupt:
            raise Refusal(f"Stopped; nothing was written to {folder}.", INTERRUPTED) from None
    click.echo(f"{folder}: {number:,} {'thread' if number == 1 else 'threads'}; open {folder / 'index.html'}", err=True)
