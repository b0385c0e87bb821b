"""The hashtags of a post: as written, and folded as lists know them."""

from __future__ import annotations

from collections.abc import Iterable

import regex

from clew.post import Entity, Post
from clew.text.folding import fold

# A hashtag has letters, marks, digits, _ and joiners, at least one of them a letter, and nothing word-like before it;
# possessive, so that #https://x is no tag "http" (tried against 28 cases in ten scripts).
HASHTAG = regex.compile(
    r"(?<![\p{L}\p{M}\p{Nd}_&/])[#＃](?=[\p{Nd}_]*[\p{L}\p{M}])([\p{L}\p{M}\p{Nd}_\u200c\u200d]++)(?!://)"
)


def written(post: Post) -> tuple[str, ...]:
    """The post's hashtags as its author wrote them, in order, those beside its words last.

    The source's own list wins over the text.
    """
    if post.entities is not None:
        return (*(entity.value for entity in post.entities if entity.kind == "hashtag"), *post.tags)
    return (*(match[1] for match in HASHTAG.finditer(post.text)), *post.tags)


def beside(names: Iterable[str], entities: Iterable[Entity] | None) -> tuple[str, ...]:
    """Those of a record's hashtags that do not stand in its words, each once."""
    standing = {fold(entity.value) for entity in entities or () if entity.kind == "hashtag"}
    found = {fold(name): name for name in names if fold(name) and fold(name) not in standing}
    return tuple(found.values())


def folded(post: Post) -> frozenset[str]:
    """The folded hashtags that a post is listed under, the topics of the pages that showed it among them."""
    tags = {fold(tag) for tag in written(post)}
    if post.listed is not None:
        tags.update(fold(topic) for topic in (post.listed.topic, *post.listed.elsewhere) if topic)
    return frozenset(tags - {""})
