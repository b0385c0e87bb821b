"""How an import stands: what a page shows of it while it goes on, and when it is over."""

from __future__ import annotations

from typing import Literal

from msgspec.structs import replace

from clew.archive import Import, Progress
from clew.post import Value
from clew.thread import Card

State = Literal["waiting", "reading", "joining", "done", "failed", "stopped"]
LISTED = 50
"""Inputs that are told of one by one; of the others their number is."""
MET = 1000
"""Posts whose threads are looked for in the end."""


class Unread(Value):
    """Why an input could not be read; where it has a `name`, `sentence` is a message with a place for it."""

    sentence: str
    name: str | None = None


class Standing(Value):
    """One moment of an import.

    `name` is the input that is being read, `read` of `size` its bytes. `posts` and `problems` are those of all inputs
    so far, `threads` those put together. `brought` and `unread` are the first of what was read and of what
    could not be; `inputs` and `refused` how many there are. `sentence` says why an import waits or failed, or that the
    hub was not told of one that is done. `found` are some of the threads that it brought posts to, `tags` their
    hashtags.
    """

    version: int = 0
    state: State = "waiting"
    name: str = ""
    read: int = 0
    size: int | None = None
    posts: int = 0
    problems: int = 0
    threads: int = 0
    brought: tuple[Import, ...] = ()
    unread: tuple[Unread, ...] = ()
    inputs: int = 0
    refused: int = 0
    sentence: str = ""
    found: tuple[Card, ...] = ()
    tags: tuple[str, ...] = ()

    @property
    def over(self) -> bool:
        """Whether nothing more will change."""
        return self.state in {"done", "failed", "stopped"}

    @property
    def nothing_new(self) -> bool:
        """Whether every byte had been read before."""
        return not self.posts and not self.problems and all(each.already for each in self.brought)


class Tally:
    """The sums over the inputs of an import."""

    def __init__(self) -> None:
        self.brought: list[Import] = []
        self.unread: list[Unread] = []
        self.met: dict[str, None] = {}
        self.inputs = self.refused = self.threads = 0
        self._posts = self._problems = 0
        self._now = Progress("", 0, None, 0)

    def progress(self, now: Progress) -> None:
        """A further piece of the input at hand was read, or of the threads put together."""
        if now.threads is not None:
            self.threads = now.threads
            return
        # While pictures are kept nothing is said of posts.
        again = now.name == self._now.name and now.posts < self._now.posts
        self._now = replace(now, posts=self._now.posts, problems=self._now.problems) if again else now
        for post in now.met[: MET - len(self.met)]:
            self.met[post] = None

    def bring(self, brought: Import) -> None:
        """An input was read to its end."""
        added = brought.added
        self._posts += added.new + added.known + added.changed
        self._problems += added.problems
        self._now = Progress("", 0, None, 0)
        self.inputs += 1
        if len(self.brought) < LISTED:
            self.brought.append(brought)

    def refuse(self, unread: Unread) -> None:
        """An input could not be read."""
        self.refused += 1
        if len(self.unread) < LISTED:
            self.unread.append(unread)

    def sums(self) -> dict[str, object]:
        """The values of a `Standing` that are counted."""
        return {
            "name": self._now.name,
            "read": self._now.read,
            "size": self._now.size,
            "posts": self._posts + self._now.posts,
            "problems": self._problems + self._now.problems,
            "threads": self.threads,
            "brought": tuple(self.brought),
            "unread": tuple(self.unread),
            "inputs": self.inputs,
            "refused": self.refused,
        }
