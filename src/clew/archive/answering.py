"""Answering people who mention an account under a thread: the thread is brought, and its page's address said.

A mention goes this road: is it a request, may this person ask again today, does the thread's author let it be, has this
person this thread already. What was done stands in the archive (`clew.stores.deeds`) before and after each answer, and
the network is asked whether an answer is there, so that a program killed at any point gives none twice.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import regex

from clew import networks, settings
from clew.archive.asked import Asking, secrets, services, tokens
from clew.archive.bringing import bring
from clew.archive.looking import Looking
from clew.errors import BadSetting, NotFound, Unreadable
from clew.exports import About
from clew.media.shelf import Shelf
from clew.speech import ENGLISH, _, named, speaking
from clew.stores.base import Store
from clew.stores.deeds import Deed, name_of

if TYPE_CHECKING:
    from clew.archive import Archive

Outcome = Literal["answered", "no request", "too often", "no thread", "refused", "known", "failed"]
BY = "bot"
DAY = timedelta(days=1)
WORDS = ("unroll", "déroule", "رتب")
TRIES = 3
"""Rounds in which a mention is tried that something is in the way of."""
_FORM = 'it has a table for each network, such as [bluesky] with lines account = "…" and password = "…"'
_ANSWER, _ASKED, _MENTION, _CURSOR = "answer", "asked", "mention", "cursor"
_KEPT = timedelta(days=30)
_BETWEEN = timedelta(hours=1)
_TOKENS = regex.compile(r"[\w\p{M}]+")


@dataclass(frozen=True)
class Account:
    """An account that answers: its network, its secrets, the address that people read the pages at, and the rules.

    `words` are those that ask for a thread, `most` how often a day somebody may.
    """

    network: str
    login: Mapping[str, str] = field(repr=False)
    pages: str
    words: tuple[str, ...] = WORDS
    most: int = 10


def logins(path: Path) -> dict[str, Mapping[str, str]]:
    """The secrets of accounts, by network, from a file that only its owner may read; `BadSetting` of any other."""
    known = [name for name in networks.names() if hasattr(networks.load(name), "login")]
    written = secrets(path, "passwords", _FORM)
    for name, table in written.items():
        is_table = isinstance(table, dict) and all(isinstance(each, str) for each in table.values())
        if name not in known or not is_table:
            raise BadSetting(f"The passwords in {path} cannot be read; {_FORM} (there are {', '.join(known)}).")
    return written


class Answering:
    """One account on one network."""

    def __init__(
        self,
        archive: Archive,
        store: Store,
        places: tuple[Path | None, Shelf | None],
        account: Account,
        asking: Asking,
    ) -> None:
        """`places` are where the archive keeps captures and media."""
        self._archive = archive
        self._store = store
        self._captures, self._media = places
        self._account = account
        self._asking = asking
        self._reviewed: datetime | None = None
        self._words = frozenset(map(plain, account.words))
        self.kept = 0
        """Posts and notices that were new here, or different, in all rounds until now."""

    def round(self, stopped: Callable[[], bool] = lambda: False) -> Counter[Outcome]:
        """Look after what mentions the account since the last time, oldest first; what came of it, by kind.

        `Unreadable` where the network cannot be asked; what was done until then is noted. Between two mentions
        `stopped` may end it.
        """
        account = self._account
        server = account.login.get("server", "https://bsky.social" if account.network == "bluesky" else "")
        asked = services(self._asking, {account.network: server.rstrip("/")})
        with closing(networks.Ask(asked, self._asking.nearby, tokens(settings.tokens()))) as ask:
            network: Any = networks.load(account.network)
            return self._round(network.login(account.login, ask), Looking(self._store, ask), stopped)

    def _round(self, member: networks.Member, looking: Looking, stopped: Callable[[], bool]) -> Counter[Outcome]:
        now = datetime.now(UTC)
        if self._reviewed is None or now - self._reviewed > _BETWEEN:  # who cannot be asked is not asked at every look
            looking.review()
            self._reviewed = now
        found: Counter[Outcome] = Counter()
        place = name_of(self._account.network, member.author.id)
        cursor = next(iter(self._store.deeds(_CURSOR, place)), None)
        since = datetime.now(UTC) - DAY if cursor is None else datetime.fromisoformat(cursor.said)
        waits = False
        for mention in member.mentions(since):
            if stopped():
                break
            outcome = self._once(member, looking, mention)
            waits = waits or outcome is None
            if outcome is not None:
                found[outcome] += outcome != "known"
            if not waits:
                self._store.do([Deed(_CURSOR, place, mention.at.isoformat(), datetime.now(UTC))])
        for kind in (_MENTION, _ASKED):
            self._store.undo(kind, datetime.now(UTC) - _KEPT)
        return +found

    def _once(self, member: networks.Member, looking: Looking, mention: networks.Mention) -> Outcome | None:
        """Look after a mention, unless that was done; None where it is to be tried again."""
        name = name_of(mention.id)
        before = next(iter(self._store.deeds(_MENTION, name)), None)
        tried = int(before.said) if before is not None and before.said.isdigit() else 0
        if before is not None and not tried:
            return "known"
        try:
            outcome: Outcome | None = self._answer(member, looking, mention)
        except Unreadable:
            outcome = "failed" if tried + 1 >= TRIES else None
        self._store.do([Deed(_MENTION, name, outcome or str(tried + 1), datetime.now(UTC))])
        return outcome

    def _answer(self, member: networks.Member, looking: Looking, mention: networks.Mention) -> Outcome:
        if mention.asker.id == member.author.id or not is_request(mention.text, self._words):
            return "no request"
        asked = self._store.deeds(_ASKED, name_of(mention.asker.id), datetime.now(UTC) - DAY)
        own = name_of(mention.asker.id, mention.id)
        if len([each for each in asked if each.name != own]) >= self._account.most:
            return "too often"
        wanted = member.wanted(mention)
        if wanted is None:
            return "no thread"
        self._store.do([Deed(_ASKED, own, "", datetime.now(UTC))])
        if not looking.of(wanted.author, timedelta(0)).allows:
            return "refused"
        for each in bring(self._store, self._captures, wanted.address, self._asking, looking, BY, self._media):
            self.kept += each.added.new + each.added.changed + each.added.notices
        try:
            thread = self._archive.thread(wanted.address)
        except NotFound:
            return "refused"
        if not looking.of(thread.summary.author).allows:
            return "refused"
        if thread.summary.held < 2:  # noqa: PLR2004 a post alone is no thread
            return "no thread"
        return self._say(member, mention, thread.id)

    def _say(self, member: networks.Member, mention: networks.Mention, thread: str) -> Outcome:
        """Give the answer, unless this person has it already."""
        name = name_of(mention.asker.id, thread)
        if any(each.name == name for each in self._store.deeds(_ANSWER, name)):
            return "known"
        outcome: Outcome = "known"
        if not member.answered(mention):
            address = About(base=self._account.pages).thread(thread)
            assert address is not None
            tongue = next(filter(None, map(named, mention.langs)), ENGLISH)
            with speaking(tongue):
                member.answer(mention, _("Here is the whole thread:"), address, tongue.code)
            outcome = "answered"
        self._store.do([Deed(_ANSWER, name, "", datetime.now(UTC))])
        return outcome


def is_request(text: str, words: Iterable[str]) -> bool:
    """Whether one of the words (as `plain` has them) stands in a text."""
    return not frozenset(words).isdisjoint(map(plain, _TOKENS.findall(text)))


def plain(word: str) -> str:
    """A word without marks and case: `Déroule` is `deroule`, `رتّب` is `رتب`."""
    apart = unicodedata.normalize("NFKD", word.strip().casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))
