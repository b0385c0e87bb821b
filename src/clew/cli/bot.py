"""`clew bot`: answer people who ask for a thread."""

from __future__ import annotations

import signal
import sys
import threading
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from clew import settings
from clew.cli._addresses import hub, pages, teller
from clew.cli._inputs import asking, asks, kept_in
from clew.errors import BadSetting, ClewError

if TYPE_CHECKING:
    from clew.archive.answering import Answering

_LONGEST = 900  # seconds between two looks while a network is not there
_MOST, _WORDS = settings.setting("most"), settings.setting("words")


@click.command("bot")
@click.option("--once", is_flag=True, help="Look once and end, for cron; failing is an error then.")
@click.option("--wait", metavar="SECONDS", type=click.IntRange(5), default=30, show_default=True, help="Between looks.")
@click.option(
    _WORDS.option, envvar=_WORDS.env, show_envvar=True, metavar="WORDS", default=_WORDS.default, help=_WORDS.help
)
@click.option(
    _MOST.option,
    envvar=_MOST.env,
    show_envvar=True,
    type=click.IntRange(1),
    default=_MOST.default,
    show_default=True,
    help=_MOST.help,
)
@asks
@kept_in
@pages
@hub
@click.pass_obj
def command(
    place: str,
    /,
    *,
    once: bool,
    wait: int,
    words: str,
    most: int,
    pages: str | None,
    hub: str | None,
    **options: Any,
) -> None:
    """Answer people who mention an account with "unroll" under a thread.

    The thread is added, and the answer is the address of its page at --pages. Nobody is answered twice about the same
    thread, and only threads are brought whose authors let it be: `#nobot` in a profile, a network's own flags and
    blocks are asked for first.

    The accounts stand in `bot.toml` beside the settings file, which must be yours alone (`chmod 600`).
    """
    from clew.archive import Archive
    from clew.archive.answering import Account, logins

    if pages is None:
        raise click.UsageError("Say with --pages at which address others read the pages.")
    found = logins(settings.bot())
    if not found:
        raise BadSetting(f"There is no account in {settings.bot()}; docs/bot.md says how to write one.")
    said = tuple(word for word in map(str.strip, words.split(",")) if word)
    about = asking(options, others=True)
    stopped = _stopped()
    with Archive.open(place, captures=options["captures"]) as archive:
        bots = {
            network: archive.answering(Account(network, login, pages, said, most), about)
            for network, login in found.items()
        }
        _look(bots, stopped, wait, teller(archive, pages, hub), once=once)


def _look(
    bots: dict[str, Answering],
    stopped: threading.Event,
    wait: int,
    tell: Callable[[datetime], None] | None,
    *,
    once: bool,
) -> None:
    """Look after each account in turn until told to stop; wait longer and longer while something is in the way.

    `tell` tells a hub of what was kept, whether or not it could be answered with.
    """
    pause, status = wait, _Status()
    while not stopped.is_set():
        failed: ClewError | None = None
        for network, bot in bots.items():
            began, before = datetime.now(UTC), bot.kept
            try:
                status.tell(network, bot.round(stopped.is_set))
            except ClewError as error:
                failed = error
                status.trouble(network, error)
            if tell is not None and bot.kept > before:
                tell(began)
        if once:
            if failed is not None:
                raise failed
            return
        pause = wait if failed is None else min(2 * pause, max(wait, _LONGEST))
        stopped.wait(pause)


def _stopped() -> threading.Event:
    """What a signal to end sets; the mention in hand is finished first."""
    stopped = threading.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: stopped.set())
    return stopped


class _Status:
    """One line: on a terminal it is written over; elsewhere a line for each look that brought something."""

    def __init__(self) -> None:
        self._sum: Counter[str] = Counter()
        self._over = sys.stderr.isatty()

    def tell(self, network: str, found: Counter[Any]) -> None:
        self._sum += Counter({str(kind): number for kind, number in found.items()})
        if self._over:
            self._line(f"looked at {datetime.now().astimezone():%H:%M:%S}: {_counts(self._sum)}")
        elif found:
            click.echo(f"{network}: {_counts(found)}", err=True)

    def trouble(self, network: str, error: ClewError) -> None:
        if self._over:
            self._line(f"{network}: {error.message}")
        else:
            click.echo(f"{network}: {error.message}", err=True)

    def _line(self, words: str) -> None:
        sys.stderr.write(f"\r\x1b[2K{words}")
        sys.stderr.flush()


def _counts(found: Counter[Any]) -> str:
    return ", ".join(f"{number:,} {kind}" for kind, number in sorted(found.items())) or "nothing yet"
