"""Gathers what Clew says from code and templates into the catalogues of its languages, and compiles them.

    python tools/make_speech.py           # `make speech`
    python tools/make_speech.py de        # a new language, or one more: `make speech LANGUAGE=de`

What is new in a catalogue is empty, and said in English until somebody has translated it (docs/languages.md).
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.core import Locale
from babel.messages import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

from clew.archive import Archive

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "clew"
SPEECH = PACKAGE / "speech"
# Which functions take words, and which of their arguments are a message for one and for more.
KEYWORDS = {"_": None, "later": None, "many": (1, 2), "plural": (1, 2), "gettext": None, "ngettext": (1, 2)}
# Lines that would change with every run or say who ran it.
_FLEETING = (
    "Project-Id",
    "POT-Creation-Date",
    "PO-Revision-Date",
    "Last-Translator",
    "Language-Team",
    "Generated-By",
    "Report-",
)


def template() -> Catalog:
    """All messages there are, each with the files it stands in."""
    found = Catalog(project="Clew", charset="utf-8")
    for place, message in _messages():
        found.add(message, locations=[(place, 0)])
    return found


def _messages() -> Iterator[tuple[str, str | tuple[str, ...]]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        if path.is_relative_to(SPEECH):
            continue
        with path.open("rb") as file:
            for _line, message, *_ in extract("python", file, KEYWORDS):
                yield path.relative_to(PACKAGE).as_posix(), _kept(message)
    for path in sorted(PACKAGE.rglob("templates/*.html")):
        options = {"trimmed": "true", "trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}
        with path.open("rb") as file:
            for _line, name, message, _ in babel_extract(file, list(KEYWORDS), [], options):
                words = [each for each in message if isinstance(each, str)] if isinstance(message, tuple) else [message]
                pair = KEYWORDS[name] is not None
                yield path.relative_to(PACKAGE).as_posix(), tuple(words[:2]) if pair else words[0]
    # Formats are found by listing folders, and so are their titles.
    for title in Archive.sources().values():
        yield "sources", title
    for title, *_ in Archive.forms().values():
        yield "exports", title.split(",")[0]


def _kept(message: str | tuple[str, ...]) -> str | tuple[str, ...]:
    return message if isinstance(message, str) else tuple(message[:2])


def catalogue(path: Path) -> Catalog:
    """A catalogue as it is in its file."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name)


def updated(old: Catalog, messages: Catalog) -> Catalog:
    """The catalogue with all messages there are now and no others; nothing is guessed."""
    made = Catalog(locale=old.locale, charset="utf-8", fuzzy=False)
    made.mime_headers = [("Plural-Forms", old.plural_forms)]  # the file's own: Babel's differ from gettext's for Arabic
    for message in messages:
        if message.id:
            known = old.get(message.id)
            said = known.string if known is not None else ""
            made.add(message.id, said, locations=message.locations, flags=message.flags)
    return made


def written(made: Catalog) -> bytes:
    """A catalogue as a .po file."""
    out = io.BytesIO()
    write_po(out, made, width=110, sort_by_file=True, include_lineno=False)
    lines = out.getvalue().decode().splitlines(keepends=True)
    head = lines.index("\n")
    kept = [line for line in lines[:head] if not line.startswith(("#", *(f'"{name}' for name in _FLEETING)))]
    return "".join(kept + lines[head:]).encode()


def said(message: Message) -> bool:
    """Whether a message is translated, in all forms that the language has."""
    return all(message.string) if isinstance(message.string, tuple) else bool(message.string)


def compiled(made: Catalog) -> bytes:
    """A catalogue as a .mo file, the same whenever and with whatever Babel it is made."""
    out = io.BytesIO()
    write_mo(out, _Lean(made))
    return out.getvalue()


class _Lean:
    """A catalogue whose head says no more than what is needed to read it."""

    def __init__(self, made: Catalog) -> None:
        self.charset = "utf-8"
        head = f"Content-Type: text/plain; charset=utf-8\nPlural-Forms: {made.plural_forms}\n"
        self._messages = [Message("", head), *(message for message in made if message.id)]

    def __iter__(self) -> Iterator[Message]:
        return iter(self._messages)


def main() -> None:
    """Bring every catalogue up to date, and say what is left to translate."""
    for name in sys.argv[1:]:
        folder = SPEECH / str(Locale.parse(name, sep="-" if "-" in name else "_")) / "LC_MESSAGES"
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / "clew.po").exists():
            (folder / "clew.po").write_bytes(written(Catalog(locale=folder.parent.name, project="Clew")))
    messages = template()
    for path in sorted(SPEECH.glob("*/LC_MESSAGES/clew.po")):
        made = updated(catalogue(path), messages)
        path.write_bytes(written(made))
        path.with_suffix(".mo").write_bytes(compiled(catalogue(path)))
        left = sum(
            not all(each.string if isinstance(each.string, tuple) else [each.string]) for each in made if each.id
        )
        print(f"{path.relative_to(ROOT)}: {len(made)} messages, {left} not translated yet")  # noqa: T201


if __name__ == "__main__":
    main()
