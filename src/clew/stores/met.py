"""A post known only from a page without ids, once it is known which real post it is."""

from __future__ import annotations

import msgspec

from clew.post import Author, Post


def as_met(listed: Post, real: Post) -> Post:
    """What a page said of a post, as an observation of the real one; how the page called the author is kept."""
    author = Author(real.author.id, real.author.network, listed.author.handle, listed.author.name)
    return msgspec.structs.replace(listed, id=real.id, network=real.network, author=author, url=None)
