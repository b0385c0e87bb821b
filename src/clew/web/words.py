"""Sentences about threads and archives, as pages say them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from urllib.parse import quote

import regex
from markupsafe import Markup

from clew.archive import AuthorCount, Info
from clew.archive.ground import Ground
from clew.post import Author, State
from clew.speech import _, later, many, now, plural
from clew.text import dates, sizes
from clew.text.completeness import ground_words, reason_words, summary_words
from clew.text.initials import initials as initials_of
from clew.text.notes import opening_words
from clew.thread import Branch, Gap, Shape, Summary, Thread

_NETWORKS = {
    "x": "X",
    "bluesky": "Bluesky",
    "fediverse": later("the fediverse"),
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
_UNITS = {"year": later("Year"), "month": later("Month"), "day": later("Day")}

_SINCE: dict[State, str] = {
    "deleted": later("This post has been deleted on the network since."),
    "protected": later("Its author has protected their posts since."),
    "suspended": later("Its author’s account has been suspended since."),
    "withheld": later("The network has withheld this post since."),
    "blocked": later("Its author has blocked the reader since."),
}


size = sizes.size
opening = opening_words


def network(name: str) -> str:
    """What people call the network."""
    return _(_NETWORKS[name]) if name in _NETWORKS else name


def named(who: Author) -> bool:
    """Whether anything is known of the author beyond that somebody wrote this."""
    return bool((who.name or "").strip() or who.handle)


def author(who: Author) -> str:
    """The author's name as a page says it."""
    return (who.name or "").strip() or (f"@{who.handle}" if who.handle else _("Author not known"))


def by(authors: int, unknown: int) -> str:
    """By how many: an unknown author is only a key for "whoever wrote this card", and two keys may be one person."""
    if unknown >= authors:
        return _("by authors not known")
    known = authors - unknown
    if unknown:
        return many("by %(num)s known author", "by %(num)s known authors", known)
    return many("by %(num)s author", "by %(num)s authors", known)


def initials(who: Author) -> str:
    """One or two letters for the circle beside the name; a question mark for nobody known."""
    return initials_of(author(who) if named(who) else "")


def since(state: State) -> str:
    """What became of a held post on its network."""
    return _(_SINCE[state])


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
    start, end = now().month(first), now().month(last)
    if start == end:
        return _("in %(month)s", month=start)
    return _("from %(first)s to %(last)s", first=start, last=end)


def reading_time(texts: Sequence[str]) -> str:
    """How long a person reads at it: `3 min to read`."""
    minutes = 0.0
    for text in texts:
        signs = 0 if text.isascii() else len(_SIGN.findall(text))
        minutes += len(text.split()) / _WORDS_A_MINUTE + signs / _SIGNS_A_MINUTE
    return many("%(num)s min to read", "%(num)s min to read", max(1, round(minutes)))


def completeness(thread: Thread, gaps: Sequence[tuple[Gap, str]]) -> str:
    """How whole the thread is: `9 of 10 posts held. Post 4 is missing: it was deleted. One aside of 2 posts.`

    `gaps` are the thread's, each with the numbers of the missing posts (`4`, `4–6`) where they can be told, else "".
    """
    shape = thread.shape
    sentences = [_held(len(shape.main), shape.promised, whole=not shape.gaps)]
    sentences += [_missing(gap, numbers) for gap, numbers in gaps[:_NAMED_GAPS]]
    if len(gaps) > _NAMED_GAPS:
        further = len(gaps) - _NAMED_GAPS
        sentences.append(many("And there is one more gap.", "And there are %(num)s more gaps.", further))
    sentences += _lost(shape)
    if shape.branches:
        sentences.append(_asides(shape.branches))
    return " ".join(sentences)


def posts(number: int) -> str:
    """`12 posts`."""
    return many("%(num)s post", "%(num)s posts", number)


def threads(number: int) -> str:
    """`12 threads`."""
    return many("%(num)s thread", "%(num)s threads", number)


def threads_count(number: int) -> Markup:
    """`12`, of which a person who listens hears `12 threads`."""
    figure, said = now().number(number), threads(number)
    if said.startswith(figure):
        return Markup('{}<span class="sr">{}</span>').format(figure, said.removeprefix(figure))
    return Markup('<span aria-hidden="true">{}</span><span class="sr">{}</span>').format(figure, said)


def threads_by(number: int, authors: str) -> str:
    """`12 threads by 3 authors`; `authors` are those of `by`."""
    return _("%(threads)s %(authors)s", threads=threads(number), authors=authors)


def posts_from(info: Info) -> Markup:
    """How many posts an archive holds, from where and when; its networks are links."""
    link = Markup('<a href="/threads?network={}"><bdi>{}</bdi></a>')
    networks = Markup(now().listed([link.format(quote(name), network(name)) for name, _threads in info.networks]))  # noqa: S704 - escaped
    said = many("%(num)s post held", "%(num)s posts held", info.posts)
    when = period(info.first, info.last)
    if not when:
        return Markup(_("%(posts)s, from %(networks)s.")) % {"posts": said, "networks": networks}  # noqa: S704 - a message
    told = {"posts": said, "networks": networks, "period": when}
    return Markup(_("%(posts)s, from %(networks)s, %(period)s.")) % told  # noqa: S704 - a message


