"""`clew tags`: the hashtags that threads are listed under."""

from __future__ import annotations

import click

from clew.cli._filters import limit
from clew.cli._listing import as_json, listed

_DEFAULT = 50


@click.command("tags")
@limit(_DEFAULT, "hashtags")
@as_json
@click.pass_obj
def command(place: str, limit: int, as_json: bool) -> None:  # noqa: FBT001  # click names it
    """List hashtags by the number of their threads.

    In a pipe: the hashtag as lists know it, as it is most often written, and its threads, with tabs between.
    """
    from clew.archive import Archive

    with Archive.open(place, create=False) as archive:
        listed("tags", archive.tags(limit or None), as_json=as_json)
