"""The roles that people act in, and the two that the program itself has."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """One role of an account. A person may have several, and acts in one at a time."""

    SATGAS = "satgas"
    """Member of the task force (Satgas TPPO) who reviews alerts."""
    SATGAS_LEAD = "satgas_lead"
    """Head of the task force's secretariat: assigns, approves."""
    INVESTIGATOR = "investigator"
    """Police investigator (penyidik)."""
    PLACEMENT_OFFICER = "placement_officer"
    """BP3MI and P4MI: services and protection of workers in a province."""
    LABOUR_INSPECTOR = "labour_inspector"
    """Pengawas ketenagakerjaan: inspects agencies, not workers."""
    MRC = "mrc"
    """Counsellor of a Migrant Worker Resource Centre."""
    UPT_PPA = "upt_ppa"
    """Regional unit for the protection of women and children (UPTD PPA)."""
    LPSK = "lpsk"
    """Case handler of the witness and victim protection agency."""
    LPSK_CUSTODIAN = "lpsk_custodian"
    """Guards protected identities at LPSK; approves that one is shown, does not handle cases."""
    LTSA = "ltsa"
    """Clerk at a one-stop service desk."""
    VOLUNTEER = "volunteer"
    """Village volunteer (relawan) who hands in tips."""
    ANALYST = "analyst"
    """Trains and compares models, on tokens alone."""
    DATA_PROTECTION_OFFICER = "data_protection_officer"
    """Pejabat pelindungan data pribadi (UU 27/2022 article 53)."""
    AUDITOR = "auditor"
    """Reads the audit, no personal data."""
    ADMIN = "admin"
    """Keeps accounts and settings, reads no personal data."""
    SOURCE = "source"
    """Program of an institution that hands in its own records, and reads none."""

    SYSTEM = "system"
    """The program's own jobs: the nightly run, sealing, deadlines. No account can have it."""
    OPERATOR = "operator"
    """Whoever runs commands on the server itself. No account can have it."""


PROGRAM = frozenset({Role.SYSTEM, Role.OPERATOR})
"""The roles that are no person's."""
