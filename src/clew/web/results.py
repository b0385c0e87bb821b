"""What a search found, as a page shows it: of each thread the posts that were hit, with the words marked in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from html import escape

import msgspec
import regex
from markupsafe import Markup

from clew.archive import Found
from clew.post import Author, Media, Post
from clew.speech import _, later, many, number
from clew.text import languages
from clew.text.direction import direction
from clew.text.runs import clean as plain
from clew.text.runs import heading as line
from clew.text.snippets import Hit as Struck
from clew.text.snippets import cut, hits
from clew.thread import Part, Summary
from clew.web import addresses, words
from clew.web.lists import further, whole

_LENGTH = 240
_SPACE = regex.compile(r"\s+")
_MEDIA = {
    "photo": later("In the description of a picture:"),
    "video": later("In the description of a film:"),
    "gif": later("In the description of a moving picture:"),
    "audio": later("In the description of a sound:"),
}

Sought = tuple[tuple[str, ...], ...]
"""The terms of each word and phrase that was asked for."""


class Hit(msgspec.Struct, frozen=True):
    """A post that was hit: `html` is a link to its place, around the words of it that tell most.

    `number` is its author's own, "" for none; `beside` says where the words stand if not in the post's text;
    `veil` is what covers them, "" for nothing.
    """

    number: str
    html: Markup
    beside: str
    veil: str


class Result(msgspec.Struct, frozen=True):
    """A thread that was found; the fields it shares with a card (`clew.web.lists.ThreadCard`) mean the same.

    `more` is "" for a post alone that promises no others: its words lead to it.
    """

    id: str
    href: str
    author: Author
    network: str
    started: datetime | None
    where: str
    hits: list[Hit]
    more: str
    facts: str
    ends: bool
    whole: bool


class _Saying(msgspec.Struct, frozen=True):
    """Something that a post says, and where it says it."""

    text: str
    way: str
    beside: str = ""
    covered: bool = False


def result(found: Found, sought: Sought) -> Result:
    """A found thread; of one that was found by filters alone its first words."""
    of = found.card.summary
    alone = of.held < 2  # noqa: PLR2004 - one post is no thread yet
    more, facts = further(of, ends=alone)  # a post with a known gap is a thread
    return Result(
        id=of.id,
        href=addresses.to_thread(of.id),
        author=of.author,
        network=words.network(of.network),
        started=of.started,
        where=_where(of, len(found.hits)),
        hits=[_hit(part, sought) for part in found.parts or found.card.opening[:1]],
        more=more if facts or not alone else "",
        facts=", ".join(facts),
        ends=alone and whole(of),
        whole=whole(of),
    )


def _where(of: Summary, hit: int) -> str:
    """In how many of its posts a thread was hit; of how many only where all of them stand on its main line."""
    if not hit or of.held < 2:  # noqa: PLR2004 - one post is no thread yet
        return ""
    if of.branches:
        return many("in %(num)s post", "in %(num)s posts", hit)
    return many("in %(hit)s of %(num)s post", "in %(hit)s of %(num)s posts", of.held, hit=number(hit))


def _hit(part: Part, sought: Sought) -> Hit:
    post = part.post
    told = list(_told(post))
    found = ((each, hits(each.text, sought)) for each in told)
    saying, struck = next((each for each in found if each[1]), (told[0], []))
    veil = ""
    if post.warning and post.warning.strip():
        veil = _("Content warning: %(words)s", words=line(post.warning, 120))
    if saying.covered and not veil:
        veil = _("Marked as sensitive")
    own = part.place.number
    return Hit(
        number=number(own.index) if own and part.place.line == 0 else "",
        html=_linked(part, saying, marked(saying.text, struck)),
        beside=saying.beside,
        veil=veil,
    )


def _told(post: Post) -> Iterator[_Saying]:
    """All a post says in words: its text first, what its pictures show, its poll."""
    yield _Saying(_text(post), direction(post.text, post.body_start) or "auto")
    for media in post.media or ():
        if media.alt and media.alt.strip():
            yield _Saying(media.alt, direction(media.alt) or "auto", _described(media), covered=bool(post.sensitive))
    for choice in post.poll or ():
        yield _Saying(choice.label, direction(choice.label) or "auto", _("In its poll:"))


def _described(media: Media) -> str:
    return _(_MEDIA[media.kind])


def _text(post: Post) -> str:
    """A post's words, with the addresses that its links really lead to."""
    pieces, at = [], post.body_start
    for entity in sorted(post.entities or (), key=lambda each: each.start):
        address = addresses.web(entity.value) if entity.kind == "link" else None
        if address and at <= entity.start < entity.end <= len(post.text):
            pieces += [post.text[at : entity.start], addresses.shown(address)]
            at = entity.end
    return "".join([*pieces, post.text[at:]]).strip()


def marked(text: str, struck: Sequence[Struck]) -> Markup:
    """The words of a text around what was hit in it that tells most, on one line, each hit marked."""
    html = []
    for piece, hit in cut(text, struck, _LENGTH):
        said = escape(plain(_SPACE.sub(" ", piece)))
        html.append(f"<mark>{said}</mark>" if hit else said)
    return Markup("".join(html))  # noqa: S704 - every piece escaped


def _linked(part: Part, saying: _Saying, html: Markup) -> Markup:
    lang = languages.attribute(part.lang)
    speech = f'lang="{lang}" ' if lang else ""
    said = html.strip() or escape(_("A post without words"))
    return Markup(  # noqa: S704 - an address is quoted, a language tag has letters, digits and -
        f'<a class="words" href="{escape(addresses.to_post(part.post.id))}" {speech}dir="{saying.way}">{said}</a>'
    )
