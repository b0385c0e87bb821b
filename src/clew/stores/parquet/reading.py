"""Lists and threads of a set."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from clew.post import Author
from clew.query import Page, Query
from clew.stores import assembly, days, listing, marker, ordering
from clew.stores.base import AuthorCount, Days
from clew.stores.listing import DAY
from clew.stores.observation import microseconds
from clew.stores.packed import as_shape, as_summary
from clew.stores.parquet.posts import of_names, of_posts, of_threads
from clew.stores.parquet.tables import Row, Tables
from clew.stores.shapes import Shapes
from clew.thread import Card, Part, Place, Summary, Thread, Wanted

ALL = 2**62
_as_parts = msgspec.msgpack.Decoder(tuple[Part, ...]).decode
_ORDERS = {
    "newest": "rank DESC, id DESC",
    "longest": "held DESC, rank DESC, id DESC",
    # what was made at once has not grown since
    "grown": "rank DESC, id DESC",
    "oldest": "rank < 0, greatest(rank, -1), CASE WHEN rank >= 0 THEN id END, rank DESC, id DESC",
}
_AFTER = {
    "newest": "(rank < $a{0} OR (rank = $a{0} AND id < $a{1}))",
    "grown": "(rank < $a{0} OR (rank = $a{0} AND id < $a{1}))",
    "longest": "(held < $a{2} OR (held = $a{2} AND (rank < $a{0} OR (rank = $a{0} AND id < $a{1}))))",
    "dated": "(rank < 0 OR rank > $a{0} OR (rank = $a{0} AND id > $a{1}))",
    "undated": "(rank < $a{0} OR (rank = $a{0} AND id < $a{1}))",
}


class Listed(NamedTuple):
    """A thread in a list: its id and author, its place in time, how many posts of it are held."""

    id: str
    author_id: str
    rank: int
    held: int


def author(tables: Tables, name: str) -> AuthorCount | None:
    """An author by id or handle; of several with one handle the one with the most threads."""
    name = name.strip()
    rows = tables.ask("SELECT * FROM rows WHERE id = $a0", tables.of("authors", [name]), name)
    if not rows:
        question = "SELECT * FROM rows WHERE lower(handle) = $a0 ORDER BY threads DESC, posts DESC, id LIMIT 1"
        rows = tables.ask(question, tables.all("authors"), name.removeprefix("@").lower())
    return counted(rows[0]) if rows else None


def counted(row: Row) -> AuthorCount:
    """An author's row."""
    return AuthorCount(Author(row["id"], row["network"], row["handle"], row["name"]), row["posts"], row["threads"])


def author_id(tables: Tables, name: str) -> str | None:
    """An author's id from the id or a handle."""
    found = author(tables, name)
    return None if found is None else found.author.id


def rows(tables: Tables, query: Query, count: int) -> list[Listed]:
    """The next `count` threads of a query."""
    lists = [_rows(tables, each, count) for each in listing.apart(query)]
    if len(lists) == 1:
        return lists[0]
    known = {each.id: each for some in lists for each in some}
    merged = ordering.merged(query, [[(each.id, each.rank, each.held) for each in some] for some in lists], count)
    return [known[name] for name, _, _ in merged]


def _rows(tables: Tables, query: Query, count: int) -> list[Listed]:
    asked = _asked(tables, query)
    if asked is None:
        return []
    where, arguments = asked
    after = marker.of_threads(query)
    if after is not None:
        kind = query.sort if query.sort != "oldest" else "undated" if after.rank < 0 else "dated"
        first = len(arguments)
        where.append(_AFTER[kind].format(first, first + 1, first + 2))
        arguments += [after.rank, after.id, after.held]
        if kind == "undated":
            where.append("rank < 0")
    arguments.append(count)
    question = (
        f"SELECT id, author_id, rank, held FROM rows WHERE {' AND '.join(where)} "  # noqa: S608 words of this file
        f"ORDER BY {_ORDERS[query.sort]} LIMIT $a{len(arguments) - 1}"
    )
    found = tables.ask(question, tables.all("lists"), *arguments)
    return [Listed(row["id"], row["author_id"], row["rank"], row["held"]) for row in found]


def _asked(tables: Tables, query: Query) -> tuple[list[str], list[Any]] | None:
    """What a query asks of the lists, without its page; None where it names an author who is not here."""
    wanted = listing.wanted(query, lambda name: author_id(tables, name))
    if wanted is None:
        return None
    first, *others = sorted(wanted, key=lambda facet: _SCARCE.index(facet[0]))
    where, arguments = ["kind = $a0 AND value = $a1 AND NOT alone AND held >= $a2"], [*first, query.min_posts]
    for kind, value in others:
        at = len(arguments)
        where.append(f"id IN (SELECT id FROM rows WHERE kind = $a{at} AND value = $a{at + 1})")  # noqa: S608 likewise
        arguments += [kind, value]
    for moment, sign in ((query.since, ">="), (query.until, "<")):
        if moment is not None:
            where.append(f"rank >= 0 AND rank {sign} $a{len(arguments)}")
            arguments.append(microseconds(moment))
    return where, arguments


_SCARCE = ("tag", "author", "lang", "network", "all")


def cards(tables: Tables, query: Query) -> Page[Card]:
    """A page of threads."""
    found = rows(tables, query, ALL if query.limit is None else query.limit + 1)
    shown = found[: query.limit]
    heads = cards_of(tables, {each.id: each.author_id for each in shown})
    return assembly.page(
        query, [(each.id, each.rank, each.held) for each in found], tuple(heads[each.id] for each in shown)
    )


