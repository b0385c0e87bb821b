"""A file that appears under its name whole or not at all."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from clew.cli._verbs import Refusal, os_words


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """Write beside the file under a name of its own, and rename at the end; a device or a pipe is written as it is.

    A program killed on the way leaves a `.part` file and whatever stood under the name before.
    """
    target = path.resolve()
    if target.is_dir():
        raise Refusal(f"{path} is a folder; name a file in it.", 2)
    if not target.parent.is_dir():
        raise Refusal(f"There is no folder {target.parent}; make it first.", 2)
    try:
        if target.exists() and not target.is_file():
            with target.open("wb") as out:
                yield out
        else:
            yield from _beside(target)
    except OSError as error:
        raise Refusal(f"{path} was not written: {os_words(error)}") from error


def _beside(target: Path) -> Iterator[BinaryIO]:
    part = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    try:
        with part.open("xb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
