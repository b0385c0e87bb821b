"""Trees of the frame as shapes: lines, numbers, gaps and reading order, by post id."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

from clew.text.counting import decide
from clew.thread import Branch, Number, Place, Shape
from clew.unroll.gaps import Line, States, find_gaps, is_loose
from clew.unroll.loom import Loom

Earlier = Mapping[int, Sequence[str]]
"""The ids of a post's older versions, by its number."""


def shapes(loom: Loom, policy: str, earlier: Earlier, told: States) -> tuple[list[Shape], list[str]]:
    """All threads, by author and age, and the ids of the posts that are in none."""
    numbers = _decided(loom)
    forest = loom.lines(policy)
    reading: list[int] = forest.reading().tolist()
    line: list[int] = forest.line.tolist()
    starts = [place for place, post in enumerate(reading) if loom.up[post] < 0]
    found, alone = [], []
    for start, end in pairwise([*starts, len(reading)]):
        posts = reading[start:end]
        if len(posts) == 1 and posts[0] not in earlier and not _has_gap(loom, posts[0]):
            alone.append(loom.posts[posts[0]].id)
        else:
            shape = _shape(loom, _lines(loom, posts, line, numbers), posts, earlier, told)
            found.append((loom.posts[posts[0]].author.id, loom.order[posts[0]], shape))
    found.sort(key=lambda of: of[:2])
    return [shape for _, _, shape in found], alone


def _decided(loom: Loom) -> list[Number | None]:
    """Each post's number, as the run over its line decides; the lines are `auto`'s under every policy."""
    numbers: list[Number | None] = [None] * len(loom.posts)
    numbered = [post for post, found in enumerate(loom.found) if found]
    if not numbered:
        return numbers
    forest = loom.drawn()
    root, line = forest.root.tolist(), forest.line.tolist()
    rows: dict[tuple[int, int], list[int]] = defaultdict(list)
    for post in loom.of_trees(forest, forest.root[numbered]):
        rows[root[post], line[post]].append(post)
    for row in rows.values():  # a branch comes after the line it leaves
        found = [loom.found[post] for post in row]
        loose = [place for place, post in enumerate(row) if is_loose(loom, post)]
        above = loom.up[row[0]]
        decided = decide(found, loose=loose, before=numbers[above] if above >= 0 else None)
        for post, number in zip(row, decided, strict=True):
            numbers[post] = number
    return numbers


def _has_gap(loom: Loom, post: int) -> bool:
    listed = loom.posts[post].listed
    return post in loom.at or (listed is not None and (listed.place > 0 or (listed.promised or 0) > 1))


def _lines(loom: Loom, posts: Sequence[int], line: Sequence[int], numbers: Sequence[Number | None]) -> list[Line]:
    """The main line and the branches of a tree, whose posts stand in reading order."""
    rows: dict[int, list[int]] = defaultdict(list)
    for post in posts:
        rows[line[post]].append(post)
    lines = []
    for row in rows.values():
        above = loom.up[row[0]]
        after, before = (above, numbers[above]) if above >= 0 else (None, None)
        lines.append(Line(row, [numbers[post] for post in row], after, before))
    return lines


def _shape(loom: Loom, lines: Sequence[Line], posts: Sequence[int], earlier: Earlier, told: States) -> Shape:
    gaps, promised = find_gaps(loom, lines, told)
    ids = {post: loom.posts[post].id for post in posts}
    places = {
        post: Place(id=ids[post], why=loom.why[post], line=nth, number=number)
        for nth, line in enumerate(lines)
        for post, number in zip(line.posts, line.numbers, strict=True)
    }
    root = posts[0]
    places[root] = Place(id=ids[root], why="start", number=places[root].number)
    return Shape(
        id=ids[root],
        author_id=loom.posts[root].author.id,
        main=tuple(ids[post] for post in lines[0].posts),
        places=tuple(places[post] for post in posts),
        branches=tuple(
            Branch(after=ids[line.after], posts=tuple(ids[post] for post in line.posts))
            for line in lines
            if line.after is not None
        ),
        gaps=gaps,
        promised=promised,
        answers=loom.answers.get(root),
        earlier=tuple((old, ids[post]) for post in posts for old in earlier.get(post, ())),
    )
