"""From posts to threads: what goes on the frame, the rules in their order, and the shapes that come of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Literal, get_args

from clew.errors import BadQuery
from clew.post import Notice, Post, Problem, Reply, Value
from clew.text.numbering import candidates, closes, opens
from clew.thread import Number, Shape
from clew.unroll.cards import follow_cards
from clew.unroll.counted import join_numbers
from clew.unroll.fragments import join_conversations
from clew.unroll.gaps import states
from clew.unroll.held import Held, Owned, hold, once
from clew.unroll.loom import Loom
from clew.unroll.quotes import link_continuations
from clew.unroll.shapes import shapes
from clew.unroll.stars import straighten

Policy = Literal["auto", "oldest", "longest"]
"""Which child goes on with the main line at a fork: `auto` asks the numbering, then the length, then the age."""


class Unrolled(Value):
    """Threads by author and age; ids of posts in none, sorted; what was wrong with a post's edges, by its id."""

    shapes: tuple[Shape, ...]
    alone: tuple[str, ...]
    problems: Mapping[str, Problem]


def unroll(posts: Sequence[Post], notices: Iterable[Notice] = (), *, policy: Policy = "auto") -> Unrolled:
    """Put the threads of all these posts' authors together by the rules in docs/unroll.md.

    Every post is in one thread or alone, an older version with what replaced it. An author's threads depend on that
    author's posts and notices alone, in whatever order and company they come. `BadQuery` where there is no such policy.
    """
    if policy not in get_args(Policy):
        raise BadQuery(f"There is no policy {policy!r}; choose one of {', '.join(get_args(Policy))}.")
    posts, notices = once(posts), tuple(notices)
    if len({post.id for post in posts}) < len(posts):  # two authors claim one post
        return _each_author(posts, notices, policy)
    held = hold(posts)
    ties = _Ties(held, notices)
    found = [candidates(post.text, post.body_start) for post in held.standing]
    counting = _counting(held.standing, found, ties)
    chosen = sorted(ties.tied() | _told_together(held, ties) | _counted(held.standing, found, counting))
    place = {number: at for at, number in enumerate(chosen)}
    loom, problems = _set_up(held, found, ties, place)
    numbers = {(post.author.id, post.id): number for number, post in enumerate(loom.posts)}
    numbers |= {name: place[number] for name, number in held.aliases.items() if number in place}
    _put_together(loom, numbers, counting)
    earlier = {place[number]: older for number, older in held.earlier.items()}
    made, alone = shapes(loom, policy, earlier, states(notices))
    alone += [post.id for number, post in enumerate(held.standing) if number not in place]
    alone += [post.id for post in held.reposts]
    return Unrolled(tuple(link_continuations(loom, made, numbers)), tuple(sorted(alone)), problems)


def _put_together(loom: Loom, numbers: Mapping[Owned, int], counting: Collection[str]) -> None:
    """The rules that join what no edge joins, each on what the one before it left."""
    straighten(loom)
    follow_cards(loom)
    join_conversations(loom, numbers)
    join_numbers(loom, counting)
    straighten(loom)


class _Ties:
    """What each standing post answers, by its number: `up` an own post that is held, `at` one that is not,
    `answers` somebody else's; `unsure` are those of the last where the record does not say whose post it is.
    """

    def __init__(self, held: Held, notices: Iterable[Notice]) -> None:
        self.listed = {number for number, post in enumerate(held.standing) if post.listed is not None}
        self.edited = set(held.earlier)
        self.up: dict[int, int] = {}
        self.at: dict[int, str] = {}
        self.answers: dict[int, str] = {}
        self.unsure: set[int] = set()
        answering = [(number, post.reply_to) for number, post in enumerate(held.standing) if post.reply_to is not None]
        by_id = {post.id: number for number, post in enumerate(held.standing)} if answering else {}
        passed_on = {(post.author.id, post.id) for post in held.reposts} if answering else set()
        proved = _proved_own(held.standing, answering, notices)
        for number, reply in answering:
            author = held.standing[number].author.id
            parent = by_id.get(reply.id)
            if parent is None or held.standing[parent].author.id != author:
                parent = held.aliases.get((author, reply.id))
            if parent is not None:
                self.up[number] = parent
            elif _own(reply, author, proved) and (author, reply.id) not in passed_on:
                self.at[number] = reply.id
            else:
                self.answers[number] = reply.id
                if reply.author_id is None:
                    self.unsure.add(number)

    def tied(self) -> set[int]:
        """Posts that an edge, a missing parent, a card or an older version ties to something."""
        return {*self.up, *self.up.values(), *self.at, *self.listed, *self.edited}

    def is_head(self, number: int) -> bool:
        """Whether nothing held stands above the post."""
        return number not in self.up


