"""`clew check`: say what files are and what they would bring, and add nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from clew.cli._choosing import Asks
from clew.cli._inputs import check_format, reading, refuse
from clew.cli._listing import as_json, json_lines, say
from clew.errors import Unreadable

if TYPE_CHECKING:
    from clew.archive.checking import Checked


@click.command(
    "check", cls=Asks, choices="sources", heading="Formats", short_help="Say what files are, and add nothing."
)
@click.argument("inputs", nargs=-1, required=True, metavar="FILE...")
@reading
@as_json
def command(*, inputs: tuple[str, ...], as_json: bool, **options: Any) -> None:
    """Say what files are and what they would bring: posts, authors, threads, gaps and problems.

    Each FILE is read as `clew add` would read it, for itself, and nothing is added to any archive.
    """
    from clew.archive import Archive
    from clew.archive.checking import check
    from clew.cli._terminal import reading_bar

    check_format(options["source"], Archive.sources())
    refused: list[str] = []
    with reading_bar() as progress:
        for place in inputs:
            try:
                checked = check(place, progress=progress, **options)
            except Unreadable as error:
                refused.append(error.message)
                continue
            if as_json:
                json_lines([checked])
            else:
                say("\n".join(_words(checked)))
    refuse(refused, len(inputs))


def _words(checked: Checked) -> Iterator[str]:
    """What a file is, what it would bring, and its first problems, a line each."""
    from clew.text.completeness import counted
    from clew.text.plain import one_line

    yield f"{one_line(checked.name)}: {', '.join(checked.formats) or 'nothing that could be read'}"
    yield f"  {counted(checked.posts, 'post')} by {counted(checked.authors, 'author')}"
    if checked.private:
        yield f"  {counted(checked.private, 'private post')} besides, left out unless you ask for them"
    if checked.notices:
        yield f"  {counted(checked.notices, 'notice')} of what became of posts"
    gaps = counted(checked.gaps, "gap") if checked.gaps else "no gaps known"
    promised = f", {checked.promised:,} promised" if checked.promised else ""
    yield f"  {counted(checked.threads, 'thread')} of {counted(checked.held, 'post')}{promised}; {gaps}"
    yield f"  {counted(checked.problems, 'problem')}{':' if checked.said else ''}"
    for problem in checked.said:
        yield f"    {one_line(problem.place)}: {one_line(problem.reason)}"
    if checked.problems > len(checked.said):
        yield f"    and {checked.problems - len(checked.said):,} more"
