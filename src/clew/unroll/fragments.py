"""Fragments whose first parent is missing, joined to the author's thread in the same conversation (rule 7)."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate

from clew.post import Post
from clew.unroll.held import Owned
from clew.unroll.loom import Loom

# Networks that hide automatic mentions keep them in the text too, so the text alone tells on all of them.
_MENTION = re.compile(r"@(\w[\w.-]*(?:@[\w.-]+)?)")
_LEADING = re.compile(r"\s*(?:@\w[\w.-]*(?:@[\w.-]+)?\s+)+")


def join_conversations(loom: Loom, numbers: Mapping[Owned, int]) -> None:
    """Join the fragments of each conversation, in order of age, to the author's thread there.

    That is the thread of the conversation's first post where it is the author's own and held: the post whose id the
    conversation has, or the only one in it that answers nothing (many servers of the fediverse name conversations
    otherwise than by a post). Else it is the one thread begun right under somebody's first post; else the oldest
    fragment. `numbers` says which post of the frame an id stands for.
    """
    wanted = {(loom.posts[number].author.id, loom.posts[number].conversation) for number in loom.at}
    heads: dict[Owned, list[int]] = defaultdict(list)
    for number, above in enumerate(loom.up):
        post = loom.posts[number]
        if above < 0 and post.conversation is not None and (post.author.id, post.conversation) in wanted:
            heads[post.author.id, post.conversation].append(number)
    if not heads:
        return
    forest = loom.drawn()
    root, main = forest.root.tolist(), forest.main.tolist()
    for name, found in heads.items():
        found.sort(key=loom.order.__getitem__)
        first = numbers.get(name)
        base = _base(loom, found, name[1]) if first is None else root[first]
        if base is not None:
            _join(loom, main, base, [head for head in found if head in loom.at and head != base])


def _base(loom: Loom, heads: Sequence[int], conversation: str) -> int | None:
    begun = [head for head in heads if loom.posts[head].reply_to is None]
    if len(begun) == 1:
        return begun[0]
    direct = [head for head in heads if loom.answers.get(head) == conversation]
    if direct:
        return direct[0] if len(direct) == 1 else None
    return next((head for head in heads if head in loom.at), None)


def _join(loom: Loom, main: list[int], base: int, fragments: Sequence[int]) -> None:
    """Hang each fragment on the line that leads to it: after the last post that, like all before it, is older."""
    spine = _line(main, base)
    newest = list(accumulate((loom.order[number] for number in spine), max))
    known = _named(loom.posts[number] for number in spine)
    under: dict[str, int] = {} if base not in loom.at else {loom.at[base]: -1}
    for fragment in fragments:
        missing, line = loom.at[fragment], _line(main, fragment)
        if under.get(missing) == -1 or not _addressed(loom.posts[fragment]) <= known:
            continue
        if missing in under:  # a second answer to the same missing post leaves where the first did
            loom.join(fragment, under[missing], "conversation")
            continue
        if loom.order[fragment] < loom.order[base]:
            continue
        place = max(bisect_left(newest, loom.order[fragment]), 1)
        under[missing] = spine[place - 1]
        loom.join(fragment, spine[place - 1], "conversation")
        spine[place:] = line
        newest[place:] = accumulate((max(loom.order[number], newest[place - 1]) for number in line), max)
        known |= _named(loom.posts[number] for number in line)


def _line(main: list[int], head: int) -> list[int]:
    line = [head]
    while main[line[-1]] >= 0:
        line.append(main[line[-1]])
    return line


def _addressed(post: Post) -> set[str]:
    """Whom a reply addresses by the mentions it begins with."""
    leading = _LEADING.match(post.text)
    return {_local(name) for name in _MENTION.findall(leading[0])} if leading else set()


def _named(posts: Iterable[Post]) -> set[str]:
    """Everybody these posts mention, and their author: a reply to them mentions nobody else by itself."""
    names: set[str] = set()
    for post in posts:
        if "@" in post.text:
            names.update(_local(name) for name in _MENTION.findall(post.text))
        names.update(_local(entity.value) for entity in post.entities or () if entity.kind == "mention")
        if post.author.handle:
            names.add(_local(post.author.handle))
    return names


def _local(name: str) -> str:
    """The name without its server, which texts leave out as often as not."""
    return name.partition("@")[0].rstrip(".-").lower()
