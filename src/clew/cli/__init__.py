"""The command line: one file per verb, each with a `command`, listed from the folder and imported when it is called."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from clew import settings
from clew.cli._verbs import Verbs

_ARCHIVE = settings.setting("archive")


@click.command(
    "clew",
    cls=Verbs,
    folder=sys.modules[__name__],
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option(_ARCHIVE.option, envvar=_ARCHIVE.env, metavar="PATH", show_envvar=True, help=_ARCHIVE.help)
@click.option("--debug", is_flag=True, help="Show where in the program an error arose.")
@click.version_option(package_name="clew", message="clew %(version)s")
@click.pass_context
def main(context: click.Context, archive: str | None, *, debug: bool) -> None:
    """Put authors' threads back together, say what is missing, and read them.

    Posts come from files you have (an archive you were sent, a dump of an API, a page you saved), from the address of
    a post, or from whom you follow.
    """
    context.obj = _place(archive)
    context.meta["clew.debug"] = debug


def _place(archive: str | None) -> str:
    """The archive's place as `Archive.open` takes it; a leading `~` in the settings file means the home folder."""
    if not archive:
        return str(settings.archive_folder())
    return str(Path(archive).expanduser()) if archive.startswith("~") else archive
