"""`clew notify`: tell of threads that are new or have grown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from clew import settings
from clew.cli._addresses import pages
from clew.cli._language import language
from clew.cli._listing import as_json, aside, json_lines
from clew.cli._verbs import Refusal

if TYPE_CHECKING:
    from clew.archive import Archive
    from clew.archive.noticing import Channel, Noticed

_SENDING = tuple(settings.setting(name) for name in ("smtp", "sender", "recipient", "webhook"))


def _sends(command: Any) -> Any:
    for each in reversed(_SENDING):
        metavar = "ADDRESS" if each.name in {"sender", "recipient"} else "URL"
        command = click.option(each.option, envvar=each.env, show_envvar=True, metavar=metavar, help=each.help)(command)
    return command


@click.command("notify")
@click.option("--author", "authors", multiple=True, metavar="AUTHOR", help="Tell of this author's threads; repeatable.")
@click.option("--dry-run", is_flag=True, help="Say what would be told, and tell nobody.")
@_sends
@language
@pages
@as_json
@click.pass_obj
def command(
    place: str, /, *, authors: tuple[str, ...], dry_run: bool, pages: str | None, as_json: bool, **options: Any
) -> None:
    """Tell by e-mail or webhook of threads that are new or have grown, found by a kept search or by an author.

    Searches are kept with `clew save`. A thread is told of when it got posts since the last run, once a day at most.
    To be run from cron, or after `clew add`. User, password and secret stand in `notices.toml` beside the settings
    file, which must be yours alone (`chmod 600`).
    """
    from clew.archive import Archive
    from clew.speech import ENGLISH, named, speaking

    spoken = named(options.pop("language")) or ENGLISH
    found = _channels(**options)
    if not found:
        raise click.UsageError("Say where notices go: --smtp, --sender and --recipient for e-mail, or --webhook.")
    with Archive.open(place, create=False) as archive, speaking(spoken):
        _tell(archive, found, pages, authors, dry_run=dry_run, as_json=as_json)


def _tell(
    archive: Archive,
    channels: dict[str, Channel],
    pages: str | None,
    authors: tuple[str, ...],
    *,
    dry_run: bool,
    as_json: bool,
) -> None:
    troubles: list[str] = []
    for name, channel in channels.items():
        noticed = archive.notify(channel, pages, authors, dry_run=dry_run)
        if as_json:
            json_lines([{"channel": name, "told": noticed.told, "waiting": noticed.waiting, "beyond": noticed.beyond}])
        else:
            aside(f"{name}: {_words(noticed, dry_run=dry_run)}")
            for thread in noticed.told if dry_run else ():
                click.echo(thread)
        troubles += [noticed.why] if noticed.why else []
    if troubles:
        raise Refusal(" ".join(troubles))


def _channels(smtp: str | None, sender: str | None, recipient: str | None, webhook: str | None) -> dict[str, Channel]:
    from clew.archive.asked import secrets
    from clew.archive.mail import Mail
    from clew.archive.webhook import Webhook
    from clew.errors import BadSetting

    form = 'each line is user, password or secret = "…"'
    path = settings.notices()
    written = secrets(path, "secrets", form)
    if not all(isinstance(each, str) for each in written.values()) or written.keys() - {"user", "password", "secret"}:
        raise BadSetting(f"The secrets in {path} cannot be read; {form}.")
    found: dict[str, Channel] = {}
    if smtp is not None:
        if not sender or not recipient:
            raise click.UsageError("E-mail needs a --sender and a --recipient.")
        found["e-mail"] = Mail(smtp, sender, recipient, written.get("user", ""), written.get("password", ""))
    if webhook is not None:
        found["webhook"] = Webhook(webhook, written.get("secret", ""))
    return found


def _words(noticed: Noticed, *, dry_run: bool) -> str:
    from clew.text.completeness import counted

    words = [f"{counted(len(noticed.told), 'thread')} {'to tell of' if dry_run else 'told of'}"]
    words += [f"{noticed.waiting:,} told of within a day"] if noticed.waiting else []
    words += [f"{noticed.beyond:,} more than one run tells of"] if noticed.beyond else []
    return ", ".join(words)