def whole_archive(info: Info, authors: str) -> str:
    """How many posts and threads an archive holds, by how many authors, from when to when."""
    told = {
        "posts": _("%(posts)s %(authors)s", posts=posts(info.posts), authors=authors),
        "threads": threads(info.threads),
        "number": now().number(info.held_in_threads),
    }
    if when := period(info.first, info.last):
        return _("%(posts)s; %(number)s of them stand in %(threads)s, %(period)s.", **told, period=when)
    return _("%(posts)s; %(number)s of them stand in %(threads)s.", **told)


def of_author(of: AuthorCount) -> str:
    """An author's threads and posts, in a list of authors."""
    return _("%(threads)s, %(posts)s", threads=threads(of.threads), posts=posts(of.posts))


def unit(name: str) -> str:
    """A year, a month or a day, at the head of a column."""
    return _(_UNITS[name])


def author_facts(of: AuthorCount) -> str:
    """How much of an author is here."""
    held = many("%(num)s post held", "%(num)s posts held", of.posts)
    return _("%(threads)s, %(posts)s", threads=threads(of.threads), posts=held)


def time(moment: datetime) -> Markup:
    """The day of a moment, which programs can read, too."""
    return Markup('<time datetime="{}">{}</time>').format(machine(moment), dates.day(moment))


def bdi(text: str) -> Markup:
    """Words from outside that do not turn what stands around them."""
    return Markup("<bdi>{}</bdi>").format(text)


def source(titles: Mapping[str, str], name: str) -> str:
    """What people call an input format."""
    return _(titles[name]) if name in titles else name


def later_thread(href: str, of: Summary) -> Markup:
    """The link to a later thread that goes on with this one."""
    said = many("a later thread of %(num)s post", "a later thread of %(num)s posts", of.held)
    if of.started:
        said = _("%(thread)s, %(day)s", thread=said, day=dates.day(of.started))
    return Markup('<a href="{}">{}</a>').format(href, said)


def leaves(posts: int, of: int, *, above: bool, here: bool) -> str:
    """What leads to an aside of which so many posts are on this page: `An aside of 3 posts leaves here`."""
    what = many("An aside of %(num)s post", "An aside of %(num)s posts", of)
    if posts < of:
        said = many("%(num)s post", "%(num)s posts", posts)
        what = _("%(posts)s of an aside of %(of)s", posts=said, of=now().number(of))
    if above:
        return _("%(aside)s leaves the aside above", aside=what)
    return _("%(aside)s leaves here", aside=what) if here else _("%(aside)s goes on here", aside=what)


def ground(each: Ground, thread: Thread) -> str:
    """What a capture brought to a thread."""
    return ground_words(each.posts, each.alone, len(thread.parts))


def _held(held: int, promised: int | None, *, whole: bool) -> str:
    if promised is None and whole and held > 1:
        one, more = plural(
            "%(num)s post held, none known to be missing.", "%(num)s posts held, none known to be missing."
        )
        return many(one, more, held)
    return summary_words(held, promised) + "."


def _lost(shape: Shape) -> list[str]:
    """How many of the promised posts are neither held nor in any gap."""
    if shape.promised is None or any(gap.missing is None for gap in shape.gaps):
        return []
    lost = shape.promised - len(shape.main) - sum(gap.missing or 0 for gap in shape.gaps)
    return [many("%(num)s more was never captured.", "%(num)s more were never captured.", lost)] if lost > 0 else []


def _missing(gap: Gap, numbers: str) -> str:
    reason = reason_words(gap)
    if gap.missing is None:
        if gap.after is None:
            return _("At the start at least one post is missing: %(reason)s.", reason=reason)
        if gap.before is None:
            return _("At the end at least one post is missing: %(reason)s.", reason=reason)
        return _("Inside the thread at least one post is missing: %(reason)s.", reason=reason)
    if numbers:
        one, more = plural("Post %(numbers)s is missing: %(reason)s.", "Posts %(numbers)s are missing: %(reason)s.")
    else:
        one, more = plural("One post is missing: %(reason)s.", "%(num)s posts are missing: %(reason)s.")
    return many(one, more, gap.missing, numbers=numbers, reason=reason)


def _asides(branches: Sequence[Branch]) -> str:
    held = sum(len(branch.posts) for branch in branches)
    said = many("%(num)s post", "%(num)s posts", held)
    if len(branches) == 1:
        return _("One aside of %(posts)s.", posts=said)
    return many("%(num)s aside of %(posts)s in all.", "%(num)s asides of %(posts)s in all.", len(branches), posts=said)


def quoted(said: str) -> str:
    """Words in the quotation marks of the language."""
    return _("“%(words)s”", words=said)
