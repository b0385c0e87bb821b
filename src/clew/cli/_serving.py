"""Where the pages are served: the options that `serve` and `demo` share."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from clew import settings
from clew.cli._language import language

if TYPE_CHECKING:
    from clew.archive import Archive
    from clew.web import Operation

F = TypeVar("F", bound=Callable[..., Any])

_NAMES = ("host", "port", "index", "upload", "log", "metrics")
_HOST, _PORT, _INDEX, _UPLOAD, _LOG, _METRICS = (settings.setting(name) for name in _NAMES)
MEGABYTE = 1_000_000


def where(command: F) -> F:
    """Give a command `--host`, `--port`, `--public`, `--private`, `--index`, `--language` and `--upload`."""
    for option in (
        language,
        click.option(
            _UPLOAD.option,
            envvar=_UPLOAD.env,
            show_envvar=True,
            type=click.IntRange(1, MEGABYTE),
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


def told(command: F) -> F:
    """Give a command `--log` and `--metrics`: what the server tells whoever looks after it."""
    for option in (
        click.option(
            _METRICS.option,
            envvar=_METRICS.env,
            show_envvar=True,
            is_flag=True,
            default=_METRICS.default,
            help=_METRICS.help,
        ),
        click.option(
            _LOG.option,
            envvar=_LOG.env,
            show_envvar=True,
            type=click.Choice(settings.LOGS),
            default=_LOG.default,
            show_default=True,
            help=_LOG.help,
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
    index: bool = False,
    language: str = "en",
    pages: str | None = None,
    hub: str | None = None,
    operation: Operation | None = None,
    **options: bool,
) -> None:
    """Serve until stopped; the pages say how to add to this very archive."""
    import shlex

    from clew.web import Operation, serve
    from clew.web.presence import Presence

    usual = place == str(settings.archive_folder())
    add = "clew add" if usual else f"clew --archive {shlex.quote(archive.shown(place))} add"
    site = Presence(address=pages, hub=hub, index=index, language=language)
    operation = operation or Operation()
    serve(archive, host, port, **options, command=add, site=site, operation=operation, started=click.echo)
