"""Threads to try Clew with: an invented town, its bridge, and the people who write about them.

The files are as services write them; what is in them is made from the prose in `tools/samples`.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

_NAMES = (
    "halfaya-2018-11.jsonl.gz",
    "public-hearing.jsonl.gz",
    "setowatari-v2.jsonl",
    "halfaya-hashtag-page.txt",
    "twitter-2023-04-02-lina_piers_fict",
)


def paths() -> tuple[Path, ...]:
    """The files and the folder, each to be added as a person would add their own."""
    folder = Path(str(files(__name__)))
    return tuple(folder / name for name in _NAMES)
