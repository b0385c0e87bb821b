"""How X writes ids, addresses, languages and dates, whatever the format they come in."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from clew.post import Entity
from clew.text.length import weight

NETWORK = "x"

# X opened in March 2006; a date before that, or far ahead, is a broken clock: most often the year 0 or 1970.
_FIRST_YEAR = 2006
_LAST_YEAR = 2100
_MONTHS = {
    name: f"{month:02}"
    for month, name in enumerate(
        ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), start=1
    )
}
_TOO_LONG = 20  # digits; ids are below 2**63
# The shortest text seen that was cut at 280 weighs 274.
_NEARLY_FULL = 270
# Codes withdrawn from ISO 639 in 1989, which X still writes.
_RENAMED = {"in": "id", "iw": "he", "ji": "yi"}
# X's own codes for "no telling": media only, hashtags only, mentions only, links only, emoji only, too short …
_NO_LANGUAGE = frozenset({"und", "zxx", "art", "qam", "qct", "qht", "qme", "qst"})
_STATUS = re.compile(
    r"https?://(?:www\.|mobile\.|m\.)?(?:twitter|x)\.com/(?:#!/)?(i/web|i|\w{1,20})/status(?:es)?/([0-9]+)",
    re.IGNORECASE,
)


def post_id(number: str) -> str:
    """The global id of a post: `x:1039250982934908928`."""
    return f"x:{number}"


def author_id(number: str) -> str:
    """The global id of an account: `x:user:12`."""
    return f"x:user:{number}"


def handle_id(handle: str) -> str:
    """The stand-in id of an account of which only the handle is known."""
    return f"x:@{handle.lower()}"


def unknown_author(number: str) -> str:
    """The key of an account of which nothing is known but that it wrote the post of this number."""
    return f"x:author-of:{number}"


def cut_short(text: str, body_start: int, entities: tuple[Entity, ...] | None, *, is_repost: bool) -> bool:
    """Whether X cut the text: it ends with "…" (not that of a long link), and but for reposts it was filled to 280."""
    if not text.endswith("…") or (entities and entities[-1].end == len(text)):
        return False
    return is_repost or weight(text, body_start) >= _NEARLY_FULL


def address(handle: str | None, number: str) -> str:
    """Where a post is on the web; X leads from `i` to the author's address."""
    return f"https://x.com/{handle or 'i'}/status/{number}"


def linked_post(link: str) -> str | None:
    """The number of the post that a web address leads to, None for any other address."""
    if "/status" not in link:
        return None
    found = _STATUS.match(link)
    return found[2] if found else None


def without_quote(
    text: str, entities: tuple[Entity, ...] | None, quote: str | None
) -> tuple[str, tuple[Entity, ...] | None]:
    """The text without a last link to the quoted post, which X leaves out too: the quote is shown in its place."""
    last = entities[-1] if entities and quote else None
    if last is None or last.kind != "link" or last.end != len(text.rstrip()) or linked_post(last.value) != quote:
        return text, entities
    return text[: last.start].rstrip(), (entities or ())[:-1]


def linked_name(link: str, post: str) -> str | None:
    """The handle in the web address of a certain post; None for any other address."""
    found = _STATUS.match(link)
    return found[1] if found and found[2] == post and found[1] not in {"i", "i/web"} else None


def language(code: str | None) -> str | None:
    """A language code of today, None where X could not tell."""
    if code is None or code in _NO_LANGUAGE:
        return None
    return _RENAMED.get(code, code) or None


def number(text: str | None, value: object, doubts: list[str]) -> str | None:
    """An id's digits: from its text where there is one, else from a whole number; a rounded number is no id.

    JSON readers that keep numbers as floats round ids above 2**53, and write them back with zeros at the end
    (872836479608733696 becomes 872836479608733700), so a bare number like that is used but said to be doubtful.
    """
    if text is None and value is None:
        return None
    digits = text or (value if isinstance(value, str) else None)
    if digits:
        return digits if digits.isascii() and digits.isdigit() and len(digits) < _TOO_LONG else None
    if isinstance(value, float):
        doubts.append(f"The id {value!r} was rounded before it was written down, so it names no post or account.")
    if not isinstance(value, int) or not 0 <= value < 10 ** (_TOO_LONG - 1):
        return None
    if value > 2**53 and value % 100 == 0:
        doubts.append(f"The id {value} may have been rounded before it was written down: it ends in zeros.")
    return str(value)


def moment(text: str) -> datetime | None:
    """A date as X writes it, in UTC; None where it means nothing.

    The shapes are `Sat Nov 09 12:14:18 +0000 2024`, `2012-04-01 03:35:08 +0000` and ISO 8601. No strptime: it takes
    twenty times as long, and there is a date in every post.
    """
    try:
        when = datetime.fromisoformat(_iso(text) if text[3:4] == " " else text.replace(" +", "+"))
        when = when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
    except (KeyError, OverflowError, ValueError):
        return None
    return when if _FIRST_YEAR <= when.year < _LAST_YEAR else None


def _iso(text: str) -> str:
    return f"{text[26:]}-{_MONTHS[text[4:7]]}-{text[8:10]}T{text[11:19]}{text[20:25]}"
