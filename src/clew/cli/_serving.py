"""Where the pages are served: the options that `serve` and `demo` share."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from clew import settings

if TYPE_CHECKING:
    from clew.archive import Archive

F = TypeVar("F", bound=Callable[..., Any])

_HOST, _PORT, _INDEX, _UPLOAD = (settings.setting(name) for name in ("host", "port", "index", "upload"))
_MEGABYTE = 1_000_000


def where(command: F) -> F:
    """Give a command `--host`, `--port`, `--public`, `--private`, `--index` and `--upload`."""
    for option in (
        click.option(
            _UPLOAD.option,
            envvar=_UPLOAD.env,
            show_envvar=True,
            type=click.IntRange(1, _MEGABYTE),
            default=_UPLOAD.default,
            metavar="NUMBER",
            show_default=True,
            help=_UPLOAD.help,
        ),
        click.option(
            _INDEX.option, envvar=_INDEX.env, show_envvar=True, is_flag=True, default=_INDEX.default, help=_INDEX.help
        ),
        click.option("--private", is_flag=True, help="Serve to other machines: the password is asked for everything."),
        click.option(
            "--public", is_flag=True, help="Serve to other machines: everybody may read, the owner has the password."
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
    upload: int,
    index: bool = False,
    pages: str | None = None,
    hub: str | None = None,
    **options: bool,
) -> None:
    """Serve until stopped; the pages say how to add to this very archive."""
    import shlex

    from clew.web import serve
    from clew.web.presence import Presence

    usual = place == str(settings.archive_folder())
    add = "clew add" if usual else f"clew --archive {shlex.quote(archive.shown(place))} add"
    site = Presence(address=pages, hub=hub, index=index)
    most = upload * _MEGABYTE
    serve(archive, host, port, **options, command=add, site=site, upload=most, started=click.echo)
