"""Cards of posts from a page's runs: who, where, how sure, and what was not to be decided."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import regex

from clew.capture import Capture
from clew.post import Author, Listed, Post, Problem, Record, Value
from clew.sources._listing import author_id, card_key, post_id
from clew.sources.threadreader_text.cutting import CARD, Frame, Piece, cut
from clew.sources.threadreader_text.evidence import evidence
from clew.sources.threadreader_text.lines import Line, lines
from clew.sources.threadreader_text.runs import Byline, Page, Run, page
from clew.sources.threadreader_text.topic import topic_of
from clew.text.entities import MENTION, entities
from clew.text.length import OLD_LIMIT, characters

DOUBTFUL = 0.7  # a boundary whose other reading is more than half as likely is told of
_OLD_MOST = 4.0  # cost of a post over 140 characters where everything around is shorter
_OLD_EACH = 0.4  # what each line near 140 characters adds to it
_NEAR_OLD_LIMIT = 70


class Card(Value):
    """Three posts of one thread, as lines."""

    posts: tuple[tuple[Line, ...], ...]
    pieces: tuple[Piece, ...]
    promised: int | None
    byline: Byline | None
    problems: tuple[Problem, ...] = ()


def records(capture: Capture) -> Iterator[Record]:
    """Yield the posts and problems of a saved page."""
    with capture.open() as file:
        saved = page(lines(file, capture.head()))
    yield from saved.problems
    found = [card for run, frame in _framed(saved) for card in _cards(run, frame, apart=saved.apart)]
    topic = (
        capture.topic
        or saved.topic
        or topic_of(capture.name, [[line.text for of in card.posts for line in of] for card in found])
    )
    for row, card in enumerate(found):
        yield from _posts(card, row, topic)
        yield from card.problems


def _framed(saved: Page) -> Iterator[tuple[Run, Frame]]:
    """Each run with what the page says of it."""
    named = sum(run.byline is not None for run in saved.runs) * 2 > len(saved.runs)
    old = _old(saved.runs)
    for at, run in enumerate(saved.runs):
        yield run, Frame(run.closed, named, at == len(saved.runs) - 1, old[at])


def _old(runs: Sequence[Run]) -> list[float]:
    """What a post over 140 characters costs in each run.

    Listings go by time, so a stretch of runs without one line over 140 is of before November 2017, the more surely
    the more lines in it come near 140.
    """
    longest = [max(characters(line.text) for line in run.lines) for run in runs]
    near = [sum(len(line.text) > _NEAR_OLD_LIMIT for line in run.lines) for run in runs]
    costs, at = [0.0] * len(runs), 0
    while at < len(runs):
        end = at
        while end < len(runs) and longest[end] <= OLD_LIMIT:
            end += 1
        costs[at:end] = [min(_OLD_MOST, _OLD_EACH * sum(near[at:end]))] * (end - at)
        at = end + 1
    return costs


def _cards(run: Run, frame: Frame, *, apart: bool) -> Iterator[Card]:
    """Cut a run; its closing line and its author's name belong to its last and its first card."""
    pieces = cut(evidence(run.lines, apart=apart), frame)
    starts = [at for at, piece in enumerate(pieces) if piece.post == 0]
    for start, end in zip(starts, [*starts[1:], len(pieces)], strict=True):
        of_card = tuple(pieces[start:end])
        yield Card(
            tuple(run.lines[piece.first : piece.end] for piece in of_card),
            of_card,
            run.promised if end == len(pieces) else None,
            run.byline if start == 0 else None,
            tuple(_problems(run, of_card)),
        )


def _problems(run: Run, pieces: Sequence[Piece]) -> Iterator[Problem]:
    """Say where a card has too few posts, and where its lines could as well be cut in another way."""
    whole = _place(run.lines[pieces[0].first : pieces[-1].end])
    if len(pieces) < CARD:
        held = "one post" if len(pieces) == 1 else "two posts"
        yield Problem(whole, f"The card shows only {held}; the site shows three, so some lines may be missing.")
        return
    doubtful = [piece for piece in pieces if piece.margin < DOUBTFUL]
    if doubtful:
        piece = min(doubtful, key=lambda each: each.margin)
        other = (
            f"{_place(run.lines[slice(*piece.instead)])} may be one post"
            if piece.instead
            else "cards may part elsewhere"
        )
        yield Problem(
            whole,
            f"The page does not show where one post ends and the next begins, and these lines can be cut in another "
            f"way that is as good or nearly: {other}.",
        )


def _place(of: Sequence[Line]) -> str:
    first, last = of[0].place, of[-1].place
    return f"line {first}" if first == last else f"lines {first} to {last}"


def _posts(card: Card, row: int, topic: str | None) -> Iterator[Post]:
    key = card_key(line.text for of in card.posts for line in of)
    byline = card.byline
    author = Author(author_id(key), "x", byline.handle if byline else None, byline.name if byline else None)
    named: set[str] = set()
    for place, (of, piece) in enumerate(zip(card.posts, card.pieces, strict=True)):
        text = of[0].text + "".join("\n" * (1 + line.blanks) + line.text for line in of[1:])
        yield Post(
            id=post_id(key, place),
            network="x",
            author=author,
            created=None,
            text=text,
            body_start=_body_start(text, named),
            entities=entities(text),
            visibility="public",
            listed=Listed(key, place, row, card.promised, topic, _sure(piece.margin)),
        )
        named |= {handle.lower() for handle in MENTION.findall(text)}


def _sure(margin: float) -> float:
    """The margin as a probability: 1.0 where nothing else is possible, 0.5 where something else is as good."""
    return round(1 / (1 + math.exp(-margin)), 3)


_MENTION_FIRST = regex.compile(r"[@＠]([A-Za-z0-9_]{1,20}+)\s++")


def _body_start(text: str, named: set[str]) -> int:
    """Where a post's own words begin: after those leading handles that the card's posts above it name.

    X puts these before a reply by itself. A handle that nobody has named may be the author's own word and stays.
    """
    at = 0
    while (match := _MENTION_FIRST.match(text, at)) and match[1].lower() in named:
        at = match.end()
    return at
