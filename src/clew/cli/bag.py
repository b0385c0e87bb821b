"""`clew bag`: the archive as a folder to hand over, every byte of it in a list of hashes."""

from __future__ import annotations

from pathlib import Path

import click

from clew.cli._private import private, refused
from clew.cli._verbs import INTERRUPTED, Refusal


@click.command("bag")
@click.argument("folder", metavar="FOLDER", type=click.Path(path_type=Path))
@private
@refused
@click.pass_obj
def command(place: str, /, folder: Path, *, include_private: bool, include_refused: bool) -> None:
    """Write the archive as a bag (BagIt, RFC 8493).

    FOLDER/data/archive is the archive, copied and compared; FOLDER/data/threads.jsonl has its threads in a form that
    needs no Clew; the lists of hashes beside them say whether both are still whole. The folder appears when it is
    whole.
    """
    from clew.archive import Archive
    from clew.cli._whole_folder import whole_folder
    from clew.text.completeness import counted

    with Archive.open(place, create=False) as archive:
        try:
            with whole_folder(folder, "bagit.txt") as made:
                copied = archive.bag(made, include_private=include_private, include_refused=include_refused)
        except KeyboardInterrupt:
            raise Refusal(f"Stopped; nothing was written to {folder}.", INTERRUPTED) from None
    click.echo(f"{folder}: {counted(copied.threads, 'thread')}, {counted(copied.captures, 'capture')}", err=True)
