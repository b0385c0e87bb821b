"""`clew restore`: an archive again, out of a backup."""

from __future__ import annotations

from pathlib import Path

import click

from clew.cli._inputs import kept_in


@click.command("restore")
@click.argument("folder", metavar="FOLDER", type=click.Path(path_type=Path))
@click.argument("target", metavar="PLACE")
@kept_in
def command(folder: Path, target: str, captures: str | None) -> None:
    """Make the archive of a backup anew at PLACE, where none is: a folder, or a database's address.

    Every file is compared with the hash that the backup has of it. The archive is there whole or not at all.
    """
    from clew.archive import Archive
    from clew.cli._terminal import reading_bar
    from clew.cli._whole_folder import whole_folder
    from clew.text.completeness import counted

    kept = None if captures is None else Path(captures).expanduser()
    with reading_bar() as progress:
        if "://" in target:
            made = Archive.restore(folder, target, kept, progress)
        else:
            with whole_folder(Path(target).expanduser(), None) as whole:
                made = Archive.restore(folder, str(whole), None, progress)
    with Archive.open(target, create=False, captures=captures) as archive:
        info = archive.info()
    parts = (counted(info.posts, "post"), counted(info.threads, "thread"), counted(made.files, "file"))
    click.echo(f"{Archive.shown(target)}: {', '.join(parts)}; every file is as it was backed up.")
