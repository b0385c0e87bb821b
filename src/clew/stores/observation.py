"""How several observations of a post add up: the last edit, the longest text, the newest metrics, nothing forgotten.

Each group of fields is decided for itself: the observation of the greatest weight wins, and where weights are equal
the value whose bytes are greater, so that there is one winner whatever the order. Adding up is therefore commutative,
associative and idempotent, and a store may do it one observation at a time and forget the losers.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from clew.post import Author, Counts, Listed, Post, Value

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

Weight = tuple[int, ...]
_encode = msgspec.msgpack.Encoder().encode


def microseconds(moment: datetime) -> int:
    """A moment as whole microseconds since 1970."""
    return (moment - EPOCH) // _MICROSECOND


def moment(count: int) -> datetime:
    """The moment that many microseconds after 1970."""
    return EPOCH + count * _MICROSECOND


class Observed(Value):
    """What the observations of a post add up to: the post as shown, and the weight of each group's winner."""

    post: Post
    weights: tuple[Weight | None, ...]


class Naming(Value):
    """How an author was called last: `handle` at the moment `handle_at`, `name` at `name_at`, -1 when nobody says."""

    handle: str | None = None
    handle_at: int = -1
    name: str | None = None
    name_at: int = -1


def _seen(post: Post) -> int:
    return -1 if post.seen is None else microseconds(post.seen)


def _edited(post: Post) -> int:
    return -1 if post.edited is None else microseconds(post.edited)


def _text(post: Post) -> Weight:
    # A later edit beats an earlier one, a whole text one from a listing, whose links are cut, that one a text which the
    # source itself cut off, and then a longer a shorter; entities come with the text they are spans of.
    from_listing = post.listed is not None and post.created is None
    whole = -1 if post.in_parts else 0 if from_listing else 1
    return (_edited(post), whole, len(post.text), int(post.entities is not None), _seen(post))


def _media(post: Post) -> Weight | None:
    # Pictures travel with the text that wins among those whose source says anything of pictures.
    return None if post.media is None else (_edited(post), int(not post.in_parts), len(post.text), _seen(post))


def _author(post: Post) -> Weight:
    # A number that never changes is better than a handle, and a handle better than "whoever wrote this card".
    kind = 0 if post.author.id.startswith("listing:") else 1 if ":@" in post.author.id else 2
    return (kind, int(post.author.handle is not None), _seen(post))


def _reply(post: Post) -> Weight | None:
    # A server's own number of what is answered (`fediverse:host/12`) gives way to its address from another capture.
    if post.reply_to is None:
        return None
    known = not post.reply_to.id.startswith("fediverse:")
    return (int(known), int(post.reply_to.author_id is not None), _seen(post))


def _versions(post: Post) -> Weight | None:
    return (len(post.versions), _seen(post)) if post.versions else None


def _repost(post: Post) -> Weight | None:
    return (1,) if post.repost else None


def _visibility(post: Post) -> Weight | None:
    return None if post.visibility == "unknown" else (_seen(post),)


def _known(field: str) -> Callable[[Post], Weight | None]:
    return lambda post: None if getattr(post, field) is None else (_seen(post),)


def _count(field: str) -> Callable[[Post], Weight | None]:
    return lambda post: None if post.counts is None or getattr(post.counts, field) is None else (_seen(post),)


_SINGLE = (
    *("created", "lang", "conversation", "quote", "repost_of"),
    *("sensitive", "warning", "poll", "url", "listed", "seen"),
)
_GROUPS: tuple[tuple[tuple[str, ...], Callable[[Post], Weight | None]], ...] = (
    (("text", "body_start", "entities", "tags", "in_parts", "edited"), _text),
    (("media",), _media),
    (("author",), _author),
    (("reply_to",), _reply),
    (("versions",), _versions),
    (("visibility",), _visibility),
    (("repost",), _repost),
    *(((field,), _known(field)) for field in _SINGLE),
)
_COUNTS = tuple((field, _count(field)) for field in Counts.__struct_fields__)


