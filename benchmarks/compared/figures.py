"""What one thing took."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from typing import NamedTuple


class Figure(NamedTuple):
    """Seconds by the clock, and of processor time with everything that was started."""

    name: str
    posts: int
    wall: float
    processor: float

    def row(self, *against: str) -> str:
        """A line of a table."""
        speed = f"{self.posts / self.wall:,.0f} | {self.posts / self.processor:,.0f}"
        return f"| {self.name} | {self.wall:,.3f} | {self.processor:,.3f} | {speed} | {' | '.join(against)} |"


def done_here(name: str, posts: int, work: Callable[[], object], rounds: int = 3) -> Figure:
    """The fastest of some rounds in this process."""
    best = (float("inf"), float("inf"))
    for _ in range(rounds):
        gc.collect()
        clock, spent = time.perf_counter(), time.process_time()
        work()
        spent, clock = time.process_time() - spent, time.perf_counter() - clock
        best = min(best, (spent, clock))
    return Figure(name, posts, best[1], best[0])
