"""States, steps and levels of a case in words, in both languages, for pages and paper."""

from __future__ import annotations

from collections.abc import Mapping

from protection.cases.states import State, Step

Texts = Mapping[str, str]


def _both(text_id: str, text_en: str) -> Texts:
    return {"id": text_id, "en": text_en}


STATE: Mapping[State, Texts] = {
    State.OUTREACH: _both("penjangkauan", "outreach"),
    State.RECEIVED: _both("diterima", "received"),
    State.COMPLETE: _both("lengkap", "complete"),
    State.ASSESSED: _both("selesai ditelaah", "assessed"),
    State.GRANTED: _both("dikabulkan", "granted"),
    State.REFUSED: _both("tidak dikabulkan", "refused"),
    State.PROTECTED: _both("dilindungi", "protected"),
    State.HANDED_OVER: _both("diserahterimakan", "handed over"),
    State.REINTEGRATION: _both("reintegrasi", "reintegration"),
    State.WITHDRAWN: _both("ditarik", "withdrawn"),
    State.ENDED: _both("berakhir", "ended"),
}

STEP: Mapping[Step, Texts] = {
    Step.REACH_OUT: _both("Penjangkauan dimulai", "Outreach began"),
    Step.RECEIVE: _both("Diterima", "Received"),
    Step.APPLY: _both("Orangnya mengajukan permohonan", "The person applied"),
    Step.COMPLETE: _both("Dinyatakan lengkap", "Found complete"),
    Step.REOPEN: _both("Dibuka kembali", "Opened again"),
    Step.ASSESS: _both("Diajukan ke SMPL", "Put before the session"),
    Step.GRANT: _both("Dikabulkan", "Granted"),
    Step.REFUSE: _both("Tidak dikabulkan", "Refused"),
    Step.AGREE: _both("Perjanjian perlindungan ditandatangani", "Protection agreement signed"),
    Step.DECLINE: _both("Orangnya tidak menghendaki", "The person declined"),
    Step.EXTEND: _both("Diperpanjang", "Extended"),
    Step.HAND_OVER: _both("Diserahterimakan dengan aman", "Handed over safely"),
    Step.RETURN: _both("Pemulangan dan reintegrasi dimulai", "Return and reintegration began"),
    Step.TERMINATE: _both("Perlindungan dihentikan", "Protection terminated"),
    Step.END: _both("Berakhir", "Ended"),
    Step.WITHDRAW: _both("Permohonan ditarik", "Application withdrawn"),
    Step.UPDATE: _both("Data diperbarui", "Updated"),
    Step.REVOKED: _both("Rujukan ditarik pengirim", "Revoked by the sender"),
    Step.TAKE: _both("Diambil", "Taken on"),
    Step.NOTE: _both("Dicatat", "Noted"),
    Step.FIND: _both("Telaah, penilaian, atau usulan ditulis", "Assessment or recommendation written"),
    Step.CONSENT: _both("Persetujuan wali atau pengadilan", "Consent of a guardian or court"),
    Step.TELL_PPA: _both("UPTD PPA diberi tahu", "UPTD PPA told"),
    Step.PROTECT_URGENTLY: _both("Perlindungan darurat dimulai", "Emergency protection began"),
    Step.REPORT_URGENT: _both("Perlindungan darurat dilaporkan ke SMPL", "Emergency protection reported"),
    Step.END_URGENT: _both("Perlindungan darurat selesai", "Emergency protection ended"),
    Step.OPEN_IDENTITY: _both("Identitas dibuka", "Identity opened"),
    Step.ERASE: _both("Isi dimusnahkan menurut hukum", "Content lawfully erased"),
    Step.SHOW_IDENTITY: _both("Identitas ditampilkan lagi", "Identity shown again"),
}

OFFER: Mapping[Step, Texts] = {
    Step.APPLY: _both("Catat permohonan", "Enter the application"),
    Step.COMPLETE: _both("Nyatakan lengkap", "Find it complete"),
    Step.REOPEN: _both("Buka kembali", "Open again"),
    Step.ASSESS: _both("Ajukan ke SMPL", "Put before the session"),
    Step.AGREE: _both("Catat perjanjian perlindungan", "Enter the protection agreement"),
    Step.DECLINE: _both("Catat bahwa orangnya tidak menghendaki", "The person declines"),
    Step.EXTEND: _both("Perpanjang", "Extend"),
    Step.HAND_OVER: _both("Serah terimakan", "Hand over"),
    Step.RETURN: _both("Mulai pemulangan dan reintegrasi", "Begin return and reintegration"),
    Step.TERMINATE: _both("Hentikan perlindungan", "Terminate protection"),
    Step.END: _both("Akhiri perkara", "End the case"),
    Step.WITHDRAW: _both("Catat penarikan permohonan", "Enter a withdrawal"),
}
"""What the button of a step says."""

LEVEL: Mapping[str, Texts] = {
    "low": _both("rendah", "low"),
    "medium": _both("sedang", "medium"),
    "high": _both("tinggi", "high"),
    "critical": _both("kritis", "critical"),
}
FINDING: Mapping[str, Texts] = {
    "telaah": _both("Telaah", "Assessment (telaah)"),
    "threat": _both("Penilaian ancaman", "Threat assessment"),
    "review": _both("Peninjauan ulang", "Review"),
    "recommendation": _both("Usulan", "Recommendation"),
    "handover": _both("Serah terima", "Handover"),
}
PROPOSAL: Mapping[str, Texts] = {
    "grant": _both("dikabulkan", "grant"),
    "refuse": _both("tidak dikabulkan", "refuse"),
}
ORIGIN: Mapping[str, Texts] = {
    "referral": _both("rujukan", "referral"),
    "application": _both("permohonan langsung", "direct application"),
    "outreach": _both("penjangkauan proaktif", "proactive outreach"),
}
STANDING: Mapping[str, Texts] = {
    "present": _both("ada", "there"),
    "missing": _both("belum ada", "missing"),
    "not_needed": _both("tidak diperlukan", "not needed"),
}
SERVICE_STATE: Mapping[str, Texts] = {
    "planned": _both("direncanakan", "planned"),
    "running": _both("berjalan", "running"),
    "done": _both("selesai", "done"),
    "not_possible": _both("belum dapat diberikan", "not possible yet"),
}
TASK_STATE: Mapping[str, Texts] = {
    "open": _both("terbuka", "open"),
    "done": _both("selesai", "done"),
    "not_possible": _both("belum dapat diselesaikan", "could not be done yet"),
}
CONSENT: Mapping[str, Texts] = {
    "self": _both("orangnya sendiri", "the person"),
    "parent": _both("orang tua", "a parent"),
    "guardian": _both("wali", "a guardian"),
    "court": _both("penetapan pengadilan", "a court order"),
}
SECTION: Mapping[str, Texts] = {
    "identity": _both("Identitas", "Identity"),
    "safe_contact": _both("Kontak aman", "Safe contact"),
    "family": _both("Keluarga", "Family"),
}
