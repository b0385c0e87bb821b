"""Threads for sharing: whoever is named in them has another name, the same everywhere that the same key was used.

Replaced are ids of authors and posts, handles, names, mentions, links to accounts and posts, and the authors' names
within words. Addresses of posts and media are left out, and so are captures. `docs/exports.md` says what this cannot
do.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from clew.exports._rewording import Rewording
from clew.post import Author, Listed, Media, Post, Reply
from clew.thread import Branch, Gap, Part, Place, Shape, Thread

_SHORT = 10
_LONG = 24


def pseudonymised(threads: Iterable[Thread], key: bytes) -> Iterator[Thread]:
    """The threads with other names in them."""
    return map(_Pseudonyms(key).thread, threads)


class _Pseudonyms:
    """New names made with a key (HMAC-SHA-256): without it nobody can try out whose they are."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def thread(self, thread: Thread) -> Thread:
        known = [thread.summary.author, *(post.author for post in thread.context)]
        words = Rewording(self._handle, known)
        author = self._author(thread.summary.author)
        return Thread(
            replace(thread.summary, id=self._post_id(thread.id), author=author),
            self._shape(thread.shape),
            tuple(self._part(part, words) for part in thread.parts),
            tuple(self._post(post, words) for post in thread.context),
        )

    def _mark(self, kind: str, text: str, length: int) -> str:
        return hmac.digest(self._key, f"{kind}\0{text}".encode("utf-8", "replace"), "sha256").hex()[:length]

    def _person(self, author_id: str) -> str:
        return f"author:{self._mark('author', author_id, _LONG)}"

    def _maybe_person(self, author_id: str | None) -> str | None:
        return None if author_id is None else self._person(author_id)

    def _handle(self, handle: str) -> str:
        return f"user_{self._mark('handle', handle.casefold(), _SHORT)}"

    def _post_id(self, post_id: str) -> str:
        return f"post:{self._mark('post', post_id, _LONG)}"

    def _maybe_post(self, post_id: str | None) -> str | None:
        return None if post_id is None else self._post_id(post_id)

    def _author(self, author: Author) -> Author:
        handle = self._handle(author.handle) if author.handle else None
        name = f"Person {self._mark('author', author.id, _SHORT)}" if author.name else None
        return Author(self._person(author.id), author.network, handle, name)

    def _post(self, post: Post, words: Rewording) -> Post:
        text = words.text(post.text, post.entities)
        return replace(
            post,
            id=self._post_id(post.id),
            author=self._author(post.author),
            text=text.words,
            body_start=text.moved(post.body_start),
            entities=text.entities(post.entities, self._person),
            reply_to=self._reply(post.reply_to),
            conversation=self._maybe_post(post.conversation),
            quote=self._maybe_post(post.quote),
            repost_of=self._maybe_post(post.repost_of),
            warning=words.plain(post.warning),
            media=None if post.media is None else tuple(_medium(each, words) for each in post.media),
            poll=post.poll and tuple(replace(each, label=words.plain(each.label) or "") for each in post.poll),
            url=None,
            versions=tuple(map(self._post_id, post.versions)),
            listed=self._listed(post.listed),
        )

    def _reply(self, reply: Reply | None) -> Reply | None:
        return None if reply is None else Reply(self._post_id(reply.id), self._maybe_person(reply.author_id))

    def _listed(self, listed: Listed | None) -> Listed | None:
        return None if listed is None else replace(listed, card=self._mark("card", listed.card, _LONG))

    def _part(self, part: Part, words: Rewording) -> Part:
        text = words.text(part.post.text, part.post.entities)
        number = part.place.number
        if number is not None:
            number = replace(number, start=text.moved(number.start), end=text.moved(number.end))
        return replace(
            part,
            post=self._post(part.post, words),
            place=replace(self._place(part.place), number=number),
            captures=(),
            earlier=tuple(self._post(post, words) for post in part.earlier),
        )

    def _place(self, place: Place) -> Place:
        return replace(place, id=self._post_id(place.id), gap=self._gap(place.gap) if place.gap else None)

    def _gap(self, gap: Gap) -> Gap:
        return replace(
            gap,
            after=self._maybe_post(gap.after),
            before=self._maybe_post(gap.before),
            at=self._maybe_post(gap.at),
        )

    def _shape(self, shape: Shape) -> Shape:
        return replace(
            shape,
            id=self._post_id(shape.id),
            author_id=self._person(shape.author_id),
            main=tuple(map(self._post_id, shape.main)),
            places=tuple(map(self._place, shape.places)),
            branches=tuple(
                Branch(self._post_id(branch.after), tuple(map(self._post_id, branch.posts)))
                for branch in shape.branches
            ),
            gaps=tuple(map(self._gap, shape.gaps)),
            answers=self._maybe_post(shape.answers),
            continues=tuple(map(self._post_id, shape.continues)),
            earlier=tuple((self._post_id(old), self._post_id(new)) for old, new in shape.earlier),
        )


def _medium(medium: Media, words: Rewording) -> Media:
    return replace(medium, url=None, preview=None, alt=words.plain(medium.alt))
