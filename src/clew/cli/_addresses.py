"""Addresses that go out into the world: of the pages where others read, of the hub that followers ask."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

import click

from clew import settings

F = TypeVar("F", bound=Callable[..., Any])


def _checked(_context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    if not value:
        return None
    try:
        parts = urlsplit(value)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise click.BadParameter("has to be a web address such as https://threads.example.", param=parameter)
    return value.rstrip("/") if parameter.name == "pages" else value


def _option(name: str) -> Callable[[F], F]:
    setting = settings.setting(name)
    return click.option(
        setting.option, envvar=setting.env, show_envvar=True, metavar="URL", help=setting.help, callback=_checked
    )


pages = _option("pages")
hub = _option("hub")
