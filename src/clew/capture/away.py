"""An input on other machines, by its address: a file is copied first, of a folder only what is opened is fetched."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path
from typing import BinaryIO, cast

from clew.capture.contents import Contents
from clew.capture.folder import Whole
from clew.capture.member_names import hidden
from clew.capture.reports import Report
from clew.capture.windows import SharedFile, Stream
from clew.errors import Unreadable
from clew.places import Place

_AT_ONCE = 1 << 20


class Away(Contents):
    """The files below a folder of another machine, by their path in it; hidden ones are left out."""

    single = False

    def __init__(self, place: Place) -> None:
        self._place = place
        found = [each for each in place.files() if not any(map(hidden, each.path.split("/")))]
        if not found:
            raise Unreadable(f"{place.place} holds no file that can be read; check the address.")
        self._sizes = {each.path: each.size for each in found}
        self.names = tuple(self._sizes)

    def stored(self, name: str) -> int:
        """The size of the file when the folder was listed."""
        return self._sizes[name]

    def open(self, name: str, report: Report) -> Stream:
        """The bytes of the file, as they are asked for; one that cannot be opened is empty and says why."""
        try:
            fetched = cast("io.RawIOBase", self._place.open(name))
            return Whole(SharedFile(cast("BinaryIO", io.BufferedReader(fetched, _AT_ONCE))), report)
        except OSError as error:
            report.note(f"cannot be opened: {error}")
            return Stream()

    def path(self, _name: str) -> Path | None:
        """No member is a file of this machine."""
        return None

    def close(self) -> None:
        """Nothing is held open."""


def copied(place: Place) -> SharedFile:
    """A file of another machine in a temporary file that has no name, so that a killed run leaves nothing behind."""
    spool = cast("BinaryIO", tempfile.TemporaryFile())  # noqa: SIM115 closed with the capture
    try:
        place.copy(spool)
        spool.flush()
    except OSError as error:
        spool.close()
        raise Unreadable(
            f"{place.place} could not be copied to {tempfile.gettempdir()} ({error}); see that it can be reached, or "
            "set TMPDIR to a folder with room."
        ) from error
    return SharedFile(spool)
