"""A thread drawn on the terminal: its words in a column, itself in the margin.

`●` is a post, `┊` a gap, `├` a place where a branch leaves. The line runs on while the thread does. Nothing is boxed,
because Arabic and emoji have no width a box could count on.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.text import Text

from clew.cli._terminal import console, width
from clew.text import notes
from clew.text.completeness import gap_words
from clew.text.plain import byline, one_line, printable
from clew.text.reading import Leaves, Missing, Shown, Step, steps

if TYPE_CHECKING:
    from rich.console import Console

    from clew.post import Post
    from clew.thread import Part, Thread

_DEEPEST = 6  # a branch of a branch below this is drawn no further in
_LINE, _DASHED, _POST, _FORK, _LAST_FORK = "│", "┊", "●", "├", "└"
_QUOTE = "▏ "
_THREAD = "cyan"


def draw(thread: Thread) -> None:
    """Print the thread on the terminal."""
    screen = console()
    for line in lines(thread, screen, width(screen)):
        screen.print(line, no_wrap=True, overflow="ignore", crop=False)


def lines(thread: Thread, screen: Console, columns: int) -> Iterator[Text]:
    """The thread as lines of at most so many columns."""
    held = notes.held_posts(thread)
    for text in _head(thread, held):
        yield from text.wrap(screen, columns)
    yield Text()
    order = list(steps(thread))
    going_on = _going_on(order)
    for number, step in enumerate(order):
        own, on = _level(step), going_on[number]
        ahead = order[number + 1] if number + 1 < len(order) else None
        yield from _with_margin(_words(step, held), _glyph(step, runs_on=own in on), own, on, screen, columns)
        if ahead is not None:
            yield _between(step, ahead, on)
    for later in thread.shape.continues:
        yield Text()
        yield from Text(f"Continued in {one_line(later)}.", "dim").wrap(screen, columns)


def _level(step: Step) -> int:
    """The margin's column: a branch leaves from the line above it."""
    depth = min(step.depth, _DEEPEST)
    return max(depth - 1, 0) if isinstance(step, Leaves) else depth


def _going_on(order: list[Step]) -> list[frozenset[int]]:
    """For each step the levels whose line has something to come, before a line further out takes over."""
    found: list[frozenset[int]] = []
    coming: set[int] = set()
    for step in reversed(order):
        found.append(frozenset(coming))
        level = _level(step)
        coming = {deeper for deeper in coming if deeper < level} | {level}
    return found[::-1]


def _glyph(step: Step, *, runs_on: bool) -> str:
    if isinstance(step, Shown):
        return _POST
    if isinstance(step, Missing):
        return _DASHED
    return _FORK if runs_on else _LAST_FORK


def _margin(level: int, on: frozenset[int], own: str, dashed: frozenset[int] = frozenset()) -> Text:
    """The lines of the levels further out, and `own` for this level's."""
    outer = "".join(f"{_DASHED if each in dashed else _LINE} " if each in on else "  " for each in range(level))
    return Text.assemble((f"{outer}{own} ", _THREAD))


def _runs(level: int, on: frozenset[int]) -> str:
    return _LINE if level in on else " "


def _between(step: Step, ahead: Step, on: frozenset[int]) -> Text:
    """The line between two steps, dashed beside a gap."""
    level = _level(step)
    dashed = frozenset(_level(each) for each in (step, ahead) if isinstance(each, Missing))
    own = _runs(level, on)
    return _margin(level, on, _DASHED if own == _LINE and level in dashed else own, dashed)


def _with_margin(
    words: list[Text], glyph: str, level: int, on: frozenset[int], screen: Console, columns: int
) -> Iterator[Text]:
    first = True
    for text in words:
        for line in text.wrap(screen, max(columns - 2 * level - 2, 20)):
            yield _margin(level, on, glyph if first else _runs(level, on)) + line
            first = False


def _head(thread: Thread, held: dict[str, Post]) -> Iterator[Text]:
    yield Text(byline(thread.summary.author), "bold")
    yield Text(" · ".join(notes.facts(thread)), "dim")
    yield Text(f"{notes.whole_words(thread)}.", "italic")
    yield Text(notes.address(thread), "dim")
    if thread.shape.answers is not None:
        post = held.get(thread.shape.answers)
        yield Text()
        if post is None:
            yield Text(f"Begun as a reply to {one_line(thread.shape.answers)}, which is not held.", "dim")
        else:
            yield Text("Begun as a reply to", "dim")
            yield from _quote(post)


def _words(step: Step, held: dict[str, Post]) -> list[Text]:
    if isinstance(step, Leaves):
        return [Text(notes.branch_words(step.branch), "dim italic")]
    if isinstance(step, Missing):
        return [Text(gap_words(step.gap), "dim italic")]
    return list(_post(step.part, held))


def _post(part: Part, held: dict[str, Post]) -> Iterator[Text]:
    post = part.post
    for remark in filter(None, (notes.audience_words(post), notes.warning_words(post))):
        yield Text(remark, "bold")
    yield _body(part)
    for medium in post.media or ():
        address = f" {one_line(medium.url)}" if medium.url else ""
        yield Text.assemble((f"[{notes.media_words(medium)}]", "green"), (address, "dim"))
    for choice in post.poll or ():
        yield Text(f"- {notes.choice_words(choice)}")
    if post.quote:
        quoted = held.get(post.quote)
        missing = Text(f"{_QUOTE}Quotes {one_line(post.quote)}, which is not held.", "dim")
        yield from _quote(quoted) if quoted else [missing]
    if part.state:
        yield Text(notes.state_words(part.state), "dim italic")


def _body(part: Part) -> Text:
    """The post's words, its author's own numbering dimmed."""
    text, start, number = part.post.text, part.post.body_start, part.place.number
    if number is None or number.start < start:
        return Text(printable(text[start:]).strip("\n"))
    before, numbering, after = text[start : number.start], text[number.start : number.end], text[number.end :]
    return Text.assemble(
        printable(before).lstrip("\n"), (printable(numbering), "dim"), printable(after).rstrip("\n")
    )  # fmt: skip


def _quote(post: Post) -> Iterator[Text]:
    yield Text(f"{_QUOTE}{notes.attribution(post)}", "dim")
    for line in printable(post.text[post.body_start :]).strip("\n").split("\n"):
        yield Text(f"{_QUOTE}{line}", "dim")
