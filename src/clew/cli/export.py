"""`clew export`: many threads into one file, or down a pipe."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from clew.cli._addresses import pages
from clew.cli._choosing import Asks
from clew.cli._filters import filters, limit, query
from clew.cli._out import PACKED, file, pipe
from clew.cli._private import asked, left_out, private, refused
from clew.cli._secret import secret
from clew.cli._verbs import INTERRUPTED, Refusal

if TYPE_CHECKING:
    from clew.thread import Thread

_PIPE = "-"
_NOTHING = (
    "No thread is like that: leave an option out, or see what there is with `clew threads`, `tags` and `authors`."
)


@click.command("export", cls=Asks, choices="forms", heading="Forms")
@filters
@limit(0, "threads")
@click.option("--to", "form", metavar="FORM", help="The form; where it is not named, the output's suffix says it.")
@click.option(
    "--output",
    "-o",
    metavar="PATH",
    default=_PIPE,
    show_default=True,
    help="The file, `-` for a pipe, or FOLDER/ for a file of each thread.",
)
@click.option(
    "--pseudonymise",
    "key_file",
    metavar="KEYFILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Give everybody another name, made with the secret in this file, which is made where there is none.",
)
@click.option("--shelf", metavar="NAME", help="The threads of this shelf, in its order, and no others.")
@pages
@private
@refused
@click.pass_context
def command(
    context: click.Context,
    /,
    *,
    form: str | None,
    output: str,
    limit: int,
    key_file: Path | None,
    pages: str | None,
    shelf: str | None,
    include_private: bool,
    include_refused: bool,
    **chosen: Any,
) -> None:
    """Write many threads in one form.

    The file appears under its name when it is whole, and not before; where the name ends in .gz it is packed. Into a
    folder (`--output notes/`) each thread goes as a file of its own, in Markdown with its facts in front as Obsidian
    and its like read them; other files there are left alone.
    """
    from msgspec.structs import replace

    from clew.archive import About, Archive
    from clew.query import Query

    place: str = context.obj

    about = About(
        shelf or _title(chosen),
        base=pages,
        language=chosen["lang"],
        limit=limit or None,
        captures=True,
        key=secret(key_file),
    )
    forms = Archive.forms()
    chosen_form = _form(form, output, forms)
    wanted = query(chosen, limit)
    if shelf is not None and wanted != Query(limit=limit or None):
        raise click.UsageError("--shelf writes what stands there, in its order; leave the filters and --sort out.")
    unsorted = context.get_parameter_source("sort") is ParameterSource.DEFAULT
    if chosen_form in Archive.feeds() and unsorted and wanted.match is None:
        wanted = replace(wanted, sort="grown")  # as the feeds of pages
    with Archive.open(place, create=False) as opened:
        archive = asked(opened, include_private=include_private, include_refused=include_refused)
        left_out(opened, include_refused=include_refused)
        threads = archive.threads(wanted) if shelf is None else islice(archive.shelf_threads(shelf), limit or None)
        if output == _PIPE:
            tally = _Tally(threads, lambda: None)
            archive.export(tally, chosen_form, pipe(chosen_form, forms, "name a file: --output threads"), about)
            if not tally.number:
                click.echo(_NOTHING, err=True)
            return
        from clew.cli._terminal import counting_bar

        try:
            with counting_bar("threads") as count:
                tally = _Tally(threads, count)
                if _is_folder(output):
                    archive.export_apart(tally, chosen_form, Path(output), about)
                else:
                    with file(output, forms[chosen_form][2]) as out:
                        archive.export(tally, chosen_form, out, about)
        except KeyboardInterrupt:
            if _is_folder(output):
                raise Refusal(f"Stopped; {output} has the threads so far.", INTERRUPTED) from None
            raise Refusal(f"Stopped; nothing was written to {output}.", INTERRUPTED) from None
    click.echo(f"{output}: {tally.number:,} {'thread' if tally.number == 1 else 'threads'}", err=True)
    if not tally.number:
        click.echo(_NOTHING, err=True)


def _is_folder(output: str) -> bool:
    """Whether the name says so; a folder that is there may still be meant to be a file."""
    return output.endswith(("/", "\\"))


def _form(named: str | None, output: str, forms: dict[str, tuple[str, str, str]]) -> str:
    known = ", ".join(forms)
    if named is None:
        ends = Path(output).name.lower()
        fitting = [name for name, (*_, suffix) in forms.items() if ends.endswith((suffix, suffix + PACKED))]
        named = max(fitting, key=lambda name: len(forms[name][2]), default=None)  # `.feed.json` is no `.json`
        if named is None:
            raise click.UsageError(f"Name a form with --to: {known}.")
    elif named not in forms:
        raise click.BadParameter(f"there is no form {named!r}; there are {known}.", param_hint="--to")
    return named


def _title(chosen: dict[str, Any]) -> str:
    """What the list is called: what was asked for of its threads, the way pages say it."""
    tag, author, words = chosen["tag"], chosen["author"], chosen["search"]
    named = [f"#{tag.lstrip('#')}" if tag else "", f"@{author.lstrip('@')}" if author else "", words or ""]
    return ", ".join(filter(None, named)) or "All threads"


class _Tally:
    """Threads passing by, counted."""

    def __init__(self, threads: Iterator[Thread], count: Callable[[], None]) -> None:
        self.threads = threads
        self.count = count
        self.number = 0

    def __iter__(self) -> Iterator[Thread]:
        for thread in self.threads:
            self.number += 1
            self.count()
            yield thread
