"""The purposes that personal data may be read or changed for, and the roles that hold them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from records.rights.role import Role


class Purpose(StrEnum):
    """Why a record is touched. Every access names one."""

    SERVICE = "pelayanan"
    PREVENTION = "pencegahan"
    INVESTIGATION = "penyidikan"
    """Penyelidikan and penyidikan."""
    OVERSIGHT = "pengawasan"
    PROTECTION = "perlindungan"
    STATISTICS = "statistik"
    ADMINISTRATION = "administrasi"
    """Accounts, settings and keys: no personal data of a worker is touched for it."""


@dataclass(frozen=True)
class Ground:
    """The roles that hold a purpose, and the legal ground that gives it to them."""

    purpose: Purpose
    roles: frozenset[Role]
    ground: str


GROUNDS: tuple[Ground, ...] = (
    Ground(
        Purpose.SERVICE,
        frozenset({Role.LTSA, Role.PLACEMENT_OFFICER, Role.MRC, Role.VOLUNTEER, Role.SYSTEM, Role.OPERATOR}),
        "UU 18/2017 Pasal 38 (LTSA)",
    ),
    Ground(
        Purpose.PREVENTION,
        frozenset(
            {
                Role.SATGAS,
                Role.SATGAS_LEAD,
                Role.PLACEMENT_OFFICER,
                Role.MRC,
                Role.SOURCE,
                Role.SYSTEM,
                Role.OPERATOR,
            }
        ),
        "UU 21/2007 Pasal 56-58; Perpres 49/2023",
    ),
    Ground(
        Purpose.INVESTIGATION,
        frozenset({Role.INVESTIGATOR, Role.SATGAS_LEAD}),
        "UU 21/2007 Pasal 28-32; KUHAP",
    ),
    Ground(
        Purpose.OVERSIGHT,
        frozenset(
            {
                Role.LABOUR_INSPECTOR,
                Role.PLACEMENT_OFFICER,
                Role.AUDITOR,
                Role.DATA_PROTECTION_OFFICER,
                Role.OPERATOR,
            }
        ),
        "UU 18/2017 Pasal 76; UU 27/2022 Pasal 53-54",
    ),
    Ground(
        Purpose.PROTECTION,
        frozenset(
            {Role.LPSK, Role.LPSK_CUSTODIAN, Role.UPT_PPA, Role.MRC, Role.PLACEMENT_OFFICER, Role.SYSTEM}
        ),
        "UU 13/2006 jo. UU 31/2014; UU 21/2007 Pasal 44-51",
    ),
    Ground(
        Purpose.STATISTICS,
        frozenset({Role.ANALYST, Role.SATGAS_LEAD, Role.LPSK, Role.SYSTEM, Role.OPERATOR}),
        "UU 27/2022 Pasal 15",
    ),
    Ground(
        Purpose.ADMINISTRATION,
        frozenset(
            {
                Role.ADMIN,
                Role.SATGAS_LEAD,
                Role.LPSK_CUSTODIAN,
                Role.DATA_PROTECTION_OFFICER,
                Role.AUDITOR,
                Role.SYSTEM,
                Role.OPERATOR,
            }
        ),
        "Perpres 95/2018 (SPBE)",
    ),
)
"""One entry a purpose; a role that is not named under a purpose may not use it."""


def holds(role: Role, purpose: Purpose) -> bool:
    """Whether a role has a legal ground for a purpose."""
    return any(role in ground.roles for ground in GROUNDS if ground.purpose is purpose)
