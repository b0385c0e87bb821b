"""The archive's own list of its files, held against what is here: snapshots and unpacked copies lose the large ones."""

from __future__ import annotations

from collections.abc import Iterator

from clew.capture import Capture
from clew.capture.records import values
from clew.post import Problem
from clew.sources.twitter_archive.members import POSTS, kind_of, of_kind
from clew.sources.twitter_archive.rows import File, Manifest

_LISTED = {*POSTS, "notes"}


def missing(capture: Capture) -> Iterator[Problem]:
    """One problem for each file of posts that the archive was written with and that is not here."""
    here = {_bare(name) for name in capture.names}
    for name in of_kind(capture.names, "manifest"):
        with capture.open(name) as stream:
            file = values(stream, capture.where(name), Manifest)
            for manifest in file:
                if isinstance(manifest, Problem):
                    yield manifest
                    continue
                for listed in _files(manifest):
                    if listed.file_name and _bare(listed.file_name) not in here:
                        yield Problem(
                            file.place,
                            f"The archive was written with {listed.file_name} ({listed.count} posts), "
                            "which is not here.",
                        )


def _files(manifest: Manifest) -> Iterator[File]:
    """The files of posts in the list; empty ones are not missed."""
    for kind in (manifest.data_types or {}).values():
        for file in kind.files:
            if file.file_name and str(file.count) != "0" and kind_of(file.file_name) in _LISTED:
                yield file


def _bare(name: str) -> str:
    return name.rpartition("/")[2]
