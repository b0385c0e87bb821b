"""`clew problems`: what could not be read, where and why."""

from __future__ import annotations

import click

from clew.cli._filters import limit
from clew.cli._listing import as_json, listed

_DEFAULT = 100


@click.command("problems")
@limit(_DEFAULT, "problems")
@as_json
@click.pass_obj
def command(place: str, limit: int, as_json: bool) -> None:  # noqa: FBT001  # click names it
    """List what could not be read, with its place and the reason.

    In a pipe: the capture's name, the place in it and the reason, with tabs between.
    """
    from clew.archive import Archive

    with Archive.open(place, create=False) as archive:
        listed("problems", archive.every_problem(limit or None), as_json=as_json)
