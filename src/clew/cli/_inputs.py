"""How inputs are to be read: the options that `add` and `check` share, and what is said of inputs that cannot be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

from clew import settings
from clew.cli._verbs import Refusal
from clew.errors import Unreadable

if TYPE_CHECKING:
    from clew.archive import Asking

F = TypeVar("F", bound=Callable[..., Any])


def _as_map(_context: click.Context, _option: click.Parameter, value: str | None) -> dict[str, str] | None:
    """`id=tweet_id,text=full_text` as a table of fields and columns."""
    if value is None:
        return None
    pairs = [pair.partition("=") for pair in value.split(",")]
    if not all(field.strip() and column.strip() for field, _, column in pairs):
        raise click.BadParameter("write it as id=tweet_id,text=full_text, each field with its column.")
    return {field.strip(): column.strip() for field, _, column in pairs}


_OPTIONS = (
    click.option("--format", "source", metavar="NAME", help="The inputs' format, where it is not recognised."),
    click.option("--topic", metavar="HASHTAG", help="The hashtag that a saved page is a listing of."),
    click.option(
        "--map",
        "mapping",
        metavar="FIELD=COLUMN,...",
        callback=_as_map,
        help="Which columns of a table hold what, as id=tweet_id,text=full_text; where their names do not say it.",
    ),
)


def reading(command: F) -> F:
    """Give a command the options that say how inputs are to be read."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


_CAPTURES = settings.setting("captures")
kept_in = click.option(_CAPTURES.option, envvar=_CAPTURES.env, metavar="PATH", show_envvar=True, help=_CAPTURES.help)

_ASKED = tuple(settings.setting(name) for name in ("appview", "plc", "nearby", "withdrawn"))
_METAVARS = {"nearby": "HOSTS", "withdrawn": "[keep|redact]"}


def _policy(_context: click.Context, _option: click.Parameter, value: str) -> str:
    if value not in {"", "keep", "redact"}:
        raise click.BadParameter("write keep or redact.")
    return value


def asks(command: F) -> F:
    """Give a command the options that say where posts are asked for."""
    return _with(command, _ASKED)


def looks(command: F) -> F:
    """Give a command those of them that say where people are asked about."""
    return _with(command, [each for each in _ASKED if each.name != "withdrawn"])


def _with(command: F, options: Sequence[settings.Setting]) -> F:
    for each in reversed(options):
        option = click.option(
            each.option,
            envvar=each.env,
            show_envvar=True,
            default=each.default,
            metavar=_METAVARS.get(each.name, "ADDRESS"),
            help=each.help,
            callback=_policy if each.name == "withdrawn" else None,
        )
        command = option(command)
    return command


def asking(options: dict[str, Any], *, others: bool = False) -> Asking:
    """What these options say, taken out of the options; `others` says that more people than the owner read here."""
    from clew.archive import Asking

    nearby = tuple(host.strip() for host in (options.pop("nearby") or "").split(",") if host.strip())
    others_read = others or settings.told("pages")
    policy = options.pop("withdrawn", "") or ("redact" if others_read else "keep")
    return Asking(options.pop("appview"), options.pop("plc"), nearby, redact=policy == "redact")


def check_format(name: str | None, known: dict[str, str]) -> None:
    """Refuse a format that there is not."""
    if name is not None and name not in known:
        raise click.BadParameter(f"there is no format {name!r}; there are {', '.join(known)}.", param_hint="--format")


def refuse(refused: Sequence[str], of: int) -> None:
    """Say which of so many inputs could not be read, and stop with the exit code for that; nothing where all were."""
    if refused:
        number = f"{len(refused)} of {of} inputs" if of > 1 else "The input"
        raise Refusal(f"{number} could not be read: {'; '.join(refused)}", Unreadable.exit_code)
