"""The second step: everything that was said of a post adds up to one post, by the same rule as in every store.

Rows come by post. What goes out is for the author who is left when all observations have been added up.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime

import msgspec
import pyarrow as pa

from clew.places import Place
from clew.post import Notice, Post, Problem, Value
from clew.sets import numbered, part_of
from clew.spark.files import Step, measured, table, writing
from clew.spark.reading import NAME, NOTICE, PROBLEM
from clew.spark.rows import Row, in_order, keys, parts
from clew.spark.tables import NOTICES, PROBLEMS
from clew.stores.listing import readable
from clew.stores.observation import Naming, Observed, latest, microseconds, naming, observed, together
from clew.stores.packed import as_notice, as_post, encode
from clew.text import wording

NAMING, NOTICED, HELD = range(3)
TOLD, ASKED = range(2)
_as_problem = msgspec.msgpack.Decoder(Problem).decode


class Held(Value):
    """A post and what is known beside it: the numbers of its captures, its other names, and readings of its words."""

    post: Post
    captures: tuple[int, ...]
    names: tuple[str, ...] = ()
    said: tuple[Post, ...] = ()


class Called(Value):
    """An author's network and how a post calls them."""

    network: str
    naming: Naming


class Captured(Value):
    """A capture: the least number it goes by, its SHA-256 and its name."""

    number: int
    id: str
    name: str


class AddUp(Value):
    """How to add up: how many parts there are, where to, the captures by all their numbers.

    `asking` says whether notices are among what is said, so that it matters which posts answer which; `again` how often
    cards of listings have met posts before (`clew.spark.meetings`).
    """

    parts: int
    work: str
    out: str
    captures: dict[int, Captured]
    asking: bool
    again: int = 0


class AddedUp(Step):
    """How many posts a part came to; `listed` are those that are known only from pages without ids."""

    posts: int = 0
    listed: int = 0


def add_up(how: AddUp, received: Iterator[pa.RecordBatch]) -> Iterator[bytes]:
    """Add up the posts of each part that came to this task."""
    for part, rows in parts(in_order(received)):
        yield msgspec.json.encode(_part(how, part, rows))


def _part(how: AddUp, part: int, rows: Iterable[Row]) -> AddedUp:
    work, out = Place(how.work), Place(how.out)
    held, asked = numbered(f"held-{how.again}", part), numbered(f"asked-{how.again}", part)
    problems, notices = numbered("problems", part), numbered("notices", part)
    count = posts = listed = 0
    with (
        writing(work, held) as to,
        writing(work, asked) as asking,
        table(out, problems, PROBLEMS) as wrong,
        table(out, notices, NOTICES) as became,
    ):
        for _, group in keys(rows):
            post = _Adding(how)
            for row in group:
                count += 1
                post.add(row)
            posts += post.is_held
            listed += post.is_listed_only
            for row in post.held():
                to.add(row)
            for row in post.asked() if how.asking else ():
                asking.add(row)
            for said in post.problems():
                wrong.add(said)
            for notice in post.notices():
                became.add(notice)
    files = measured(out, [(problems, wrong.rows), (notices, became.rows)])
    return AddedUp(part, count, files, measured(work, [(held, to.rows), (asked, asking.rows)]), posts, listed)


