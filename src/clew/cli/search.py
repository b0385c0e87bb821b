"""`clew search`: find threads by their words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from clew.cli._filters import limit
from clew.cli._listing import as_json, aside, json_lines, on_terminal, table
from clew.cli._private import asked as kept_apart
from clew.cli._private import left_out, refused

if TYPE_CHECKING:
    from rich.text import Text

    from clew.archive import Archive, Found
    from clew.query import Query

_DEFAULT = 20
_PAGE = 200
_SNIPPET = 160
_SPACE = re.compile(r"\s+")


# A word with a minus before it is a word that must not be, and no option: that is why there is no -h here.
@click.command("search", context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]})
@click.argument("words", nargs=-1, required=True, metavar="QUERY")
@click.option(
    "--sort",
    type=click.Choice(["newest", "oldest", "longest", "best"]),
    default="newest",
    show_default=True,
    help="The order; `best` puts those first in which the words are frequent and rare elsewhere.",
)
@limit(_DEFAULT, "threads")
@refused
@as_json
@click.pass_obj
def command(
    place: str, /, *, words: tuple[str, ...], as_json: bool, limit: int, include_refused: bool, **chosen: Any
) -> None:
    """Find threads, and posts alone, by words, "phrases", -words and filters.

    Filters are from:HANDLE tag:HASHTAG lang:CODE network:NAME since:DATE until:DATE min:N has:media|links|gap|branch
    and in:post, which asks for all in one post. Spellings are alike in every script: ecole finds École. Of each thread
    the posts that were hit are shown; in a pipe: id, date, author, held, posts hit and the first of them.
    """
    from clew.archive import Archive
    from clew.text.asking import asked

    query = asked(" ".join(words))
    with Archive.open(place, create=False) as opened:
        left_out(opened, include_refused=include_refused)
        archive = kept_apart(opened, include_private=False, include_refused=include_refused)
        _show(archive, _sorted(query, chosen["sort"], limit), as_json=as_json)


def _sorted(query: Query, sort: Any, limit: int) -> Query:
    from msgspec.structs import replace

    return replace(query, sort=sort, limit=limit or None)


def _show(archive: Archive, query: Query, *, as_json: bool) -> None:
    found = _found(archive, query)
    if as_json:
        json_lines(map(_line, found))
    elif on_terminal():
        _blocks(archive, query, found)
    else:
        table((), (_row(query, each) for each in found))


def _found(archive: Archive, query: Query) -> Iterator[Found]:
    """As many pages as the limit needs."""
    from msgspec.structs import replace

    left = query.limit
    after = None
    while left is None or left > 0:
        page = archive.search(replace(query, after=after, limit=_PAGE if left is None else min(left, _PAGE)))
        yield from page.items
        after = page.next
        if after is None:
            return
        left = None if left is None else left - len(page.items)


def _line(found: Found) -> dict[str, Any]:
    """A thread's summary, and the ids of the posts that were hit."""
    from clew.archive.rows import record

    summary: dict[str, Any] = record(found.card.summary)
    del summary["rank"]  # an order within one archive, no fact about the thread
    return summary | {"hits": list(found.hits)}


def _row(query: Query, found: Found) -> tuple[str, ...]:
    from clew.text.plain import one_line

    summary = found.card.summary
    author = summary.author
    return (
        one_line(summary.id),
        f"{summary.started:%Y-%m-%dT%H:%M:%SZ}" if summary.started else "",
        one_line(author.handle or author.name or author.id),
        str(summary.held),
        str(len(found.hits)),
        one_line(next(("".join(words for words, _ in each) for each in _snippets(query, found)), "")),
    )


def _snippets(query: Query, found: Found) -> Iterator[tuple[tuple[str, bool], ...]]:
    """The words around the hits, post by post; of a thread that was found by facts alone its first words."""
    from clew.archive.searching import phrases
    from clew.text.snippets import snippet

    sought = phrases(query)
    for part in found.parts or found.card.opening[:1]:
        yield snippet(part.post.text[part.post.body_start :], sought, _SNIPPET)


def _blocks(archive: Archive, query: Query, results: Iterator[Found]) -> None:
    from rich.text import Text

    from clew.cli._terminal import console
    from clew.text.completeness import counted, summary_words
    from clew.text.dates import day
    from clew.text.plain import byline, one_line

    screen = console()
    shown = 0
    for found in results:
        shown += 1
        summary = found.card.summary
        date = day(summary.started) if summary.started else "no date"
        whole = summary_words(summary.held, summary.promised, summary.gaps, summary.branches)
        hit = f", {counted(len(found.hits), 'of them hit', 'of them hit')}" if summary.held > 1 and found.hits else ""
        screen.print(Text.assemble((byline(summary.author), "bold"), (f"  {date}  {whole}{hit}", "dim")))
        for pieces in _snippets(query, found):
            screen.print(_marked(pieces))
        screen.print(Text(one_line(summary.id), "dim"))
        screen.print()
    if not shown:
        _nothing(archive, query)
    elif shown == query.limit:
        aside(f"The first {shown:,} of {archive.count(query):,}; --limit shows more.")


def _marked(pieces: tuple[tuple[str, bool], ...]) -> Text:
    from rich.text import Text

    from clew.text.plain import printable

    spaced = ((_SPACE.sub(" ", printable(words)), "bold yellow" if hit else "") for words, hit in pieces)
    return Text.assemble("  ", *spaced)


def _nothing(archive: Archive, query: Query) -> None:
    from clew.text.asking import spelled

    meant = archive.meant(query)
    aside("Nothing was found." + (f" Did you mean: {spelled(meant)}" if meant else ""))
