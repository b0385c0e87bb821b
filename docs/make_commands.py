"""Make `docs/commands.md` from the commands' own help."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from clew.cli import main

PLACE = Path(__file__).with_name("commands.md")
_WIDTH = 100
_HEAD = """# Commands

This page is made from the commands' own help (`make docs`).

Lists are meant for people on a terminal. In a pipe they are plain and keep their form: one line each, tabs between.
`--json` gives JSON lines, every key always there, null where nobody says:

| verb | one line is | its keys |
|---|---|---|
| `add` | a capture | `name`, `source` (its format), `added` (`new`, `known`, `changed`, `notices`, `problems`, `private`, `withheld`, `forgotten`), `already`, `media` (how many pictures, films and sounds were kept), `capture` (the SHA-256 under which it is known here) |
| `check` | a file | `name`, `formats` (their titles), `posts`, `authors`, `threads`, `held`, `promised`, `gaps`, `notices`, `private`, `problems` (their number), `said` (`place` and `reason` of the first 20) |
| `threads` | a thread | `id`, `network`, `author`, `started`, `ended`, `held`, `promised`, `languages`, `tags`, `gaps`, `branches`, `opening` (`id` and `text` of the first three posts) |
| `media` | a medium that was asked for | `address`, `post`, `origin` (what gave it), `taken`, `file` (`name`, `mime`, `size`, `width`, `height`, `small`, `captions`; null where there is none), `reason` (why there is none) |
| `media SOURCE` | a capture | as `add` |
| `tags` | a hashtag | `tag` (folded), `written` (as it is most often), `threads` |
| `authors` | an author | `author` (`id`, `network`, `handle`, `name`), `posts`, `threads` |
| `info` | the archive | `archive`, `posts`, `authors`, `threads`, `held_in_threads`, `promised`, `gaps`, `tags`, `captures`, `problems`, `networks`, `languages`, `first`, `last` |
| `info ID` | a thread | `id`, `held`, `promised`, `branches`, `gaps`, `captures` (`capture`, `posts` of the thread that stand in it, and of these the ones that stand in it `alone`) |
| `shelf` | a shelf | `name`, `threads`, `changed` |
| `shelf NAME` | a thread on it | `post` (by which it was put there), `note`, `added`, `thread` (null where none is held), `held` |
| `spark add` | the set | `set`, `already`, `posts`, `authors`, `threads`, `held_in_threads`, `promised`, `gaps`, `tags`, `problems`, `private` |
| `consent` | a refusal | `name`, `reason`, `made`, `authors` (ids of who was met under that name), `source` (`owner` or `network`) |
| `notify` | a channel | `channel`, `told` (ids of threads), `waiting` (threads told of within a day), `beyond` (more than one run tells of) |
| `follow list` | what is followed | `name` (as it is written), `kind`, `where` (a server), `id` (an author's, null where it is none) |
| `forget` | a receipt | `what`, `made`, `reason`, `posts` (`name`, `records`, `id`), `files`, `captures` (`capture`, `copy`, `lines`) |
| `problems` | a problem | `capture` (SHA-256), `name`, `place`, `reason` |

Whole threads as JSON lines come from `clew export --to jsonl` ([its contract](jsonl.md)).

| exit code | when |
|---|---|
| 0 | all went well |
| 1 | anything not named below |
| 2 | the command was called wrongly, or the settings file says what no setting means |
| 3 | an input could not be read; what could be is in the archive |
| 4 | there is no such thread, author, hashtag or archive |
| 5 | the archive could not be read or written |
| 6 | an optional part is not installed |
| 130 | the command was stopped |

What went wrong is one sentence on the error stream; `clew --debug` adds where in the program it arose.

"""


def page() -> str:
    """The help of every verb, as one page."""
    return _HEAD + "\n".join(_sections())


def _sections() -> Iterator[str]:
    with main.make_context("clew", [], default_map={}, resilient_parsing=True, terminal_width=_WIDTH) as context:
        yield _section("clew", main.get_help(context))
        for name in main.list_commands(context):
            verb = main.get_command(context, name)
            assert verb is not None
            within = _context(verb, name, context)
            yield _section(f"clew {name}", verb.get_help(within))
            for deed, part in verb.commands.items() if isinstance(verb, click.Group) else ():
                yield _section(f"clew {name} {deed}", part.get_help(_context(part, deed, within)))


def _context(verb: click.Command, name: str, parent: click.Context) -> click.Context:
    return click.Context(verb, info_name=name, parent=parent, terminal_width=_WIDTH)


def _section(name: str, text: str) -> str:
    lines = "\n".join(line.rstrip() for line in text.splitlines())
    return f"## `{name}`\n\n```\n{lines}\n```\n"


if __name__ == "__main__":
    PLACE.write_text(page(), encoding="utf-8")
