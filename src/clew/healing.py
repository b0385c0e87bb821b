"""Find the real posts that a saved listing showed: by their words, in their order, or not at all.

A listing keeps neither ids nor, often, authors. Its card of three posts is met by posts of one author that say the
same in the same order. Where that is said of two authors, or of two runs of one, nothing is decided.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from clew.post import PRIVATE, Post, Value
from clew.text import wording

ENOUGH = 64
"""Letters a card must have to prove anything. English carries little more than one bit a letter (Shannon, "Prediction
and Entropy of Printed English", 1951), so 64 letters come about twice by chance once in 10^19; what is shorter, or
said by many, is a greeting."""
CROWD = 20
"""Authors who began a post with the same letters; beyond that the words are a formula and lead nowhere."""


class Meeting(Value):
    """What became of a card: the real post of each of its posts, by id, or why it is not decided which they are.

    Neither where nobody said these words.
    """

    pairs: tuple[tuple[str, str], ...] = ()
    refused: str | None = None


def cards(posts: Iterable[Post]) -> list[tuple[Post, ...]]:
    """Posts known only from listings, by card and in their places there."""
    found: dict[tuple[str, str], list[Post]] = defaultdict(list)
    for post in posts:
        if post.listed is not None and wording.is_listed_only(post.id):
            found[post.author.id, post.listed.card].append(post)
    return [
        tuple(sorted(of, key=lambda post: (0 if post.listed is None else post.listed.place, post.id)))
        for of in found.values()
    ]


def proves(card: Sequence[Post]) -> bool:
    """Whether a card has words enough for two posts with the same ones to be the same post."""
    return sum(len(wording.letters(post)) for post in card) >= ENOUGH and any(
        wording.number(post) is not None for post in card
    )


class Said:
    """One author's real posts, oldest first, to be found by what they say; made once for all cards."""

    def __init__(self, posts: Iterable[Post]) -> None:
        real = [post for post in posts if not wording.is_listed_only(post.id) and post.visibility not in PRIVATE]
        self._by_lead: dict[str, list[tuple[int, Post]]] = defaultdict(list)
        for at, post in enumerate(_newest(real)):
            lead = wording.letters(post)[: wording.LEAD]
            if lead and post.repost_of is None and not post.repost:
                self._by_lead[lead].append((at, post))

    def alike(self, listed: Post) -> list[tuple[int, Post]]:
        """The posts that say what a listed post says, with their places in time."""
        near = self._by_lead.get(wording.letters(listed)[: wording.LEAD], ())
        return [(at, post) for at, post in near if wording.same(listed, post)]


def match(card: Sequence[Post], candidates: Mapping[str, Said]) -> Meeting:
    """The posts that a card's posts are, all of them of one author and in the same order.

    `candidates` are what the authors said who may have written it. Where the posts of a run answer
    one another it stands before runs that only follow in time. A post that answers somebody else goes on no thread.
    """
    if not proves(card):
        return Meeting(refused="Its words are too few to find its posts by.")
    found = {author: run for author, said in candidates.items() if (run := _run(card, said)) is not None}
    if not found:
        return Meeting()
    if len(found) > 1:
        return Meeting(refused=f"{len(found)} authors posted these words, so it is not decided whose they are.")
    run = next(iter(found.values()))
    if not run:
        return Meeting(
            refused="Its author posted these words more than once, so it is not decided which posts these are."
        )
    return Meeting(tuple((listed.id, real.id) for listed, real in zip(card, run, strict=True)))


class _Way(NamedTuple):
    """How many runs end here, and the place in the layer before from which one of them comes."""

    runs: int
    before: int


def _run(card: Sequence[Post], said: Said) -> tuple[Post, ...] | None:
    """The one run of an author's posts that says what the card says; () where there are several, None for none."""
    layers = [said.alike(listed) for listed in card]
    layers[1:] = [[each for each in layer if not _answers_others(each[1])] for layer in layers[1:]]
    for chained in (True, False):
        ways = [[_Way(1, -1)] * len(layers[0])]
        for earlier, layer in pairwise(layers):
            ways.append([_way(earlier, ways[-1], each, chained=chained) for each in layer])
        runs = sum(way.runs for way in ways[-1])
        if runs:
            return _walked(layers, ways) if runs == 1 else ()
    return None


def _way(earlier: Sequence[tuple[int, Post]], ways: Sequence[_Way], to: tuple[int, Post], *, chained: bool) -> _Way:
    at, post = to
    runs, before = 0, -1
    for place, ((other_at, other), way) in enumerate(zip(earlier, ways, strict=True)):
        if other_at < at and way.runs and (not chained or _goes_on(post, other)):
            runs, before = runs + way.runs, place
    return _Way(runs, before)


def _walked(layers: Sequence[Sequence[tuple[int, Post]]], ways: Sequence[Sequence[_Way]]) -> tuple[Post, ...]:
    """The only run, from its end to its start and turned round."""
    place = next(at for at, way in enumerate(ways[-1]) if way.runs)
    run: list[Post] = []
    for layer, of in zip(reversed(layers), reversed(ways), strict=True):
        run.append(layer[place][1])
        place = of[place].before
    return tuple(reversed(run))


def _goes_on(post: Post, before: Post) -> bool:
    return post.reply_to is not None and (post.reply_to.id == before.id or post.reply_to.id in before.versions)


def _answers_others(post: Post) -> bool:
    reply = post.reply_to
    return reply is not None and reply.author_id is not None and reply.author_id != post.author.id


def _newest(posts: Iterable[Post]) -> list[Post]:
    """The posts without those that a held later version replaced while it begins with the same words."""
    held = list(posts)
    by_id = {post.id: post for post in held}
    older = {
        version
        for post in held
        for version in post.versions[: post.versions.index(post.id) if post.id in post.versions else 0]
        if version in by_id and wording.same(by_id[version], post)
    }
    return [post for post in held if post.id not in older]
