"""Commands whose help lists what an archive can read or write, which is asked only when the help is."""

from __future__ import annotations

from typing import Any, Literal

import click


class Asks(click.Command):
    """A command whose help ends with the formats (`sources`) or forms (`forms`) that there are."""

    def __init__(self, *args: Any, choices: Literal["sources", "forms"], heading: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choices = choices
        self.heading = heading

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the names and titles."""
        from clew.archive import Archive

        names = Archive.sources() if self.choices == "sources" else {n: f[0] for n, f in Archive.forms().items()}
        with formatter.section(self.heading):
            formatter.write_dl(list(names.items()))
        super().format_epilog(ctx, formatter)
