"""Where what a form writes goes: down a pipe, or into a file, packed where its name says so."""

from __future__ import annotations

import gzip
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import click

from clew.cli._listing import on_terminal
from clew.cli._whole_file import whole_file

PACKED = ".gz"


def pipe(form: str, forms: Mapping[str, tuple[str, str, str]], instead: str) -> BinaryIO:
    """Standard output; a refusal where a person would see the bytes of a form that is no text.

    `instead` says what to do, with the form's suffix after it.
    """
    _, mime, suffix = forms.get(form, ("", "text/plain; charset=utf-8", ""))
    if on_terminal() and "charset=" not in mime and not mime.endswith("json"):
        raise click.UsageError(f"The form {form} is no text that a terminal could show; {instead}{suffix}")
    return sys.stdout.buffer


@contextmanager
def file(output: str, suffix: str) -> Iterator[BinaryIO]:
    """A file that appears when it is whole; `suffix` is the form's own."""
    with whole_file(Path(output)) as out:
        if not output.lower().endswith(PACKED) or suffix.endswith(PACKED):
            yield out
            return
        with gzip.GzipFile("", "wb", fileobj=out, mtime=0) as packed:  # the same threads make the same bytes
            yield packed  # type: ignore[misc]  # it is a `BinaryIO` but for its name
