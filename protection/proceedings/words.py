"""What stages, roles and rulings are called, in both languages."""

from __future__ import annotations

from protection.outcomes.labels import Finding
from protection.proceedings.stages import Ruling, Stage

STAGES: dict[Stage, dict[str, str]] = {
    Stage.INFORMATION: {"id": "Laporan informasi", "en": "Information"},
    Stage.REPORT: {"id": "Laporan polisi (LP)", "en": "Police report (LP)"},
    Stage.INQUIRY: {"id": "Penyelidikan", "en": "Inquiry (lidik)"},
    Stage.INVESTIGATION: {"id": "Penyidikan", "en": "Investigation (sidik)"},
    Stage.NOTICE: {"id": "SPDP", "en": "Prosecutor told (SPDP)"},
    Stage.COMPLETE: {"id": "Berkas lengkap (P-21)", "en": "File complete (P-21)"},
    Stage.HANDOVER: {"id": "Tahap II", "en": "Handed to the prosecutor (tahap II)"},
    Stage.DEMAND: {"id": "Tuntutan", "en": "Demand (tuntutan)"},
    Stage.RULING: {"id": "Putusan", "en": "Ruling (putusan)"},
    Stage.FINAL: {"id": "Berkekuatan hukum tetap (inkracht)", "en": "Final (inkracht)"},
    Stage.STOPPED_INQUIRY: {"id": "Penyelidikan dihentikan", "en": "Inquiry ended"},
    Stage.STOPPED: {"id": "Dihentikan (SP3/SKP2)", "en": "Stopped (SP3/SKP2)"},
}

RULINGS: dict[Ruling, dict[str, str]] = {
    Ruling.GUILTY: {"id": "Terbukti bersalah", "en": "Guilty"},
    Ruling.ACQUITTED: {"id": "Bebas", "en": "Acquitted (bebas)"},
    Ruling.RELEASED: {"id": "Lepas dari segala tuntutan hukum", "en": "Released (lepas)"},
}

ROLES: dict[str, dict[str, str]] = {
    "victim": {"id": "Terindikasi korban", "en": "Indicated victim"},
    "witness": {"id": "Saksi", "en": "Witness"},
    "suspect": {"id": "Tersangka", "en": "Suspect"},
}

BEFORE_A_SUSPECT = frozenset({Stage.INFORMATION, Stage.REPORT, Stage.INQUIRY, Stage.STOPPED_INQUIRY})
REPORTED = {"id": "Terlapor", "en": "Person reported"}
"""Nobody is a suspect before an investigator names one in the investigation (KUHAP article 1 number 14)."""


def roles(stage: Stage) -> dict[str, dict[str, str]]:
    """What the roles are called at a stage."""
    return ROLES | ({"suspect": REPORTED} if stage in BEFORE_A_SUSPECT else {})


FINDINGS: dict[Finding, dict[str, str]] = {
    Finding.VICTIM: {"id": "Temuan: korban TPPO", "en": "Finding: victim of trafficking"},
    Finding.SUSPECT: {"id": "Temuan: tersangka TPPO", "en": "Finding: suspect of trafficking"},
    Finding.CLEARED: {"id": "Tidak terbukti", "en": "Cleared"},
    Finding.WITHDRAWN: {"id": "Temuan ditarik", "en": "Finding withdrawn"},
}
