"""`clew authors`: whose posts the archive holds."""

from __future__ import annotations

import click

from clew.cli._filters import limit
from clew.cli._listing import as_json, listed

_DEFAULT = 50


@click.command("authors")
@limit(_DEFAULT, "authors")
@as_json
@click.pass_obj
def command(place: str, limit: int, as_json: bool) -> None:  # noqa: FBT001  # click names it
    """List authors by the number of their threads.

    In a pipe: id, handle, name, posts and threads, with tabs between.
    """
    from clew.archive import Archive

    with Archive.open(place, create=False) as archive:
        listed("authors", archive.authors(limit or None), as_json=as_json)
