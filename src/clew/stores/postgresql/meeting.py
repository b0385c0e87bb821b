"""Posts known only from pages without ids: which there are, who may have posted their words, and what they are now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from clew.post import Author, Post
from clew.stores.met import as_met
from clew.stores.packed import as_post
from clew.stores.postgresql.bulk import Conn
from clew.text import wording

_ANY_CARD = "SELECT 1 FROM wording WHERE listed LIMIT 1"


def as_known(conn: Conn, posts: Iterable[Post]) -> Iterator[Post]:
    """The posts, those of pages under the ids of the real ones where these are known."""
    posts = list(posts)
    listed = [post.id for post in posts if wording.is_listed_only(post.id)]
    real = _real(conn, listed) if listed else {}
    for post in posts:
        yield as_met(post, real[post.id]) if post.id in real else post


def _real(conn: Conn, listed: list[str]) -> dict[str, Post]:
    sql = """
        SELECT n.name, p.id, a.id, a.network
        FROM alias n JOIN post p ON p.key = n.post JOIN author a ON a.key = p.author WHERE n.name = ANY(%b)
    """
    rows = conn.execute(sql, (listed,))
    return {name: Post(post, network, Author(author, network), None, "") for name, post, author, network in rows}


def on_cards(conn: Conn, words: Iterable[int]) -> list[int]:
    """Authors of posts on cards that begin with these words and have met no real post."""
    if conn.execute(_ANY_CARD).fetchone() is None:
        return []
    sql = """
        SELECT DISTINCT p.author FROM wording w JOIN post p ON p.key = w.post WHERE w.listed AND w.words = ANY(%b)
    """
    return [author for (author,) in conn.execute(sql, (list(words),))]


def unmet(conn: Conn, author_ids: Sequence[str]) -> tuple[Post, ...]:
    """The posts of these authors that are known only from pages."""
    if conn.execute(_ANY_CARD).fetchone() is None:
        return ()
    # the words of the index's own condition, so that it is taken
    sql = """
        SELECT coalesce(p.shown, p.record) FROM author a JOIN post p ON p.author = a.key
        WHERE a.id = ANY(%b) AND starts_with(p.id, 'listing:') ORDER BY p.key
    """
    return tuple(as_post(record) for (record,) in conn.execute(sql, (list(author_ids),)))


def said_by(conn: Conn, words: int, most: int) -> tuple[str, ...] | None:
    """Authors of real posts of these words, None for too many posts."""
    sql = "SELECT post FROM wording WHERE NOT listed AND words = %s LIMIT %s"
    posts = [post for (post,) in conn.execute(sql, (words, most))]
    if len(posts) >= most:
        return None
    sql = "SELECT DISTINCT a.id FROM post p JOIN author a ON a.key = p.author WHERE p.key = ANY(%b) ORDER BY a.id"
    return tuple(author for (author,) in conn.execute(sql, (posts,)))
