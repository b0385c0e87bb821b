"""The group of verbs: lists the folder, imports a verb when it is called, and turns errors into sentences."""

from __future__ import annotations

import os
import signal
import sys
from types import ModuleType
from typing import Any, NoReturn, TextIO, cast

import click

from clew import plugins, settings
from clew.errors import ClewError, NotFound

INTERRUPTED = 130  # 128 + SIGINT, as shells count


class Refusal(click.ClickException):
    """An error as the command line shows it: one sentence on the error stream, and the class's own exit code."""

    def __init__(self, message: str, exit_code: int = 1) -> None:
        super().__init__(message)
        self.exit_code = exit_code  # type: ignore[misc]  # click reads it from the instance


class Verbs(click.Group):
    """Commands that are the modules of a folder; the border where errors become sentences."""

    def __init__(self, *args: Any, folder: ModuleType, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.folder = folder

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's own signature
        """Every verb, in the order of the alphabet."""
        return sorted({*plugins.own_names(self.folder), *plugins.outside_names(self.folder)})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  # likewise
        """The verb of that name, imported now."""
        try:
            return cast("click.Command", plugins.load(self.folder, cmd_name).command)
        except NotFound:
            return None

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """Read the settings file before the options, whose defaults it gives."""
        try:
            extra.setdefault("default_map", settings.defaults(settings.read(settings.place())))
        except ClewError as error:
            raise Refusal(error.message, error.exit_code) from error
        return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the verb; whatever goes wrong is one sentence unless `--debug` asks for more."""
        for stream in (sys.stdout, sys.stderr):
            _never_fail(stream)
        _hear_signals()
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except KeyboardInterrupt:
            raise Refusal("Stopped.", INTERRUPTED) from None
        except ClewError as error:
            _refuse(ctx, error, error.message, error.exit_code)
        except OSError as error:
            _refuse(ctx, error, os_words(error), 1)
        except Exception as error:  # noqa: BLE001  # the border: a fault of Clew itself is a sentence too
            _refuse(ctx, error, f"Clew failed ({type(error).__name__}: {error}); --debug says where.", 1)


def _hear_signals() -> None:
    """Let SIGTERM end the first process of a container, which systems shield from every signal it does not handle."""
    if os.getpid() == 1:
        signal.signal(signal.SIGTERM, signal.default_int_handler)


def os_words(error: OSError) -> str:
    """What the system said, with the file it said it of."""
    what = error.strerror or str(error)
    return f"{error.filename}: {what}." if error.filename else f"{what}."


def _refuse(ctx: click.Context, error: Exception, message: str, exit_code: int) -> NoReturn:
    if ctx.meta.get("clew.debug"):
        raise error
    raise Refusal(message, exit_code) from error


def _never_fail(stream: TextIO) -> None:
    """A terminal that cannot show a letter shows a question mark; posts are written in every script."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="replace")
