"""The language of a page: words from the catalogues, days, moments and numbers as CLDR writes them.

The source strings are English; ``catalogues/id`` holds one file of translations a topic (gettext PO). ``codes.po``,
in both languages, holds the words for codes of ours that templates show (``_(item.state.value)``). A moment always
tells its zone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, cached_property
from importlib.resources import files
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.messages.pofile import read_po
from babel.numbers import format_currency, format_decimal, format_percent

from records.days import WIB, WIT, WITA

CATALOGUES = "catalogues"
INDONESIAN, ENGLISH = "id", "en"
LANGUAGES: Mapping[str, str] = {INDONESIAN: "Bahasa Indonesia", ENGLISH: "English"}
"""The languages of the pages, each by its own name; the first is spoken where nobody chose."""

_ABBREVIATIONS = {WIB.key: "WIB", WITA.key: "WITA", WIT.key: "WIT"}
_SPELT = {INDONESIAN: "d MMMM y 'pukul' HH.mm", ENGLISH: "d MMMM y 'at' HH:mm"}


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """Every translation into a language, by its source string."""
    words: dict[str, str] = {}
    for file in sorted(
        files(__package__).joinpath(CATALOGUES, language).iterdir(), key=lambda each: each.name
    ):
        if file.name.endswith(".po"):
            with file.open("rb") as stream:
                words |= {
                    str(each.id): str(each.string) for each in read_po(stream) if each.id and each.string
                }
    return words


@dataclass(frozen=True)
class Language:
    """One language in one time zone."""

    code: str = INDONESIAN
    zone: ZoneInfo = WIB

    @cached_property
    def locale(self) -> Locale:
        """CLDR's locale: id-ID or English as written here (day before month)."""
        return Locale.parse("id_ID" if self.code == INDONESIAN else "en_GB")

    def gettext(self, source: str) -> str:
        """The words for a source string; the source itself where there are none."""
        return catalogue(self.code).get(source, source)

    def ngettext(self, one: str, many: str, count: int) -> str:
        """The words for a count; Indonesian has one form for all."""
        return self.gettext(one if count == 1 and self.code == ENGLISH else many)

    def of(self, pair: Mapping[str, str]) -> str:
        """Of a text that was written in both languages (``id``, ``en``), the one to show."""
        return pair[self.code]

    def day(self, value: date) -> str:
        """21 November 2026; a moment is told by its day in this zone."""
        if isinstance(value, datetime):
            value = value.astimezone(self.zone).date()
        return format_date(value, "d MMMM y", locale=self.locale)

    def short_day(self, value: date) -> str:
        """21/11/2026, for columns."""
        if isinstance(value, datetime):
            value = value.astimezone(self.zone).date()
        return format_date(value, "dd/MM/y", locale=self.locale)

    def weekday(self, value: date) -> str:
        """Sabtu, 21 November 2026."""
        return format_date(value, "EEEE, d MMMM y", locale=self.locale)

    def moment(self, value: datetime) -> str:
        """21 November 2026 pukul 20.03 WITA."""
        local = format_datetime(value, _SPELT[self.code], tzinfo=self.zone, locale=self.locale)
        return f"{local} {_ABBREVIATIONS[self.zone.key]}"

    def short_moment(self, value: datetime) -> str:
        """21/11/26, 20.03 WITA, for columns."""
        pattern = "dd/MM/yy, HH.mm" if self.code == INDONESIAN else "dd/MM/yy, HH:mm"
        local = format_datetime(value, pattern, tzinfo=self.zone, locale=self.locale)
        return f"{local} {_ABBREVIATIONS[self.zone.key]}"

    def number(self, value: float, digits: int = 0) -> str:
        """1.234.567,89."""
        pattern = "#,##0." + "0" * digits if digits else "#,##0"
        return format_decimal(value, pattern, locale=self.locale)

    def percent(self, value: float, digits: int = 0) -> str:
        """87,3%."""
        return format_percent(
            value, "#,##0." + "0" * digits + "%" if digits else "#,##0%", locale=self.locale
        )

    def rupiah(self, value: float) -> str:
        """Rp 15.000.000, with a space that does not break."""
        return format_currency(value, "IDR", "¤\u00a0#,##0", locale=self.locale, currency_digits=False)
