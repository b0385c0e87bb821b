"""Whether somebody wants what a stream says of a post: for its author, its words, or the thread it belongs to."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from contextlib import suppress

from clew.archive.consent import Consent
from clew.archive.following.wishes import Followed
from clew.errors import StoreBusy
from clew.networks import Sign
from clew.post import Author
from clew.stores.base import Store
from clew.stores.consent import Statement
from clew.text.folding import fold
from clew.text.tags import HASHTAG
from clew.text.terms import terms

# An author's answer is asked for again after so many seconds: somebody may refuse while this runs.
_FRESH = 30.0
_PAUSES = (0.0, 1.0, 3.0)
_REMEMBERED = 100_000
LookUp = Callable[[Author], Iterable[Statement]]
"""What a network says of an author's wish to be shown; asked before the first of their posts is kept."""


class Permission:
    """Whether an author's posts may be kept; known from the archive and, of somebody new, from their network."""

    def __init__(self, store: Store, look_up: LookUp | None = None, stopped: threading.Event | None = None) -> None:
        self._stopped = stopped or threading.Event()
        self._consent = Consent(store)
        self._look_up = look_up
        self._known: OrderedDict[str, tuple[float, bool]] = OrderedDict()
        self.refused = 0  # posts that were passed over

    def of(self, author: Author) -> bool:
        """Whether nothing speaks against it; where a network is asked, it has to say yes."""
        known = self._known.get(author.id)
        if known is None or known[0] < time.monotonic():
            known = self._known[author.id] = time.monotonic() + _FRESH, self._asked(author)
            if len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        self.refused += not known[1]
        return known[1]

    def _asked(self, author: Author) -> bool:
        said = self._consent.of(author)
        if said.answer != "unknown" or self._look_up is None:
            return said.answer != "no"
        found: tuple[Statement, ...] = ()
        for pause in _PAUSES:  # an account that is new is known to its network a moment later
            if found or (pause and self._stopped.wait(pause)):
                break
            found = tuple(self._look_up(author))
        with suppress(StoreBusy):
            self._consent.note(found)
        return any(each.answer == "yes" for each in found)


class Wanted:
    """What is wanted of one stream."""

    def __init__(self, store: Store, network: str, wishes: Iterable[Followed], permission: Permission) -> None:
        wishes = tuple(wishes)
        self._store = store
        self._network = network
        self._permission = permission
        self._whole = any(each.kind == "server" for each in wishes)
        self._authors = {each.id or each.value for each in wishes if each.kind == "author"}
        # A timeline is that of one wish, and whatever is in it is wanted.
        self._whole |= network == "fediverse"
        self._tags = frozenset(each.value for each in wishes if each.kind == "tag")
        self._words = [Words(each.value) for each in wishes if each.kind == "words"]
        held = (each.author for each in store.authors(None))
        self._held = {author.id for author in held if author.network == network}
        self._lately: OrderedDict[str, None] = OrderedDict()
        self._called: dict[str, bool] = {}

    @property
    def about(self) -> Callable[[str], bool] | None:
        """Whether anything an account says may be wanted; None where that depends on what everybody says."""
        if self._whole or self._tags or self._words:
            return None
        return lambda author: author in self._authors or author in self._held

    def holds(self, author: str) -> bool:
        """Whether posts of an author are held."""
        return author in self._held

    def of(self, sign: Sign) -> bool:
        """Whether it is wanted; what is wanted is thought of as held from then on."""
        held = (self._is_held(sign.id) or self._is_kept_apart(sign.id)) if sign.deed != "made" else False
        if sign.deed == "deleted":
            return held
        author = Author(sign.author, self._network, sign.handle)
        wanted = (held or self._asked_for(sign)) and self._permission.of(author)
        if wanted:
            self._held.add(sign.author)
            self._lately[sign.id] = None
            if len(self._lately) > _REMEMBERED:
                self._lately.popitem(last=False)
        return wanted

    def lacks(self, sign: Sign) -> bool:
        """Whether it goes on with something of its author's that is not held, or nobody knows how they are called."""
        if sign.deed != "made":
            return False
        if self._tags and self._network == "fediverse":
            return True  # what goes on without the hashtag is not heard, and has to be asked for
        above = [name for name in (sign.parent, sign.root) if name is not None and _is_of(name, sign.author)]
        return any(not self._is_held(name) for name in above) or not self._is_called(sign.author)

    def _is_called(self, author: str) -> bool:
        if author not in self._called:
            known = self._store.author(author)
            self._called[author] = known is not None and known.author.handle is not None
        # One look at a stranger's thread tells their name; it need not be asked for with each of their posts.
        called, self._called[author] = self._called[author], True
        return called

    def _asked_for(self, sign: Sign) -> bool:
        if self._whole or sign.author in self._authors:
            return True
        if self._tags and self._has_tag(sign):
            return True
        if self._words and sign.text and any(words.among(sign.text) for words in self._words):
            return True
        return self._goes_on(sign)

    def _has_tag(self, sign: Sign) -> bool:
        if sign.tags and not self._tags.isdisjoint(map(fold, sign.tags)):
            return True
        if "#" not in sign.text and "＃" not in sign.text:
            return False
        return any(fold(found[1]) in self._tags for found in HASHTAG.finditer(sign.text))

    def _goes_on(self, sign: Sign) -> bool:
        """Whether it goes on with a thread of its author's that is held."""
        if sign.author not in self._held:
            return False
        above = (name for name in (sign.parent, sign.root) if name is not None and _is_of(name, sign.author))
        return any(map(self._is_held, above))

    def _is_held(self, name: str) -> bool:
        return name in self._lately or self._store.named(name) is not None

    def _is_kept_apart(self, name: str) -> bool:
        return bool(self._store.withholds([name]))


class Words:
    """Words that stand one after another in a post."""

    def __init__(self, words: str) -> None:
        self._terms = terms(words)
        # In a text of ASCII alone, words of it stand as they are: most texts need no closer look.
        self._plain = [each.lower() for each in words.split() if each.isalpha() and each.isascii()]

    def among(self, text: str) -> bool:
        """Whether a text has them."""
        if text.isascii():
            lowered = text.lower()
            if not all(each in lowered for each in self._plain):
                return False
        found, count = terms(text), len(self._terms)
        return any(found[at : at + count] == self._terms for at in range(len(found) - count + 1))


def _is_of(name: str, author: str) -> bool:
    """Whether an address on Bluesky, or of a server of the fediverse, is of an author's post."""
    return name.startswith((f"at://{author}/", f"{author}/"))
