"""What a page tells of a post when it is asked: why it stands here, how often it was liked, how to quote it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from html import escape

import msgspec
from markupsafe import Markup

from clew.post import Author, Counts, Post
from clew.speech import Tongue, _, later, many, now, number, plural
from clew.text import dates
from clew.text.runs import clean as plain
from clew.text.runs import heading as line
from clew.thread import Part, Thread, Why
from clew.web import addresses, words

# Twice an ordinary post; a quotation of more is an excerpt, and says so.
QUOTED = 600
_WHY: dict[Why, str] = {
    "start": later("The thread begins here, as far as it is held."),
    "reply": later("It answers the post before it."),
    "number": later("It carries the next number."),
    "conversation": later("It belongs to the same conversation, and its author’s numbering or the time puts it here."),
    "listing": later("A saved page of this thread showed it here."),
}
_REPLIES = plural("%(num)s reply", "%(num)s replies")
_REPOSTS = plural("%(num)s repost", "%(num)s reposts")
_HERE = later("Its address here")
_LIKES = plural("%(num)s like", "%(num)s likes")


class About(msgspec.Struct, frozen=True):
    """What is told on demand, under a summary of the time (`clock`, `machine`) with or without its `day`."""

    day: str
    clock: str
    machine: str
    counts: str
    html: str

    def told(self, last_day: str, number: str = "") -> Markup:
        """What is opened by its time; the day is left out where the post before is of the same."""
        if self.day:
            when = self.clock
            if self.day != last_day:
                when = _("%(day)s, %(time)s", day=self.day, time=when)
            said = _(", about post %(number)s", number=number) if number else _(", about this post")
            summary = f'<time datetime="{self.machine}">{when}</time><span class="sr">{said}</span>'
        else:
            summary = _("About post %(number)s", number=number) if number else _("About this post")
        return Markup(  # noqa: S704 - a date, numbers, and what was escaped
            f'<details class="about"><summary class="frame">{summary}{self.counts}</summary>{self.html}</details>'
        )


def about(part: Part, leaves: str, way: str, link: str | None) -> About:
    """What is to be told of a post; `leaves` says what it leaves where an aside begins with it, else "".

    The markup is put together here and not in a template, which takes four times as long for every post of a page.
    """
    post = part.post
    seen = counts(post.counts)
    return About(
        day=dates.day(post.created) if post.created else "",
        clock=words.clock(post.created) if post.created else "",
        machine=words.machine(post.created) if post.created else "",
        counts=f' <span class="counts">{seen}</span>' if seen else "",
        html=_told(part, leaves, way, link),
    )


def _told(part: Part, leaves: str, way: str, link: str | None) -> str:
    post = part.post
    said, tongue = quotation(post), now()
    address = "" if link is None else escape(link)
    away = f' · <a href="{address}" rel="nofollow noopener noreferrer">{_on(tongue, post.network)}</a>' if link else ""
    quoted = f'<p class="said" dir="{way}">{escape(said)}</p>' if said else ""
    return (
        f'<div class="told frame"><p>{_why(part, leaves)} <a href="{addresses.to_post(post.id)}">'
        f"{_escaped(tongue, _HERE)}</a>{away}</p>"
        f'<blockquote>{quoted}<p class="source">{_source(post, address)}</p></blockquote></div>'
    )


@lru_cache(maxsize=256)
def _escaped(_tongue: Tongue, message: str) -> str:
    """A message, escaped; once for all the posts of a page."""
    return escape(_(message))


@lru_cache(maxsize=256)
def _on(_tongue: Tongue, network: str) -> str:
    """Where a link to another network leads, escaped."""
    return escape(_("on %(network)s", network=words.network(network)))


@lru_cache(maxsize=256)
def _network(_tongue: Tongue, network: str) -> str:
    return escape(words.network(network))


def _why(part: Part, leaves: str) -> str:
    if leaves:
        return escape(leaves)
    if part.place.why == "number" and part.place.number is not None:
        return escape(_("It carries the next number, %(number)s.", number=number(part.place.number.index)))
    return _escaped(now(), _WHY[part.place.why])


def counts(seen: Counts | None) -> str:
    """How often others answered, passed on and liked a post when it was captured; of none nothing is said."""
    if seen is None:
        return ""
    told = ((seen.replies, _REPLIES), (seen.reposts, _REPOSTS), (seen.likes, _LIKES))
    return _(", ").join([many(*said, often).replace(" ", "\u00a0") for often, said in told if often])


def quotation(post: Post) -> str:
    """The words of a post in quotation marks; under a content warning none, because they would stand open."""
    if post.warning:
        return ""
    said = plain(post.text[post.body_start :]).strip()
    return _("“%(words)s”", words=said if len(said) <= QUOTED else said[:QUOTED].rstrip() + " […]") if said else ""


def source(post: Post, link: str | None) -> Markup:
    """Who wrote a post, where, when, and its address: what stands behind a quotation."""
    return Markup(_source(post, escape(link or "")))  # noqa: S704 - every piece escaped


def _source(post: Post, address: str) -> str:
    tongue = now()
    return _pieces((_named(tongue, post.author), _network(tongue, post.network), _when(post.created), address))


def cited(thread: Thread) -> Markup:
    """A whole thread as a source: its first words, its author, how many posts, from when to when, its address."""
    summary, opening = thread.summary, thread.parts[0].post
    title = escape(_("“%(words)s”", words=words.opening(opening, 80)))
    posts = many("%(num)s post", "%(num)s posts", summary.held)
    if summary.promised is not None and summary.promised != summary.held:
        held = number(summary.held)
        posts = many("%(held)s of %(num)s post", "%(held)s of %(num)s posts", summary.promised, held=held)
    link = addresses.web(opening.url) or addresses.original(opening.id) or ""
    told = (
        _named(now(), summary.author) if words.named(summary.author) else "",
        f"<bdi>{title}</bdi>",
        posts,
        _network(now(), summary.network),
        escape(dates.span(summary.started, summary.ended)),
        escape(link),
    )
    return Markup(_pieces(told))  # noqa: S704 - every piece escaped


def _pieces(told: Iterable[str]) -> str:
    """Escaped pieces one after the other, none of which turns another; what is not known is left out."""
    known = [each for each in told if each]
    if now().way == "rtl":  # where a network in Latin letters would take the day behind it along
        known = [f"<bdi>{each}</bdi>" for each in known]
    return _(", ").join(known)


@lru_cache(maxsize=1024)
def _named(_tongue: Tongue, author: Author) -> str:
    """The author's name, which does not turn what stands around it."""
    name = f"<bdi>{escape(line(words.author(author), 120))}</bdi>"
    if (author.name or "").strip() and author.handle:
        return f"{name} (<bdi>@{escape(line(author.handle, 120))}</bdi>)"
    return name


def _when(moment: datetime | None) -> str:
    return escape(dates.minute(moment)) if moment else ""
