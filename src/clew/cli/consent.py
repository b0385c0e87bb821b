"""`clew consent`: who does not want to be shown."""

from __future__ import annotations

from typing import Any

import click

from clew.cli._inputs import asking, looks
from clew.cli._listing import as_json, aside, json_lines, table

_DEEDS = ("refuse", "allow", "look")


@click.command("consent")
@click.argument("deed", required=False, metavar="[REFUSE|ALLOW|LOOK]", type=click.Choice(_DEEDS, case_sensitive=False))
@click.argument("names", nargs=-1, metavar="[AUTHOR]...")
@click.option("--reason", metavar="TEXT", default="", help="What to note with a refusal.")
@looks
@as_json
@click.pass_obj
def command(
    place: str, /, *, deed: str | None, names: tuple[str, ...], reason: str, as_json: bool, **options: Any
) -> None:
    """Keep authors who said no from everything that others see; without a deed, show who they are.

    An AUTHOR is a handle (@name, @name@server), an id, or the address of a profile. Their posts leave pages, lists,
    feeds, searches, counts, exports and media at once, those that are added later too, and stay for the owner to read.
    `clew forget` removes them instead. `clew consent look` asks the networks again about authors of whom the bot
    brought posts, as the bot itself does each day.
    """
    from clew.archive import Archive
    from clew.text.completeness import counted

    if deed == "look" and names:
        raise click.UsageError("clew consent look asks about all authors whose turn it is; name none.")
    if deed != "look" and bool(deed) != bool(names):
        raise click.UsageError("Say who: clew consent refuse AUTHOR… or allow AUTHOR….")
    with Archive.open(place, create=deed == "refuse") as archive:
        if deed is None:
            found = archive.refusals()
            if as_json:
                json_lines(found)
            elif found:
                table(
                    ("author", "since", "said by", "reason"),
                    ((each.name, f"{each.made:%Y-%m-%d}", each.source, each.reason) for each in found),
                )
            else:
                aside("Nobody is on the list; `clew consent refuse AUTHOR` puts somebody there.")
            return
        if deed == "look":
            aside(f"{counted(archive.look(asking(options)), 'author')} asked about")
        for name in names:
            if deed == "refuse":
                called, number = archive.refuse(name, reason)
                aside(f"{called}: {counted(number, 'post')} kept from others")
            else:
                aside(f"{name}: {counted(archive.allow(name), 'post')} shown again")
