"""`--include-private`: an owner asks by name for what no list, page or export shows otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from clew.archive import Archive

private = click.option(
    "--include-private",
    is_flag=True,
    help="With the posts for followers or single persons that were added with the same option.",
)


def asked(archive: Archive, *, include_private: bool) -> Archive:
    """The archive as it is to be read."""
    return archive.with_private() if include_private else archive
