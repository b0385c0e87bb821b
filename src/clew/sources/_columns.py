"""Which column of a table holds what: by the person's own map, else by the names that common tools give them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from clew.post import Value

# Of each field the names it goes by, the best first, in lower case and with letters and digits only: of twarc-csv,
# 4CAT, snscrape, Apify, rtweet, X's own releases, archives of 2012-2018, and sets that researchers pass on.
_NAMES: dict[str, tuple[str, ...]] = {
    "id": ("tweetid", "statusid", "postid", "idstr", "id", "tweetidstr", "messageid", "dataid"),
    "text": (
        "fulltext", "rawcontent", "tweettext", "noteteweettext", "text", "content", "body", "tweet", "message",
        "posttext", "renderedcontent",
    ),
    "created": (
        "createdat", "tweettime", "timestamputc", "date", "datetime", "timestamp", "time", "created", "postedat",
        "tweetcreatedat", "tweetdate", "createdtime", "unixtimestamp", "createdutc",
    ),
    "author_id": (
        "authorid", "userid", "useridstr", "fromuserid", "tweetuserid", "accountid", "ownerid",
    ),
    "handle": (
        "authorusername", "userscreenname", "screenname", "username", "userusername", "authorscreenname",
        "authorhandle",         "fromuser", "handle", "author", "tweetauthor", "userhandle", "account",
    ),
    "name": ("authorname", "userdisplayname", "userdisplayedname", "displayname", "authorfullname", "fullname",
             "fromusername", "accountname", "name"),
    "reply_to": (
        "referencedtweetsrepliedtoid", "inreplytostatusid", "inreplytotweetid", "inreplytostatusidstr",
        "inreplytoid", "inresponsetotweetid", "replytostatusid", "replytotweetid", "replytoid", "replyto", "parentid",
        "repliedtoid", "replytotweet",
    ),
    "reply_to_author": ("inreplytouserid", "inreplytouseridstr", "replytouserid", "replytoauthorid"),
    "reply_to_handle": ("inreplytousername", "inreplytoscreenname", "replytoscreenname", "replytousername"),
    "conversation": ("conversationid", "conversationidstr", "threadid", "rootid"),
    "quote": ("referencedtweetsquotedid", "quotedstatusid", "quotedstatusidstr", "quotedtweettweetid", "quotedtweetid",
              "quoteid", "quotedid"),
    "repost_of": ("referencedtweetsretweetedid", "retweetedstatusid", "retweettweetid", "retweetedtweetid",
                  "retweetstatusid",                   "retweetid", "retweetedid"),
    "lang": ("lang", "language", "tweetlanguage", "tweetlang"),
    "replies": ("publicmetricsreplycount", "replycount", "repliescount", "nreplies", "replies"),
    "reposts": ("publicmetricsretweetcount", "retweetcount", "retweetscount", "nretweets", "retweets", "shares",
                "reposts"),
    "likes": ("publicmetricslikecount", "likecount", "favoritecount", "favouritescount", "likescount", "nlikes",
              "likes",               "favorites"),
    "quotes": ("publicmetricsquotecount", "quotecount", "quotes"),
    "views": ("publicmetricsimpressioncount", "viewcount", "impressioncount", "views", "impressions"),
    "bookmarks": ("publicmetricsbookmarkcount", "bookmarkcount", "bookmarks"),
    "sensitive": ("possiblysensitive", "sensitive"),
    "url": ("url", "link", "tweeturl", "permalink", "tweetlink", "posturl", "statusurl"),
    "network": ("network", "platform"),
}  # fmt: skip
FIELDS = tuple(_NAMES)
# Names that only tools around X use; without one of them (or an address of X) a table's network is not known.
_OF_X = re.compile(r"tweet|screenname|inreplytostatus|inreplytouser|favoritecount|conversationid|statusid")
# Clew's own table of threads, whose words would pass for those of one post.
_THREADS = frozenset({"started_at", "ended_at", "held", "promised", "branches"})
_PLAIN = re.compile(r"[^0-9a-z]+")


class Columns(Value):
    """Where each field stands (its place in a row) and the network that the person named or the columns show."""

    places: dict[str, int]
    network: str | None = None


def are_threads(header: Sequence[str]) -> bool:
    """Whether these are the columns of Clew's own table of threads."""
    return _THREADS.issubset(header)


def columns(header: Sequence[str], mapping: Mapping[str, str] | None = None) -> Columns | None:
    """What the columns hold; None where no id or no text is among them, or nothing of who wrote when."""
    if not mapping and are_threads(header):
        return None
    plain = [_plain(name) for name in header]
    places = {field: place for field in FIELDS if (place := _place(field, plain)) is not None}
    network = "x" if any(map(_OF_X.search, plain)) else None
    for field, column in (mapping or {}).items():
        exact = [at for at, name in enumerate(header) if name.strip() == column] or [
            at for at, name in enumerate(plain) if name == _plain(column)
        ]
        if exact:
            # A column the person gave to one field is not guessed for another.
            places = {other: at for other, at in places.items() if at != exact[0]}
            places[field] = exact[0]
        elif field == "network":
            places.pop(field, None)
            network = column
    # The address of a post of X has its id.
    if not {"id", "url"} & set(places) or "text" not in places:
        return None
    if not mapping and not {"author_id", "handle", "created"} & set(places):
        return None
    return Columns(places, network)


def wrong(header: Sequence[str], mapping: Mapping[str, str] | None) -> str | None:
    """What is wrong with a map for these columns, in words; None where nothing is."""
    known = ", ".join(name.strip() for name in header)
    for field, column in (mapping or {}).items():
        if field not in FIELDS:
            return f"--map names {field!r}, and there is no such field; there are {', '.join(FIELDS)}"
        if field != "network" and _plain(column) not in map(_plain, header):
            return f"--map names the column {column!r}, and there is no such column; there are {known}"
    if not mapping and are_threads(header):
        return "its rows are threads and not posts; add the folder of its set, or an export of posts (--to jsonl)"
    if columns(header, mapping) is None:
        return f"it is not clear which of its columns ({known}) are the id and the text; say so with --map id=…,text=…"
    return None


def _place(field: str, plain: Sequence[str]) -> int | None:
    return next((plain.index(name) for name in _NAMES[field] if name in plain), None)


def _plain(name: str) -> str:
    return _PLAIN.sub("", name.lower())
