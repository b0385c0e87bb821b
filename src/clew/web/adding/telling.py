"""What is said of an import, in the language of whoever looks at it."""

from __future__ import annotations

from typing import Any

import msgspec

from clew.archive import Import
from clew.speech import _, later, listed, many, plural
from clew.text.runs import heading as line
from clew.web import words
from clew.web.adding.standing import Standing, Unread

_HEADS = {
    "waiting": later("Waiting"),
    "reading": later("Reading"),
    "joining": later("Putting threads together"),
    "failed": later("Not added"),
    "stopped": later("Stopped"),
}
_WITHHELD = plural("%(num)s of authors who refused", "%(num)s of authors who refused")
_FORGOTTEN = plural("%(num)s forgotten before and passed over", "%(num)s forgotten before and passed over")
_LONGEST = 400


class Told(msgspec.Struct, frozen=True):
    """One input: what it brought, in words; `problems` is the link's words, "" where there are none."""

    name: str
    words: str
    problems: str
    capture: str


def told(now: Standing, before: int, titles: dict[str, str], *, private: bool) -> dict[str, Any]:
    """The words of an import's page."""
    more = now.inputs + now.refused - len(now.brought) - len(now.unread)
    return {
        "head": _head(now),
        "said": _said(now, before),
        "brought": [_told(each, titles, private=private) for each in now.brought],
        "unread": [unread(each) for each in now.unread],
        "aside": _(now.sentence) if now.state == "done" and now.sentence else "",
        "more": many("And %(num)s other.", "And %(num)s others.", more) if more else "",
    }


def called(names: tuple[str, ...]) -> str:
    """What an import is called: by its one file, or by how many there are."""
    return line(names[0], 80) if len(names) == 1 else many("%(num)s file", "%(num)s files", len(names))


def unread(each: Unread) -> str:
    """Why an input could not be read."""
    return each.sentence if each.name is None else _(each.sentence, name=each.name)


def _head(now: Standing) -> str:
    if now.state != "done":
        return _(_HEADS[now.state])
    if not now.inputs:
        return _("Not added")
    return _("Nothing new") if now.nothing_new else _("Added")


def _said(now: Standing, before: int) -> str:
    if now.state == "waiting" and now.sentence:
        return _("%(why)s It is tried again.", why=line(now.sentence, _LONGEST))
    if now.state == "waiting":
        return many("%(num)s import before this one.", "%(num)s imports before this one.", before)
    if now.state == "stopped":
        return _(
            "The server was stopped. What was read until then is kept; send the same again, and it goes on from there."
        )
    if now.state == "failed":
        return line(_(now.sentence), _LONGEST)
    if now.over and not now.inputs:
        return _("Nothing of it could be read.")
    if now.over and now.nothing_new:
        return _("Every byte of it had been read before.")
    return _counted(now)


def _counted(now: Standing) -> str:
    """`57 posts read, 12 threads put together, 2 records that could not be read.`"""
    if now.over:
        facts = [many("%(num)s post read", "%(num)s posts read", now.posts)]
    else:
        facts = [many("%(num)s post so far", "%(num)s posts so far", now.posts)]
    if now.threads:
        facts.append(many("%(num)s thread put together", "%(num)s threads put together", now.threads))
    if now.problems:
        facts.append(many("%(num)s record not readable", "%(num)s records not readable", now.problems))
    return _("%(facts)s.", facts=listed(facts))


def _told(each: Import, titles: dict[str, str], *, private: bool) -> Told:
    added = each.added
    if each.already:
        return Told(each.name, _("Read before."), "", each.capture)
    facts = [
        many("%(num)s post new", "%(num)s posts new", added.new),
        many("%(num)s known already", "%(num)s known already", added.known),
    ]
    if added.changed:
        facts.append(many("%(num)s seen differently", "%(num)s seen differently", added.changed))
    if added.notices:
        facts.append(many("%(num)s notice", "%(num)s notices", added.notices))
    if added.private and private:
        facts.append(many("%(num)s private post kept apart", "%(num)s private posts kept apart", added.private))
    elif added.private:
        facts.append(many("%(num)s private post left out", "%(num)s private posts left out", added.private))
    if added.withheld:
        facts.append(many(*_WITHHELD, added.withheld))
    if added.forgotten:
        facts.append(many(*_FORGOTTEN, added.forgotten))
    if each.media:
        facts.append(many("%(num)s picture or film kept", "%(num)s pictures and films kept", each.media))
    problems = many("%(num)s problem", "%(num)s problems", added.problems) if added.problems else ""
    source = words.source(titles, each.source)
    return Told(
        each.name, _("%(format)s: %(facts)s.", format=source, facts=_(", ").join(facts)), problems, each.capture
    )
