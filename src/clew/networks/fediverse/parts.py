"""What answers of the fediverse say of how posts hang together, and which pieces of a torn thread are its pieces."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from clew.networks._values import moment
from clew.text.counting import kind
from clew.text.html import words
from clew.text.numbering import candidates
from clew.thread import Number

# Pieces of one thread are written within days of one another; `clew.unroll` joins those that follow within less.
NEAR = timedelta(days=3)
_MENTIONS = re.compile(r"(?:@[\w.-]+(?:@[\w.:-]+)?\s+)+")
_QUOTES = ("quote", "quoteUri", "quoteUrl", "_misskey_quote")


class Part(NamedTuple):
    """A post by its key (its number on a server, or its address); `answers_own` where it answers its author.

    `parent` is the key of what it answers, None where it answers nothing or its server has forgotten what.
    """

    key: str
    uri: str
    author: str
    parent: str | None
    answers_own: bool
    when: datetime
    number: Number | None
    context: str | None = None
    quote: str | None = None

    @property
    def is_torn(self) -> bool:
        """Whether its server has forgotten which post of the author's it answers."""
        return self.answers_own and self.parent is None


def status(value: Any) -> Part | None:
    """A status of Mastodon's API; None of anything else, and of what only passes a post on."""
    if not isinstance(value, dict) or value.get("reblog") is not None:
        return None
    account = value.get("account")
    key, uri = value.get("id"), value.get("uri") or value.get("url")
    if not isinstance(account, dict) or not isinstance(key, str) or not isinstance(uri, str) or ":" not in uri:
        return None
    author, parent = str(account.get("id")), value.get("in_reply_to_id")
    return Part(
        key,
        uri,
        author,
        None if parent is None else str(parent),
        str(value.get("in_reply_to_account_id")) == author,
        moment(value.get("created_at")),
        _number(value.get("content")),
    )


def note(value: Any) -> Part | None:
    """An object of ActivityPub that somebody wrote; None of anything else."""
    if not isinstance(value, dict) or not isinstance(value.get("id"), str) or "content" not in value:
        return None
    author, parent = address(value.get("attributedTo")), address(value.get("inReplyTo"))
    if author is None:
        return None
    context = value.get("conversation") or value.get("context")
    return Part(
        value["id"],
        value["id"],
        author,
        parent,
        parent is not None and _same_author(parent, value["id"], author),
        moment(value.get("published")),
        _number(value.get("content")),
        context if isinstance(context, str) else None,
        next(filter(None, (address(value.get(name)) for name in _QUOTES)), None),
    )


def address(value: Any) -> str | None:
    """The address of a thing that is given by its address, in full, or in a list of such."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("id") or value.get("href")
    return value if isinstance(value, str) and value.startswith(("http://", "https://")) else None


def pieces(known: Mapping[str, Part], listed: Mapping[str, Part], author: str) -> list[Part]:
    """The posts of the author's list that belong to the thread whose parts are known, oldest first.

    What answers a known post belongs to it, and so on downwards. Behind a deleted post the list has pieces without
    a head, and before one a head without a tail: the same conversation proves that they belong, where a server tells
    it; else the author's own numbering does, within days.
    """
    own = {key: each for key, each in known.items() if each.author == author}
    found: dict[str, Part] = {}
    trees = _trees(listed, known)
    for top in sorted(trees, key=lambda key: listed[key].when):
        tree = trees[top]
        if listed[top].parent in own or listed[top].parent in found or _belongs(tree, [*own.values(), *found.values()]):
            found |= {each.key: each for each in tree}
    return sorted((each for each in found.values() if each.key not in known), key=lambda each: each.when)


def _trees(listed: Mapping[str, Part], known: Mapping[str, Part]) -> dict[str, list[Part]]:
    """The list's posts that are not known, each under the topmost post of the list that it hangs on."""
    tops: dict[str, str] = {}
    for key in sorted(listed, key=lambda key: listed[key].when):
        if key not in known:
            parent = listed[key].parent
            tops[key] = tops.get(parent, key) if parent is not None else key
    found: dict[str, list[Part]] = {}
    for key, top in tops.items():
        found.setdefault(top, []).append(listed[key])
    return found


def _belongs(tree: Collection[Part], known: Collection[Part]) -> bool:
    contexts = {each.context for each in known if each.context is not None}
    if contexts:
        return any(each.context in contexts for each in tree)
    numbers = [each.number for each in tree if each.number is not None]
    taken = {each.number.index for each in known if each.number is not None}
    if not numbers or not taken or {each.index for each in numbers} & taken:
        return False
    totals = {each.number.total for each in (*tree, *known) if each.number is not None and each.number.total}
    kinds = {kind(each.number) for each in (*tree, *known) if each.number is not None}
    near = any(abs(one.when - other.when) <= NEAR for one in tree for other in known)
    return len(totals) <= 1 and len(kinds) == 1 and near


def _same_author(parent: str, own: str, author: str) -> bool:
    """Whether a post of which only the address is known is the author's, as the addresses of its server show."""
    if parent.startswith(author.rstrip("/") + "/"):
        return True
    return "/users/" in own and parent.rpartition("/statuses/")[0] == own.rpartition("/statuses/")[0] != ""


def _number(content: Any) -> Number | None:
    if not isinstance(content, str):
        return None
    text = words(content).text
    mentions = _MENTIONS.match(text)
    return next(iter(candidates(text, mentions.end() if mentions else 0)), None)


def statuses(value: Any) -> Iterator[Part]:
    """The statuses in an answer: one, a list, or what stands above and below one."""
    return (part for part, _ in written(value))


def written(value: Any) -> Iterator[tuple[Part, dict[str, Any]]]:
    """The same statuses, each with all that its server says of it."""
    lists: list[Iterable[Any]] = [value] if isinstance(value, list) else [[value]]
    if isinstance(value, dict):
        lists += [found for name in ("ancestors", "descendants") if isinstance(found := value.get(name), list)]
    for each in (each for group in lists for each in group):
        if (found := status(each)) is not None:
            yield found, each
