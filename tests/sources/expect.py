"""Print what a source reads from a fixture, as `<case>.posts.json` keeps it: look at every line before saving it.

python tests/sources/expect.py twitter_v1/search.json > tests/sources/twitter_v1/search.posts.json
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import msgspec

from clew import sources
from clew.capture import open_capture


def read(path: Path) -> list[object]:
    """What the source that a fixture's folder is named after reads from it, as plain values."""
    with open_capture(path) as capture:
        source = sources.load(path.parent.name)
        wanted = capture.only(sources.wants(source))
        records = [*source.read(wanted), *capture.problems]
    return [msgspec.json.decode(msgspec.json.encode(record)) for record in records]


if __name__ == "__main__":
    print(json.dumps(read(Path(__file__).parent / sys.argv[1]), ensure_ascii=False, indent=2))