def observed(post: Post) -> Observed:
    """A single observation, with its weights."""
    return Observed(post, tuple(weigh(post) for _, weigh in (*_GROUPS, *_COUNTS)))


def together(one: Observed, other: Observed) -> Observed:
    """What two observations (or sums of them) of the same post add up to."""
    fields: dict[str, Any] = {}
    weights: list[Weight | None] = []
    for (names, _), a, b in zip(_GROUPS, one.weights, other.weights, strict=False):
        values, weight = _heavier(_values(one.post, names), a, _values(other.post, names), b)
        fields.update(zip(names, values, strict=True))
        weights.append(weight)
    counts: dict[str, Any] = {}
    a_counts, b_counts = one.post.counts or Counts(), other.post.counts or Counts()
    for place, (field, _) in enumerate(_COUNTS, len(_GROUPS)):
        a, b = one.weights[place], other.weights[place]
        values, weight = _heavier((getattr(a_counts, field),), a, (getattr(b_counts, field),), b)
        counts[field] = values[0]
        weights.append(weight)
    fields["listed"] = _everywhere(fields["listed"], one.post.listed, other.post.listed)
    said = one.post.counts is not None or other.post.counts is not None
    fields["counts"] = Counts(**counts) if said else None
    return Observed(msgspec.structs.replace(one.post, **fields), tuple(weights))


def _values(post: Post, names: tuple[str, ...]) -> tuple[Any, ...]:
    # where a page's card was shown besides is no part of what that page says
    return (_bare_listed(post),) if names == ("listed",) else tuple(getattr(post, name) for name in names)


def _bare_listed(post: Post) -> Listed | None:
    return None if post.listed is None else msgspec.structs.replace(post.listed, elsewhere=())


def _everywhere(winner: Listed | None, *listed: Listed | None) -> Listed | None:
    """The card as one page showed it, and the topics of all others that did."""
    if winner is None:
        return None
    topics = {topic for each in listed if each is not None for topic in (each.topic, *each.elsewhere) if topic}
    return msgspec.structs.replace(winner, elsewhere=tuple(sorted(topics - {winner.topic})))


def _heavier(
    one: tuple[Any, ...], a: Weight | None, other: tuple[Any, ...], b: Weight | None
) -> tuple[tuple[Any, ...], Weight | None]:
    if a == b:
        return (one if one == other or _encode(one) > _encode(other) else other), a
    if b is None or (a is not None and a > b):
        return one, a
    return other, b


def same_but_for_metrics(one: Post, other: Post) -> bool:
    """Whether two states of a post differ in nothing a thread depends on."""
    return _bare(one) == _bare(other)


def same_but_for_moment(one: Post, other: Post) -> bool:
    """Whether two states of a post differ in nothing but when they were seen."""
    return msgspec.structs.replace(one, seen=None) == msgspec.structs.replace(other, seen=None)


def _bare(post: Post) -> Post:
    return msgspec.structs.replace(post, seen=None, counts=None)


def naming(author: Author, at: datetime | None) -> Naming:
    """How a record calls an author; `at` is when the source looked or, where it does not say, the post's date."""
    stamp = -1 if at is None else microseconds(at)
    return Naming(
        author.handle or None, stamp if author.handle else -1, author.name or None, stamp if author.name else -1
    )


def latest(one: Naming, other: Naming) -> Naming:
    """The later handle and the later name; a known one never gives way to an unknown one."""
    handle_at, _, handle = max(_rank(one.handle, one.handle_at), _rank(other.handle, other.handle_at))
    name_at, _, name = max(_rank(one.name, one.name_at), _rank(other.name, other.name_at))
    return Naming(handle or None, handle_at, name or None, name_at)


def _rank(word: str | None, at: int) -> tuple[int, bool, str]:
    return (at, word is not None, word or "")
