"""Addresses that go out into the world: of the pages where others read, of the hub that followers ask."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

import click

from clew import settings

if TYPE_CHECKING:
    from clew.archive import Archive

F = TypeVar("F", bound=Callable[..., Any])


def _checked(_context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    if not value:
        return None
    if not _leads_somewhere(value, "http", "https"):
        raise click.BadParameter("has to be a web address such as https://threads.example.", param=parameter)
    return value.rstrip("/") if parameter.name == "pages" else value


def stream_address(_context: click.Context, parameter: click.Parameter, value: str) -> str:
    """The address of a stream, if it is one."""
    value = value.strip()
    if not _leads_somewhere(value, "http", "https", "ws", "wss"):
        said = "has to be an address: wss://jetstream.example/subscribe, or https://relay.example for a relay or PDS."
        raise click.BadParameter(said, param=parameter)
    return value


def _leads_somewhere(address: str, *schemes: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in schemes and bool(parts.hostname) and not parts.query and not parts.fragment


def _option(name: str) -> Callable[[F], F]:
    setting = settings.setting(name)
    return click.option(
        setting.option, envvar=setting.env, show_envvar=True, metavar="URL", help=setting.help, callback=_checked
    )


pages = _option("pages")
hub = _option("hub")


def teller(archive: Archive, pages: str | None, hub: str | None) -> Callable[[datetime], None] | None:
    """What tells the hub of all that changed since a moment; None where there is none, or nothing to tell it.

    A hub that is not there is no reason to fail: it is said, and nothing else.
    """
    if hub is None:
        return None
    if pages is None:
        click.echo("The hub is not told: set --pages to the address that others read this archive at.", err=True)
        return None

    def tell(since: datetime) -> None:
        told = archive.tell_hub(hub, pages, since)
        if told.why is not None:
            said = f"The hub was told of {told.told:,} of {told.changed:,} feeds that changed: {told.why}."
            click.echo(said, err=True)

    return tell
