"""The posts as they are held: each once, reposts apart, older versions behind the newest (rules 1 and 4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec

from clew.post import Post
from clew.unroll.order import key

Owned = tuple[str, str]
"""An author's id and a post's id: an id that two authors claim is two posts."""


class Held(NamedTuple):
    """What can be in a thread, and what cannot.

    `standing` are the newest held versions of all posts that are no reposts; `earlier` the held older versions by the
    number of what replaced them; `aliases` the number of the post that any older or newer id of it stands for.
    """

    standing: Sequence[Post]
    reposts: list[Post]
    earlier: dict[int, list[str]]
    aliases: dict[Owned, int]


def once(posts: Sequence[Post]) -> Sequence[Post]:
    """Every post once; of two readings of one post the later edit stands, then the whole and longer text, then the one
    seen last.
    """
    if len({post.id for post in posts}) == len(posts):
        return posts
    best: dict[Owned, Post] = {}
    for post in posts:
        name = (post.author.id, post.id)
        known = best.get(name)
        if known is None or _worth(post) > _worth(known):
            best[name] = post
    return list(best.values())


def hold(posts: Sequence[Post]) -> Held:
    """Sort the posts into what can be in a thread and what cannot."""
    own = [post for post in posts if post.repost_of is None and not post.repost]
    reposts = [] if len(own) == len(posts) else [post for post in posts if post.repost_of is not None or post.repost]
    edited = [number for number, post in enumerate(own) if len(post.versions) > 1]
    if not edited:
        return Held(own, reposts, {}, {})
    newest = _newest(own, edited)
    replaced = {number for group in newest.values() for number in group}
    numbers = {old: new for new, old in enumerate(number for number in range(len(own)) if number not in replaced)}
    standing = [post for number, post in enumerate(own) if number not in replaced]
    earlier = {numbers[new]: [own[old].id for old in group] for new, group in newest.items() if group}
    aliases: dict[Owned, int] = {}
    for new, group in newest.items():
        for member in (new, *group):
            for other in (own[member].id, *own[member].versions):
                aliases.setdefault((own[new].author.id, other), numbers[new])
    return Held(standing, reposts, earlier, aliases)


def _newest(own: Sequence[Post], edited: Iterable[int]) -> dict[int, list[int]]:
    """Each edited post's newest held version with the older ones, which stand in the order of their making."""
    here = {(post.author.id, post.id): number for number, post in enumerate(own)}
    leader: dict[Owned, Owned] = {}
    for number in edited:
        author = own[number].author.id
        first = _leader(leader, (author, own[number].id))
        for other in own[number].versions:
            leader[_leader(leader, (author, other))] = first
    groups: dict[Owned, list[int]] = defaultdict(list)
    lists: dict[Owned, tuple[str, ...]] = {}
    for name in leader:
        if name in here:
            first, versions = _leader(leader, name), own[here[name]].versions
            groups[first].append(here[name])
            lists[first] = max(lists.get(first, ()), versions, key=lambda names: (len(names), names))
    newest: dict[int, list[int]] = {}
    for first, group in groups.items():
        places = {name: place for place, name in enumerate(lists[first])}
        group.sort(key=lambda number: (places.get(own[number].id, -1), key(own[number])))
        newest[group[-1]] = group[:-1]
    return newest


def _leader(leader: dict[Owned, Owned], name: Owned) -> Owned:
    """The name that stands for all names of one post; the way there is halved in passing."""
    leader.setdefault(name, name)
    while leader[name] != name:
        leader[name] = leader[leader[name]]
        name = leader[name]
    return name


def _worth(post: Post) -> tuple[str, bool, int, str, bytes]:
    edited, seen = (moment.isoformat() if moment else "" for moment in (post.edited, post.seen))
    return edited, not post.in_parts, len(post.text), seen, msgspec.json.encode(post)
