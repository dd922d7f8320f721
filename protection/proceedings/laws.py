"""The laws and articles that a proceeding may name, old and new, as they are in force on a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from records.errors import InputRefused
from records.law import in_force

_KIND = "crime_law"


@dataclass(frozen=True)
class CrimeLaw:
    """One law with its articles; ``unverified`` where nobody has checked them against its text."""

    code: str
    text_id: str
    text_en: str
    articles: tuple[str, ...]
    unverified: bool


def laws(day: date) -> tuple[CrimeLaw, ...]:
    """The laws in force on a day."""
    return tuple(
        CrimeLaw(
            each["code"],
            each["text_id"],
            each["text_en"],
            tuple(each["articles"]),
            bool(each.get("unverified", False)),
        )
        for each in in_force(_KIND, day)
    )


def check(law: str, articles: Sequence[str], day: date) -> None:
    """Refuse a law that is not in force on the day, or an article that it has not. Raises InputRefused."""
    known = {each.code: each for each in laws(day)}
    if law not in known:
        raise InputRefused(
            "Undang-undang itu tidak berlaku pada tanggal itu.", "That law is not in force on that day."
        )
    strange = [article for article in articles if article.split("(")[0] not in known[law].articles]
    if strange or not articles:
        named = ", ".join(known[law].articles)
        raise InputRefused(f"Pasal yang dapat dipilih: {named}.", f"Articles that may be named: {named}.")
