"""The words that every row of a file carries: which export it is, whose, for whom, when, and what it is not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from records.days import WIB

NO_PROOF = "terindikasi, bukan bukti"

_MONTHS = (
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
    *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
)


@dataclass(frozen=True)
class Watermark:
    """Export ``number``, made by ``who`` (an account's id) in a role, for a purpose and an institution."""

    number: int
    who: str
    role: str
    purpose: str
    destination: str
    at: datetime

    @property
    def lines(self) -> tuple[tuple[str, str], ...]:
        """What it says, by title."""
        return (
            ("Ekspor nomor", str(self.number)),
            ("Dibuat oleh", self.who),
            ("Peran", self.role),
            ("Tujuan", self.purpose),
            ("Untuk", self.destination),
            ("Waktu", moment(self.at)),
            ("Sifat", NO_PROOF),
        )

    def __str__(self) -> str:
        return "Suluh · " + " · ".join(f"{title}: {text}" for title, text in self.lines)


def moment(at: datetime) -> str:
    """21 November 2026 pukul 20.03 WIB."""
    there = at.astimezone(WIB)
    return f"{there.day} {_MONTHS[there.month - 1]} {there.year} pukul {there:%H.%M} WIB"
