"""Posts that no edge joins, joined by the author's own count and the clock (rules 7 and 8)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from clew.text.counting import BEGINS_BELOW, SECOND, decide, kind
from clew.text.numbering import closes, opens
from clew.thread import Number
from clew.unroll.loom import Loom
from clew.unroll.order import instant

MINUTE = 60_000_000  # microseconds
ALONE = 30 * MINUTE
"""The longest pause between posts that nothing but their numbers joins."""
ANSWERING = 24 * 60 * MINUTE
"""The longest pause before a numbered post that answers something: that it does speaks for a thread."""
AT_ONCE = 32
"""How many counts of one kind an author may have under way; beyond that the one longest unused is given up."""


@dataclass(slots=True)
class Piece:
    """A tree that may go on an earlier one, or be gone on with.

    `first` is what looks like its first post's number, `last` what its count has come to, `counted` how many of its
    posts are numbered, `firm` whether they alone decide. `begins` and `ends` are in microseconds since 1970.
    """

    head: int
    tail: int
    begins: int
    ends: int
    first: tuple[Number, ...]
    last: tuple[Number, ...]
    counted: int
    firm: bool


@dataclass(slots=True)
class Run:
    """Pieces in the order of one count; `opened` where a post without a number says that a thread begins."""

    pieces: list[Piece]
    last: Number
    counted: int
    opened: bool
    closed: bool = False

    def holds(self) -> bool:
        """Whether there are pieces to join, and enough numbers in them: more of those that other things look like."""
        enough = 2 if kind(self.last) == "/" or self.opened else 3
        return len(self.pieces) > 1 and self.counted >= enough


def join_numbers(loom: Loom, authors: Iterable[str]) -> None:
    """Join what these authors counted on from post to post, though no edge says so."""
    wanted = set(authors)
    if not wanted:
        return
    roots: dict[str, list[int]] = defaultdict(list)
    for number, above in enumerate(loom.up):
        if above < 0 and loom.posts[number].author.id in wanted:
            roots[loom.posts[number].author.id].append(number)
    main: list[int] = loom.drawn().main.tolist()
    onward = _quoting_own(loom, roots)
    for heads in roots.values():
        pieces = [piece for head in heads if (piece := _piece(loom, main, head)) is not None]
        pieces.sort(
            key=lambda piece: (piece.begins, piece.first[0].index if piece.first else 0, loom.order[piece.head])
        )
        for run in _runs(loom, pieces, onward):
            _join(loom, run)


def _quoting_own(loom: Loom, roots: Mapping[str, Sequence[int]]) -> set[int]:
    """Heads that quote a post of their own author's: they go on by that (rule 9), and are linked and not joined."""
    quoting = [head for heads in roots.values() for head in heads if loom.posts[head].quote is not None]
    own = {(post.author.id, post.id) for post in loom.posts} if quoting else set()
    return {head for head in quoting if (loom.posts[head].author.id, loom.posts[head].quote) in own}


def _piece(loom: Loom, main: Sequence[int], head: int) -> Piece | None:
    """The tree as a piece of a count; None where it has no place in time."""
    line = [head]
    while main[line[-1]] >= 0:
        line.append(main[line[-1]])
    begins, ends = instant(loom.posts[head]), instant(loom.posts[line[-1]])
    if begins is None or ends is None:
        return None
    found = [loom.found[number] for number in line]
    loose = {place for place, number in enumerate(line) if number in loom.at}
    numbers = decide(found, loose=loose)
    decided = [number for number in numbers if number is not None]
    if decided:
        last: tuple[Number, ...] = tuple(decided[-1:])
    else:  # too few to decide: the last post's number may count if it is its place, a title before it left out or not
        last = tuple(number for number in found[-1] if number.index in {len(line), len(line) - 1} or len(line) == 1)
    return Piece(head, line[-1], begins, ends, loom.found[head], last, max(len(decided), bool(last)), bool(decided))


def _runs(loom: Loom, pieces: Sequence[Piece], onward: Collection[int]) -> list[Run]:
    """The runs that an author's pieces make, in order of time."""
    under_way: dict[str, list[Run]] = defaultdict(list)
    made: list[Run] = []
    opener: Piece | None = None
    for piece in pieces:
        if piece.head not in onward and _goes_on(loom, piece, under_way):
            continue
        run = _begun(loom, piece, opener)
        if run is not None:
            made.append(run)
            under_way[kind(run.last)].append(run)
            del under_way[kind(run.last)][:-AT_ONCE]
            opener = None
        elif not piece.first and piece.head == piece.tail and _is_free(loom, piece):
            post = loom.posts[piece.head]
            if opens(post.text, post.body_start):
                opener = piece
            elif closes(post.text):
                _close(piece, made)
    return [run for run in made if run.holds()]


