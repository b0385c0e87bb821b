"""`clew read`: one thread, on the terminal or in another form."""

from __future__ import annotations

import click

from clew.cli._addresses import pages
from clew.cli._choosing import Asks
from clew.cli._listing import on_terminal
from clew.cli._out import pipe
from clew.cli._private import asked, private
from clew.errors import NotFound


@click.command("read", cls=Asks, choices="forms", heading="Forms")
@click.argument("address", metavar="ID-OR-ADDRESS")
@click.option("--to", "form", metavar="FORM", help="Print the thread in this form instead.")
@click.option("--post", "alone", is_flag=True, help="Cite this very post and not its thread, in a form for citations.")
@pages
@private
@click.pass_obj
def command(
    place: str, /, address: str, form: str | None, *, alone: bool, pages: str | None, include_private: bool
) -> None:
    """Read the thread of a post.

    Any of its posts will do: its id (`x:1039250982934908928`, or only the number) or its web address. In a pipe the
    thread is written as plain text.
    """
    from clew.archive import About, Archive

    with Archive.open(place, create=False) as archive:
        try:
            thread = asked(archive, include_private=include_private).thread(address)
        except NotFound:
            if not archive.withholding():
                raise
            thread = asked(archive, include_private=include_private, include_refused=True).thread(address)
            click.echo("Its author asked not to be shown to others; this is for you alone.", err=True)
        if form is not None or not on_terminal():
            from clew.archive.addresses import post_named
            from clew.text.notes import heading

            meant = post_named(thread, address) if alone else None
            about = About(title=heading(thread), base=pages, post=meant, captures=True)
            form = form or "text"
            archive.export([thread], form, pipe(form, archive.forms(), "send it into a file: > thread"), about)
            return
        from clew.cli._drawing import draw

        draw(thread)