def _own(reply: Reply, author: str, proved: Collection[Owned]) -> bool:
    """Whether the answered post is known to be the author's."""
    return reply.author_id == author or (reply.author_id is None and (author, reply.id) in proved)


def _proved_own(posts: Sequence[Post], answering: Sequence[tuple[int, Reply]], notices: Iterable[Notice]) -> set[Owned]:
    """Missing posts that another reply or a notice proves to be the author's, where some reply does not say it."""
    if all(reply.author_id is not None for _, reply in answering):
        return set()
    told = {(notice.author_id, notice.post_id) for notice in notices if notice.author_id is not None}
    authors = ((posts[number].author.id, reply) for number, reply in answering)
    return told | {(author, reply.id) for author, reply in authors if reply.author_id == author}


def _told_together(held: Held, ties: _Ties) -> set[int]:
    """Posts in a conversation that a fragment may belong to."""
    wanted = {(held.standing[number].author.id, held.standing[number].conversation) for number in ties.at}
    wanted = {name for name in wanted if name[1] is not None}
    if not wanted:
        return set()
    told = {
        number
        for number, post in enumerate(held.standing)
        if (post.author.id, post.conversation) in wanted or (post.author.id, post.id) in wanted
    }
    return told | {number for name, number in held.aliases.items() if name in wanted}


def _counting(posts: Sequence[Post], found: Sequence[tuple[Number, ...]], ties: _Ties) -> set[str]:
    """Authors who may have counted on without an edge: two numbers, one of them beyond 1 and under no held post."""
    numbered = [number for number, numbers in enumerate(found) if numbers]
    several = Counter(posts[number].author.id for number in numbered)
    return {
        author
        for number in numbered
        if several[author := posts[number].author.id] > 1
        and ties.is_head(number)
        and any(candidate.index > 1 for candidate in found[number])
    }


def _counted(posts: Sequence[Post], found: Sequence[tuple[Number, ...]], authors: Collection[str]) -> set[int]:
    """These authors' numbered posts, and those that say that a thread begins or ends."""
    if not authors:
        return set()
    own = [number for number, post in enumerate(posts) if post.author.id in authors]
    return {
        number
        for number in own
        if found[number]
        or (
            posts[number].reply_to is None
            and (opens(posts[number].text, posts[number].body_start) or closes(posts[number].text))
        )
    }


def _set_up(
    held: Held, found: Sequence[tuple[Number, ...]], ties: _Ties, place: Mapping[int, int]
) -> tuple[Loom, dict[str, Problem]]:
    """The frame with the posts that have a place on it, and the edges that had to be dropped."""
    loom = Loom([held.standing[number] for number in place], [found[number] for number in place])
    for number, parent in ties.up.items():
        loom.join(place[number], place[parent], "reply")
    loom.at = {place[number]: at for number, at in ties.at.items()}
    loom.answers = {place[number]: at for number, at in ties.answers.items() if number in place}
    loom.unsure = {place[number] for number in ties.unsure if number in place}
    problems = {}
    for post in loom.plain().cut.tolist():
        itself = loom.up[post] == post
        reason = (
            "The post is said to answer itself" if itself else "The posts are said to answer one another in a circle"
        )
        name = loom.posts[post].id
        problems[name] = Problem(place=name, reason=f"{reason}; the edge above the oldest of them was left out.")
        loom.join(post, -1, "reply")
    return loom, problems


def _each_author(posts: Sequence[Post], notices: Sequence[Notice], policy: Policy) -> Unrolled:
    """Every author's posts unrolled by themselves."""
    by_author: dict[str, list[Post]] = defaultdict(list)
    for post in posts:
        by_author[post.author.id].append(post)
    parts = [unroll(by_author[author], notices, policy=policy) for author in sorted(by_author)]
    return Unrolled(
        tuple(shape for part in parts for shape in part.shapes),
        tuple(sorted(name for part in parts for name in part.alone)),
        {name: problem for part in parts for name, problem in part.problems.items()},
    )
