"""Make posts known only from pages observations of the real ones."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from clew.post import Author, Post
from clew.stores.base import Mark
from clew.stores.met import as_met
from clew.stores.packed import as_post
from clew.stores.postgresql.adding import Batch
from clew.stores.postgresql.bulk import Conn, arrays
from clew.stores.postgresql.filing import mark_touched
from clew.stores.postgresql.rows import post_keys
from clew.stores.postgresql.threads import Writing
from clew.text import wording


def meet(conn: Conn, pairs: Mapping[str, str]) -> None:
    """Move what captures said of the pages' posts over to the real ones, and leave the pages' ids as names of these."""
    said = _said(conn, pairs)
    listed = _listed(conn, pairs)
    authors = {author for _, author in listed.values()}
    # Their threads go now, since they are threads of posts that will not be there; marks bring back what is left.
    Writing(conn).write(_marks(conn, authors), (), {})
    _remove(conn, listed, [post for _, post in said])
    keys = post_keys(conn, pairs.values())
    names = [(name, keys[real]) for name, real in pairs.items() if name in listed]
    arrays(conn, "INSERT INTO alias SELECT * FROM unnest(%b::text[], %b::bigint[]) ON CONFLICT DO NOTHING", names)
    by_capture: dict[int, list[Post]] = defaultdict(list)
    real = _real(conn, pairs.values())
    for capture, post in said:
        by_capture[capture].append(as_met(post, real[pairs[post.id]]))
    for capture, posts in by_capture.items():
        Batch(conn, capture).add(posts)
    gone = "DELETE FROM author WHERE key = ANY(%b) AND posts = 0 AND starts_with(id, 'listing:') RETURNING key"
    left = authors.difference(key for (key,) in conn.execute(gone, (list(authors),)))
    met = conn.execute("SELECT author FROM post WHERE id = ANY(%b)", (list(pairs.values()),))
    mark_touched(conn, left.union(author for (author,) in met))


def _said(conn: Conn, pairs: Mapping[str, str]) -> list[tuple[int, Post]]:
    """Everything that captures said of the pages' posts."""
    sql = """
        SELECT capture, record FROM post WHERE id = ANY(%(listed)b) UNION
        SELECT o.capture, coalesce(o.record, p.record) FROM post p JOIN observation o ON o.post = p.key
        WHERE p.id = ANY(%(listed)b) ORDER BY capture
    """
    return [(capture, as_post(record)) for capture, record in conn.execute(sql, {"listed": list(pairs)})]


def _listed(conn: Conn, pairs: Mapping[str, str]) -> dict[str, tuple[int, int]]:
    rows = conn.execute("SELECT id, key, author FROM post WHERE id = ANY(%b)", (list(pairs),))
    return {name: (key, author) for name, key, author in rows}


def _real(conn: Conn, ids: Iterable[str]) -> dict[str, Post]:
    sql = "SELECT p.id, a.id, a.network FROM post p JOIN author a ON a.key = p.author WHERE p.id = ANY(%b)"
    rows = conn.execute(sql, (list(ids),))
    return {post: Post(post, network, Author(author, network), None, "") for post, author, network in rows}


def _marks(conn: Conn, authors: Iterable[int]) -> list[Mark]:
    sql = """
        SELECT a.id, a.posts, coalesce(t.mark, 0) FROM author a LEFT JOIN touched t ON t.author = a.key
        WHERE a.key = ANY(%b)
    """
    return [Mark(*row) for row in conn.execute(sql, (list(authors),))]


def _remove(conn: Conn, listed: Mapping[str, tuple[int, int]], said: Iterable[Post]) -> None:
    words = [(number, listed[post.id][0]) for post in said if (number := wording.number(post)) is not None]
    sql = """
        DELETE FROM wording USING unnest(%b::bigint[], %b::bigint[]) it (words, post)
        WHERE wording.listed AND wording.words = it.words AND wording.post = it.post
    """
    arrays(conn, sql, words)
    keys = [key for key, _ in listed.values()]
    for sql in (
        "DELETE FROM observation WHERE post = ANY(%b)",
        "DELETE FROM alias WHERE post = ANY(%b)",
        "DELETE FROM post WHERE key = ANY(%b)",
    ):
        conn.execute(sql, (keys,))
    sql = """
        UPDATE author SET posts = posts - it.fewer FROM unnest(%b::bigint[], %b::bigint[]) it (key, fewer)
        WHERE author.key = it.key
    """
    arrays(conn, sql, Counter(author for _, author in listed.values()).items())
    conn.execute("UPDATE tally SET value = value - %s WHERE name = 'posts'", (len(listed),))
