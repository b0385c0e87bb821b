"""Text put down the way a page lays it out: white space runs together, blocks stand apart, quotes and lists are marked.

Positions are code points of the text as it will be; what a browser would not show of spaces and line ends is not
written at all.
"""

from __future__ import annotations

import re

# Deeper quotes and lists carry no further mark, or a thousand levels would be a page of marks before each word.
_DEEPEST = 8
_SPACES = re.compile(r"[ \t\r\n\f]{2,}|[\t\r\n\f]")


class Layout:
    """A text in the making."""

    def __init__(self) -> None:
        self.length = 0
        self._pieces: list[str] = []
        self._breaks = 0  # line ends that stand before the next word
        self._space = False
        self._marks: list[list[str]] = []  # of each open quote and list item: before its first line, before the rest
        self._beyond = 0
        self._written = ""  # the marks that the last line began with

    @property
    def text(self) -> str:
        """All that was written."""
        return "".join(self._pieces)

    @property
    def last(self) -> str:
        """The character the next word stands right behind; empty where it begins a line or the text."""
        return "" if self._breaks or self._space or not self._pieces else self._pieces[-1][-1:]

    def since(self, start: int) -> str:
        """What was written from a position on; costs no more than that."""
        pieces: list[str] = []
        at = self.length
        for piece in reversed(self._pieces):
            if at <= start:
                break
            at -= len(piece)
            pieces.append(piece)
        return "".join(reversed(pieces))[max(start - at, 0) :]

    def block(self, breaks: int) -> None:
        """What follows begins a line of its own (1), after a blank line (2)."""
        self._breaks = max(self._breaks, breaks)

    def line(self) -> None:
        """A line ends where the author ended it; two in a row leave a blank one."""
        self._breaks += 1

    def open(self, first: str, rest: str) -> None:
        """From here on lines begin with `rest`, and the next one with `first`."""
        if len(self._marks) < _DEEPEST:
            self._marks.append([first, rest])
        else:
            self._beyond += 1

    def shut(self) -> None:
        """The innermost quote or list item ends."""
        if self._beyond:
            self._beyond -= 1
        elif self._marks:
            self._marks.pop()

    def words(self, data: str) -> int | None:
        """Write running text; gives where its first letter stands, None where nothing but space was in it."""
        plain = _SPACES.sub(" ", data)
        if plain[:1] == " ":
            self._space = True
            plain = plain[1:]
        if not plain:
            return None
        ends = plain[-1] == " "
        self._before()
        start = self._put(plain[:-1] if ends else plain)
        self._space = ends
        return start

    def lines(self, data: str) -> int | None:
        """Write text whose spaces and line ends are meant (`pre`)."""
        start = None
        for number, line in enumerate(data.replace("\r\n", "\n").replace("\r", "\n").split("\n")):
            if number:
                self._breaks += 1
            if line:
                self._before()
                at = self._put(line)
                start = at if start is None else start
        return start

    def _put(self, piece: str) -> int:
        start = self.length
        self._pieces.append(piece)
        self.length += len(piece)
        return start

    def _before(self) -> None:
        """Write the line ends and marks, or the space, that stand before the next word."""
        if self._breaks and self.length:
            marks = self._line_marks()
            between = _shared(self._written, marks).rstrip()
            self._put("\n" + (between + "\n") * (self._breaks - 1) + marks)
            self._written = marks
        elif not self.length and self._marks:
            self._put(marks := self._line_marks())
            self._written = marks
        elif self._space and self.length:
            self._put(" ")
        self._breaks, self._space = 0, False

    def _line_marks(self) -> str:
        marks = ""
        for each in self._marks:
            marks += each[0]
            each[0] = each[1]
        return marks


def _shared(first: str, second: str) -> str:
    """What both begin with: a blank line between two lines of a quote belongs to the quote."""
    same = 0
    for one, other in zip(first, second, strict=False):
        if one != other:
            break
        same += 1
    return first[:same]
