"""Looking up on their networks whether authors want to be shown, and doing what they say.

Whoever brings posts by itself asks before anything of an author is stored (`Looking.allowed`), and again from time to
time (`Looking.review`). A no keeps all posts of the author from others, as if the owner had put them on the list;
a later yes brings them back. Where nothing can be looked up, nothing is brought; what was brought before is shown for
`LAPSE` more, and then no longer, whether or not anybody is there to ask (`lapse`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from clew import networks
from clew.archive.brought import brought, only_brought
from clew.archive.consent import NETWORK, OWNER, Consent, Said
from clew.archive.settling import settle
from clew.post import Author, Post, Record
from clew.stores.base import Store
from clew.stores.consent import Refusal, Statement

AGE = timedelta(days=1)
"""How long what was looked up is believed."""
LAPSE = timedelta(days=7)
"""How long what was brought is shown where nothing can be looked up."""
GIVEN_UP = timedelta(days=30)
OTHERS = 20
"""Authors beside the thread's own that are looked up for one thread; posts of more are left out."""


class Looking:
    """Look-ups of one round; nobody is asked twice in it."""

    def __init__(self, store: Store, ask: networks.Ask) -> None:
        self._store = store
        self._ask = ask
        self._consent = Consent(store)
        self._asked: dict[str, Said] = {}

    def of(self, author: Author, age: timedelta = AGE) -> Said:
        """Whether an author may be shown, looked up where what is known is older than `age`."""
        if author.id not in self._asked:
            self._asked[author.id] = self._of(author, age)
        return self._asked[author.id]

    def _of(self, author: Author, age: timedelta) -> Said:
        known, now = self._consent.of(author), datetime.now(UTC)
        if known.source == OWNER or (known.source == NETWORK and known.made is not None and now - known.made < age):
            return known
        stance = networks.consent(author, self._ask)
        if stance.answer == "unknown":  # the date of what was known stays, so that it can lapse
            return known if known.answer == "no" else Said("unknown", stance.reason, NETWORK, now)
        if (
            stance.answer == "yes"
            and known.reason == networks.BLOCKED
            and author.network not in self._ask.services.home
        ):
            return known  # whoever is not logged in is not told of blocks
        self._consent.note([Statement(author.id, NETWORK, stance.answer, stance.reason, now)])
        said = self._consent.of(author)
        obey(self._store, author, said)
        return said

    def allowed(self, records: Sequence[Record], most: int = OTHERS) -> list[Record]:
        """The records without the posts of authors who do not allow it; `most` authors are looked up for it."""
        authors = {post.author.id: post.author for post in records if isinstance(post, Post)}
        left = most
        may: set[str] = set()
        for name, author in authors.items():
            is_new = name not in self._asked
            if (left > 0 or not is_new) and self.of(author).allows:
                may.add(name)
            left -= is_new
        return [each for each in records if not isinstance(each, Post) or each.author.id in may]

    def review(self) -> int:
        """Look up again who is held and was looked up longer than `AGE` ago, the longest ago first; how many.

        Whoever could not be asked for `GIVEN_UP` is not asked any more: the account is gone.
        """
        now = datetime.now(UTC)
        said = (each for each in self._store.statements(None) if each.source == NETWORK)
        due = [each for each in said if now - GIVEN_UP < each.made < now - AGE]
        hidden = {refusal.name for refusal in self._store.refusals() if refusal.source == NETWORK}
        asked = 0
        for each in sorted(due, key=lambda each: each.made):
            held = self._store.author(each.author)
            if held is not None or each.author in hidden:
                self.of(Author(each.author, _network(each.author)) if held is None else held.author)
                asked += 1
        lapse(self._store)
        return asked


def obey(store: Store, author: Author, said: Said) -> None:
    """Keep what is held of an author who says no from everything that others see; show those again who say yes."""
    refusal = next((each for each in store.refusals() if each.name == author.id), None)
    if said.answer == "no" and refusal is None and store.author(author.id) is not None:
        who = f"@{author.handle}: " if author.handle else ""
        _refuse(store, author.id, f"{who}{said.reason}")
    elif said.answer == "yes" and refusal is not None and refusal.source == NETWORK:
        with store.adding():
            store.allow(author.id)
            settle(store)


def obey_known(store: Store, records: Sequence[Record]) -> None:
    """Keep posts that come from a network apart where their author was looked up before, and said no."""
    said = {each.author: each for each in store.statements(None) if each.source == NETWORK and each.answer == "no"}
    authors = {post.author.id: post.author for post in records if isinstance(post, Post) and post.author.id in said}
    known = {each.name for each in store.refusals()}
    for author in authors.values():
        if author.id not in known and Consent(store).of(author).answer == "no":
            _refuse(store, author.id, said[author.id].reason)


def lapse(store: Store, now: datetime | None = None) -> int:
    """Show no more what was brought of authors who could not be looked up for `LAPSE`; how many authors that are."""
    captures = brought(store)
    if not captures:
        return 0
    now = now or datetime.now(UTC)
    said = [each for each in store.statements(None) if each.source == NETWORK and each.made < now - LAPSE]
    late = [each for each in said if each.answer == "yes" and only_brought(store, each.author, captures)]
    for each in late:
        _refuse(store, each.author, f"could not be asked since {each.made:%Y-%m-%d}")
    return len(late)


def _refuse(store: Store, name: str, reason: str) -> None:
    with store.adding():
        store.refuse(Refusal(name, reason, datetime.now(UTC), source=NETWORK))
        settle(store)


def _network(author_id: str) -> str:
    return "bluesky" if author_id.startswith("did:") else "fediverse"