class _Adding:
    """One post, one observation after another; or one problem."""

    def __init__(self, how: AddUp) -> None:
        self._how = how
        self._state: Observed | None = None
        self._seen: set[bytes] = set()
        self._captures: set[int] = set()
        self._names: dict[str, None] = {}
        self._called: dict[str, Called] = {}
        self._said: dict[tuple[datetime | None, str], Post] = {}
        self._notices: dict[bytes, Notice] = {}
        self._problems: dict[tuple[str, bytes], tuple[Captured | None, Problem]] = {}

    @property
    def is_held(self) -> bool:
        """Whether the post itself is known, and not only what became of it."""
        return self._state is not None

    @property
    def is_listed_only(self) -> bool:
        """Whether it is known only from pages without ids."""
        return self._state is not None and wording.is_listed_only(self._state.post.id)

    def add(self, row: Row) -> None:
        """Take in what a capture said."""
        captured = self._how.captures.get(row.place)
        if row.kind == PROBLEM:
            self._problems["" if captured is None else captured.id, row.record] = (captured, _as_problem(row.record))
        elif row.kind == NOTICE:
            self._notices[row.record] = as_notice(row.record)
        elif row.kind == NAME:
            self._names[row.record.decode()] = None
        else:
            self._captures.add(row.place if captured is None else captured.number)
            digest = hashlib.blake2b(row.record, digest_size=16).digest()
            if digest not in self._seen:
                self._seen.add(digest)
                self._observe(as_post(row.record))

    def _observe(self, post: Post) -> None:
        self._state = observed(post) if self._state is None else together(self._state, observed(post))
        self._names.update(dict.fromkeys(name for name in (*post.versions, post.url) if name and name != post.id))
        author, called = post.author, naming(post.author, post.seen or post.created)
        before = self._called.get(author.id)
        self._called[author.id] = Called(author.network, called if before is None else latest(before.naming, called))
        if post.listed is None or post.created is not None:
            known = self._said.get((post.edited, post.text))
            if known is None or readable(post) > readable(known):
                self._said[post.edited, post.text] = post

    def held(self) -> Iterator[Row]:
        """What is sent to the authors: the post to whose it is, how it calls whom it calls."""
        for author_id, called in self._called.items():
            yield self._to(author_id, NAMING, 0, encode(called))
        if self._state is None:
            return
        post = self._state.post
        edited = post.edited is not None or len(post.versions) > 1
        said = tuple(self._said.values()) if edited else ()
        held = Held(post, tuple(sorted(self._captures)), tuple(self._names), said)
        at = -1 if post.created is None else microseconds(post.created)
        yield self._to(post.author.id, HELD, at, encode(held))
        for record in self._notices:
            yield self._to(post.author.id, NOTICED, 0, record)

    def asked(self) -> Iterator[Row]:
        """What became of the post, and whom it answers: for those who answer it."""
        parts = self._how.parts
        for record, notice in self._notices.items():
            yield Row(part_of(notice.post_id, parts), notice.post_id, TOLD, 0, record)
        post = None if self._state is None else self._state.post
        if post is not None and post.reply_to is not None:
            answered = post.reply_to.id
            yield Row(part_of(answered, parts), answered, ASKED, 0, post.author.id.encode())

    def problems(self) -> Iterator[tuple[str | None, str | None, str, str]]:
        """What could not be read, as rows of the set's table."""
        for captured, problem in self._problems.values():
            name = (None, None) if captured is None else (captured.id, captured.name)
            yield (*name, problem.place, problem.reason)

    def notices(self) -> Iterator[tuple[str, str, str | None, datetime | None]]:
        """What became of a post that is not held, which whoever adds its thread some day is told."""
        if self._state is None:
            for each in self._notices.values():
                yield each.post_id, each.state, each.author_id, each.at

    def _to(self, author_id: str, kind: int, place: int, record: bytes) -> Row:
        return Row(part_of(author_id, self._how.parts), author_id, kind, place, record)


def tell(how: AddUp, received: Iterator[pa.RecordBatch]) -> Iterator[bytes]:
    """Send what became of a post to the authors who answer it."""
    work = Place(how.work)
    for part, rows in parts(in_order(received)):
        path, count = numbered("told", part), 0
        with writing(work, path) as to:
            for _, group in keys(rows):
                notices: list[bytes] = []
                authors: set[str] = set()
                for row in group:
                    count += 1
                    if row.kind == TOLD:
                        notices.append(row.record)
                    elif notices:
                        authors.add(row.record.decode())
                for author_id in sorted(authors):
                    for record in notices:
                        to.add(Row(part_of(author_id, how.parts), author_id, NOTICED, 0, record))
        yield msgspec.json.encode(AddedUp(part, count, (), measured(work, [(path, to.rows)])))
