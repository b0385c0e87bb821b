"""The terminal: its width, its colours, and bars that show how far a long task is."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress as Bars
    from rich.progress import ProgressColumn, TaskID

    from clew.archive import Progress

COLUMNS = 88  # a line of a book holds 60 to 75 letters; this leaves room for the margin


def console() -> Console:
    """The screen; words are never read as markup, numbers not coloured."""
    from rich.console import Console

    return Console(file=sys.stdout, markup=False, highlight=False, emoji=False, soft_wrap=False)


def width(screen: Console) -> int:
    """How wide text may run."""
    return min(screen.width, COLUMNS)


@contextmanager
def reading_bar() -> Iterator[Callable[[Progress], None] | None]:
    """A bar over the bytes of each input, on the error stream; None where no person is looking."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.progress import BarColumn, TextColumn, TimeRemainingColumn

    from clew.text.plain import one_line

    words = TextColumn("{task.description}", markup=False)
    posts = TextColumn("{task.fields[count]}", markup=False)
    with _bars(words, BarColumn(), posts, TimeRemainingColumn()) as bars:
        tasks: dict[str, TaskID] = {}

        def show(progress: Progress) -> None:
            if progress.name not in tasks:
                while tasks:  # one bar, however many inputs there are
                    bars.remove_task(tasks.popitem()[1])
                name = one_line(progress.name) if progress.threads is None else "Putting threads together"
                tasks[progress.name] = bars.add_task(name, total=progress.size, count="")
            count = f"{progress.posts:,} posts" if progress.threads is None else f"{progress.threads:,} threads"
            bars.update(tasks[progress.name], completed=progress.read, total=progress.size, count=count)

        yield show


@contextmanager
def counting_bar(what: str) -> Iterator[Callable[[], None]]:
    """A running count on the error stream; silent where no person is looking."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.progress import SpinnerColumn, TextColumn

    with _bars(SpinnerColumn(), TextColumn("{task.completed:,.0f} " + what)) as bars:
        task = bars.add_task(what, total=None)
        yield lambda: bars.advance(task)


@contextmanager
def numbered_bar(what: str, total: int) -> Iterator[Callable[[], None]]:
    """A bar over so many things, on the error stream; silent where no person is looking."""
    if not sys.stderr.isatty() or not total:
        yield lambda: None
        return
    from rich.progress import BarColumn, TextColumn, TimeRemainingColumn

    words = TextColumn("{task.completed:,.0f} of {task.total:,.0f} " + what)
    with _bars(words, BarColumn(), TimeRemainingColumn()) as bars:
        task = bars.add_task(what, total=total)
        yield lambda: bars.advance(task)


def _bars(*columns: ProgressColumn) -> Bars:
    from rich.console import Console
    from rich.progress import Progress as Bars

    screen = Console(file=sys.stderr, markup=False, highlight=False, emoji=False)
    # Where the output is a pipe it must stay one: rich would otherwise send what is printed to the bars' own screen.
    return Bars(*columns, console=screen, transient=True, redirect_stdout=sys.stdout.isatty())
