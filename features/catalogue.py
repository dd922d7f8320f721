"""The catalogue: every column of the matrix, in order, with the words that explain it and the group it is of."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from hashlib import sha256

from features.around import AROUND_KINDS, OWN, SPREADING
from features.feature import Feature
from graphs.network.findings import FOUND
from graphs.network.mentions import WHATS


@dataclass(frozen=True)
class Column:
    """One column: the feature behind it, the kind of tie that it was averaged over (None: the person's own),
    and the group in which its contribution is told."""

    name: str
    feature: Feature
    group: str
    around: str | None = None

    def words(self, language: str) -> str:
        """What the column says, as a phrase in ``id`` or ``en``."""
        own = self.feature.id if language == "id" else self.feature.en
        if self.around is None:
            return own
        indonesian, english = AROUND_KINDS[self.around]
        return (
            f"{own} (orang lain dengan {indonesian})"
            if language == "id"
            else f"{own} (others with {english})"
        )


COUNTS: tuple[Feature, ...] = (
    Feature("others", "count", "banyaknya orang", "number of people", ()),
    Feature("others_recent", "count", "banyaknya orang baru", "number of new people", ()),
    Feature("used_days", "days", "lama dipakai", "how long it was in use", ()),
    Feature("quiet_days", "days", "lama tidak dipakai lagi", "how long it has been out of use", ()),
    Feature(
        "others_same_recruiter",
        "share",
        "orang dengan perekrut yang sama",
        "people with the same recruiter",
        (),
    ),
)
REPORTS: tuple[Feature, ...] = (
    *(
        Feature(
            f"found_{finding}",
            "count",
            f"temuan {indonesian}",
            f"findings: {english}",
            ("case_outcomes.finding",),
        )
        for finding, indonesian, english in (
            ("tppo", "TPPO", "trafficking"),
            ("non_procedural", "nonprosedural", "outside procedure"),
            ("cleared", "tidak terbukti", "cleared"),
        )
    ),
    *(
        Feature(
            f"named_{what}",
            "count",
            f"disebut dalam {indonesian}",
            f"named in {english}",
            (f"{feed}.recorded_at",),
        )
        for what, indonesian, english, feed in (
            ("tip", "laporan relawan", "tips", "tips"),
            ("complaint", "pengaduan", "complaints", "complaints"),
            ("interception", "pencegahan", "interceptions", "interceptions"),
            ("finding", "temuan terhadap perekrut", "findings about the recruiter", "case_outcomes"),
        )
    ),
)

_DECLARED = {f"found_{finding}" for finding in FOUND} | {f"named_{what}" for what in WHATS}
if {feature.name for feature in REPORTS} != _DECLARED:
    raise RuntimeError("the reports that are told are not the reports that are counted")


@cache
def columns() -> tuple[Column, ...]:
    """Every column of the matrix in its order: the own families, then each kind of tie."""
    own = [Column(feature.name, feature, family.name) for family in OWN for feature in family.features]
    around = [
        Column(f"{kind}_{feature.name}", feature, f"{kind}_reports" if feature in REPORTS else kind, kind)
        for kind in AROUND_KINDS
        for feature in (*COUNTS, *SPREADING, *REPORTS)
    ]
    return tuple(own + around)


@cache
def names() -> tuple[str, ...]:
    """The column names of the matrix, in order."""
    return tuple(column.name for column in columns())


@cache
def digest() -> str:
    """SHA-256 of what the columns are, in order: a model of other columns cannot score this matrix."""
    told = [(column.name, column.group, column.feature.unit, column.feature.reads) for column in columns()]
    return sha256(json.dumps(told).encode()).hexdigest()


GROUPS: dict[str, tuple[str, str]] = {
    "identity": ("data diri tidak selaras", "particulars that do not agree"),
    "recruitment": ("cara perekrutan", "how the person was recruited"),
    "process": ("dokumen dan proses loket", "documents and desk process"),
    "travel": ("paspor dan rencana perjalanan", "passport and travel plan"),
    "phone": ("keadaan orang lain dengan nomor telepon yang sama", "others with the same phone"),
    "account": ("keadaan orang lain dengan rekening yang sama", "others with the same account"),
    "recruiter": ("keadaan orang lain dengan perekrut yang sama", "others with the same recruiter"),
    "agency": ("keadaan orang lain dengan P3MI yang sama", "others with the same agency"),
    "job_order": ("keadaan orang lain dengan job order yang sama", "others with the same job order"),
    "clinic": ("keadaan orang lain dengan klinik yang sama", "others with the same clinic"),
    **{
        f"{kind}_reports": (
            f"laporan dan temuan seputar {indonesian}",
            f"reports and findings around {english}",
        )
        for kind, (indonesian, english) in AROUND_KINDS.items()
    },
}
"""The groups in which contributions are told: single columns trade places under a refit, groups hold."""
