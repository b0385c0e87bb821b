"""Write the threads of touched authors: what stayed the same is left alone, what changed is replaced."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from clew.post import Notice, Post, Problem
from clew.stores.base import Mark, Touched
from clew.stores.difference import Difference, Row, about
from clew.stores.entry import Entry, Fact
from clew.stores.entry import of_authors as of_authors_of
from clew.stores.packed import as_post
from clew.stores.postgresql.bulk import Conn, arrays, copied
from clew.stores.postgresql.entries import Entries
from clew.stores.postgresql.filing import as_filed
from clew.stores.postgresql.rows import Rows, author_keys, post_origins
from clew.stores.postgresql.words import brief, fits
from clew.thread import Shape, Summary


def touched(conn: Conn, limit: int) -> tuple[Mark, ...]:
    """Touched authors until their posts are about `limit`, in the order they were first met."""
    # every author has a post or more, nearly: so many authors are enough
    sql = "SELECT a.id, a.posts, t.mark FROM touched t JOIN author a ON a.key = t.author ORDER BY t.author LIMIT %s"
    return about(conn.execute(sql, (limit + 1,)), limit)


def of_authors(conn: Conn, author_ids: Sequence[str]) -> Touched:
    """Everything these authors' threads depend on, and the marks as they are."""
    sql = """
        SELECT a.key, a.id, a.posts, coalesce(t.mark, 0) FROM author a LEFT JOIN touched t ON t.author = a.key
        WHERE a.id = ANY(%b) ORDER BY a.key
    """
    rows = conn.execute(sql, (list(author_ids),)).fetchall()
    sql = """
        SELECT coalesce(p.shown, p.record), e.sign FROM post p LEFT JOIN entry e ON e.post = p.key
        WHERE p.author = ANY(%b) ORDER BY p.key
    """
    held = conn.execute(sql, ([row[0] for row in rows],)).fetchall()
    posts = tuple(as_post(record) for record, _ in held)
    signs = tuple((post.id, sign) for post, (_, sign) in zip(posts, held, strict=True) if sign is not None)
    marks = tuple(Mark(*row[1:]) for row in rows)
    sql = "SELECT record FROM tomb WHERE author = ANY(%b)"
    tombs = tuple(as_post(record) for (record,) in conn.execute(sql, (list(author_ids),)))
    return Touched(marks, posts, _notices(conn, posts), signs, tombs)


def _notices(conn: Conn, posts: Sequence[Post]) -> tuple[Notice, ...]:
    if conn.execute("SELECT 1 FROM notice LIMIT 1").fetchone() is None:
        return ()
    answered = (post.reply_to.id for post in posts if post.reply_to is not None)
    return tuple(Rows(conn).notices({post.id for post in posts}.union(answered)))


