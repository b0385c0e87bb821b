"""The option `--language`, which the verbs that make pages share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from clew import settings
from clew.speech import named, tongues

F = TypeVar("F", bound=Callable[..., Any])
_LANGUAGE = settings.setting("language")


def language(command: F) -> F:
    """Give a command `--language`, which it is handed as the code of a language that there is."""
    option = click.option(
        _LANGUAGE.option,
        envvar=_LANGUAGE.env,
        show_envvar=True,
        default=_LANGUAGE.default,
        show_default=True,
        metavar="CODE",
        callback=_checked,
        help=_LANGUAGE.help,
    )
    return option(command)


def _checked(_context: click.Context, _option: click.Parameter, value: str) -> str:
    found = named(value)
    if found is None:
        raise click.BadParameter(f"{value!r} is no language of the pages; there are {', '.join(tongues())}.")
    return found.code
