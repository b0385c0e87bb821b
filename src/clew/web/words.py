"""Sentences about threads and archives, as pages say them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import regex

from clew.archive.ground import Ground
from clew.post import Author, State
from clew.text import dates, sizes
from clew.text.completeness import counted, ground_words, reason_words, summary_words
from clew.text.initials import initials as initials_of
from clew.thread import Branch, Gap, Shape, Thread

_NETWORKS = {
    "x": "X",
    "bluesky": "Bluesky",
    "fediverse": "the fediverse",
    "telegram": "Telegram",
    "nostr": "Nostr",
    "weibo": "Weibo",
}
# Silent reading of English runs at about 238 words a minute, of Chinese at about 260 characters (Brysbaert 2019 and
# the studies it sums up); scripts without spaces between words are set level with Chinese.
_WORDS_A_MINUTE = 238
_SIGNS_A_MINUTE = 260
_SIGN = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}]")
_NAMED_GAPS = 5

_SINCE: dict[State, str] = {
    "deleted": "This post has been deleted on the network since.",
    "protected": "Its author has protected their posts since.",
    "suspended": "Its author’s account has been suspended since.",
    "withheld": "The network has withheld this post since.",
    "blocked": "Its author has blocked the reader since.",
}


size = sizes.size


def network(name: str) -> str:
    """What people call the network."""
    return _NETWORKS.get(name, name)


def named(who: Author) -> bool:
    """Whether anything is known of the author beyond that somebody wrote this."""
    return bool((who.name or "").strip() or who.handle)


def author(who: Author) -> str:
    """The author's name as a page says it."""
    return (who.name or "").strip() or (f"@{who.handle}" if who.handle else "Author not known")


def by(authors: int, unknown: int) -> str:
    """By how many: an unknown author is only a key for "whoever wrote this card", and two keys may be one person."""
    if unknown >= authors:
        return "by authors not known"
    return f"by {counted(authors - unknown, 'known author' if unknown else 'author')}"


def initials(who: Author) -> str:
    """One or two letters for the circle beside the name; a question mark for nobody known."""
    return initials_of(author(who) if named(who) else "")


def since(state: State) -> str:
    """What became of a held post on its network."""
    return _SINCE[state]


def span(started: datetime | None, ended: datetime | None) -> str:
    """From when to when, beginning a sentence."""
    words = dates.span(started, ended)
    return words[0].upper() + words[1:]


def clock(moment: datetime) -> str:
    """`10:02`, in UTC."""
    at = moment.astimezone(UTC)
    return f"{at.hour:02}:{at.minute:02}"  # strftime takes ten times as long, for every post of a page


def machine(moment: datetime) -> str:
    """The moment for a `datetime` attribute."""
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def period(first: datetime | None, last: datetime | None) -> str:
    """From which month to which an archive reaches: `from October 2018 to March 2019`, or nothing."""
    if first is None or last is None:
        return ""
    start, end = f"{first:%B} {first.year}", f"{last:%B} {last.year}"
    return f"in {start}" if start == end else f"from {start} to {end}"


def reading_time(texts: Sequence[str]) -> str:
    """How long a person reads at it: `3 min to read`."""
    minutes = 0.0
    for text in texts:
        signs = 0 if text.isascii() else len(_SIGN.findall(text))
        minutes += len(text.split()) / _WORDS_A_MINUTE + signs / _SIGNS_A_MINUTE
    return f"{max(1, round(minutes)):,} min to read"


def completeness(thread: Thread, gaps: Sequence[tuple[Gap, str]]) -> str:
    """How whole the thread is: `9 of 10 posts held. Post 4 is missing: it was deleted. One aside of 2 posts.`

    `gaps` are the thread's, each with the numbers of the missing posts (`4`, `4–6`) where they can be told, else "".
    """
    shape = thread.shape
    sentences = [_held(len(shape.main), shape.promised, whole=not shape.gaps)]
    sentences += [_missing(gap, numbers) for gap, numbers in gaps[:_NAMED_GAPS]]
    if len(gaps) > _NAMED_GAPS:
        more = len(gaps) - _NAMED_GAPS
        sentences.append("And there is one more gap." if more == 1 else f"And there are {more:,} more gaps.")
    sentences += _lost(shape)
    if shape.branches:
        sentences.append(_asides(shape.branches))
    return " ".join(sentences)


def ground(each: Ground, thread: Thread) -> str:
    """What a capture brought to a thread."""
    return ground_words(each.posts, each.alone, len(thread.parts))


def _held(held: int, promised: int | None, *, whole: bool) -> str:
    if promised is None and whole and held > 1:
        return f"{counted(held, 'post')} held, none known to be missing."
    return summary_words(held, promised) + "."


def _lost(shape: Shape) -> list[str]:
    """How many of the promised posts are neither held nor in any gap."""
    if shape.promised is None or any(gap.missing is None for gap in shape.gaps):
        return []
    lost = shape.promised - len(shape.main) - sum(gap.missing or 0 for gap in shape.gaps)
    return [f"{lost:,} more {'was' if lost == 1 else 'were'} never captured."] if lost > 0 else []


def _missing(gap: Gap, numbers: str) -> str:
    if gap.missing is None:
        where = "At the start" if gap.after is None else "At the end" if gap.before is None else "Inside the thread"
        return f"{where} at least one post is missing: {reason_words(gap)}."
    if gap.missing == 1:
        return f"{f'Post {numbers}' if numbers else 'One post'} is missing: {reason_words(gap)}."
    what = f"Posts {numbers}" if numbers else counted(gap.missing, "post")
    return f"{what} are missing: {reason_words(gap)}."


def _asides(branches: Sequence[Branch]) -> str:
    posts = sum(len(branch.posts) for branch in branches)
    if len(branches) == 1:
        return f"One aside of {counted(posts, 'post')}."
    return f"{len(branches):,} asides of {counted(posts, 'post')} in all."
