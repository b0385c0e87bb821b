"""The filters that listing and exporting share, and the query they make."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from clew.query import Query

F = TypeVar("F", bound=Callable[..., Any])

_OPTIONS = (
    click.option(
        "--tag", metavar="HASHTAG", help="Threads with this hashtag in any post; case and accents do not count."
    ),
    click.option("--search", metavar="QUERY", help="Threads with these words; `clew search --help` has the language."),
    click.option("--author", metavar="HANDLE", help="Threads by this author: a handle or an id."),
    click.option("--network", metavar="NAME", help="Threads from this network, `x` say."),
    click.option("--lang", metavar="CODE", help="Threads with a post in this language, `ar` say."),
    click.option("--since", metavar="DATE", help="Threads begun on this date or later: 2018, 2018-09, 2018-09-07…"),
    click.option("--until", metavar="DATE", help="Threads begun before this date."),
    click.option(
        "--min-posts",
        type=click.IntRange(min=1),
        default=2,
        show_default=True,
        metavar="N",
        help="Threads of at least N held posts, asides not counted.",
    ),
    click.option(
        "--sort",
        type=click.Choice(["newest", "oldest", "longest", "grown"]),
        default="newest",
        show_default=True,
        help="The order of the list; `grown` begins with the thread that last got a post.",
    ),
)

_OF_SETS = tuple(
    click.option(f"--{name}", metavar=kind, help=f"Of a set (`clew spark add`): only threads and posts {words}.")
    for name, kind, words in (
        ("tag", "HASHTAG", "under this hashtag"),
        ("author", "HANDLE", "of this author, a handle or an id"),
        ("network", "NAME", "from this network"),
        ("lang", "CODE", "in this language"),
        ("since", "DATE", "begun on this date or later"),
        ("until", "DATE", "begun before this date"),
    )
)


def of_sets(command: F) -> F:
    """Give a command the options that choose what is added of a set."""
    for option in reversed(_OF_SETS):
        command = option(command)
    return command


def part_of_set(chosen: dict[str, Any]) -> Query | None:
    """What these options ask of a set, taken out of `chosen`; None where nothing was asked."""
    names = ("tag", "author", "network", "lang", "since", "until")
    asked = {name: chosen.pop(name) for name in names}
    return query({**asked, "search": None}, 0) if any(asked.values()) else None


def filters(command: F) -> F:
    """Give a command the options that choose and order threads."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def limit(default: int, what: str) -> Callable[[F], F]:
    """Give a command `--limit`; 0 means all."""
    return click.option(
        "--limit",
        type=click.IntRange(min=0),
        default=default,
        show_default=True,
        metavar="N",
        help=f"At most N {what}; 0 for all.",
    )


def query(chosen: dict[str, Any], most: int) -> Query:
    """The query that the options mean; `BadQuery` where a date is none."""
    from clew.query import Query
    from clew.text.dates import moment

    dates = {name: moment(chosen[name]) for name in ("since", "until") if chosen[name]}
    words = chosen.pop("search")
    wanted = Query(**{**chosen, **dates}, limit=most or None)
    if not words:
        return wanted
    from clew.text.asking import asked

    return asked(words, wanted)
