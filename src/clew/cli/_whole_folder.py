"""A folder that appears under its name whole or not at all."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from clew.cli._verbs import Refusal, os_words


@contextmanager
def whole_folder(path: Path, mark: str | None) -> Iterator[Path]:
    """Write beside the folder under a name of its own, and rename at the end.

    What stands under the name before must be empty, or have been written so: then it has the file `mark` in it;
    None where it must be empty.
    """
    target = path.resolve()
    _insist(path, target, mark)
    part = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    try:
        try:
            part.mkdir()
            yield part
            _change(part, target)
        finally:
            shutil.rmtree(part, ignore_errors=True)
    except OSError as error:
        raise Refusal(f"{path} was not written: {os_words(error)}") from error


def _insist(path: Path, target: Path, mark: str | None) -> None:
    if target.is_dir():
        if any(target.iterdir()) and (mark is None or not (target / mark).is_file()):
            raise Refusal(f"{path} has other things in it; name a folder that is empty or not there yet.", 2)
    elif target.exists():
        raise Refusal(f"{path} is a file; name a folder.", 2)
    elif not target.parent.is_dir():
        raise Refusal(f"There is no folder {target.parent}; make it first.", 2)


def _change(part: Path, target: Path) -> None:
    """Put the new folder in the place of the old one, which is gone only when the new one stands there."""
    old = part.with_suffix(".old")
    if target.exists():
        target.rename(old)
    part.rename(target)
    shutil.rmtree(old, ignore_errors=True)
