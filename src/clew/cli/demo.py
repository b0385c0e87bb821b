"""`clew demo`: an archive made from the samples that ship with Clew, then the pages."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click
from click.core import ParameterSource

from clew.cli._serving import MEGABYTE, serve_pages, where


@click.command("demo")
@where
@click.option("--no-serve", is_flag=True, help="Make the archive, say where it is, and stop.")
@click.pass_context
def command(context: click.Context, /, host: str, port: int, *, no_serve: bool, **options: Any) -> None:
    """Make an archive of sample threads and show it in a browser.

    The archive is a temporary folder, or the one that --archive names on this very command line; the archive you use
    otherwise is left alone.
    """
    from clew import samples
    from clew.archive import Archive
    from clew.web import Operation

    with _place(context, lasting=no_serve) as place, Archive.open(place) as archive:
        for _ in archive.add(samples.paths(), media=archive.can_keep_media()):
            pass
        info = archive.info()
        click.echo(f"{info.threads} sample threads in {archive.shown(place)}")
        if not no_serve:
            operation = Operation(upload=options.pop("upload") * MEGABYTE)
            serve_pages(archive, place, host, port, operation=operation, **options)


@contextmanager
def _place(context: click.Context, *, lasting: bool) -> Iterator[str]:
    parent = context.find_root()
    if parent.get_parameter_source("archive") is ParameterSource.COMMANDLINE:
        yield context.obj
    elif lasting:
        yield tempfile.mkdtemp(prefix="clew-demo-")
    else:
        with tempfile.TemporaryDirectory(prefix="clew-demo-") as folder:
            yield folder
