"""A whole thread as pages: posts in rows, gaps where they are, asides where they leave, and the strip above it all."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from clew.post import Post
from clew.speech import _, number
from clew.text.completeness import gap_words
from clew.text.folding import fold
from clew.text.notes import held_posts
from clew.text.reading import Leaves, Missing, Step, steps
from clew.text.runs import heading as line
from clew.thread import Gap, Part, Thread
from clew.web import addresses
from clew.web.posts import Elsewhere, Shown, elsewhere, shown

PAGE = 500
"""Posts on one page of a thread."""
TICKS = 120
"""Marks in the strip; a longer thread has one mark for several posts."""
_OPENING = 48


class GapRow(msgspec.Struct, frozen=True):
    """A gap where it is: `numbers` are those of the missing posts (`4`, `4–6`) where they can be told, else ""."""

    numbers: str
    sentence: str
    known: bool


class Aside(msgspec.Struct):
    """A branch on this page: `depth` is 1 for one that leaves the main line; `of` is how many posts it has in all."""

    depth: int
    of: int
    rows: list[Shown | GapRow]

    @property
    def posts(self) -> int:
        """Posts of it on this page."""
        return sum(isinstance(row, Shown) for row in self.rows)


class PostRow(msgspec.Struct):
    """A post of the main line with the asides that leave it; `post` is None where only its asides reach this page."""

    post: Shown | None
    number: str
    asides: list[Aside]


class Tick(msgspec.Struct):
    """A mark of the strip: posts of the main line and the first words of them, or a gap between them."""

    label: str
    href: str
    gap: bool = False
    fork: bool = False
    words: str = ""


class Article(msgspec.Struct, frozen=True):
    """One page of a thread."""

    rows: list[PostRow | GapRow]
    strip: list[Tick]
    gaps: list[tuple[Gap, str]]
    answers: Elsewhere | None
    page: int
    pages: int


class Numbering(msgspec.Struct, frozen=True):
    """Which number each post of the main line has, missing posts counted in; which each gap has; and the page."""

    posts: dict[str, int]
    gaps: list[tuple[Gap, str]]
    pages: dict[str, int]


def numbering(thread: Thread) -> Numbering:
    """Number the main line from 1, passing over posts known to be missing.

    A gap of unknown length counts for nothing: the numbers after it are those of held posts.
    """
    posts: dict[str, int] = {}
    pages: dict[str, int] = {}
    gaps: list[tuple[Gap, str]] = []
    at = 0
    for step in steps(thread):
        if isinstance(step, Missing):
            counts = step.depth == 0 and step.gap.missing is not None
            gaps.append((step.gap, _numbers(at + 1, step.gap.missing or 0) if counts else ""))
            at += step.gap.missing or 0 if counts else 0
        elif not isinstance(step, Leaves):
            pages[step.part.post.id] = len(pages) // PAGE + 1
            if step.part.place.line == 0:
                at += 1
                posts[step.part.post.id] = at
    return Numbering(posts, gaps, pages)


def page_of(thread: Thread, post_id: str) -> int:
    """The page of a thread that a post stands on."""
    return numbering(thread).pages.get(post_id, 1)


def pages_of(thread: Thread) -> int:
    """How many pages a thread has."""
    return max(1, -(-len(thread.parts) // PAGE))


def article(thread: Thread, page: int = 1, *, numbered: bool = True) -> Article:
    """One page of the thread; a page beyond the last has no rows, and authors' own numbers go where not `numbered`."""
    numbers = numbering(thread)
    context = held_posts(thread)
    return Article(
        rows=_Rows(thread, numbers, context, numbered=numbered).of(_on_page(steps(thread), page)),
        strip=strip(thread, numbers),
        gaps=numbers.gaps,
        answers=elsewhere(thread.shape.answers, context),
        page=page,
        pages=pages_of(thread),
    )


def _on_page(every: Iterator[Step], page: int) -> Iterator[Step]:
    """The steps from the page's first post (and what leads to it) to its last."""
    first, posts = (page - 1) * PAGE, 0
    before: list[Step] = []
    for step in every:
        if isinstance(step, Missing | Leaves):
            before.append(step)
            continue
        posts += 1
        if posts > first + PAGE:
            return
        if posts > first:
            yield from before
            yield step
        before.clear()
    if posts > first:
        yield from before


