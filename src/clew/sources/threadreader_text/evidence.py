"""What speaks for and against a new post at every line of a run.

Costs are natural logarithms of odds: one unit more makes a reading about e times less likely. They were set by hand
from the habits of authors and then held against pages whose cut is known (docs/sources.md says with what result); none
is fitted to one page.
"""

from __future__ import annotations

from collections.abc import Sequence

from clew.post import Value
from clew.sources.threadreader_text.lines import Line
from clew.sources.threadreader_text.looks import Look

BREAK_INSIDE = 0.8  # a plain line break inside a post: about a third of the plain breaks of a thread's first posts
BLANK_BETWEEN = 6.0  # a blank line between posts: it is inside one, unless the page sets its blocks apart
LOWER_CASE = 3.0  # a post that begins in lower case
BULLET = 2.5  # a post that begins with a bullet or an arrow
RUNS_ON = 2.5  # a post that ends in a comma or an open bracket
COLON = 1.0  # a post that ends in a colon
LIST = 2.0  # a boundary between two short lines that open like items of one list
BOTH_SHORT = 1.0  # a boundary between two short lines, which look like a list
DOTS = 0.7  # "…" at a line's end promises another post, and again if the next line begins with "…"
POINTER = 2.0  # a line that ends in a finger pointing down or "(thread)" goes on in the next post
OPENER = 2.0  # "THREAD", "🧵" at the start of a line that begins no card
SAME_SIGN = 1.5  # the posts of a live report open with the same hashtag or emoji
REPEATED_MENTION = 3.0  # a reply repeats the mentions of the posts above it
NEW_MENTION = 1.0  # a line that opens with a handle nobody has named
OTHER_SCRIPT = 2.0  # an author who changes the alphabet from post to post, and half more within a post
NUMBER_INSIDE = 1.0  # a line that opens with a number and begins no post
SLASH_INSIDE = 2.5  # the same with a slash, "4/" or "4/12", which lists do not use
END_INSIDE = 2.5  # a line that ends with a number or "(END)" and ends no post
SHORT = 30
_NEAR = 8  # lines above that are asked for the same sign or handle

Cost = tuple[float, float, float]  # join, part, begin: see Evidence


class Evidence(Value):
    """The costs of a run, one row a line.

    `join[i]`: line i goes on the post of line i - 1. `part[i]`: a post begins with it in the middle of a card.
    `begin[i]`: a card begins with it. `breaks[i]`: the line breaks before it.
    """

    looks: tuple[Look, ...]
    join: tuple[float, ...]
    part: tuple[float, ...]
    begin: tuple[float, ...]
    breaks: tuple[int, ...]


def evidence(lines: Sequence[Line], *, apart: bool = False) -> Evidence:
    """Weigh every line of a run; `apart` says that the page sets its blocks apart by blank lines."""
    looks = [Look.of(line.text) for line in lines]
    rows: list[Cost] = [(0.0, 0.0, 0.0)]
    for at in range(1, len(looks)):
        above, look = looks[at - 1], looks[at]
        costs = (
            _between(lines[at].blanks > 0, apart=apart),
            _end_of(above, look),
            _start_of(look),
            _sameness(looks, at),
        )
        join, part, begin = (sum(column) for column in zip(*costs, strict=True))
        rows.append((join, part, begin))
    join_all, part_all, begin_all = zip(*rows, strict=True)
    breaks = tuple(1 + line.blanks for line in lines)
    return Evidence(tuple(looks), join_all, part_all, begin_all, breaks)


def _between(blank: bool, *, apart: bool) -> Cost:  # noqa: FBT001 - a private row of the table
    if apart:
        return (BREAK_INSIDE, 0.0, 0.0) if blank else (0.0, BLANK_BETWEEN, BLANK_BETWEEN)
    return (0.0, BLANK_BETWEEN, BLANK_BETWEEN) if blank else (BREAK_INSIDE, 0.0, 0.0)


def _end_of(above: Look, look: Look) -> Cost:
    """What the line above says by its end."""
    join = part = 0.0
    if above.runs_on:
        part += RUNS_ON
    if above.colon:
        part += COLON
    if look.item and look.item == above.item:
        part += LIST
    if above.dots:
        join += DOTS * (1 + 3 * look.dots_first)
    begin = part + join
    if above.weight < SHORT and look.weight < SHORT:
        part += BOTH_SHORT
    if above.pointer:
        join += POINTER
        begin += POINTER
    if above.end or above.last:
        join += END_INSIDE
    return join, part, begin


def _start_of(look: Look) -> Cost:
    """What a line says by its start; numbers are the cutting's to judge, but for those that begin nothing."""
    join = part = begin = 0.0
    if look.lower:
        part += LOWER_CASE
        begin += LOWER_CASE
    if look.bullet:
        part += BULLET
        begin += BULLET
    if look.opener:
        join += OPENER
        part += OPENER
    if look.start:
        join += SLASH_INSIDE if look.start.style == "slash" else NUMBER_INSIDE
    return join, part, begin


def _sameness(looks: Sequence[Look], at: int) -> Cost:
    """What a line shares with those above it."""
    look = looks[at]
    near = looks[max(0, at - _NEAR) : at]
    join = part = begin = 0.0
    if look.leading:
        known = any(look.leading & other.handles for other in near)
        join += REPEATED_MENTION if known else NEW_MENTION
        begin += REPEATED_MENTION + NEW_MENTION if known else NEW_MENTION
    if look.sign and any(look.sign == other.sign for other in near) and not look.item:
        join += SAME_SIGN
        begin += SAME_SIGN
    if look.script and looks[at - 1].script and look.script != looks[at - 1].script:
        join += 1.5 * OTHER_SCRIPT
        part += OTHER_SCRIPT
    return join, part, begin
