"""A post as pages show it: its words as HTML, its direction, its pictures in words, its address elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import ClassVar

import msgspec
from markupsafe import Markup

from clew.post import Author, Choice, Media, Post
from clew.speech import _, later
from clew.text import languages
from clew.text.direction import direction
from clew.text.notes import copy_words
from clew.text.runs import clean as plain
from clew.text.runs import heading as line
from clew.thread import Part
from clew.web import addresses, words
from clew.web.about import About, about
from clew.web.figures import Figure, figure
from clew.web.prose import prose

# A card's post is at most this long; ordinary posts (280, 300, 500) are never cut, long ones (25,000 on X) always.
IN_A_CARD = 700
_KINDS = {
    "photo": later("Picture"),
    "video": later("Film"),
    "gif": later("Moving picture"),
    "audio": later("Sound"),
}
_PERCENT = 100


class Picture(msgspec.Struct, frozen=True):
    """A picture, film or sound: shown in its `figure` where its file is held, in words where it is not.

    `lacking` says why there is no description. `beside` is true of one that stands next to another.
    """

    kind: str
    alt: str
    direction: str | None
    lacking: str
    link: str | None
    figure: Figure | None = None
    beside: bool = False


class Answer(msgspec.Struct, frozen=True):
    """One answer of a poll; `share` is its percentage where votes are known."""

    label: str
    votes: int | None
    share: int | None


class Elsewhere(msgspec.Struct, frozen=True):
    """A post that is quoted or answered: `shown` where it is held, with its place `here`; else only its own address."""

    shown: Shown | None
    link: str | None
    here: str | None = None


class Earlier(msgspec.Struct, frozen=True):
    """Words that a post had before it was edited, from `since` on where that is known."""

    html: Markup
    since: datetime | None


class Shown(msgspec.Struct, frozen=True):
    """A post with everything a template prints of it; `html` is its words, with their direction and language.

    It has no `sentence`, as a gap has that stands in its place.
    """

    sentence: ClassVar[None] = None
    id: str
    author: Author
    network: str
    html: Markup
    created: datetime | None
    link: str | None
    warning: str | None
    veiled: bool
    pictures: tuple[Picture, ...]
    poll: tuple[Answer, ...]
    notes: tuple[str, ...]
    quote: Elsewhere | None
    earlier: tuple[Earlier, ...] = ()
    about: About | None = None

    @property
    def bare(self) -> bool:
        """Whether there is nothing but words, as in most posts; it spares the template looking for each of the rest."""
        return not (self.warning or self.pictures or self.poll or self.notes or self.quote or self.earlier)


def shown(
    part: Part,
    *,
    context: Mapping[str, Post] | None = None,
    held: Collection[str] = (),
    limit: int | None = None,
    leaves: str | None = None,
    numbered: bool = True,
) -> Shown:
    """A post of a thread; `context` are held posts by id, None where a list does not know them.

    What is to be told of it goes with it where `leaves` is not None (`clew.web.about`).
    """
    number = part.place.number
    notes = (words.since(part.state),) if part.state else ()
    quote = None if context is None else elsewhere(part.post.quote, context)
    body = prose(part.post, number, held=held, quoted=quote is not None, numbered=numbered, limit=limit)
    before = tuple(
        Earlier(_words(post.lang, way_of(post), prose(post, held=held)), post.edited or post.created)
        for post in part.earlier
    )
    return _shown(part.post, body, lang=part.lang, notes=notes, quote=quote, earlier=before, told=(part, leaves))


def elsewhere(post_id: str | None, context: Mapping[str, Post]) -> Elsewhere | None:
    """A post that a thread quotes or answers, as a quiet card; its own quotes and hashtags lead nowhere."""
    if post_id is None:
        return None
    post = context.get(post_id)
    if post is None:
        return Elsewhere(None, addresses.original(post_id))
    body = prose(post, tags=False, limit=IN_A_CARD)
    card = _shown(post, body, lang=post.lang, notes=(), quote=None)
    return Elsewhere(card, card.link, addresses.to_post(post.id))


def _words(lang: str | None, way: str, html: Markup) -> Markup:
    """The words in a block of their own, so that nothing in them turns what stands around."""
    if not html:
        return html
    code = languages.attribute(lang)
    speech = f'lang="{code}" dir="{way}"' if code else f'dir="{way}"'
    return Markup(f'<div class="words" {speech}>{html}</div>')  # noqa: S704 - a language tag has letters, digits and -


def way_of(post: Post) -> str:
    """In which direction a post's words run, for `dir`."""
    return direction(post.text, post.body_start) or "auto"


def _shown(
    post: Post,
    html: Markup,
    *,
    lang: str | None,
    notes: tuple[str, ...],
    quote: Elsewhere | None,
    earlier: tuple[Earlier, ...] = (),
    told: tuple[Part, str | None] | None = None,
) -> Shown:
    link = addresses.web(post.url) or addresses.original(post.id)
    way = way_of(post)
    return Shown(
        id=post.id,
        author=post.author,
        network=words.network(post.network),
        html=_words(lang, way, html),
        created=post.created,
        link=link,
        warning=plain(post.warning).strip() if post.warning and post.warning.strip() else None,
        veiled=bool(post.sensitive and post.media),
        pictures=_pictures(post, link),
        poll=_poll(post.poll or ()),
        notes=notes + copy_words(post),
        quote=quote,
        earlier=earlier,
        about=None if told is None or told[1] is None else about(told[0], told[1], way, link),
    )


def _pictures(post: Post, post_link: str | None) -> tuple[Picture, ...]:
    """The media of a post; pictures stand two by two, and of an odd number the first by itself."""
    found = [_picture(each, post_link) for each in post.media or ()]
    shown = [at for at, each in enumerate(found) if each.figure is not None and each.figure.element == "img"]
    for at in shown[len(shown) % 2 :]:
        found[at] = msgspec.structs.replace(found[at], beside=True)
    return tuple(found)


def _picture(media: Media, post_link: str | None) -> Picture:
    alt = plain(media.alt or "").strip()
    lacking = _("No description was captured.") if media.alt is None else _("Its author gave no description.")
    link = addresses.web(media.url) or addresses.web(media.preview) or post_link
    return Picture(_(_KINDS[media.kind]), alt, direction(alt), "" if alt else lacking, link, figure(media))


def _poll(choices: tuple[Choice, ...]) -> tuple[Answer, ...]:
    """The answers, with their shares where the votes of all of them are known."""
    votes = [choice.votes for choice in choices if choice.votes is not None]
    whole = sum(votes) if len(votes) == len(choices) else 0
    answers = []
    for choice in choices:
        share = round(_PERCENT * choice.votes / whole) if whole and choice.votes is not None else None
        answers.append(Answer(line(choice.label, 200), choice.votes, share))
    return tuple(answers)
