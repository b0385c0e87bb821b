"""Threads written out apart: a file for each in a folder, where programs keep notes of their own beside them."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from clew.errors import BadQuery
from clew.exports import About, Export
from clew.text.filenames import filename
from clew.text.notes import heading
from clew.thread import Thread


def write_apart(threads: Iterable[Thread], form: Export, folder: Path, about: About) -> None:
    """Write each thread into a file of its own, named by its id and so the same each time.

    A file appears when it is whole; other files in the folder are left alone. A form that has a `front` begins with it.
    """
    if folder.exists() and not folder.is_dir():
        raise BadQuery(f"{folder} is a file; name a folder for a file of each thread.")
    folder.mkdir(parents=True, exist_ok=True)
    front = getattr(form, "front", None)
    for thread in threads:
        target = folder / f"{filename(thread.id)}{form.suffix}"
        part = folder / f".{target.name}.{secrets.token_hex(4)}.part"
        try:
            with part.open("xb") as out:
                if front is not None:
                    out.write(front(thread))
                form.write([thread], out, replace(about, title=heading(thread), page=about.thread(thread.id)))
                out.flush()
                os.fsync(out.fileno())
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
