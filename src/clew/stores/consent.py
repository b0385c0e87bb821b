"""What a store knows of people's wishes: what was forgotten, who said no, and who said what about themselves.

A forgotten post leaves three things. Fingerprints (SHA-256) of its names keep it from being added again; they cannot be
read back. A tombstone, where one is wanted, keeps its place in its thread. A receipt says what was removed, by hash.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Literal, NamedTuple, Protocol

import msgspec

from clew.post import Author, Notice, Post, Value
from clew.text import wording
from clew.thread import Number

What = Literal["post", "thread", "author"]
Answer = Literal["yes", "no", "unknown"]
Kind = Literal["post", "author", "words"]

# As X wrote a post that passes on another (https://help.x.com, "How to post"), also in personal archives.
_PASSED_ON = re.compile(r"RT @(\w{1,20}): ?")
_canonical = msgspec.json.Encoder(order="sorted").encode


class Removed(Value):
    """A post that was removed: `name` is the SHA-256 of its id, `records` those of everything that was said of it.

    `id` is None where the whole author was forgotten.
    """

    name: str
    records: tuple[str, ...]
    id: str | None = None


class Emptied(Value):
    """A capture whose bytes were removed; where its other lines were kept, `copy` is what they are kept under."""

    capture: str
    copy: str | None = None
    lines: int = 0


class Receipt(Value):
    """What was removed, when and why; every hash is a SHA-256 in hexadecimal digits."""

    what: What
    made: datetime
    reason: str
    posts: tuple[Removed, ...]
    files: tuple[str, ...] = ()
    captures: tuple[Emptied, ...] = ()


class Refusal(Value):
    """Somebody who does not want to be shown: `name` is an author's id, `@handle` or `network:@handle`.

    `authors` are the ids of those who were met under that name; they are meant whatever they are called later.
    `source` is `owner` where the archive's owner put them on the list, `network` where their network said so.
    """

    name: str
    reason: str
    made: datetime
    authors: tuple[str, ...] = ()
    source: str = "owner"


class Statement(Value):
    """What is known of an author's wish from one source (`profile`, `label`, `block`, `owner` …), and since when."""

    author: str
    source: str
    answer: Answer
    reason: str
    made: datetime


class Forgetting(Value):
    """What is to be removed in one transaction: posts by id, media by address, authors whose every trace goes.

    `signs` are what keeps it from coming back, `tombs` what is left of posts in their threads, `names` what refusals
    called these authors.
    """

    posts: tuple[str, ...]
    signs: tuple[bytes, ...]
    tombs: tuple[Post, ...] = ()
    media: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    receipt: Receipt | None = None


def sha(words: str | bytes) -> str:
    """The SHA-256 of words or bytes, in hexadecimal digits."""
    return hashlib.sha256(words.encode("utf-8", "surrogatepass") if isinstance(words, str) else words).hexdigest()


def record_sha(post: Post) -> str:
    """The hash of a record in a receipt: of its JSON with sorted keys, without what it leaves to defaults."""
    return sha(_canonical(post))


def sign(kind: Kind, name: str) -> bytes:
    """The fingerprint by which something forgotten is known again."""
    return hashlib.sha256(f"{kind}\0{name}".encode("utf-8", "surrogatepass")).digest()


def names(author: Author) -> tuple[str, ...]:
    """Everything a refusal may call an author."""
    if not author.handle:
        return (author.id,)
    handle = author.handle.lower().removeprefix("@")
    return (author.id, f"@{handle}", f"{author.network}:@{handle}")


def handle_in(name: str) -> str | None:
    """The handle in a name that a refusal has for an author; None in an id."""
    return name[1:] if name.startswith("@") else name.partition(":@")[2] or None


def is_weak(author: Author) -> bool:
    """Whether an author's id says no more than a handle, or only that somebody wrote this."""
    return author.id.startswith(("listing:", f"{author.network}:@", f"{author.network}:author-of:"))


def post_signs(names: Iterable[str], said: Iterable[Post]) -> set[bytes]:
    """The fingerprints of a post that is forgotten: of all its names, and of what it begins with."""
    numbers = {wording.number(post) for post in said}
    return {sign("post", name) for name in names} | {sign("words", str(each)) for each in numbers if each is not None}


def author_signs(author_id: str, network: str, handles: Iterable[str]) -> set[bytes]:
    """The fingerprints of an author of whom everything is forgotten."""
    called = (f"{network}:@{handle.lower().removeprefix('@')}" for handle in handles)
    return {sign("author", name) for name in (author_id, *called)}


def passed_on(post: Post) -> tuple[str, int | None] | None:
    """Whose words a repost says that it passes on, and where it keeps no id of them their number; None of others."""
    found = _PASSED_ON.match(post.text) if post.repost else None
    if found is None:
        return None
    if post.repost_of is not None:
        return found[1].lower(), None
    bare = Post(post.id, post.network, post.author, None, post.text[found.end() :])
    return found[1].lower(), wording.number(bare)


def signs_of(author: Author) -> tuple[bytes, ...]:
    """The fingerprints by which an author would be known as forgotten.

    A handle is one only where nothing better is known: somebody else may bear it now.
    """
    called = (author.id, names(author)[-1]) if author.handle and is_weak(author) else (author.id,)
    return tuple(sign("author", name) for name in called)