class _Rows:
    """Builds the rows of a page step by step."""

    def __init__(self, thread: Thread, numbers: Numbering, context: dict[str, Post], *, numbered: bool) -> None:
        self.thread, self.numbers, self.context, self.numbered = thread, numbers, context, numbered
        self.held = {fold(each.author.handle) for each in context.values() if each.author.handle}
        self.place = {id(gap): words for gap, words in numbers.gaps}
        self.rows: list[PostRow | GapRow] = []
        self.fork: PostRow | None = None
        self.asides: dict[int, Aside] = {}
        self.waiting: list[Missing] = []

    def of(self, page: Iterator[Step]) -> list[PostRow | GapRow]:
        for step in page:
            if isinstance(step, Missing):
                self._missing(step)
            elif not isinstance(step, Leaves):
                self._post(step.part, step.depth)
        for late in self.waiting:
            self.rows.append(self._gap(late.gap))
        return self.rows

    def _missing(self, step: Missing) -> None:
        """A gap goes with the post it stands before; at a line's end with the post it stands after."""
        if step.gap.before is not None or not self.rows:
            self.waiting.append(step)
        elif step.depth == 0:
            self.rows.append(self._gap(step.gap))
        else:
            list(self.asides.values())[-1].rows.append(self._gap(step.gap))

    def _post(self, part: Part, depth: int) -> None:
        leaves = self._leaves(part, depth) if self.numbered else None
        row = shown(part, context=self.context, held=self.held, leaves=leaves, numbered=self.numbered)
        gaps = [self._gap(each.gap) for each in self.waiting]
        self.waiting.clear()
        if part.place.line == 0:
            self.asides = {}
            self.fork = PostRow(row, str(self.numbers.posts[row.id]), [])
            self.rows += [*gaps, self.fork]
            return
        aside = self.asides.get(part.place.line)
        if aside is None:
            branch = self.thread.shape.branches[part.place.line - 1]
            aside = self.asides[part.place.line] = Aside(depth, len(branch.posts), [])
            self._fork().asides.append(aside)
        aside.rows += [*gaps, row]

    def _leaves(self, part: Part, depth: int) -> str:
        """What the first post of an aside leaves and answers, as a sentence; "" of all others."""
        if part.place.line == 0 or part.place.why != "reply":
            return ""
        branch = self.thread.shape.branches[part.place.line - 1]
        if branch.posts[0] != part.post.id:
            return ""
        if depth != 1:
            return _("It leaves the aside above, which it answers.")
        after = self.numbers.posts[branch.after]
        return _("It leaves the thread at post %(number)s, which it answers.", number=number(after))

    def _fork(self) -> PostRow:
        """The main post that asides leave from; an empty row where it stands on the page before."""
        if self.fork is None:
            self.fork = PostRow(None, "", [])
            self.rows.append(self.fork)
        return self.fork

    def _gap(self, gap: Gap) -> GapRow:
        return GapRow(self.place.get(id(gap), ""), gap_words(gap), gap.missing is not None)


def strip(thread: Thread, numbers: Numbering) -> list[Tick]:
    """The thread lying down: one tick a post (or a few, in long threads), a hole for a gap, a mark where it forks."""
    forks = {branch.after for branch in thread.shape.branches}
    size = -(-len(thread.shape.main) // TICKS) or 1
    ticks: list[Tick] = []
    bundle: list[Part] = []
    for step in steps(thread):
        if isinstance(step, Missing) and step.depth == 0:
            _tie(ticks, bundle, thread, numbers, forks)
            near = step.gap.before or step.gap.after
            ticks.append(Tick(gap_words(step.gap), _place(thread, near, numbers), gap=True))
        elif not isinstance(step, Missing | Leaves) and step.part.place.line == 0:
            bundle.append(step.part)
            if len(bundle) == size:
                _tie(ticks, bundle, thread, numbers, forks)
    _tie(ticks, bundle, thread, numbers, forks)
    return ticks


def _tie(ticks: list[Tick], bundle: list[Part], thread: Thread, numbers: Numbering, forks: set[str]) -> None:
    """One tick for the posts of a bundle, which is emptied."""
    if not bundle:
        return
    ids = [part.post.id for part in bundle]
    first, last = numbers.posts[ids[0]], numbers.posts[ids[-1]]
    if first == last:
        label = _("Post %(number)s", number=first)
    else:
        label = _("Posts %(first)s–%(last)s", first=first, last=last)
    fork = not forks.isdisjoint(ids)
    label = _("%(post)s, an aside leaves here", post=label) if fork else label
    ticks.append(Tick(label, _place(thread, ids[0], numbers), fork=fork, words=_opening(bundle[0])))
    bundle.clear()


def _opening(part: Part) -> str:
    """The first words of a post, without its number; of one with a warning only that there is one."""
    if part.post.warning:
        return _("under a content warning")
    number = part.place.number
    start = number.end if number is not None and number.place == "start" else part.post.body_start
    return line(part.post.text[start : start + 4 * _OPENING].lstrip(), _OPENING)


def _place(thread: Thread, post_id: str | None, numbers: Numbering) -> str:
    """The address of a post's place in the thread, with its page where there are several."""
    if post_id is None:
        return addresses.to_thread(thread.id)
    if len(thread.parts) <= PAGE:
        return addresses.fragment(post_id)
    return addresses.to_thread(thread.id, numbers.pages.get(post_id, 1)) + addresses.fragment(post_id)


def _numbers(first: int, missing: int) -> str:
    return str(first) if missing == 1 else f"{first}–{first + missing - 1}"
