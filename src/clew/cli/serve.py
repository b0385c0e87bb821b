"""`clew serve`: the pages."""

from __future__ import annotations

from typing import Any

import click

from clew.cli._addresses import hub, pages
from clew.cli._inputs import asking, asks, kept_in
from clew.cli._serving import MEGABYTE, serve_pages, told, where


@click.command("serve")
@click.argument("served", required=False, metavar="[ARCHIVE]")
@where
@pages
@hub
@kept_in
@asks
@told
@click.pass_obj
def command(
    place: str,
    /,
    host: str,
    port: int,
    captures: str | None,
    log: str,
    *,
    metrics: bool,
    pages: str | None,
    hub: str | None,
    **options: Any,
) -> None:
    """Serve the archive as pages for a browser.

    Only this machine reaches them, and whoever uses it is the owner, unless --host and --public or --private say
    otherwise. ARCHIVE, in place of --archive, may be a set, too, which `clew spark add` made.
    """
    from clew.archive import Archive
    from clew.web import Operation

    place = options.pop("served") or place
    asked = asking(options, others=bool(pages or options["public"]))
    operation = Operation(log, metrics, upload=options.pop("upload") * MEGABYTE, asking=asked)
    with Archive.open(place, create=False, captures=captures) as archive:
        serve_pages(archive, place, host, port, pages=pages, hub=hub, operation=operation, **options)