def told_signs(notice: Notice) -> tuple[bytes, ...]:
    """The fingerprints by which what a notice tells of would be known as forgotten."""
    return sign("post", notice.post_id), *([sign("author", notice.author_id)] if notice.author_id else ())


def met_signs(post: Post) -> tuple[bytes, ...]:
    """The fingerprints by which a post that comes in would be known as forgotten, or as a copy of such a one."""
    found = [sign("post", name) for name in (post.id, *post.versions) if name]
    found.extend(signs_of(post.author))
    if post.repost_of:
        found.append(sign("post", post.repost_of))
    if post.url:
        found.append(sign("post", post.url))
    number = wording.number(post) if wording.is_listed_only(post.id) else None
    passed = passed_on(post)
    if passed is not None:
        found.append(sign("author", f"{post.network}:@{passed[0]}"))
        number = passed[1]
    if number is not None:
        found.append(sign("words", str(number)))
    return tuple(found)


def tomb(post: Post, number: Number | None, *, dated: bool) -> Post:
    """What is left of a post: its id, its author's, where it stood and the number it bore; its time where `dated`."""
    return Post(
        post.id,
        post.network,
        Author(post.author.id, post.author.network),
        post.created if dated else None,
        "" if number is None else post.text[number.start : number.end],
        reply_to=post.reply_to,
        conversation=post.conversation,
        versions=post.versions,
    )


class Apart(NamedTuple):
    """Posts that come in: those to be shown, those of authors who refused, and how many are forgotten.

    `meant` are the authors of the second, each with the name that a refusal calls them by.
    """

    shown: list[Post]
    withheld: list[Post]
    forgotten: int
    meant: dict[str, str]


def told_apart(posts: Sequence[Post], forgotten: Collection[bytes], refused: Collection[str]) -> Apart:
    """Tell posts apart; `refused` are the names in refusals, and the ids, that are met in these posts."""
    gone = frozenset(forgotten)
    left = [post for post in posts if gone.isdisjoint(met_signs(post))] if gone else list(posts)
    if not refused:
        return Apart(left, [], len(posts) - len(left), {})
    called = ((post.author.id, name) for post in left for name in names(post.author) if name in refused)
    meant = dict(called)
    withheld = [post for post in left if post.author.id in meant]
    return Apart([post for post in left if post.author.id not in meant], withheld, len(posts) - len(left), meant)


class Consenting(Protocol):
    """What every store promises about people's wishes."""

    def named_as(self, ids: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
        """The other names of held posts, by id."""
        ...

    def records(self, ids: Iterable[str]) -> Iterator[tuple[str, Post]]:
        """Everything captures said of these posts, shown or kept apart, each with the capture's id."""
        ...

    def forget(self, forgetting: Forgetting) -> None:
        """Remove posts and everything that was said of them, in one transaction; their authors are touched.

        What is removed, removed are too: notices and problems of these posts, and their places on shelves. An author
        of whom no post is left is not known any more.
        """
        ...

    def scour(self) -> bool:
        """See that nothing of what was removed is in the database's files; false where somebody's reading forbids it.

        Words of the search, hashtags and authors that nothing has any more go, too.
        """
        ...

    def is_scoured(self) -> bool:
        """Whether there is nothing to `scour`."""
        ...

    def forgets(self) -> bool:
        """Whether anything was ever forgotten here."""
        ...

    def forgotten(self, signs: Iterable[bytes]) -> frozenset[bytes]:
        """Those of the fingerprints that are of something forgotten."""
        ...

    def signs(self) -> Iterator[bytes]:
        """All fingerprints of what was forgotten."""
        ...

    def tomb(self, name: str) -> Post | None:
        """The tombstone of a post by its id."""
        ...

    def tombs(self) -> Iterator[Post]:
        """All tombstones."""
        ...

    def receipts(self) -> tuple[Receipt, ...]:
        """The receipts, oldest first."""
        ...

    def empty(self, capture_id: str, reason: str) -> None:
        """Note that a capture's bytes are no longer kept, and may not be again, and why."""
        ...

    def refuse(self, refusal: Refusal) -> int:
        """Note a refusal; whatever is held of these authors leaves everything shown, at once. How many posts that are.

        Their posts are kept apart, those that come later too, and only `withheld` reads them.
        """
        ...

    def allow(self, name: str) -> int:
        """Take a refusal back; the posts come back that no other refusal is about. How many posts that are."""
        ...

    def refusals(self) -> tuple[Refusal, ...]:
        """The refusals, by name."""
        ...

    def withheld(self) -> Iterator[tuple[str, Post]]:
        """Every observation of posts of those who refused: the capture's id and the post."""
        ...

    def withholds(self, ids: Iterable[str]) -> frozenset[str]:
        """Those of these posts that are withheld."""
        ...

    def withholding(self) -> int:
        """A number that is another whenever `withheld` changed; 0 where nothing ever was."""
        ...

    def notices(self, ids: Iterable[str]) -> tuple[Notice, ...]:
        """What is proved of these posts, held or not."""
        ...

    def state(self, statements: Sequence[Statement]) -> None:
        """Note what authors want, in the place of what the same source said before."""
        ...

    def statements(self, author_id: str | None) -> tuple[Statement, ...]:
        """What is known of an author's wish, by source; of all authors where none is named."""
        ...
