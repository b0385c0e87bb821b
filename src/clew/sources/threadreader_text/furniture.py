"""What on a listing page is the site's own: the line that closes a card, headings, buttons, the author's line.

The wordings are those of pages of the site saved from 2018 to 2025.
"""

from __future__ import annotations

import regex

# The site prints the line only under threads that go on beyond the three posts it shows; a smaller number is an
# author's own words. Some programs save the button as a Markdown link.
_PROMISE = regex.compile(
    r"\[?\s*Read (?:all )?(\d{1,3}(?:[.,'’\u0020\u00a0\u202f]\d{3})++|\d{1,7}) (?:tweets|posts)"
    r"\s*[.…»›→]?\s*(?:\]\(\S*\))?",
    regex.IGNORECASE,
)
SHOWN = 3  # posts on a card
_LONGEST = 200  # characters of a line that is the site's

# Lines that the site alone writes: none of them is ever part of a post, and no post goes on across one.
_SURE = regex.compile(
    r"""
    Thread\ Reader(?:\ App)?
    | Unroll\ available\ on\ Thread\ Reader
    | Discover\ and\ read\ the\ best\ of\ (?:Twitter|X)?\ ?Threads?(?:\ about\ [#＃]\S+)?
    | (?:Most\ recents?|Most\ popular)\s*\([\d.,]+\)
    | (?:Related|Trending|More|Recent)\ threads | (?:Related|Trending)\ hashtags | Hashtags:
    | More\ from\ @\w{1,20}
    | Profile\ picture
    | Advertisement
    | (?:No\ replies\ yet|Load\ more)
    | Keep\ Current\ with(?:\ .{1,60})?
    | Stay\ in\ touch\ and\ get\ notified\ when\ new\ unrolls\ are\ available\ from\ this\ author!
    | (?:Add\ to\ )["'“‘]My\ Authors["'”’]
    | Read\ all\ threads
    | This\ Thread\ may\ be\ Removed\ Anytime!
    | Twitter\ may\ remove\ this\ content\ at\ anytime!.*
    | Save\ this\ thread\ as\ PDF
    | Try\ unrolling\ a\ thread\ yourself!
    | Follow\ @ThreadReaderApp\ to\ mention\ us!
    | From\ a\ Twitter\ thread\ mention\ us\ with\ a\ keyword\ "unroll"
    | @threadreaderapp\ unroll
    | Practice\ here\ first\ or\ read\ more\ on\ our\ help\ page\s?!
    | Missing\ some\ Tweets?\ in\ this\ thread\?.*
    | force\ a\ refresh
    | (?:Help\ us\ to\ translate|learn\ how\ to\ use)
    | Did\ Thread\ Reader\ help\ you\ today\?
    | Support\ us!\ We\ are\ indie\ developers!
    | This\ site\ is\ made\ by\ just\ (?:two|three)\ indie\ developers.*
    | Become\ a\ Premium\ Member.*
    | \(\$\d.{0,20}/month.*exclusive\ features!
    | Become\ Premium | Become\ our\ Patreon
    | Too\ expensive\?.*
    | Don['’]t\ want\ to\ be\ a\ Premium\ member\ but\ still\ want\ to\ support\ us\?
    | Make\ a\ small\ donation(?:\ by\ buying\ us\ coffee.*)?
    | by\ buying\ us\ coffee\ \(\$5\).*
    | Donate\ via\ Paypal | Or\ Donate\ anonymously\ using\ crypto!
    | Thank\ you\ for\ your\ support!
    | Follow\ Us(?:\ on\ (?:Twitter|X))?! | Share\ this\ page!
    | Email\ the\ whole\ thread\ instead\ of\ just\ a\ link! | Separate\ emails\ with\ commas
    | Here's\ a\ great\ thread\ you\ should\ read\ right\ now! | Email\ Successfully\ Sent!
    | Enter\ URL\ or\ ID\ to\ Unroll | Embed\ code\ for\ your\ website:
    | Help\ ?\|\ ?About\ ?\|\ ?TOS\ ?\|\ ?Privacy.*
    """,
    regex.VERBOSE,
)
# Lines of the site that a person might write as well: they go only where they touch one of the above, or each other.
_MAYBE = regex.compile(
    r"(?:Help|About|TOS|Privacy) ?\|?|Tweet|Post|Share|Email|Send Email!|Done|Close|copy|×|•|Message|Login|Log in"
    r"|Bookmark|Save as PDF|My Authors|Subscribe|Follow|Scrolly|Account|Ethereum|Bitcoin|0x[0-9A-Fa-f]{40}"
    r"|[13][1-9A-HJ-NP-Za-km-z]{25,34}|Read more about the story ?\.?|[#＃][\p{L}\p{M}\p{Nd}_]+|\d+ subscribers?"
    r"|(?:• ?){2,}|how to unroll video|Twitter bot|Chrome|Android|iOS"
)
_TOPIC = regex.compile(
    r"Discover and read the best of (?:Twitter|X)? ?Threads? about [#＃]([\p{L}\p{M}\p{Nd}_\u200c\u200d]+)"
)

_HANDLE = regex.compile(r"[@＠]([A-Za-z0-9_]{1,15})")
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?"
_DATE = (
    rf"(?:{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?(?:,? \d{{2,4}})?|\d{{1,2}}(?:st|nd|rd|th)? {_MONTH},?(?: \d{{2,4}})?"
    r"|\d{4}-\d\d-\d\d|\d{1,2}/\d{1,2}/\d{2,4}|\d{1,2} ?[hm]|(?:an?|\d+) (?:minute|hour|day|month|year)s? ago)"
)
_WHEN = regex.compile(_DATE)
_BYLINE = regex.compile(rf"(?:(.{{1,60}}?)\s*)?[@＠]([A-Za-z0-9_]{{1,15}})\s*[·•,|]\s*(?:{_DATE})")


def promise(line: str) -> int | None:
    """How many posts the site says the thread has, where the line is its closing line; None for any other line."""
    match = _PROMISE.fullmatch(line.strip())
    if match is None:
        return None
    count = int("".join(digit for digit in match[1] if digit.isdecimal()))
    return count if count > SHOWN else None


def sure(line: str) -> bool:
    """Whether the line is one that the site alone writes."""
    return len(line) < _LONGEST and _SURE.fullmatch(line) is not None


def maybe(line: str) -> bool:
    """Whether the line is the site's where it touches another of its lines."""
    return len(line) < _LONGEST and _MAYBE.fullmatch(line) is not None


def heading(line: str) -> str | None:
    """The hashtag that a page's own heading says it is about."""
    match = _TOPIC.fullmatch(line.strip())
    return match[1] if match else None


def handle(line: str) -> str | None:
    """The handle, where the line is one and nothing else."""
    match = _HANDLE.fullmatch(line)
    return match[1] if match else None


def when(line: str) -> bool:
    """Whether the line is a date and nothing else, as the site prints one above a card."""
    return len(line) < _LONGEST and _WHEN.fullmatch(line) is not None


def byline(line: str) -> tuple[str | None, str] | None:
    """The name (if it is there) and handle of a line such as "Name @handle · Sep 7"."""
    match = _BYLINE.fullmatch(line) if len(line) < _LONGEST else None
    return (match[1], match[2]) if match else None