class Writing:
    """One group of authors whose threads are written."""

    def __init__(self, conn: Conn) -> None:
        self._conn = conn

    def write(
        self,
        marks: Sequence[Mark],
        threads: Sequence[tuple[Shape, Summary]],
        problems: Mapping[str, Problem],
        entries: Sequence[Entry] = (),
    ) -> None:
        """Replace the threads of the marked authors by `threads`, and what a search knows of them by `entries`."""
        marks = self._still_marked(marks)
        authors = author_keys(self._conn, (mark.author_id for mark in marks))
        threads = [thread for thread in threads if thread[0].author_id in authors]
        before = self._before(authors.values(), [shape.id for shape, _ in threads])
        difference = Difference(before, threads)
        row = self._conn.execute("SELECT coalesce(max(key), 0) FROM thread").fetchone()
        assert row is not None
        difference.compare(post_origins(self._conn, difference.names()), authors, row[0])
        self._apply(difference)
        self._note_missing((shape for shape, _ in threads), authors)
        self._note_problems(problems, authors)
        lacking = Entries(self._conn, self._facet_keys).write(of_authors_of(entries, authors), authors.values())
        clear = [(authors[mark.author_id], mark.number) for mark in marks if authors[mark.author_id] not in lacking]
        arrays(self._conn, _CLEAR, clear)

    def _still_marked(self, marks: Sequence[Mark]) -> list[Mark]:
        """The marks whose authors nobody has written since; somebody who did had read later."""
        sql = "SELECT a.id FROM author a JOIN touched t ON t.author = a.key WHERE a.id = ANY(%b)"
        there = {name for (name,) in self._conn.execute(sql, ([mark.author_id for mark in marks],))}
        return [mark for mark in marks if not mark.number or mark.author_id in there]

    def _before(self, authors: Iterable[int], thread_ids: Iterable[str]) -> dict[str, Row]:
        """The authors' threads as they are, and any other that begins with the same post.

        A post changes hands once a source knows the number of an account that others knew by handle only.
        """
        sql = """
            SELECT p.id, t.key, t.author, t.summary, t.shape FROM thread t JOIN post p ON p.key = t.post
            WHERE t.author = ANY(%b)
            UNION ALL
            SELECT p.id, t.key, t.author, t.summary, t.shape FROM post p JOIN thread t ON t.post = p.key
            WHERE p.id = ANY(%b) AND t.author <> p.author
        """
        rows = self._conn.execute(sql, (list(authors), list(thread_ids)))
        return {row[0]: Row(*row[1:]) for row in rows}

    def _apply(self, difference: Difference) -> None:
        conn = self._conn
        keys = self._facet_keys(difference.facets())
        arrays(conn, _UNLISTED, [(keys[facet], rank, thread) for facet, rank, thread in difference.gone])
        arrays(conn, _LEFT, difference.left)
        arrays(conn, "DELETE FROM thread WHERE key = ANY(%b)", [(row.key,) for row in difference.stale])
        arrays(conn, "DELETE FROM place WHERE post = ANY(%b)", [(post,) for post, _ in difference.places])
        copied(conn, "thread", ("int8", "int8", "int8", "bytea", "bytea", "bytea"), difference.rows)
        # a post that two threads claim stands in the one that comes last, as where rows replace one another
        copied(conn, "place", ("int8", "int8"), list(dict(sorted(difference.places)).items()))
        rows = sorted((keys[facet], *row) for facet, *row in difference.come)
        copied(conn, "listed (facet, rank, thread, held, grown)", ("int8", "int8", "text", "int8", "int8"), rows)
        self._count(difference, keys)

    def _count(self, difference: Difference, keys: Mapping[Fact, int]) -> None:
        conn = self._conn
        arrays(conn, _FACETS, [(keys[facet], count) for facet, count in difference.facet_counts.items() if count])
        begun = ((keys[facet], day, count) for (facet, day), count in difference.begun.items() if count)
        arrays(conn, _BEGUN, sorted(begun))
        spelt: dict[tuple[int, str], int] = defaultdict(int)
        for (facet, tag), count in difference.spellings.items():
            spelt[keys[facet], brief(tag)] += count
        arrays(conn, _SPELLINGS, [(*spelling, count) for spelling, count in spelt.items() if count])
        arrays(conn, _AUTHORS, [(author, count) for author, count in difference.author_counts.items() if count])
        arrays(conn, _TALLY, [(name, count) for name, count in difference.tally.items() if count])

    def _facet_keys(self, wanted: Collection[Fact]) -> dict[Fact, int]:
        short = {facet: (facet[0], brief(facet[1])) for facet in wanted}
        sql = """
            WITH wanted AS (SELECT * FROM unnest(%b::text[], %b::text[]) it (kind, value)),
            fresh AS (
                INSERT INTO facet (kind, value) SELECT * FROM wanted ON CONFLICT DO NOTHING RETURNING kind, value, key
            )
            SELECT * FROM fresh
            UNION ALL SELECT f.kind, f.value, f.key FROM wanted w JOIN facet f ON f.kind = w.kind AND f.value = w.value
        """
        keys = {(kind, value): key for kind, value, key in arrays(self._conn, sql, sorted(set(short.values())))}
        return {facet: keys[brief_one] for facet, brief_one in short.items()}

    def _note_missing(self, shapes: Iterable[Shape], authors: Mapping[str, int]) -> None:
        self._conn.execute("DELETE FROM missing WHERE author = ANY(%b)", (list(authors.values()),))
        sql = "INSERT INTO missing SELECT * FROM unnest(%b::text[], %b::bigint[]) ON CONFLICT DO NOTHING"
        named = ((gap.at, authors[shape.author_id]) for shape in shapes for gap in shape.gaps if gap.at is not None)
        arrays(self._conn, sql, [row for row in named if fits(row[0])])

    def _note_problems(self, problems: Mapping[str, Problem], authors: Mapping[str, int]) -> None:
        self._conn.execute("DELETE FROM problem WHERE author = ANY(%b)", (list(authors.values()),))
        sql = """
            INSERT INTO problem (capture, author, digest, place, reason)
            SELECT least(p.capture, (SELECT min(o.capture) FROM observation o WHERE o.post = p.key)), p.author,
                it.digest, it.place, it.reason
            FROM unnest(%b::bigint[], %b::text[], %b::text[], %b::text[]) it (digest, place, reason, id)
            JOIN post p ON p.id = it.id ON CONFLICT DO NOTHING
        """
        arrays(self._conn, sql, [(*as_filed(problem), post_id) for post_id, problem in problems.items()])


_CLEAR = """
    DELETE FROM touched USING unnest(%b::bigint[], %b::bigint[]) it (author, mark)
    WHERE touched.author = it.author AND touched.mark = it.mark
"""
_UNLISTED = """
    DELETE FROM listed USING unnest(%b::bigint[], %b::bigint[], %b::text[]) it (facet, rank, thread)
    WHERE listed.facet = it.facet AND listed.rank = it.rank AND listed.thread = it.thread
"""
_LEFT = """
    DELETE FROM place USING unnest(%b::bigint[], %b::bigint[]) it (post, thread)
    WHERE place.post = it.post AND place.thread = it.thread
"""
_FACETS = """
    UPDATE facet SET threads = threads + it.more FROM unnest(%b::bigint[], %b::bigint[]) it (key, more)
    WHERE facet.key = it.key
"""
_BEGUN = """
    INSERT INTO begun SELECT * FROM unnest(%b::bigint[], %b::bigint[], %b::bigint[])
    ON CONFLICT (facet, day) DO UPDATE SET threads = begun.threads + excluded.threads
"""
_SPELLINGS = """
    INSERT INTO spelling SELECT * FROM unnest(%b::bigint[], %b::text[], %b::bigint[])
    ON CONFLICT (facet, written) DO UPDATE SET threads = spelling.threads + excluded.threads
"""
_AUTHORS = """
    UPDATE author SET threads = threads + it.more FROM unnest(%b::bigint[], %b::bigint[]) it (key, more)
    WHERE author.key = it.key
"""
_TALLY = """
    UPDATE tally SET value = value + it.more FROM unnest(%b::text[], %b::bigint[]) it (name, more)
    WHERE tally.name = it.name
"""
