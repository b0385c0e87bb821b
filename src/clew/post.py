"""What was posted: the values that every other room is about.

`None` means that the source does not say; `0`, `()` and `""` mean that it says there is none.
Times are UTC-aware, ids are strings. Everything here is frozen and knows nothing of files or databases.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal, dataclass_transform

import msgspec

Visibility = Literal["public", "unlisted", "followers", "direct", "unknown"]
State = Literal["deleted", "protected", "suspended", "withheld", "blocked"]
PRIVATE: frozenset[Visibility] = frozenset({"followers", "direct"})


@dataclass_transform(frozen_default=True, field_specifiers=(msgspec.field,))  # subclasses need not say frozen again
class Value(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """A small frozen value; defaults are left out when it is written down."""


class Author(Value):
    """An account, keyed by what never changes.

    `id` is global: `x:user:12`, a DID, an actor URI. Where a source knows only a handle it is `x:@handle` (lower
    case); where it knows not even that, `x:author-of:<post>` or `listing:<hash>`: a key that only says "whoever wrote
    this post" (or this card). `asks` is what the profile asks of those who copy posts (`clew.text.wishes`), as far as
    the record has the profile; what is shown of an author does not have it.
    """

    id: str
    network: str
    handle: str | None = None
    name: str | None = None
    asks: tuple[str, ...] = ()


class Entity(Value):
    """A span of `Post.text`, in code points, end exclusive.

    `value` is a hashtag without its sign, a handle without its sign, or a link's real target.
    `target` is the mentioned author's id where the source says it.
    """

    kind: Literal["hashtag", "mention", "link", "cashtag"]
    start: int
    end: int
    value: str
    target: str | None = None


class File(Value):
    """The file that an archive keeps of a picture, film or sound.

    `name` is the SHA-256 of its bytes with the suffix of what they are; `width` and `height` are as it is shown, None
    where they are not known. `small` are the widths of smaller copies, least first. `captions` are the language and
    the name of each file of captions.
    """

    name: str
    mime: str
    size: int
    width: int | None = None
    height: int | None = None
    small: tuple[int, ...] = ()
    captions: tuple[tuple[str, str], ...] = ()

    @property
    def sha(self) -> str:
        """The SHA-256 of its bytes."""
        return self.name.partition(".")[0]


class Media(Value):
    """A picture, film or sound; `alt` is None when the source cannot say, "" when the author gave none.

    `file` and `still` are what is kept of `url` and of `preview`: an archive fills them in, because no source knows.
    """

    kind: Literal["photo", "video", "gif", "audio"]
    url: str | None = None
    alt: str | None = None
    preview: str | None = None
    mime: str | None = None
    width: int | None = None
    height: int | None = None
    file: File | None = None
    still: File | None = None


class Counts(Value):
    """How often others answered, reposted, liked, quoted, saw or kept a post when it was observed."""

    replies: int | None = None
    reposts: int | None = None
    likes: int | None = None
    quotes: int | None = None
    views: int | None = None
    bookmarks: int | None = None


class Reply(Value):
    """The post that is answered, and its author where the record says it."""

    id: str
    author_id: str | None = None


class Listed(Value):
    """Where a saved reader page showed a post: that is all that holds such posts together.

    `card` is the card's key, `place` the post's place in it (from 0), `row` the card's place on the page (from 0),
    `promised` the page's own count ("Read 16 tweets"), `topic` the hashtag the page was a listing of. `sure` is how
    likely it is that the post begins and ends where it was cut, from 0.5 (another cut is as good) to 1.0 (there is no
    other); None where the page itself shows its posts' bounds. `elsewhere` are the topics of other pages that showed
    the same card: a store fills it in, because a source knows one page.
    """

    card: str
    place: int
    row: int = 0
    promised: int | None = None
    topic: str | None = None
    sure: float | None = None
    elsewhere: tuple[str, ...] = ()


class Choice(Value):
    """One answer of a poll."""

    label: str
    votes: int | None = None


class Post(Value):
    """One message of one author on one network.

    `id` is global: `x:1039250982934908928`, an at:// or ActivityPub URI, or `listing:<hash>` for a post known only
    from a saved page. `text` is what a person reads, without markup; what stands before `body_start` are automatic
    reply mentions, kept and not shown. `conversation` is the id of the root of everybody's replies. `versions` are
    the ids of all versions of an edited post, oldest first, its own among them. `seen` is when the source looked.
    `edited` is when this text was made, where the same id was edited: a later edit stands before a longer text.
    `in_parts` is true of a text the source itself cut off. `repost` is true of somebody's post passed on as it is,
    also where the source keeps no id of it for `repost_of` (personal archives of X). `tags` are hashtags that the
    record carries beside its words (Bluesky, ActivityPub); those in the words are entities.
    """

    id: str
    network: str
    author: Author
    created: datetime | None
    text: str
    body_start: int = 0
    entities: tuple[Entity, ...] | None = None
    lang: str | None = None
    reply_to: Reply | None = None
    conversation: str | None = None
    quote: str | None = None
    repost_of: str | None = None
    visibility: Visibility = "unknown"
    sensitive: bool | None = None
    warning: str | None = None
    media: tuple[Media, ...] | None = None
    poll: tuple[Choice, ...] | None = None
    counts: Counts | None = None
    url: str | None = None
    versions: tuple[str, ...] = ()
    listed: Listed | None = None
    seen: datetime | None = None
    in_parts: bool = False
    repost: bool = False
    edited: datetime | None = None
    tags: tuple[str, ...] = ()


class Notice(Value):
    """A record that proves what became of a post; the proof is the capture it stands in."""

    post_id: str
    state: State
    author_id: str | None = None
    at: datetime | None = None


class Problem(Value):
    """Something that could not be read, with its place in the capture and the reason, in words for a person."""

    place: str
    reason: str


Record = Post | Notice | Problem
