"""A thread: an author's own posts in reading order, what was promised, what is missing, and why each post is here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Literal

from clew.post import Author, Post, State, Value

Why = Literal["start", "reply", "number", "conversation", "listing"]
Reason = Literal["not captured", "withdrawn"] | State
"""Why a post is not there; `withdrawn` are posts that were held and forgotten on somebody's wish."""
Style = str


class Number(Value):
    """An author's own numbering of a post: `index` of `total`, written in `style` at the text's start or end.

    `start` and `end` are the span of the numbering in `Post.text`, in code points.
    """

    index: int
    start: int
    end: int
    total: int | None = None
    style: Style = "1/"
    place: Literal["start", "end"] = "start"


class Gap(Value):
    """A place where a post is known to be missing.

    `after` and `before` are the held neighbours' ids (None at the thread's start or end); `missing` is how many
    posts are gone, None when nobody says; `at` is the missing post's own id where a reply names it.
    """

    after: str | None
    before: str | None
    reason: Reason = "not captured"
    missing: int | None = None
    at: str | None = None


class Branch(Value):
    """Posts that leave the thread at the post `after` (of the main line or of another branch)."""

    after: str
    posts: tuple[str, ...]


class Place(Value):
    """One post's place: `line` 0 is the main line, n the n-th branch; `why` says what put it here.

    `lang` is the post's language as its words tell, where no source says it.
    `gap` is what is missing right before it; only the opening of a card says so, a shape has its gaps beside it.
    """

    id: str
    why: Why
    line: int = 0
    number: Number | None = None
    gap: Gap | None = None
    lang: str | None = None


class Shape(Value):
    """What `unroll` finds: ids only, so that it can be kept, compared and sent about without any text.

    `places` is the reading order: the main line, each branch standing right after the post it leaves from.
    `answers` is the foreign post the thread was begun under. `continues` are later threads of the same author that
    quote this one to go on. `earlier` maps the id of an older version to the post that replaced it.
    """

    id: str
    author_id: str
    main: tuple[str, ...]
    places: tuple[Place, ...]
    branches: tuple[Branch, ...] = ()
    gaps: tuple[Gap, ...] = ()
    promised: int | None = None
    answers: str | None = None
    continues: tuple[str, ...] = ()
    earlier: tuple[tuple[str, str], ...] = ()


Wanted = Callable[[Shape], Iterable[Place]]
"""Which posts of a thread somebody needs, told by its shape, in reading order."""


class Part(Value):
    """A post in its place, with the captures it stands on and what became of it.

    `earlier` are its words before it was edited, oldest first, as far as they were captured: the same post, or under
    the id its network gave that version. Lists leave them out.
    """

    post: Post
    place: Place
    captures: tuple[str, ...] = ()
    state: State | None = None
    earlier: tuple[Post, ...] = ()

    @property
    def lang(self) -> str | None:
        """The post's language: what its source says, else what its words tell."""
        return self.post.lang or self.place.lang


class Summary(Value):
    """What a list says of a thread.

    `held` and `promised` count the posts of its main line. `rank` is its place in time order; threads without a date
    rank below zero.
    """

    id: str
    network: str
    author: Author
    started: datetime | None
    ended: datetime | None
    held: int
    promised: int | None
    languages: tuple[str, ...]
    tags: tuple[str, ...]
    gaps: int
    branches: int
    rank: int


class Card(Value):
    """A thread in a list: its summary and the first three posts of its main line."""

    summary: Summary
    opening: tuple[Part, ...]


class Thread(Value):
    """A thread: `parts` follow `shape.places`; `context` are held posts of others that it answers or quotes.

    Where only some posts were wanted (`Wanted`) there are no other parts, and `context` has, besides what the thread
    answers, what these quote, posts of the thread itself among it.
    """

    summary: Summary
    shape: Shape
    parts: tuple[Part, ...]
    context: tuple[Post, ...] = ()

    @property
    def id(self) -> str:
        """The id of the first held post, which is the thread's address."""
        return self.shape.id
