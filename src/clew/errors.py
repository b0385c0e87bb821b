"""What can go wrong with a call, and what a person is told.

    ClewError                 exit 1, 500
    ├── Unreadable            exit 3, 400   the input cannot be opened at all
    │   └── UnknownFormat     exit 3, 400   no source recognises it
    ├── BadQuery              exit 2, 400   a filter that means nothing
    ├── BadSetting            exit 2, 500   a settings file that means nothing
    ├── Refused               exit 1, 403   asked by somebody who is not the owner, or from another site's page
    ├── NotFound              exit 4, 404   no such thread, author or hashtag here
    │   └── Withdrawn         exit 4, 410   it was here, and was forgotten
    ├── StoreFault            exit 5, 503   the archive cannot be read or written
    │   ├── StoreFull         exit 5, 507   no room left on the disk
    │   ├── StoreBusy         exit 5, 503   another program is writing to it
    │   ├── StoreSlow         exit 5, 503   it was not answered in the time that a question may take
    │   └── NewerArchive      exit 5, 500   written by a later version of Clew
    └── MissingPart           exit 6, 501   an optional part is not installed

Bad data is never one of these: it is a `clew.post.Problem`, kept beside what could be read.
A message is one sentence that says what to do.
"""

from __future__ import annotations


class ClewError(Exception):
    """Anything Clew refuses to do; the command line and the pages show its message and nothing else."""

    exit_code = 1
    status = 500

    @property
    def message(self) -> str:
        """The sentence for the person."""
        return str(self)


class Unreadable(ClewError):
    """The input cannot be opened at all."""

    exit_code = 3
    status = 400


class UnknownFormat(Unreadable):
    """No source recognises the input; `place` is the input, where nothing more can be said of it."""

    def __init__(self, message: str, *, place: str | None = None) -> None:
        super().__init__(message)
        self.place = place


class BadQuery(ClewError):
    """A filter that means nothing."""

    exit_code = 2
    status = 400


class BadSetting(ClewError):
    """A settings file that cannot be read, or a setting in it that means nothing."""

    exit_code = 2


class Refused(ClewError):
    """What only the owner may do, and only from a page of Clew's own."""

    status = 403


class NotFound(ClewError):
    """The archive has no such thread, author or hashtag."""

    exit_code = 4
    status = 404


class Withdrawn(NotFound):
    """What was held here, and was forgotten on somebody's wish."""

    status = 410


class StoreFault(ClewError):
    """The archive cannot be read or written."""

    exit_code = 5
    status = 503


class StoreFull(StoreFault):
    """There is no room left where the archive lies."""

    status = 507


class StoreBusy(StoreFault):
    """Another program is writing to the archive."""


class StoreSlow(StoreFault):
    """The archive did not answer in the time that a question may take."""


class NewerArchive(StoreFault):
    """The archive was written by a later version of Clew."""

    status = 500


class MissingPart(ClewError):
    """An optional part of Clew is not installed."""

    exit_code = 6
    status = 501
