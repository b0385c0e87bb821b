"""Saved listings made of cards, and what is read from them."""

from __future__ import annotations

from clew.capture import open_capture
from clew.post import Post, Problem
from clew.sources import threadreader_text

LONG = "and this goes on for a while, as such things do in this town, where nobody is ever in a hurry"


def reading(folder):
    """Read a page given as text or bytes: its posts, and its problems."""

    def read(text, name="page.txt", topic=None):
        path = folder / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        with open_capture(path, topic=topic) as capture:
            records = list(threadreader_text.read(capture))
        return [each for each in records if isinstance(each, Post)], [
            each for each in records if isinstance(each, Problem)
        ]

    return read


def card(*posts, closer="Read 12 tweets"):
    return "\n".join((*posts, closer)) + "\n"


def texts(posts):
    return [post.text for post in posts]
