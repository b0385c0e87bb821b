"""Who wants to be shown: the owner's list of refusals, and what authors say of themselves on their networks.

A refusal on the owner's list is the last word, and keeps an author's posts from everything that others see. What an
author says of themselves (`#nobot` in a profile, a network's own flag, a block) is noted with who said it and when. It
is asked before posts are brought from a network and shown: where it cannot be looked up, the answer counts as no. Files
that an owner adds are the owner's, and are not asked about.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from clew.errors import BadQuery
from clew.post import Author, Post, Record, Value
from clew.stores.base import Store
from clew.stores.consent import Answer, Statement, names, passed_on, sign, signs_of
from clew.text.wishes import reason

OWNER = "owner"
PROFILE = "profile"
NETWORK = "network"
FORGOTTEN = "was forgotten here"
_HANDLE = re.compile(r"@?([^\s@/:]+(?:@[^\s@/:]+)?)")
_PAGES = (
    (re.compile(r"(?:https?://)?(?:www\.|mobile\.)?(?:x|twitter)\.com/@?(\w{1,20})/?", re.IGNORECASE), "x:@{}"),
    (re.compile(r"(?:https?://)?bsky\.app/profile/(did:[a-z]+:[^/\s]+)/?", re.IGNORECASE), "{}"),
    (re.compile(r"(?:https?://)?bsky\.app/profile/([^/\s]+)/?", re.IGNORECASE), "bluesky:@{}"),
    (re.compile(r"https?://([^/\s]+)/@([^/\s@]+)/?", re.IGNORECASE), "@{1}@{0}"),
)


def name_of(written: str) -> str:
    """The name of an author in the list, from an id, a handle or the address of a profile; `BadQuery` of none."""
    written = written.strip()
    for pattern, form in _PAGES:
        if (found := pattern.fullmatch(written)) is not None:
            return _lowered(form.format(*found.groups()))
    if ":" in written:
        return _lowered(written)
    if (found := _HANDLE.fullmatch(written)) is not None:
        return f"@{found[1].lower()}"
    raise BadQuery("Name one author by handle (@name, @name@server), by id, or by the address of their profile.")


def _lowered(name: str) -> str:
    """A handle in lower case; an id as it is."""
    network, sign, handle = name.partition(":@")
    return f"{network}{sign}{handle.lower()}" if sign else name.lower() if name.startswith("@") else name


def passes_on_refused(store: Store, posts: Sequence[Post]) -> bool:
    """Whether one of these posts only passes on what somebody said who refused."""
    passed = [post for post in posts if post.repost or post.repost_of is not None]
    if store.withholds(post.repost_of for post in passed if post.repost_of is not None):
        return True
    called = {refusal.name for refusal in store.refusals()}
    told = ((post, passed_on(post)) for post in passed)
    return any(not called.isdisjoint(names(Author("", post.network, of[0]))) for post, of in told if of is not None)


class Said(Value):
    """Whether an author may be shown: `yes`, `no` with its reason and who said it, or `unknown`."""

    answer: Answer
    reason: str = ""
    source: str = ""
    made: datetime | None = None

    @property
    def allows(self) -> bool:
        """Whether what a network gave may be shown to others; what is not known is not allowed."""
        return self.answer == "yes"


def is_forgotten(store: Store, author: Author) -> bool:
    """Whether everything of an author was forgotten here, which nothing may bring back."""
    return bool(store.forgotten(signs_of(author)))


class Consent:
    """What is known of authors' wishes; whoever asks a network tells it here.

    Of an author who was forgotten nothing is noted, and the answer is no.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def of(self, author: Author) -> Said:
        """What is known: the owner's word before all else, then any no, then any yes.

        What was looked up stands for every profile that was read before.
        """
        if is_forgotten(self._store, author):
            return Said("no", FORGOTTEN, OWNER)
        called = names(author)
        refusal = next((each for each in self._store.refusals() if each.name in called and each.source == OWNER), None)
        if refusal is not None:
            return Said("no", refusal.reason, OWNER, refusal.made)
        said = sorted(self._store.statements(author.id), key=lambda each: each.made, reverse=True)
        own = next((each for each in said if each.source == OWNER), None)
        if own is not None:
            return Said(own.answer, own.reason, OWNER, own.made)
        looked_up = next((each.made for each in said if each.source == NETWORK), None)
        said = [each for each in said if each.source != PROFILE or looked_up is None or each.made >= looked_up]
        for answer in ("no", "yes"):
            found = next((each for each in said if each.answer == answer), None)
            if found is not None:
                return Said(answer, found.reason, found.source, found.made)
        return Said("unknown")

    def note(self, statements: Iterable[Statement]) -> None:
        """Keep what sources say, each in the place of what it said before."""
        said = tuple(statements)
        gone = self._store.forgotten(sign("author", each.author) for each in said) if said else frozenset()
        self._store.state([each for each in said if sign("author", each.author) not in gone])

    def note_profiles(self, records: Iterable[Record]) -> None:
        """Keep what profiles ask for, as far as these records have them; the latest record of each author counts."""
        asked = {post.author.id: post for post in records if isinstance(post, Post) and post.author.asks}
        if asked:
            self.note(
                Statement(name, PROFILE, "no", "; ".join(map(reason, post.author.asks)), post.seen or datetime.now(UTC))
                for name, post in asked.items()
            )
