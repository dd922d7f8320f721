"""Kinds of institutions, and the roles that their people and programs may have."""

from __future__ import annotations

from dataclasses import dataclass

from records.rights.role import Role

R = Role


@dataclass(frozen=True)
class BodyKind:
    """One kind of institution."""

    name: str
    title_id: str
    title_en: str
    roles: frozenset[Role]


BODIES: tuple[BodyKind, ...] = (
    BodyKind(
        "satgas",
        "Gugus Tugas/Satgas TPPO",
        "anti-trafficking task force",
        frozenset({R.SATGAS, R.SATGAS_LEAD, R.ANALYST, R.DATA_PROTECTION_OFFICER, R.ADMIN, R.SOURCE}),
    ),
    BodyKind("police", "Kepolisian", "police", frozenset({R.INVESTIGATOR, R.SATGAS, R.SOURCE})),
    BodyKind(
        "placement",
        "BP3MI/P4MI",
        "placement and protection office",
        frozenset({R.PLACEMENT_OFFICER, R.SATGAS, R.VOLUNTEER, R.DATA_PROTECTION_OFFICER, R.ADMIN, R.SOURCE}),
    ),
    BodyKind(
        "labour",
        "Dinas tenaga kerja",
        "labour office",
        frozenset({R.LABOUR_INSPECTOR, R.SATGAS, R.SOURCE}),
    ),
    BodyKind(
        "lpsk",
        "LPSK",
        "witness and victim protection agency",
        frozenset({R.LPSK, R.LPSK_CUSTODIAN, R.DATA_PROTECTION_OFFICER, R.ADMIN, R.SOURCE}),
    ),
    BodyKind("upt_ppa", "UPTD PPA", "protection of women and children", frozenset({R.UPT_PPA, R.SATGAS})),
    BodyKind("mrc", "MRC", "migrant worker resource centre", frozenset({R.MRC, R.VOLUNTEER, R.SOURCE})),
    BodyKind("ltsa", "LTSA", "one-stop service desk", frozenset({R.LTSA, R.SOURCE})),
    BodyKind("audit", "Inspektorat/BPKP/BPK", "audit office", frozenset({R.AUDITOR})),
    BodyKind("provider", "Penyelenggara sistem", "operator of the system", frozenset({R.ADMIN})),
    BodyKind("ministry", "Kementerian P2MI", "ministry for migrant workers", frozenset({R.SOURCE})),
    # The registers behind the counters, which hand records in and are told of no one.
    BodyKind(
        "immigration",
        "Ditjen Imigrasi (pusat data)",
        "immigration's data centre",
        frozenset({R.SOURCE}),
    ),
    # An alert is not a reason to stop someone at a border or to refuse them a passport.
    BodyKind("checkpoint", "Pemeriksaan keimigrasian", "border checkpoint", frozenset()),
    BodyKind("passport", "Kantor imigrasi (paspor)", "passport counter", frozenset()),
)
"""Every kind; what is not here is no institution of ours."""

BODY = {body.name: body for body in BODIES}


def kind_of(body: str) -> str:
    """The kind of an institution, which its name begins with: ``placement`` of ``placement-ntb``."""
    return body.partition("-")[0]


def may_hold(body: str, role: Role) -> bool:
    """Whether people of an institution may act in this role; False for one of an unknown kind."""
    kind = BODY.get(kind_of(body))
    return kind is not None and role in kind.roles
