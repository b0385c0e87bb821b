"""Tweets of API v2: pages with what comes beside them, flattened lines, and the folders of academictwitteR."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from clew.capture import Capture
from clew.capture.records import Values, values
from clew.post import Problem, Record
from clew.sources._head import shapes
from clew.sources._tweet_v2 import Includes, Page, TweetV2
from clew.sources._tweet_v2_faults import faults
from clew.sources._tweet_v2_post import Beside, items, post, withheld

title = "Twitter API v2 (twarc 2, academictwitteR)"
by_lines = True
served = True

_PLACES = ("", "[].", "data.", "data[].", "[].data[].", "[].data.")
_SIGNS = ("author_id", "edit_history_tweet_ids", "conversation_id", "public_metrics.retweet_count")
_R_FILE = re.compile(r"(.*/)?(data|users)_(\w*)\.json")


def sniff(capture: Capture) -> bool:
    """One file of JSON with v2's own names beside a text, or a folder of `data_*.json` (and `users_*.json`) alone."""
    if capture.single:
        return any(map(_is_ours, shapes(capture.head())))
    names = [name for name in capture.names if ".json" in name]
    kinds = [_R_FILE.fullmatch(name) for name in names]
    if not all(kinds):  # other dumps lie beside them, each a capture of its own
        return False
    data = [kind[0] for kind in kinds if kind and kind[2] == "data"]
    return bool(data) and any(map(_is_ours, shapes(capture.head(data[0]))))


def _is_ours(keys: frozenset[str]) -> bool:
    if "includes.users[].username" in keys or "includes.tweets[].author_id" in keys:
        return True
    return any(
        f"{place}text" in keys and f"{place}id" in keys and any(f"{place}{sign}" in keys for sign in _SIGNS)
        for place in _PLACES
    )


def read(capture: Capture) -> Iterator[Record]:
    """The posts of each page, then those beside them that they answer, quote or pass on; each once for a page."""
    files = {name: kind for name in capture.names if (kind := _R_FILE.fullmatch(name))}
    users = {(kind[1], kind[3]): name for name, kind in files.items() if kind[2] == "users"}
    for name in capture.names:
        kind = files.get(name)
        if capture.single:
            yield from _member(capture, name, None)
        elif kind and kind[2] == "data":
            yield from _member(capture, name, users.get((kind[1], kind[3])))


def _member(capture: Capture, name: str, users: str | None) -> Iterator[Record]:
    """The posts of one file; `users` is the file of what academictwitteR keeps apart from them."""
    apart = Includes()
    if users is not None:
        with capture.open(users) as stream:
            for each in values(stream, capture.where(users), Includes):
                if isinstance(each, Problem):
                    yield each
                else:
                    apart = each
    beside = Beside(apart)
    with capture.open(name) as stream:
        file = values(stream, capture.where(name), Page)
        for value in file:
            if isinstance(value, Problem):
                yield value
            elif value.data is None and value.id is not None:
                yield from _flat(value, beside, file)
            else:
                yield from _page(value, file)
        yield from _posts(list(beside.posts.values()), beside, file)


def _flat(line: TweetV2, apart: Beside, file: Values[Page]) -> Iterator[Record]:
    """One flattened post, with the posts inside it."""
    beside = apart.at(line.twarc)
    yield from _posts([line, *items(line.referenced_tweets)], beside, file, partial=True)


def _page(page: Page, file: Values[Page]) -> Iterator[Record]:
    if page.data is None and page.includes is None and page.errors is None and page.meta is None:
        yield Problem(file.place, "This is neither a post nor a page of posts.")
        return
    includes = page.includes if isinstance(page.includes, Includes) else Includes()
    beside = Beside(includes).at(page.twarc)
    own = page.data if isinstance(page.data, list) else [page.data] if page.data is not None else []
    yield from _posts([*own, *beside.posts.values()], beside, file)
    yield from faults(items(page.errors), own, file.place)


def _posts(tweets: Sequence[TweetV2], beside: Beside, file: Values[Page], *, partial: bool = False) -> Iterator[Record]:
    held: set[str] = set()
    for tweet in tweets:
        # In flattened lines a post that the service could not give is a reference with its id and nothing else.
        if (partial and tweet.text is None) or tweet.id in held:
            continue
        doubts: list[str] = []
        made = post(tweet, beside, doubts) if tweet.text is not None else None
        if made is None:
            yield Problem(file.place, f"A post was left out: it has no {'text' if tweet.id else 'id'}.")
            continue
        held.add(tweet.id or "")
        yield made
        if proof := withheld(tweet, made):
            yield proof
        for doubt in doubts:
            yield Problem(file.place, doubt)
