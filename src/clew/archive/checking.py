"""What a file would bring: read and put together like any other, in an archive that is gone afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from clew import sources, stores
from clew.archive.importing import FOLDER, Importer, Progress
from clew.archive.settling import settle
from clew.capture import open_capture
from clew.post import Problem, Value
from clew.stores.base import Store

SHOWN = 20
"""Problems that are told one by one."""
# A bigger input is put together on the disk: in memory its posts take about ten times the room of its bytes.
_SMALL = 8 << 20


class Checked(Value):
    """What an input is and would bring to an empty archive; a thread counts from two held posts on.

    `formats` are titles, several for a folder or zip of several. `held` and `promised` are posts of threads, `private`
    those that an archive leaves out unless asked. `said` are the first of the `problems`.
    """

    name: str
    formats: tuple[str, ...]
    posts: int
    authors: int
    threads: int
    held: int
    promised: int
    gaps: int
    notices: int
    private: int
    problems: int
    said: tuple[Problem, ...]


def check(
    place: str | Path,
    *,
    source: str | None = None,
    topic: str | None = None,
    mapping: Mapping[str, str] | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Checked:
    """Read one input as `Archive.add` would; `Unreadable` where that cannot be done at all. Nothing is kept."""
    with open_capture(place, topic=topic, mapping=mapping) as capture, _store(capture.size) as store:
        importer = Importer(store, None, source=source, private=False, progress=progress)
        with importer:
            brought = list(importer.add(capture))
        settle(store)
        info, problems = store.info(), store.problems(SHOWN, None).items
        named = dict.fromkeys(each.source for each in brought if each.source != FOLDER)
        return Checked(
            name=capture.name,
            formats=tuple(sources.load(name).title for name in named),
            posts=info.posts,
            authors=info.authors,
            threads=info.threads,
            held=info.held_in_threads,
            promised=info.promised,
            gaps=info.gaps,
            notices=sum(each.added.notices for each in brought),
            private=sum(each.added.private for each in brought),
            problems=info.problems,
            said=tuple(filed.problem for filed in problems),
        )


@contextmanager
def _store(size: int) -> Iterator[Store]:
    """A store for so many bytes of input, gone at the end."""
    with ExitStack() as stack:
        place = "memory:" if size < _SMALL else stack.enter_context(TemporaryDirectory(prefix="clew-check-"))
        store: Store = stores.find(place).Store.open(place, create=True)
        stack.callback(store.close)
        with store.adding():
            yield store
