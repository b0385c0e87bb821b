"""What a server's own numbers stand for: a status names the one it answers by a number of the server it came from.

A first pass over the file notes which status and which account has which number there. What is answered and not in
the file is known by its number alone, except where the answer proves the address: if a status's own number stands in
its own address, the server that gave the numbers is its home, and another status of the same account has the same
address with its own number in it.
"""

from __future__ import annotations

from collections.abc import Iterable

from clew.post import Problem
from clew.sources._fediverse import actor_of, host_of, stand_in
from clew.sources.mastodon.status import Account, Id, Status
from clew.text.siblings import beside

# About 300 MB; files with more statuses lose the addresses of the oldest noted, never the statuses themselves.
_MOST = 1_000_000


class Numbers:
    """The addresses of the file's statuses and accounts by their numbers, and the server's host where it shows."""

    def __init__(self, values: Iterable[Status | Problem] = ()) -> None:
        self._statuses: dict[str, str] = {}
        self._accounts: dict[str, str] = {}
        self._host: str | None = None
        for value in values:
            if isinstance(value, Status):
                self._note(value)

    def account(self, number: Id) -> str | None:
        """The author's id of the account with that number."""
        return None if number is None else self._accounts.get(str(number))

    def answered(self, status: Status, own: str, author: str) -> tuple[str, str | None] | None:
        """The id of the post that a status answers, and its author's; None where it answers none.

        Mastodon forgets the number of a deleted parent and keeps whose it was.
        """
        parent, whose = status.in_reply_to_id, status.in_reply_to_account_id
        if parent is None and whose is None:
            return None
        by_author = whose is not None and status.account is not None and status.account.id == whose
        who = author if by_author else self.account(whose)
        if parent is None:
            return stand_in("parent-of", own), who
        found = self._statuses.get(str(parent))
        if found is None and by_author:
            found = beside(own, status.id, parent)
        if found is None:
            return stand_in(self._host or host_of(author) or "", str(parent)), who
        return found, who or actor_of(found)

    def status(self, number: Id) -> str | None:
        """The id of the status with that number, None where it is not in the file."""
        return None if number is None else self._statuses.get(str(number))

    def _note(self, value: Status) -> None:
        waiting = [value]
        while waiting:
            each = waiting.pop()
            waiting += each.held()
            waiting += each.inside()
            own = each.uri or each.url
            if own is None or each.id is None:
                continue
            if len(self._statuses) >= _MOST:
                del self._statuses[next(iter(self._statuses))]
            self._statuses[str(each.id)] = own
            if each.account is not None:
                self._note_account(each.account, own, str(each.id))

    def _note_account(self, account: Account, own: str, number: str) -> None:
        if account.id is not None and str(account.id) not in self._accounts:
            who = author_of(account, own)
            if who is not None:
                self._accounts[str(account.id)] = who
        if self._host is None:
            if number in own.split("/"):
                self._host = host_of(own)
            elif account.acct and account.url and "@" not in account.acct:
                self._host = host_of(account.url)


def author_of(account: Account, status: str) -> str | None:
    """The id of an account: what it says, else what the address of its status says, else its page."""
    return account.uri or actor_of(status) or account.url
