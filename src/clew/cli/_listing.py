"""How lists leave the command line: JSON lines, columns on a terminal, and tabs between them everywhere else."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import Any

import click

as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON lines, every key always there.")


def on_terminal() -> bool:
    """Whether a person is looking; otherwise output is plain and keeps its form from version to version."""
    return sys.stdout.isatty()


def json_lines(values: Iterable[Any]) -> None:
    """Print each value as one line of JSON."""
    from clew.archive import rows

    for line in rows.json_lines((), values):
        sys.stdout.write(line.decode())


def listed(kind: str, values: Iterable[Any], *, as_json: bool) -> None:
    """Print hashtags, authors or problems as rows, or as JSON lines."""
    from clew.archive import rows

    if as_json:
        json_lines(values)
    else:
        table(rows.HEADS[kind], map(rows.row, values))


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print rows: in columns under their heads on a terminal, with tabs and without heads elsewhere."""
    if not on_terminal():
        sys.stdout.writelines("\t".join(row) + "\n" for row in rows)
        return
    from rich.table import Table
    from rich.text import Text

    from clew.cli._terminal import console

    columns = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0), header_style="dim", show_header=any(head))
    for name in head:
        columns.add_column(name, justify="right" if name in {"posts", "threads"} else "left", overflow="fold")
    for row in rows:
        columns.add_row(*(Text(cell) for cell in row))
    console().print(columns)


def say(words: str) -> None:
    """Print lines of output at once, above a bar that may be drawn; `click.echo` would write into the bar."""
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


def aside(sentence: str) -> None:
    """Tell a person something beside the output; programs that read the output never see it."""
    if on_terminal():
        click.echo(sentence, err=True)
