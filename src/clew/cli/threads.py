"""`clew threads`: list threads."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from clew.cli._filters import filters, limit, query
from clew.cli._listing import as_json, aside, json_lines, on_terminal, table
from clew.cli._private import asked, left_out, private, refused

if TYPE_CHECKING:
    from clew.archive import Archive
    from clew.query import Query
    from clew.thread import Card

_DEFAULT = 30
_PAGE = 200
_OPENING = 100


@click.command("threads")
@filters
@limit(_DEFAULT, "threads")
@private
@refused
@as_json
@click.pass_obj
def command(
    place: str, /, *, as_json: bool, limit: int, include_private: bool, include_refused: bool, **chosen: Any
) -> None:
    """List threads, newest first.

    Each is shown by its author, date, first words, how many of its posts are held, and the id to read it by
    (`clew read ID`). In a pipe: id, date, author, held, promised and first words, with tabs between.
    """
    from clew.archive import Archive

    wanted = query(chosen, limit)
    with Archive.open(place, create=False) as archive:
        left_out(archive, include_refused=include_refused)
        cards = _cards(asked(archive, include_private=include_private, include_refused=include_refused), wanted)
        if as_json:
            json_lines(map(_line, cards))
        elif on_terminal():
            _blocks(cards, limit)
        else:
            table((), map(_row, cards))


def _cards(archive: Archive, wanted: Query) -> Iterator[Card]:
    """The cards of as many pages as the limit needs."""
    from msgspec.structs import replace

    left = wanted.limit
    after = None
    while left is None or left > 0:
        page = archive.cards(replace(wanted, after=after, limit=_PAGE if left is None else min(left, _PAGE)))
        yield from page.items
        after = page.next
        if after is None:
            return
        left = None if left is None else left - len(page.items)


def _line(card: Card) -> dict[str, Any]:
    """A thread's summary with its first posts' words."""
    from clew.archive.rows import record

    opening = [{"id": part.post.id, "text": part.post.text[part.post.body_start :]} for part in card.opening]
    summary: dict[str, Any] = record(card.summary)
    del summary["rank"]  # an order within one archive, no fact about the thread
    return summary | {"opening": opening}


def _first_words(card: Card, length: int) -> str:
    from clew.text.plain import shortened

    post = card.opening[0].post if card.opening else None
    return shortened(post.text[post.body_start :], length) if post else ""


def _row(card: Card) -> tuple[str, ...]:
    from clew.text.plain import one_line

    summary = card.summary
    author = summary.author
    return (
        one_line(summary.id),
        f"{summary.started:%Y-%m-%dT%H:%M:%SZ}" if summary.started else "",
        one_line(author.handle or author.name or author.id),
        str(summary.held),
        "" if summary.promised is None else str(summary.promised),
        _first_words(card, _OPENING),
    )


def _blocks(cards: Iterator[Card], limit: int) -> None:
    from rich.text import Text

    from clew.cli._terminal import console, width
    from clew.text.completeness import summary_words
    from clew.text.dates import day
    from clew.text.plain import byline, one_line

    screen = console()
    columns = width(screen)
    shown = 0
    for card in cards:
        shown += 1
        summary = card.summary
        date = day(summary.started) if summary.started else "no date"
        whole = summary_words(summary.held, summary.promised, summary.gaps, summary.branches)
        tags = " ".join(f"#{one_line(tag)}" for tag in summary.tags)
        screen.print(Text.assemble((byline(summary.author), "bold"), (f"  {date}", "dim")))
        words = Text(_first_words(card, columns))
        words.truncate(columns, overflow="ellipsis")  # by cells: a Japanese letter takes two
        screen.print(words)
        screen.print(Text.assemble((whole, "dim"), (f"  {tags}" if tags else "", "cyan")))
        screen.print(Text(one_line(summary.id), "dim"))
        screen.print()
    if not shown:
        aside("No threads.")
    elif shown == limit:
        aside(f"The first {limit:,}; --limit shows more.")
