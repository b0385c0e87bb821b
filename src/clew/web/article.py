"""A whole thread as pages: posts in rows, gaps where they are, asides where they leave, and the strip above it all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import msgspec
from markupsafe import Markup, escape

from clew.post import Post
from clew.speech import _, number
from clew.text.completeness import gap_words
from clew.text.folding import fold
from clew.text.notes import held_posts
from clew.text.runs import heading as line
from clew.thread import Gap, Part, Thread
from clew.web import addresses
from clew.web.plan import At, Bundle, Missing, Plan, plan
from clew.web.posts import Elsewhere, Shown, elsewhere, shown

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
    """A post of the main line with the asides that leave it; `post` is None where only its asides reach this page.

    `mark` is its number in the margin, which leads to it; a template takes four times as long to put that together.
    """

    sentence: ClassVar[None] = None
    post: Shown | None
    number: str
    asides: list[Aside]
    mark: Markup = Markup()


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


def article(thread: Thread, page: int = 1, *, numbered: bool = True) -> Article:
    """One page of the thread; a page beyond the last has no rows, and authors' own numbers go where not `numbered`.

    Of a thread with only some of its posts these have to be those that its plan says the page shows.
    """
    laid = plan(thread.shape)
    parts = {part.place.id: part for part in thread.parts}
    context = held_posts(thread)
    return Article(
        rows=_Rows(laid, parts, context, numbered=numbered).of(page),
        strip=strip(laid, parts),
        gaps=laid.gaps,
        answers=elsewhere(thread.shape.answers, context),
        page=page,
        pages=laid.pages,
    )


class _Rows:
    """Builds the rows of a page step by step."""

    def __init__(self, laid: Plan, parts: Mapping[str, Part], context: dict[str, Post], *, numbered: bool) -> None:
        self.plan, self.parts, self.context, self.numbered = laid, parts, context, numbered
        self.held = {fold(handle) for handle in {each.author.handle for each in context.values()} if handle}
        self.place = {id(gap): words for gap, words in laid.gaps}
        self.called = escape(_("Post"))
        self.rows: list[PostRow | GapRow] = []
        self.fork: PostRow | None = None
        self.asides: dict[int, Aside] = {}
        self.waiting: list[Missing] = []

    def of(self, page: int) -> list[PostRow | GapRow]:
        for step in self.plan.steps(page):
            if isinstance(step, Missing):
                self._missing(step)
            else:
                self._post(step)
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

    def _post(self, step: At) -> None:
        part, depth = self.parts[self.plan.shape.places[step.place].id], step.depth
        leaves = self._leaves(part, depth) if self.numbered else None
        row = shown(part, context=self.context, held=self.held, leaves=leaves, numbered=self.numbered)
        gaps = [self._gap(each.gap) for each in self.waiting]
        self.waiting.clear()
        if part.place.line == 0:
            self.asides = {}
            number = str(self.plan.number(step.place))
            self.fork = PostRow(row, number, [], self._mark(row.id, number))
            self.rows += [*gaps, self.fork]
            return
        aside = self.asides.get(part.place.line)
        if aside is None:
            branch = self.plan.shape.branches[part.place.line - 1]
            aside = self.asides[part.place.line] = Aside(depth, len(branch.posts), [])
            self._fork().asides.append(aside)
        aside.rows += [*gaps, row]

    def _mark(self, post_id: str, number: str) -> Markup:
        return Markup(  # noqa: S704 - a number, and an address that was quoted
            f'<a class="mark frame" href="{addresses.fragment(post_id)}"><span class="sr">{self.called} </span>'
            f"<span>{number}</span></a>"
        )

    def _leaves(self, part: Part, depth: int) -> str:
        """What the first post of an aside leaves and answers, as a sentence; "" of all others."""
        if part.place.line == 0 or part.place.why != "reply":
            return ""
        branch = self.plan.shape.branches[part.place.line - 1]
        if branch.posts[0] != part.post.id:
            return ""
        if depth != 1:
            return _("It leaves the aside above, which it answers.")
        after = self.plan.number_of(branch.after)
        return _("It leaves the thread at post %(number)s, which it answers.", number=number(after))

    def _fork(self) -> PostRow:
        """The main post that asides leave from; an empty row where it stands on the page before."""
        if self.fork is None:
            self.fork = PostRow(None, "", [])
            self.rows.append(self.fork)
        return self.fork

    def _gap(self, gap: Gap) -> GapRow:
        return GapRow(self.place.get(id(gap), ""), gap_words(gap), gap.missing is not None)


def strip(laid: Plan, parts: Mapping[str, Part]) -> list[Tick]:
    """The thread lying down: one tick a post (or a few, in long threads), a hole for a gap, a mark where it forks."""
    return [_tick(mark, laid, parts) if isinstance(mark, Bundle) else _hole(mark, laid) for mark in laid.strip]


def _hole(gap: Gap, laid: Plan) -> Tick:
    near = gap.before or gap.after
    place = addresses.to_thread(laid.shape.id) if near is None else _place(laid, near, laid.page_of(near))
    return Tick(gap_words(gap), place, gap=True)


def _tick(mark: Bundle, laid: Plan, parts: Mapping[str, Part]) -> Tick:
    first, last = laid.number(mark.first), laid.number(mark.last)
    if first == last:
        label = _("Post %(number)s", number=first)
    else:
        label = _("Posts %(first)s–%(last)s", first=first, last=last)
    label = _("%(post)s, an aside leaves here", post=label) if mark.fork else label
    part = parts[laid.shape.places[mark.first].id]
    place = _place(laid, part.place.id, laid.page_at(mark.first))
    return Tick(label, place, fork=mark.fork, words=_opening(part))


def _opening(part: Part) -> str:
    """The first words of a post, without its number; of one with a warning only that there is one."""
    if part.post.warning:
        return _("under a content warning")
    number = part.place.number
    start = number.end if number is not None and number.place == "start" else part.post.body_start
    return line(part.post.text[start : start + 4 * _OPENING].lstrip(), _OPENING)


def _place(laid: Plan, post_id: str, page: int) -> str:
    """The address of a post's place in the thread, with its page where there are several."""
    fragment = addresses.fragment(post_id)
    return fragment if laid.pages == 1 else addresses.to_thread(laid.shape.id, page) + fragment
