"""What a member tells while it is read: how far it is, and what is wrong with it."""

from __future__ import annotations

from clew.post import Problem


class Reading:
    """How far an input has been read and what was found wrong with it; shared by all that reads the same input."""

    def __init__(self) -> None:
        self.position = 0
        self.problems: list[Problem] = []

    def note(self, place: str, reason: str) -> None:
        """Keep a problem once, however often the same place is read."""
        problem = Problem(place, reason)
        if problem not in self.problems:
            self.problems.append(problem)


class Report:
    """The report of one opened member, kept by the layers it is read through."""

    def __init__(self, reading: Reading, place: str) -> None:
        self.place = place
        self.noted = False
        self._reading = reading

    def note(self, reason: str) -> None:
        """Say what is wrong with this member."""
        self.noted = True
        self._reading.note(self.place, reason)

    def tally(self, size: int) -> None:
        """Count bytes taken from the input as it is stored."""
        self._reading.position += size
