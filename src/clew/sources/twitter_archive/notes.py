"""Long posts: `tweets.js` holds their first 280 characters, `note-tweet.js` the whole, and no id joins the two.

What joins them is the second they were written in (41 of 41) and how they begin (41 of 41, once the mentions that open
a reply are passed over: the long text is kept without them).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from clew.post import Entity
from clew.sources._tweet import Entities, Tweet
from clew.sources._tweet_marks import marks
from clew.sources._tweet_post import Words
from clew.sources._x import moment
from clew.sources.twitter_archive.rows import Core, NoteTweet
from clew.text.escaped import Mark, past_mentions, reading, unescaped

# As many characters as must agree; the shorter text is cut at about 270.
_ALIKE = 60


class Notes:
    """The long texts of an archive, by the second they were written in, until their posts come by."""

    def __init__(self) -> None:
        self._waiting: dict[datetime, list[tuple[Core, str]]] = {}

    def add(self, note: NoteTweet, place: str) -> str | None:
        """Keep a long text; the reason why it cannot be joined to any post, None where it may."""
        written = moment(note.created_at or "")
        if written is None or note.core is None or not note.core.text:
            return "A long text has no date or no words, so its post cannot be found."
        self._waiting.setdefault(written.replace(microsecond=0), []).append((note.core, place))
        return None

    def whole(self, tweet: Tweet, said: Words) -> Words:
        """What the tweet says in full: its long text where there is one and it is the longer, else what it said."""
        written = moment(tweet.created_at or "") if self._waiting else None
        for note in self._waiting.get(written, ()) if written is not None else ():
            core, _ = note
            joined = _joined(tweet, said, core)
            if joined is not None:
                self._waiting[written].remove(note)  # type: ignore[index]
                return joined if len(joined.text) > len(said.text) else said._replace(cut=False)
        return said

    def left(self) -> Iterator[tuple[str, str]]:
        """The long texts whose posts never came, each as its place and the reason."""
        for written, notes in self._waiting.items():
            for core, place in notes:
                begin = core.text[:_ALIKE].replace("\n", " ")
                yield (
                    place,
                    (
                        f"A long text of {written:%Y-%m-%d %H:%M:%S} ({len(core.text):,} characters, "
                        f"beginning {begin!r}) fits no post of that second, so it was left out."
                    ),
                )


def _joined(tweet: Tweet, said: Words, core: Core) -> Words | None:
    """The long text as the tweet's words; None where they do not begin alike."""
    start = unescaped(core.text)[:_ALIKE]
    short = tweet.full_text or tweet.text or ""
    own = marks(core.text, _entities(core))
    if unescaped(short).startswith(start):
        text, entities, body = reading(core.text, own, past_mentions(core.text, own) if said.body_start else 0)
        return said._replace(text=text, entities=entities, body_start=body, cut=False)
    if not unescaped(short[past_mentions(short, _mentions(short, tweet)) :]).startswith(start):
        return None
    text, entities, _ = reading(core.text, own)
    before = [entity for entity in said.entities or () if entity.end <= said.body_start]
    after = [_moved(entity, said.body_start) for entity in entities]
    return said._replace(text=said.text[: said.body_start] + text, entities=(*before, *after), cut=False)


def _mentions(text: str, tweet: Tweet) -> list[Mark]:
    return marks(text, tweet.entities) if tweet.entities is not None else []


def _moved(entity: Entity, by: int) -> Entity:
    return Entity(entity.kind, entity.start + by, entity.end + by, entity.value, entity.target)


def _entities(core: Core) -> Entities:
    return Entities(
        [tag.plain() for tag in core.hashtags],
        [mention.plain() for mention in core.mentions],
        [link.plain() for link in core.urls],
        [tag.plain() for tag in core.cashtags],
    )
