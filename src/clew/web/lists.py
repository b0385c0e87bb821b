"""Lists of threads: each thread as a card of its first posts, and the links that narrow, sort and page the list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from clew.post import Author
from clew.query import Page
from clew.speech import _, later, many
from clew.text.completeness import gap_words, summary_words
from clew.text.folding import fold
from clew.text.tags import written
from clew.thread import Card, Summary
from clew.web import addresses, words
from clew.web.alike import Twins, folded
from clew.web.article import GapRow
from clew.web.asking import Link, address
from clew.web.posts import IN_A_CARD, Shown, shown

ORDERS = {"": later("Newest first"), "oldest": later("Oldest first"), "longest": later("Longest first")}
_FURTHER = {
    "newest": later("Older threads"),
    "oldest": later("Newer threads"),
    "longest": later("Shorter threads"),
    "grown": later("Threads that grew before"),
    "best": later("Further threads"),
}
_TAGS_OF_A_CARD = 6


class ThreadCard(msgspec.Struct, frozen=True):
    """A thread in a list: `rows` are its first posts and the gaps before them.

    `more` is the link's words ("Read 16 posts"); `whole` is false where posts are missing; `twins` are threads of the
    same page that say nearly the same.
    """

    id: str
    href: str
    author: Author
    network: str
    started: datetime | None
    rows: list[Shown | GapRow]
    more: str
    facts: str
    ends: bool
    whole: bool
    tags: list[Link]
    twins: Twins | None = None


def thread_cards(cards: Sequence[Card]) -> list[ThreadCard]:
    """The cards of a page; those that say nearly the same as one before are told of in that one's."""
    return [thread_card(card, twins) for card, twins in folded(cards)]


def thread_card(card: Card, twins: Twins | None = None) -> ThreadCard:
    """The card of a thread: three posts, and in words how many there are and how many are held."""
    of = card.summary
    opening = [part for part in card.opening if part.place.line == 0]
    rows: list[Shown | GapRow] = []
    for part in opening:
        if part.place.gap:
            rows.append(GapRow("", gap_words(part.place.gap), part.place.gap.missing is not None))
        rows.append(shown(part, limit=IN_A_CARD))
    ends = len(opening) >= of.held
    more, facts = further(of, ends=ends)
    if ends and facts and not whole(of):  # what is missing is all there is to say
        more, facts = facts[0], []
    return ThreadCard(
        id=of.id,
        href=addresses.to_thread(of.id),
        author=of.author,
        network=words.network(of.network),
        started=of.started,
        rows=rows,
        more=more,
        facts=_(", ").join(facts),
        ends=ends,
        whole=whole(of),
        tags=_further_tags(card),
        twins=twins,
    )


def whole(of: Summary) -> bool:
    """Whether as many posts are held as were promised, as far as anybody promised."""
    return of.promised is None or of.held >= of.promised


def further(of: Summary, *, ends: bool) -> tuple[str, list[str]]:
    """The words of the link to a whole thread, all of which is shown where it `ends`, and what is said beside it."""
    facts = [] if whole(of) else [summary_words(of.held, of.promised)]
    facts += [many("%(num)s gap", "%(num)s gaps", of.gaps)] if of.gaps else []
    facts += [many("%(num)s aside", "%(num)s asides", of.branches)] if of.branches else []
    return _("Open the thread") if ends else many("Read %(num)s post", "Read %(num)s posts", of.held), facts


def tag_links(tags: Iterable[str]) -> list[Link]:
    """Links to hashtags, each as the thread spells it."""
    return [Link(f"#{tag}", addresses.to_tag(fold(tag))) for tag in tags]


def _further_tags(card: Card) -> list[Link]:
    """Hashtags of the thread that its first posts do not show."""
    seen = {fold(tag) for part in card.opening for tag in written(part.post)}
    return tag_links([tag for tag in card.summary.tags if fold(tag) not in seen][:_TAGS_OF_A_CARD])


def dated(path: str, params: Mapping[str, str]) -> list[Link]:
    """The period that is asked for, each end with the address of the list without it."""
    ends = {"since": later("From %(date)s"), "until": later("Before %(date)s")}
    return [
        Link(_(label, date=params[name]), address(path, params, **{name: None}))
        for name, label in ends.items()
        if params.get(name)
    ]


def pager(path: str, params: Mapping[str, str], page: Page[Any]) -> list[Link]:
    """On to the next page, and back to the first."""
    links = []
    if page.next:
        further = _FURTHER[params.get("sort") or "newest"]
        links.append(Link(_(further), address(path, params, after=page.next)))
    if params.get("after"):
        links.append(Link(_("Back to the first page"), address(path, params)))
    return links
