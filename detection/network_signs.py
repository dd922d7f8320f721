"""Signs that a community is a network and not a neighbourhood, each weighed and told in one sentence.

The weights are declared, not learned: too few networks have been judged to learn from.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

USUAL = -5.5
"""Log-odds that a community of whom nothing stands out is a network."""


@dataclass(frozen=True)
class Sign:
    """A count of ``network_measures`` and what it adds to the log-odds of being a network.

    From ``least`` on it adds ``weight``, and where it ``grows`` as much again for each doubling.
    """

    column: str
    least: int
    weight: float
    id: str
    en: str
    grows: bool = False

    def adds(self, count: pd.Series) -> pd.Series:
        """What the sign adds to the log-odds of communities with these counts."""
        size = np.log2(count.clip(lower=1)) + 1 if self.grows else 1.0
        return (count >= self.least) * size * self.weight


SIGNS: tuple[Sign, ...] = (
    Sign(
        "dropped",
        2,
        3.0,
        "{n} nomor perekrut dipakai sebentar lalu diganti",
        "{n} recruiter phones were used briefly and dropped for others",
    ),
    Sign(
        "phones_on_account",
        4,
        2.0,
        "satu rekening dipakai bersama {n} nomor perekrut",
        "one bank account serves {n} recruiter phones",
    ),
    Sign(
        "found",
        1,
        1.0,
        "orang di dalamnya yang telah dinyatakan korban TPPO: {n}",
        "people in it who were found victims of trafficking: {n}",
        grows=True,
    ),
    Sign(
        "named",
        1,
        0.5,
        "laporan yang menyebut perekrutnya: {n}",
        "reports that name its recruiters: {n}",
        grows=True,
    ),
    Sign(
        "clinics",
        1,
        1.0,
        "klinik yang hampir hanya dipakai kelompok ini: {n}",
        "clinics that hardly anyone else uses: {n}",
    ),
    Sign("places", 1, 0.5, "tempat penampungan: {n}", "shelters: {n}"),
    Sign(
        "helpers",
        1,
        0.5,
        "nomor atau rekening pengangkut, penampung, pengurus dokumen, pemodal: {n}",
        "phones or accounts of transporters, shelter keepers, document agents, financiers: {n}",
    ),
    Sign(
        "lent",
        1,
        0.5,
        "nomor perekrut yang ditulis pemohon sebagai nomornya sendiri: {n}",
        "recruiter phones that applicants gave as their own: {n}",
    ),
)


@dataclass(frozen=True)
class Reason:
    """One sentence on why a network is listed, in both languages."""

    sign: str
    id: str
    en: str


def evidence(table: pd.DataFrame) -> pd.Series:
    """The log-odds that each community is a network, from its measures."""
    log_odds: pd.Series = np.log(table["times_usual"]) + USUAL
    for sign in SIGNS:
        log_odds = log_odds + sign.adds(table[sign.column])
    return log_odds


def reasons(row: pd.Series) -> tuple[Reason, ...]:
    """Why a community is listed: how its people compare with the usual, then the signs, weightiest first."""
    told = []
    if row["times_usual"] >= 2:
        times = f"{row['times_usual']:.0f}"
        told.append(
            Reason(
                "times_usual",
                f"orang di dalamnya rata-rata {times} kali lebih terindikasi TPPO dari lazimnya",
                f"its people are on average {times} times likelier victims than usual",
            )
        )
    adds = {sign: float(sign.adds(row[[sign.column]].astype("float64")).iloc[0]) for sign in SIGNS}
    for sign in sorted((sign for sign in SIGNS if adds[sign] > 0), key=lambda sign: -adds[sign]):
        n = int(row[sign.column])
        told.append(Reason(sign.column, sign.id.format(n=n), sign.en.format(n=n)))
    return tuple(told)
