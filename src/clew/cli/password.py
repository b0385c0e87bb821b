"""`clew password`: the owner's password, for pages that other machines reach."""

from __future__ import annotations

import sys

import click

from clew import settings


@click.command("password")
@click.option("--remove", is_flag=True, help="Forget the password: then nobody can log in.")
def command(*, remove: bool) -> None:
    """Set the password by which the owner logs in where `clew serve` is --public or --private.

    It is asked for twice and not shown; a script writes it to the standard input. It is kept as an argon2 hash beside
    the settings file, for your user only, and counts for every archive. A new one ends all sessions.
    """
    from clew.web.owner.keys import SHORTEST, KeyFile

    keys = KeyFile(settings.keys())
    if remove:
        keys.remove()
        click.echo("No password is set any more.")
        return
    if sys.stdin.isatty():
        password = click.prompt(
            f"New password ({SHORTEST} characters or more)", hide_input=True, confirmation_prompt="The same again"
        )
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    keys.set_password(password)
    click.echo(f"The password is set; its hash is in {keys.path}.")
