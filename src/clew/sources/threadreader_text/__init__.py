"""The saved text of a Thread Reader listing: what copying a hashtag page or an author's page leaves.

The page shows threads as cards: the first three posts, and under them "Read 16 tweets" where there are more. The text
has no ids, authors or dates, and a line break inside a post looks like one between posts. `furniture` takes away
what is the site's own, `runs` parts the page where a card is known to end, `evidence` weighs every line break,
`cutting` finds the best cut of a whole run, and `cards` makes posts of it. Nothing is ever lost of a line that is not
known to be the site's.
"""

from __future__ import annotations

from collections.abc import Iterator

from clew.capture import Capture
from clew.post import Record
from clew.sources.threadreader_text import cards, lines
from clew.sources.threadreader_text.furniture import promise

title = "Thread Reader listing, saved as text"

_MARKUP = ("{", "[{", "<", "window.", "Grailbird", "PK")


def sniff(capture: Capture) -> bool:
    """Plain text in which some line is the site's own "Read 16 tweets" and nothing else."""
    if len(capture.names) != 1:
        return False
    head = lines.decoded(capture.head())
    if "\x00" in head or head.lstrip("\ufeff \t\r\n").startswith(_MARKUP):
        return False
    return any(promise(line) is not None for line in head.splitlines())


def read(capture: Capture) -> Iterator[Record]:
    """Yield the posts of each card in the page's order, each card's problems right after its posts."""
    yield from cards.records(capture)
