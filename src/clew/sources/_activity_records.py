"""Activities, objects and collections, however they stand in one another, as posts, notices and problems."""

from __future__ import annotations

from collections.abc import Iterator

from clew.capture import Capture
from clew.capture.records import Values, values
from clew.post import Author, Notice, Post, Problem, Record
from clew.sources._activity import Thing, address, addresses, things
from clew.sources._activity_list import opened
from clew.sources._activity_own import is_own, own
from clew.sources._activity_post import POSTS, Known, author_id, post
from clew.sources._fediverse import NETWORK, audience, handle_of, moment

COLLECTIONS = frozenset({"Collection", "OrderedCollection", "CollectionPage", "OrderedCollectionPage"})
_CARRIERS = frozenset({"Create", "Update", "Announce"})
ACTORS = frozenset({"Person", "Service", "Group", "Organization", "Application"})
# What people do that makes no post: likes, follows and the like.
_SILENT = frozenset(
    {"Like", "Dislike", "EmojiReact", "Follow", "Accept", "Reject", "Add", "Remove", "Undo", "Block", "Flag", "Move"}
    | {"View", "Listen", "Read", "Invite", "Join", "Leave", "Ignore", "Offer", "Arrive", "Travel", "Lock"}
    | {"TentativeAccept", "TentativeReject", "QuoteRequest", "QuoteAuthorization", "Emoji", "Edition", "Rating"}
)
# Built once, for every activity is asked for in it.
_PASSED_OVER = _SILENT | COLLECTIONS | _CARRIERS

_Waiting = tuple[Thing | str, Thing | None]


def of_member(capture: Capture, name: str, known: Known) -> Iterator[Record]:
    """What a member of an input holds, value by value; what cannot be read of it is a problem."""
    with opened(capture, name) as stream:
        file = values(stream, capture.where(name), Thing)
        for value in file:
            if isinstance(value, Problem):
                yield value
            else:
                yield from records(value, known, file)


def records(thing: Thing | str, known: Known, file: Values[Thing]) -> Iterator[Record]:
    """What one value of a file holds, in its order; `file` knows where it stands."""
    waiting: list[_Waiting] = [(thing, None)]
    while waiting:
        each, activity = waiting.pop()
        if isinstance(each, str):
            yield Problem(file.place, f"A post was left out: only its address is here, {each[:200]}.")
            continue
        if is_own(each):
            yield from own(each, file.place)
            continue
        for actor in (each.actor, each.attributed_to):
            known.add(actor)
        kind = each.kind
        if kind in COLLECTIONS:
            waiting += reversed(_items(each))
        elif kind in _CARRIERS:
            waiting += reversed(_objects(each))
        yield from _one(each, kind, activity, known, file)


def _one(thing: Thing, kind: str, activity: Thing | None, known: Known, file: Values[Thing]) -> Iterator[Record]:
    """What the thing says by itself, apart from the things in it."""
    if kind in POSTS:
        yield from _post(thing, activity, known, file)
    elif kind == "Announce":
        yield from _announced(thing, known, file)
    elif kind in {"Delete", "Tombstone"}:
        yield from _deleted(thing, activity)
    elif kind in ACTORS:
        known.add(thing)
    elif kind in {"Create", "Update"} and thing.object is None:
        yield Problem(file.place, "A post was left out: the activity says no more than that it was made.")
    elif kind not in _PASSED_OVER:
        named = f"of type {kind[:60]!r}" if kind else "without a type"
        yield Problem(file.place, f"A thing {named} was left out: it is no post that Clew knows.")


def _items(collection: Thing) -> list[_Waiting]:
    found: list[Thing | str] = []
    for value in (collection.ordered_items, collection.items):
        found += value if isinstance(value, list) else [value] if value is not None else []
    if isinstance(collection.first, Thing):
        found.append(collection.first)
    return [(each, None) for each in found]


def _objects(activity: Thing) -> list[_Waiting]:
    """The objects of an activity; what is passed on by its address alone is no post that is here."""
    value = activity.object
    if isinstance(value, Thing):
        return [(value, activity)]
    if activity.kind == "Announce" or value is None:
        return []
    return [(each, activity) for each in addresses(value) or ()]


def _post(note: Thing, activity: Thing | None, known: Known, file: Values[Thing]) -> Iterator[Record]:
    if _is_vote(note):
        return
    doubts: list[str] = []
    passed_on = activity is not None and activity.kind == "Announce"
    made = post(note, None if passed_on else activity, known, doubts)
    if made is None or ":" not in made.id:
        yield Problem(file.place, "A post was left out: it has no id.")
    elif not (made.text or made.media or made.poll or made.warning or made.quote or note.content is not None):
        yield Problem(file.place, f"A post was left out: it has no text ({made.id[:200]}).")
    else:
        yield made
    for doubt in doubts:
        yield Problem(file.place, doubt)


def _is_vote(note: Thing) -> bool:
    """A vote in a poll travels as a note with the name of the answer and no text; it is no post."""
    return bool(
        note.kind == "Note" and note.name and note.in_reply_to and not note.content and not note.content_map
    ) and not list(things(note.attachment))


def _announced(activity: Thing, known: Known, file: Values[Thing]) -> Iterator[Record]:
    """A post passed on. Communities pass on what others do to them as well (Lemmy): those are no reposts."""
    inner = activity.object
    if isinstance(inner, Thing) and inner.kind not in POSTS:
        return
    actor, passed_on = address(activity.actor), address(inner)
    if not activity.id or ":" not in activity.id or not actor or not passed_on:
        yield Problem(file.place, "A post that was passed on was left out: it has no id, no author or no address.")
        return
    author = known.authors.get(actor) or Author(actor, NETWORK, handle_of(actor, activity.id, None))
    when = moment(activity.published) if activity.published else None
    if activity.published and when is None:
        yield Problem(file.place, f"The date {activity.published[:40]!r} in published means nothing; it was left out.")
    yield Post(
        id=activity.id,
        network=NETWORK,
        author=author,
        created=when,
        text="",
        repost_of=passed_on,
        repost=True,
        visibility=audience(addresses(activity.to), addresses(activity.cc)),
    )


def _deleted(thing: Thing, activity: Thing | None) -> Iterator[Record]:
    if thing.kind == "Tombstone":
        gone, who, when = thing.id, author_id(thing, activity), thing.deleted
    else:
        inner = thing.object
        gone, who, when = address(inner), author_id(thing, None), thing.published
        if isinstance(inner, Thing) and isinstance(inner.deleted, str):
            when = inner.deleted
        if isinstance(inner, Thing) and inner.kind in ACTORS:
            return
    if gone and ":" in gone and gone != who:  # an account that deletes itself names itself
        yield Notice(gone, "deleted", who, moment(when) if isinstance(when, str) else None)
