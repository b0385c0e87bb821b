"""A tweet with the tweets inside it, as posts, notices and problems."""

from __future__ import annotations

from typing import Any

from clew.capture.records import Values
from clew.post import Author, Notice, Problem, Record
from clew.sources._tweet import Tweet, User
from clew.sources._tweet_post import answered, author_of, linked_quote, post, quoted, visibility_of, words
from clew.sources._x import NETWORK, number, unknown_author


def records(tweet: Tweet, file: Values[Any], *, quotes_by_link: bool = False) -> list[Record]:
    """The tweet, then what it passes on and what is quoted, each once; `file` knows where it stands.

    `quotes_by_link` takes a link to a post for a quote, which is right only where the format has no field for quotes.
    """
    made: list[Record] = []
    held: set[str] = set()
    waiting = [tweet]
    while waiting:
        each = waiting.pop()
        doubts: list[str] = []
        own = number(each.id_str, each.id, doubts)
        if own is None or not _has_text(each):
            missing = "A tweet was left out: it has no text." if own else "A tweet was left out: it has no id."
            made.append(Problem(file.place, " ".join((missing, *doubts))))
        elif own not in held:
            held.add(own)
            made += _one(each, own, doubts, quotes_by_link=quotes_by_link)
            made += [Problem(file.place, doubt) for doubt in doubts]
        # The retweeted one is next, with the quote inside it: there a quote is whole that is cut further out.
        if each.quoted_status is not None:
            waiting.append(each.quoted_status)
        if each.retweeted_status is not None:
            waiting.append(each.retweeted_status)
    return made


def _one(tweet: Tweet, own: str, doubts: list[str], *, quotes_by_link: bool) -> list[Record]:
    author = author_of(tweet.user or User(), doubts) or Author(unknown_author(own), NETWORK)
    reply_to = answered(tweet, doubts)
    said = words(tweet, is_reply=reply_to is not None)
    quote = quoted(tweet, doubts)
    if quote is None and quotes_by_link:
        quote = linked_quote(tweet, own)
    repost = None
    if tweet.retweeted_status is not None:
        repost = number(tweet.retweeted_status.id_str, tweet.retweeted_status.id, []) or ""
    made = post(tweet, own, author, said, reply_to, visibility_of(tweet.user), quote, repost, doubts)
    return [made, Notice(made.id, "withheld", author.id)] if said.withheld else [made]


def _has_text(tweet: Tweet) -> bool:
    longer = tweet.extended_tweet
    return (
        tweet.text is not None or tweet.full_text is not None or (longer is not None and longer.full_text is not None)
    )
