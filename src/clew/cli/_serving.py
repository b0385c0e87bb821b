"""Where the pages are served: the options that `serve` and `demo` share."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from clew import settings

if TYPE_CHECKING:
    from clew.archive import Archive

F = TypeVar("F", bound=Callable[..., Any])

_HOST, _PORT = settings.setting("host"), settings.setting("port")


def where(command: F) -> F:
    """Give a command `--host`, `--port` and `--public`."""
    for option in (
        click.option(
            "--public", is_flag=True, help="Allow an address that other machines reach: they may read everything."
        ),
        click.option(
            _PORT.option,
            envvar=_PORT.env,
            show_envvar=True,
            type=click.IntRange(0, 65535),
            default=_PORT.default,
            metavar="NUMBER",
            show_default=True,
            help=_PORT.help,
        ),
        click.option(
            _HOST.option,
            envvar=_HOST.env,
            show_envvar=True,
            default=_HOST.default,
            show_default=True,
            metavar="ADDRESS",
            help=_HOST.help,
        ),
    ):
        command = option(command)
    return command


def serve_pages(
    archive: Archive,
    place: str,
    host: str,
    port: int,
    *,
    public: bool,
    pages: str | None = None,
    hub: str | None = None,
) -> None:
    """Serve until stopped; the pages say how to add to this very archive."""
    import shlex

    from clew.web import serve

    usual = place == str(settings.archive_folder())
    add = "clew add" if usual else f"clew --archive {shlex.quote(archive.shown(place))} add"
    serve(archive, host, port, public=public, command=add, address=pages, hub=hub, started=click.echo)
