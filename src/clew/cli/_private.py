"""`--include-private`, `--include-refused`: an owner asks by name for what nothing shows otherwise."""

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
refused = click.option(
    "--include-refused",
    is_flag=True,
    help="With the posts of authors who do not want to be shown (`clew consent`).",
)


def asked(archive: Archive, *, include_private: bool, include_refused: bool = False) -> Archive:
    """The archive as it is to be read."""
    if not include_private and not include_refused:
        return archive
    return archive.with_private(private=include_private, refused=include_refused)


def left_out(archive: Archive, *, include_refused: bool, option: bool = True) -> None:
    """Say how many authors a list or an export leaves out because they do not want to be shown."""
    from clew.text.completeness import counted

    if not include_refused and archive.withholding():
        number = len({author for each in archive.refusals() for author in each.authors})
        along = "; --include-refused takes them along" if option else ""
        click.echo(f"Left out: {counted(number, 'author')} who asked not to be shown{along}.", err=True)
