"""What goes into a recording beside the pages of threads: their pictures, and the captures that their posts stand on.

Captures stand under the host that cannot exist, by their SHA-256. Each thread has a record that says which they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from clew.exports._about import About
from clew.exports._recording import NOWHERE, Answer, Page, remark, resource
from clew.text.completeness import counted
from clew.text.plain import one_line
from clew.thread import Thread

_NAMED = 20  # captures that a description names; there may be thousands


class Beside:
    """What has gone into one recording so far, and what was left out of it."""

    def __init__(self, about: About) -> None:
        self._about = about
        self._pictures: set[str] = set()
        self._there: set[str] = set()
        self._left: dict[str, str] = {}

    def of(self, thread: Thread, page: Page, pictures: Mapping[str, Callable[[], Answer]]) -> Iterator[Answer]:
        """The pictures and the captures of a thread, each once in a recording, and what there is to say of them."""
        for place, picture in pictures.items():
            if place not in self._pictures:
                self._pictures.add(place)
                yield picture()
        said = []
        for captured in self._about.captured(thread):
            place = f"{NOWHERE}/capture/{captured.id}"
            name = one_line(captured.name)
            if captured.body is None or captured.mime is None:
                said.append(("left-out", f"{captured.id} {name}: {captured.why}"))
                self._left[captured.id] = f"{name} ({captured.why})"
                continue
            said.append(("capture", f"{place} {name}"))
            if captured.id not in self._there:
                self._there.add(captured.id)
                yield resource(place, captured.taken, captured.mime, captured.body)
        if said:
            yield remark(page, said)

    def words(self) -> str | None:
        """What went along and what did not, for a description; None where nothing is to be said."""
        if not self._there and not self._left:
            return None
        said = f"{counted(len(self._there), 'capture')} that the posts stand on, as they came."
        left = [*self._left.values()]
        if not left:
            return said
        more = f", and {len(left) - _NAMED:,} more" if len(left) > _NAMED else ""
        return f"{said} Left out: {', '.join(left[:_NAMED])}{more}."
