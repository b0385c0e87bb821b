"""A language that pages can be in: its catalogue, and how it writes numbers, dates and lists.

Catalogues are GNU gettext's, plural forms included; numbers, dates and names of languages are those of Unicode's CLDR
as Babel has them. Digits are Latin in every language, as CLDR has them for Arabic, too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import cache, cached_property, lru_cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from babel import Locale

HERE = Path(__file__).parent
_FOLDER = re.compile(r"[a-z]{2,3}(_[A-Za-z0-9]+)*")
Way = Literal["ltr", "rtl"]
Width = Literal["wide", "abbreviated", "narrow"]


class Tongue:
    """A language; `code` is as HTML has it (`pt-BR`)."""

    def __init__(self, folder: str, catalogue: NullTranslations) -> None:
        self.code = folder.replace("_", "-")
        self._folder = folder
        self._catalogue = catalogue
        self._english = folder == "en"
        self.number = lru_cache(4096)(self._number)
        self._day = lru_cache(4096)(self._of_day)

    @cached_property
    def locale(self) -> Locale:
        """What Babel knows of it, loaded where it is first needed; never for English on the command line."""
        from babel import Locale

        return Locale.parse(self._folder)

    @cached_property
    def way(self) -> Way:
        """In which direction it is written, for `dir`."""
        return "rtl" if not self._english and self.locale.text_direction == "rtl" else "ltr"

    @cached_property
    def name(self) -> str:
        """What its speakers call it."""
        return "English" if self._english else self.locale.get_display_name() or self.code

    def said(self, message: str) -> str:
        """A message of the catalogue; the English one where it has none."""
        return message if self._english else self._catalogue.gettext(message)

    def counted(self, one: str, more: str, num: int) -> str:
        """The message for that many."""
        if self._english:
            return one if num == 1 else more
        return self._catalogue.ngettext(one, more, num)

    def _number(self, value: int) -> str:
        if self._english:
            return f"{value:,}"
        from babel.numbers import format_decimal

        return format_decimal(value, locale=self.locale)

    def tenths(self, value: float) -> str:
        """A number with one place after the point, `1.2`."""
        if self._english:
            return f"{value:.1f}"
        from babel.numbers import format_decimal

        return format_decimal(value, "#,##0.0", locale=self.locale)

    def day(self, when: date) -> str:
        """`7 September 2018`."""
        return self._day(when.year, when.month, when.day)

    def _of_day(self, year: int, month: int, day: int) -> str:
        when = date(year, month, day)
        if self._english:
            return f"{day} {when:%B} {year}"
        from babel.dates import format_date

        return format_date(when, "long", locale=self.locale)

    def day_of(self, when: date) -> str:
        """A day where the year is said elsewhere: `7 September`."""
        return f"{when.day} {when:%B}" if self._english else self._skeleton("MMMMd", when)

    def month(self, when: date) -> str:
        """`September 2018`."""
        return f"{when:%B} {when.year}" if self._english else self._skeleton("yMMMM", when)

    def short_month(self, when: date) -> str:
        """`Sep`, as it stands by itself."""
        return f"{when:%b}" if self._english else str(self.locale.months["stand-alone"]["abbreviated"][when.month])

    def weekday(self, day: int, width: Width = "wide") -> str:
        """A day of the week by its number, 0 for Monday, as it stands by itself."""
        return str(self.locale.days["stand-alone"][width][day])

    def listed(self, items: Sequence[str]) -> str:
        """`A, B and C`."""
        return self._list(items, "standard", "and")

    def either(self, items: Sequence[str]) -> str:
        """`A, B or C`."""
        return self._list(items, "or", "or")

    def _list(self, items: Sequence[str], style: Literal["standard", "or"], english: str) -> str:
        if not self._english:
            from babel.lists import format_list

            return format_list(items, style, self.locale)
        return f"{', '.join(items[:-1])} {english} {items[-1]}" if len(items) > 1 else "".join(items)

    def language(self, code: str) -> str | None:
        """What it calls a language; None where it has no word for it."""
        return self.locale.languages.get(code)

    def _skeleton(self, skeleton: str, when: date) -> str:
        from datetime import datetime

        from babel.dates import format_skeleton

        return format_skeleton(skeleton, datetime(when.year, when.month, when.day), locale=self.locale)  # noqa: DTZ001


ENGLISH = Tongue("en", NullTranslations())


@cache
def tongues() -> dict[str, Tongue]:
    """The languages there are by their codes, English first: every folder here that has a catalogue."""
    found = {"en": ENGLISH}
    for path in sorted(HERE.glob("*/LC_MESSAGES/clew.mo")):
        folder = path.parent.parent.name
        if _FOLDER.fullmatch(folder):
            with path.open("rb") as file:
                tongue = Tongue(folder, GNUTranslations(file))
            found[tongue.code] = tongue
    return found


def named(code: str) -> Tongue | None:
    """The language of a code, or the one it is a kind of (`fr-CA` is French); None where there is none."""
    known = {each.lower(): tongue for each, tongue in tongues().items()}
    wanted = code.strip().lower().replace("_", "-")
    while wanted:
        if wanted in known:
            return known[wanted]
        wanted = wanted.rpartition("-")[0]
    return None