def cards_of(tables: Tables, threads: Mapping[str, str]) -> dict[str, Card]:
    """Threads and posts alone (ids, and whose they are) as cards, by id."""
    found = {
        row["id"]: Card(_named(row), _as_parts(row["opening"]))
        for row in _heads(tables, threads, "id, network, author_id, author_handle, author_name, summary, opening")
    }
    single = {name: whose for name, whose in threads.items() if name not in found and tables.has("threads", whose)}
    for name, thread in alone(tables, single).items():
        found[name] = Card(thread.summary, tuple(msgspec.structs.replace(each, earlier=()) for each in thread.parts))
    return found


def _heads(tables: Tables, threads: Mapping[str, str], columns: str) -> list[Row]:
    authors = sorted(set(threads.values()))
    question = f"SELECT {columns} FROM rows WHERE author_id IN $a0 AND id IN $a1"  # noqa: S608 words of this file
    return tables.ask(question, tables.of("threads", authors), authors, list(threads))


def _named(row: Row) -> Summary:
    called = Author(row["author_id"], row["network"], row["author_handle"], row["author_name"])
    return msgspec.structs.replace(as_summary(row["summary"]), author=called)


def whole(tables: Tables, threads: Mapping[str, str]) -> list[Thread]:
    """Threads and posts alone (ids, and whose they are), in the order given."""
    heads = _heads(tables, threads, "id, network, author_id, author_handle, author_name, summary, shape")
    shown = of_threads(tables, {row["id"]: row["author_id"] for row in heads})
    made = {}
    for row in heads:
        shape = as_shape(row["shape"])
        made[row["id"]] = Thread(_named(row), shape, shown.parts(shape.places))
    single = {name: whose for name, whose in threads.items() if name not in made and tables.has("threads", whose)}
    made |= alone(tables, single, bare=True)
    return _with_context(tables, [made[name] for name in threads if name in made])


def some(tables: Tables, thread_id: str, author_id: str, shapes: Shapes, wanted: Wanted) -> Thread | None:
    """A thread with those of its posts that are wanted; None for a post alone."""
    whose = {thread_id: author_id}
    heads = _heads(tables, whose, "id, network, author_id, author_handle, author_name, summary")
    if not heads:
        return None
    shape = shapes.of(thread_id, lambda: _heads(tables, whose, "shape")[0]["shape"])
    places = tuple(wanted(shape))
    needed = {place.id for place in places}
    older = (name for name, newer in shape.earlier if newer in needed)
    parts = of_posts(tables, [author_id], [*needed, *older]).parts(places) if places else ()
    return _with_context(tables, [Thread(_named(heads[0]), shape, parts)], places)[0]


def alone(tables: Tables, posts: Mapping[str, str], *, bare: bool = False) -> dict[str, Thread]:
    """Posts that stand in no thread (ids, and whose they are) as threads of one, by id."""
    if not posts:
        return {}
    shown = of_threads(tables, posts)
    made = {}
    for name in posts:
        post = shown.post(name)
        if post is not None:
            shape = listing.alone(post)
            summary = msgspec.structs.replace(listing.summarise(shape, {name: post}), author=post.author)
            made[name] = Thread(summary, shape, shown.parts(shape.places))
    return made if bare else {each.id: each for each in _with_context(tables, list(made.values()))}


def _with_context(tables: Tables, threads: Sequence[Thread], places: Sequence[Place] | None = None) -> list[Thread]:
    """The threads with the posts around them that are held: those they answer and quote."""
    beside = [listing.beside(each.shape, (part.post for part in each.parts), places) for each in threads]
    held = of_names(tables, (name for names in beside for name in names))
    return [
        msgspec.structs.replace(
            each, context=listing.context(each.shape, (held[n] for n in names if n in held), places)
        )
        for each, names in zip(threads, beside, strict=True)
    ]


def leading(tables: Tables, names: Iterable[str]) -> dict[str, tuple[str, str]]:
    """The threads, and whose they are, to which these names of posts lead."""
    wanted = sorted(set(names))
    question = "SELECT name, id, thread_id, author_id FROM rows WHERE name IN $a0"
    found = tables.ask(question, tables.of("names", wanted), wanted)
    found.sort(key=lambda row: (row["name"] == row["id"], row["thread_id"] != row["id"], row["id"]))
    return {row["name"]: (row["thread_id"], row["author_id"]) for row in found}


def begun(tables: Tables, query: Query) -> Days:
    """The days on which the threads of a query begin."""
    if not days.is_kept(query):
        newest = msgspec.structs.replace(query, sort="newest", after=None)
        found = rows(tables, newest, days.MOST + 1)
        return days.of_rows([(each.id, each.rank, each.held) for each in found], days.MOST)
    asked = _asked(tables, query)
    if asked is None:
        return Days(())
    where, arguments = asked
    question = (
        f"SELECT rank // {DAY} AS day, count(*) AS threads FROM rows "  # noqa: S608 words of this file
        f"WHERE {' AND '.join(where)} AND rank >= 0 GROUP BY day ORDER BY day"
    )
    counts = tables.ask(question, tables.all("lists"), *arguments)
    return days.dated((row["day"], row["threads"]) for row in counts)
