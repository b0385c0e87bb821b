"""ActivityStreams 2.0: the threads as collections of notes, which programs of the fediverse read.

Everything stands in the words of the vocabulary that has one for it; the rest in one key, `clew`, with the names that
`docs/jsonl.md` explains. https://www.w3.org/TR/activitystreams-vocabulary/, https://www.w3.org/TR/activitypub/
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

import msgspec

from clew.exports._about import UNTOLD, About
from clew.exports._note import collections
from clew.thread import Thread

title = "ActivityStreams, threads as collections of notes"
mime = "application/activity+json"
suffix = ".activity.json"

# The project has no host of its own; a name under .invalid (RFC 6761, 6.4) will never be somebody else's.
NAMESPACE = "https://archive.clew.invalid/ns#"
CONTEXT = [
    "https://www.w3.org/ns/activitystreams",
    {
        "sensitive": "as:sensitive",
        "Hashtag": "as:Hashtag",
        "quote": {"@id": "https://w3id.org/fep/044f#quote", "@type": "@id"},
        # JSON kept as it is (JSON-LD 1.1, 4.2.2): order and null mean something in it
        "clew": {"@id": f"{NAMESPACE}clew", "@type": "@json"},
    },
]


def write(threads: Iterable[Thread], out: BinaryIO, about: About = UNTOLD) -> None:
    """Write one collection of all threads; each is a collection itself, a very long one with pages after it."""
    encode = msgspec.json.Encoder().encode
    head: dict[str, object] = {"@context": CONTEXT, "type": "OrderedCollection", "name": about.title}
    head |= {"id": about.itself} if about.itself else {}
    head |= {"url": about.page} if about.page else {}
    # The line end before the list tells it from a file of lines.
    out.write(encode(head).removesuffix(b"}") + b',\n"orderedItems":[')
    count = 0
    for thread in threads:
        for collection in collections(thread, about):
            out.write((b",\n" if count else b"\n") + encode(collection))
            count += 1
    out.write(b'\n],"totalItems":' + str(count).encode() + b"}\n")
