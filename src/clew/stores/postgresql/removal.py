"""Take posts out of everything that is shown: for good, or into the table of those who refused to be shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from clew.post import Notice, Post
from clew.stores.base import Mark
from clew.stores.consent import Apart, met_signs, names, told_apart, told_signs
from clew.stores.packed import as_post
from clew.stores.postgresql.bulk import Conn, arrays
from clew.stores.postgresql.filing import digest, mark_touched
from clew.stores.postgresql.rows import author_keys
from clew.stores.postgresql.threads import Writing
from clew.text import wording


def told(conn: Conn, posts: Sequence[Post], *, refused: bool = True) -> Apart:
    """Tell posts that come in apart by what was forgotten and, where `refused` says so, by who refused."""
    gone: set[bytes] = set()
    if conn.execute("SELECT 1 FROM forgotten LIMIT 1").fetchone() is not None:
        gone = forgotten(conn, (each for post in posts for each in met_signs(post)))
    met: list[str] = []
    if refused and conn.execute("SELECT 1 FROM refusal LIMIT 1").fetchone() is not None:
        sql = """
            SELECT name FROM refusal WHERE name = ANY(%(called)b)
            UNION SELECT author FROM refused WHERE author = ANY(%(called)b)
        """
        called = list({name for post in posts for name in names(post.author)})
        met = [name for (name,) in conn.execute(sql, {"called": called})]
    return told_apart(posts, gone, met)


def unforgotten(conn: Conn, notices: Sequence[Notice]) -> Iterator[Notice]:
    """The notices that are of no forgotten post or author."""
    known = conn.execute("SELECT 1 FROM forgotten LIMIT 1").fetchone() is not None
    gone = forgotten(conn, (sign for each in notices for sign in told_signs(each))) if known and notices else set()
    return (each for each in notices if not gone or gone.isdisjoint(told_signs(each)))


def forgotten(conn: Conn, signs: Iterable[bytes]) -> set[bytes]:
    """Those of the fingerprints that are of something forgotten."""
    return {sign for (sign,) in conn.execute("SELECT sign FROM forgotten WHERE sign = ANY(%b)", (list(set(signs)),))}


def said_of(conn: Conn, ids: Iterable[str]) -> Iterator[tuple[str, Post]]:
    """Everything that captures said of these posts, and the capture's id."""
    sql = """
        SELECT c.id, said.record FROM (
            SELECT capture, record FROM post WHERE id = ANY(%(ids)b)
            UNION SELECT o.capture, coalesce(o.record, p.record) FROM post p JOIN observation o ON o.post = p.key
            WHERE p.id = ANY(%(ids)b)
            UNION SELECT capture, record FROM private WHERE post = ANY(%(ids)b)
            UNION SELECT capture, record FROM withheld WHERE post = ANY(%(ids)b)
        ) said JOIN capture c ON c.key = said.capture ORDER BY c.key
    """
    for capture, found in conn.execute(sql, {"ids": list(ids)}):
        yield capture, as_post(found)


def remove(conn: Conn, ids: Collection[str], authors: Collection[str] = ()) -> None:
    """Take posts out; authors of whom none is left go with them, the others are touched."""
    rows = conn.execute("SELECT id, key, author FROM post WHERE id = ANY(%b)", (list(ids),)).fetchall()
    writers = {author for _, _, author in rows} | set(author_keys(conn, authors).values())
    # their threads go now, since they are threads of posts that will not be there; marks bring back what is left
    Writing(conn).write(_marks(conn, writers), (), {})
    keys = {name: key for name, key, _ in rows}
    words = {(wording.number(post), keys[post.id]) for _, post in said_of(conn, keys)}
    arrays(conn, _WORDS, [row for row in words if row[0] is not None])
    for sql in (
        "DELETE FROM observation WHERE post = ANY(%b)",
        "DELETE FROM alias WHERE post = ANY(%b)",
        "DELETE FROM post WHERE key = ANY(%b)",
    ):
        conn.execute(sql, (list(keys.values()),))
    arrays(conn, _FEWER, list(Counter(author for _, _, author in rows).items()))
    conn.execute("UPDATE tally SET value = value - %s WHERE name = 'posts'", (len(rows),))
    left = {
        key for (key,) in conn.execute("SELECT key FROM author WHERE key = ANY(%b) AND posts > 0", (list(writers),))
    }
    for sql in (
        "DELETE FROM touched WHERE author = ANY(%b)",
        "DELETE FROM missing WHERE author = ANY(%b)",
        "DELETE FROM problem WHERE author = ANY(%b)",
        "DELETE FROM author WHERE key = ANY(%b)",
    ):
        conn.execute(sql, (list(writers - left),))
    mark_touched(conn, left)


_WORDS = """
    DELETE FROM wording USING unnest(%b::bigint[], %b::bigint[]) it (words, post)
    WHERE wording.words = it.words AND wording.post = it.post AND wording.listed IN (false, true)
"""
_FEWER = """
    UPDATE author SET posts = posts - it.fewer FROM unnest(%b::bigint[], %b::bigint[]) it (key, fewer)
    WHERE author.key = it.key
"""


def _marks(conn: Conn, authors: Iterable[int]) -> list[Mark]:
    sql = "SELECT id, posts, 0::bigint FROM author WHERE key = ANY(%b)"
    return [Mark(*row) for row in conn.execute(sql, (list(authors),))]


def keep_apart(conn: Conn, meant: Mapping[str, str]) -> int:
    """Move what is held of these authors to where nothing shows it; each with the name that a refusal has for them."""
    sql = "INSERT INTO refused SELECT * FROM unnest(%b::text[], %b::text[]) ON CONFLICT DO NOTHING"
    arrays(conn, sql, list(meant.items()))
    sql = """
        SELECT a.id, p.id, p.capture, p.record FROM author a JOIN post p ON p.author = a.key WHERE a.id = ANY(%(meant)b)
        UNION SELECT a.id, p.id, o.capture, coalesce(o.record, p.record)
        FROM author a JOIN post p ON p.author = a.key JOIN observation o ON o.post = p.key WHERE a.id = ANY(%(meant)b)
    """
    said = conn.execute(sql, {"meant": list(meant)}).fetchall()
    if not said:
        return 0
    _keep(conn, [(author, post, capture, digest(found), found) for author, post, capture, found in said])
    mark_withholding(conn)
    ids = {row[1] for row in said}
    remove(conn, ids)
    return len(ids)


def record(conn: Conn, capture: int, posts: Sequence[tuple[Post, bytes]]) -> None:
    """Keep posts that come in where nothing shows them."""
    rows = [(post.author.id, post.id, capture, digest(said), said) for post, said in posts]
    if _keep(conn, rows):
        mark_withholding(conn)


def _keep(conn: Conn, rows: Sequence[tuple[str, str, int, int, bytes]]) -> bool:
    sql = """
        INSERT INTO withheld SELECT * FROM unnest(%b::text[], %b::text[], %b::bigint[], %b::bigint[], %b::bytea[])
        ON CONFLICT DO NOTHING RETURNING 1
    """
    return bool(arrays(conn, sql, rows))


def mark_withholding(conn: Conn) -> None:
    """Note that what is withheld is not what it was."""
    conn.execute("UPDATE tally SET value = value + 1 WHERE name = 'withholding'")
