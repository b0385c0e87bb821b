"""A server's answer that a post is gone, as it is kept: what was asked, what came, and which post that is about.

Such an answer is often a status and no more (`404 Not Found`), so that its bytes alone prove nothing.
"""

from __future__ import annotations

import msgspec

KIND = "answer that a post is gone"


class Gone(msgspec.Struct, omit_defaults=True):
    """`asked` is the address, `status` and `said` what the server answered, `post` and `author` their ids."""

    kind: str = ""
    post: str = ""
    state: str = ""
    author: str | None = None
    asked: str = ""
    status: int | None = None
    said: str = ""


def written(gone: Gone) -> bytes:
    """One line of JSON."""
    gone.kind = KIND
    return msgspec.json.encode(gone) + b"\n"