def _goes_on(loom: Loom, piece: Piece, under_way: dict[str, list[Run]]) -> bool:
    """Add the piece to the one run it goes on; where two are equally likely, both are given up."""
    for number in piece.first:
        runs = under_way[kind(number)]
        fits = sorted(
            (
                (_distance(loom, run, piece, number), place)
                for place, run in enumerate(runs)
                if _fits(loom, run, piece, number)
            ),
        )
        if not fits:
            continue
        if len(fits) > 1 and fits[0][0] == fits[1][0]:
            doubtful = {place for distance, place in fits if distance == fits[0][0]}
            runs[:] = [run for place, run in enumerate(runs) if place not in doubtful]
            return True
        run = runs.pop(fits[0][1])
        run.pieces.append(piece)
        run.last = next((last for last in piece.last if kind(last) == kind(number)), number)
        run.counted += max(piece.counted, 1)
        runs.append(run)
        return True
    return False


def _fits(loom: Loom, run: Run, piece: Piece, number: Number) -> bool:
    """Whether the piece can go on the run, by its number, its time and its conversation."""
    pause = piece.begins - run.pieces[-1].ends
    if not 0 <= pause <= (ALONE if _is_free(loom, piece) else ANSWERING):
        return False
    said = run.last.total
    if said is not None and (number.index > said or number.total not in {None, said}):
        return False
    if not _is_free(loom, piece) and _conversations(loom, run, piece) == "different":
        return False
    if number.index == run.last.index + 1:
        return True
    return (
        number.index > run.last.index
        and piece.head in loom.at
        and (kind(number) == "/" or (run.counted > 1 and piece.counted > 1))
    )


def _distance(loom: Loom, run: Run, piece: Piece, number: Number) -> tuple[int, bool, bool, bool]:
    """How far the piece is from going on the run: the least wins."""
    last = run.last
    return (
        number.index - last.index,
        _conversations(loom, run, piece) != "same",
        (last.style, last.place) != (number.style, number.place),
        last.total is None or last.total != number.total,
    )


def _conversations(loom: Loom, run: Run, piece: Piece) -> str:
    own = loom.posts[piece.head].conversation
    others = {loom.posts[of.head].conversation for of in (run.pieces[0], run.pieces[-1])} - {None}
    if own is None or not others:
        return "unknown"
    return "same" if own in others else "different"


def _is_free(loom: Loom, piece: Piece) -> bool:
    """Whether the piece answers nothing."""
    return piece.head not in loom.at and piece.head not in loom.answers


def _begun(loom: Loom, piece: Piece, opener: Piece | None) -> Run | None:
    """The run that begins with the piece, behind an opener if one stands shortly before; None where nothing begins."""
    free = _is_free(loom, piece)
    opened = opener if free and opener is not None and piece.begins - opener.ends <= ALONE else None
    for last in piece.last:
        first = next((number for number in piece.first if kind(number) == kind(last)), None)
        at_start = first is not None and (first.index <= 1 or (first.index == SECOND and opened is not None))
        if not (
            at_start or piece.firm or piece.tail != piece.head or (piece.head in loom.at and last.index < BEGINS_BELOW)
        ):
            continue
        if opened is not None and at_start:
            return Run([opened, piece], last, piece.counted, opened=True)
        return Run([piece], last, piece.counted, opened=False)
    return None


def _close(piece: Piece, made: Sequence[Run]) -> None:
    """Add a post that only says "the end" to the run it ends, if it can be but one."""
    ended = [
        run
        for run in made[-AT_ONCE:]
        if not run.closed and run.counted > 1 and 0 <= piece.begins - run.pieces[-1].ends <= ALONE
    ]
    if len(ended) == 1:
        ended[0].pieces.append(piece)
        ended[0].closed = True


def _join(loom: Loom, run: Run) -> None:
    missing = {loom.at.get(run.pieces[0].head)}
    for before, piece in pairwise(run.pieces):
        head = piece.head
        loom.join(head, before.tail, "number")
        if head in loom.unsure:
            loom.at[head] = loom.answers[head]
        if loom.at.get(head) in missing:  # several answer the same missing post: it stands before the first of them
            loom.at.pop(head, None)
        missing.add(loom.at.get(head))
