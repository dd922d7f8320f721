"""How figures, days and persons are told to people: Indonesian first, English second.

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
