"""Repository exports of Bluesky (`repo.car`): everything an account has published, signed, in one file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from clew.capture import Capture
from clew.capture.mending import Mender
from clew.post import Author, Problem, Record
from clew.sources._bluesky import Actor, Profile
from clew.sources._bluesky_post import COLLECTION, author_of, for_members, is_key, post, post_id, post_record
from clew.sources.bluesky_car.blocks import Block, blocks, decoded, is_car, roots
from clew.sources.bluesky_car.tree import Keys, Knot, keys, knot

title = "Bluesky repository export (CAR)"

_FOLDER = f"{COLLECTION}/"
_POST_SIGN = COLLECTION.encode()
_PROFILE = "app.bsky.actor.profile/self"
_PROFILE_SIGN = b"app.bsky.actor.profile"
# A node is a map of two: its entries `e`, and what is left of them `l`.
_KNOTS = (b"\xa2ae", b"\xa2al")

_mend = Mender(Profile).record


class _Plan(NamedTuple):
    """Whose repository it is, and what the search tree calls each record."""

    author: Author
    members_only: bool
    keys: Keys


def sniff(capture: Capture) -> bool:
    """One file that opens as CAR files do."""
    return capture.single and is_car(capture.head())


def read(capture: Capture) -> Iterator[Record]:
    """The posts of the repository in the order of the file, which is any; it is gone through twice.

    First for the commit and the nodes of the search tree, which give the records their keys and may stand anywhere.
    """
    place = capture.where()
    problems: list[Problem] = []
    plan = _planned(capture, place, problems)
    yield from problems
    if plan is None:
        yield Problem(place, "is a CAR file that does not say whose posts it holds (no commit); export it again.")
        return
    homeless = 0
    with capture.open() as stream:
        for block in blocks(stream, place):
            if isinstance(block, Problem) or _POST_SIGN not in block.data:  # such problems are known since the plan
                continue
            value = decoded(block.data)
            if isinstance(value, dict) and str(value.get("$type")).partition("#")[0] == COLLECTION:
                found = [key for key in plan.keys.of.get(block.name, ()) if key.startswith(_FOLDER)]
                homeless += not found
                for key in found:
                    yield from _post(value, key.removeprefix(_FOLDER), plan, block, place)
    if homeless:
        yield Problem(place, f"has {homeless:,} record(s) of posts that are not in its index and so have no address.")
    if plan.keys.missing:
        yield Problem(place, f"lacks {plan.keys.missing:,} part(s) of its index; what they name is not known.")


def _planned(capture: Capture, place: str, problems: list[Problem]) -> _Plan | None:
    """What a first look at the whole file says; None where there is no commit."""
    commits: dict[bytes, dict[str, Any]] = {}
    knots: dict[bytes, Knot] = {}
    profiles: dict[bytes, dict[str, Any]] = {}
    with capture.open() as stream:
        for block in blocks(stream, place):
            if isinstance(block, Problem):
                problems.append(block)
                continue
            if block.data.startswith(_KNOTS):
                node = knot(decoded(block.data))
                if node is not None:
                    knots[block.name] = node
                    if not block.sound:
                        problems.append(Problem(place, "A part of the index is not what it was when it was signed."))
            elif _PROFILE_SIGN in block.data or (b"cdid" in block.data and b"ddata" in block.data):
                value = decoded(block.data)
                if isinstance(value, dict) and isinstance(value.get("data"), bytes):
                    commits[block.name] = value
                elif isinstance(value, dict):
                    profiles[block.name] = value
    named = next((commits[root] for root in roots(capture.head()) if root in commits), None)
    commit = named or next(reversed(commits.values()), None)
    did = commit.get("did") if commit is not None else None
    if commit is None or not isinstance(did, str) or not did.startswith("did:"):
        return None
    found = keys(commit["data"], knots)
    own = next((value for name, value in profiles.items() if _PROFILE in found.of.get(name, ())), {})
    return _Plan(*_author(did, own), found)


def _author(did: str, profile: dict[str, Any]) -> tuple[Author, bool]:
    """The account as its own profile calls it, which has no handle; and whether it is for members only."""
    actor, _ = _mend(profile)
    if actor is None:
        return author_of(did), False
    labels = actor.labels.values if actor.labels is not None else None
    return author_of(did, Actor(displayName=actor.displayName)), for_members(did, labels)


def _post(value: dict[str, Any], key: str, plan: _Plan, block: Block, place: str) -> Iterator[Record]:
    did, doubts = plan.author.id, list[str]()
    record = post_record(value, doubts) if is_key(did, key) else None
    if record is None:
        yield Problem(place, f"The post under the key {key[:80]!r} was left out: it has neither text nor date.")
        return
    if not block.sound:
        doubts.append("It is not what it was when it was signed: its hash is another.")
    yield post(record, did, key, plan.author, doubts, members_only=plan.members_only)
    yield from (Problem(place, f"Post {post_id(did, key)}: {doubt}") for doubt in doubts)
