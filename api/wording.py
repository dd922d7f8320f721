"""How figures, days, chances and persons are told to people: Indonesian first, English second.

A person is never named here. A case code stands for one person; PostgreSQL tells who it is to those who may
know.
"""

from __future__ import annotations

from datetime import date

_MONTHS = {
    "id": (
        "Januari",
        "Februari",
        "Maret",
        "April",
        "Mei",
        "Juni",
        "Juli",
        "Agustus",
        "September",
        "Oktober",
        "November",
        "Desember",
    ),
    "en": (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
}
_WEEKDAYS_ID = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")

MOST_TOLD = 90
"""No higher chance is told: the share of cases that get found is too uncertain for more."""


def chance(probability: float) -> tuple[str, str]:
    """A chance in words, as one of a hundred people: never a bare percentage, never certainty."""
    people = round(100 * probability)
    if people < 1:
        told = ("kurang dari 1", "fewer than 1")
    elif people > MOST_TOLD:
        told = (f"lebih dari {MOST_TOLD}", f"more than {MOST_TOLD}")
    else:
        told = (f"sekitar {people}", f"about {people}")
    return (
        f"Dari 100 orang dengan angka serupa, {told[0]} diperkirakan menghadapi TPPO.",
        f"Of 100 such people, {told[1]} may face trafficking.",
    )


UNTAUGHT = (
    "Belum cukup temuan untuk menghitung peluang; urutan ini dari poin yang dinyatakan, dan kasar.",
    "Too few findings to work out a chance; this order comes from declared points, and is crude.",
)
"""What stands in place of a chance where nothing has been learned yet."""


def number(count: int) -> str:
    """A count as Indonesian writes it: 1.234.567."""
    return f"{count:,}".replace(",", ".")


def decimal(value: float, digits: int = 2) -> str:
    """A figure as Indonesian writes it: 0,43."""
    return f"{value:.{digits}f}".replace(".", ",")


def day(value: date, language: str = "id") -> str:
    """A day with its month spelled out: 29 Desember 2025."""
    return f"{value.day} {_MONTHS[language][value.month - 1]} {value.year}"


def weekday(value: date) -> str:
    """A day with its weekday in Indonesian: Senin, 29 Desember 2025."""
    return f"{_WEEKDAYS_ID[value.weekday()]}, {day(value)}"
