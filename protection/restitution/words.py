"""What stages, applicants and entries are called, in both languages."""

from __future__ import annotations

from protection.restitution.ledger import Kind
from protection.restitution.stages import Stage

STAGES: dict[Stage, dict[str, str]] = {
    Stage.DRAFT: {"id": "Disusun", "en": "Being collected"},
    Stage.COMPUTED: {"id": "Dihitung LPSK", "en": "Computed by LPSK"},
    Stage.HANDED: {"id": "Diserahkan kepada penuntut umum", "en": "Handed to the prosecutor"},
    Stage.DEMANDED: {"id": "Masuk tuntutan", "en": "In the demand"},
    Stage.APPLIED: {"id": "Dimohonkan setelah putusan", "en": "Applied for after the judgment"},
    Stage.RULED: {"id": "Diputus", "en": "Ruled on"},
    Stage.FINAL: {"id": "Berkekuatan hukum tetap", "en": "Final"},
    Stage.PAID: {"id": "Lunas", "en": "Paid in full"},
    Stage.UNPAID: {"id": "Tidak dibayar penuh", "en": "Not paid in full"},
    Stage.ENDED: {"id": "Berakhir", "en": "Ended"},
}

APPLICANTS: dict[str, dict[str, str]] = {
    "self": {"id": "Korban sendiri", "en": "The victim"},
    "family": {"id": "Orang tua atau keluarga", "en": "Parent or family"},
    "guardian": {"id": "Wali", "en": "Guardian"},
    "heir": {"id": "Ahli waris", "en": "Heir"},
    "lpsk": {"id": "LPSK", "en": "LPSK"},
}

ENTRIES: dict[Kind, dict[str, str]] = {
    Kind.AWARD: {"id": "Dikabulkan", "en": "Granted"},
    Kind.RECEIVED: {"id": "Diterima dari pelaku", "en": "Received from the offender"},
    Kind.DELIVERED: {"id": "Diserahkan kepada korban", "en": "Handed to the victim"},
    Kind.DIRECT: {"id": "Dibayar langsung kepada korban", "en": "Paid directly to the victim"},
    Kind.COUNTER: {"id": "Pembatalan", "en": "Counter-entry"},
}
