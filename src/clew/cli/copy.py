"""`clew copy`: an archive from one store into another."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from clew.cli._inputs import kept_in
from clew.cli._verbs import INTERRUPTED, Refusal
from clew.errors import StoreFault


@click.command("copy")
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
@kept_in
def command(source: str, target: str, captures: str | None) -> None:
    """Copy an archive to another place: a folder or the address of a database, each of them.

    Everything goes along: what every capture said of every post, notices, problems, private posts, saved searches, and
    the files of captures where both archives keep them. Then the two are compared, record by record and thread by
    thread. A copy that was stopped goes on when the same command is given again. TO is made if it is not there.
    """
    from clew.archive import Archive
    from clew.cli._terminal import reading_bar
    from clew.text.completeness import counted

    if _same(source, target):
        raise click.UsageError("FROM and TO are the same place; name another one to copy to.")
    try:
        with Archive.open(source, create=False, captures=captures) as one:
            if one.is_read_only:
                add = f"clew --archive {shlex.quote(Archive.shown(target))} add {shlex.quote(source)}"
                raise StoreFault(f"A set is not copied as an archive is; `{add}` makes an archive of it.")
            with Archive.open(target, captures=captures) as other, reading_bar() as progress:
                copied = one.copy_to(other, progress)
    except KeyboardInterrupt:
        raise Refusal(
            "Stopped. What was copied until now is there; the same command again goes on from there.", INTERRUPTED
        ) from None
    parts = (counted(copied.posts, "post"), counted(copied.threads, "thread"), counted(copied.captures, "capture"))
    click.echo(f"{', '.join(parts)} copied to {Archive.shown(target)}, and the same in both.")
    if copied.absent:
        are = "files were" if copied.absent > 1 else "file was"
        click.echo(f"{copied.absent:,} captures' {are} missing or damaged; their hashes and places are kept.", err=True)


def _same(source: str, target: str) -> bool:
    """Whether two places are one; of two addresses only the writing is known."""
    if "://" in source or "://" in target:
        return source == target
    return Path(source).expanduser().resolve() == Path(target).expanduser().resolve()
