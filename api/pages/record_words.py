"""Words for what stands in records: feeds, fields, codes in cells, what happened; each in Indonesian and English.

They belong to the contract of the feeds, not to a page, so they stand together here, both languages side by side.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

from api.pages.desk_words import Words as PlaceWords
from api.pages.language import INDONESIAN, Language
from detection.indicators.words import WORDS as DETAILS
from protection.identity.words import FIELDS as COMPARED
from records.areas import short_name

Words = Mapping[str, tuple[str, str]]

FEEDS: Words = {
    "ltsa_offices": ("kantor LTSA", "LTSA offices"),
    "agencies": ("daftar P3MI", "register of agencies"),
    "job_orders": ("job order", "job orders"),
    "registrations": ("pendaftaran CPMI", "registrations"),
    "desk_visits": ("kunjungan loket", "desk visits"),
    "documents": ("dokumen", "documents"),
    "passports": ("paspor", "passports"),
    "recruiter_links": ("kaitan perekrut", "recruiter observations"),
    "departures": ("keberangkatan", "departures"),
    "interceptions": ("pencegahan di pintu keluar", "interceptions"),
    "complaints": ("pengaduan", "complaints"),
    "tips": ("laporan masyarakat", "reports by the public"),
    "case_outcomes": ("hasil perkara", "case outcomes"),
    "returns": ("kepulangan", "returns"),
}

FIELDS: Words = {
    "address": ("alamat", "address"),
    "applicant_phone": ("telepon pemohon", "applicant’s phone"),
    "arrived_at": ("datang", "arrived"),
    "birth_date": ("tanggal lahir", "birth date"),
    "birth_place": ("tempat lahir", "birth place"),
    "booking_ref": ("kode pemesanan", "booking reference"),
    "carrier": ("maskapai atau kapal", "carrier"),
    "case_id": ("nomor perkara", "case number"),
    "category": ("jenis pengaduan", "category"),
    "channel": ("jalur", "channel"),
    "closed_on": ("tutup", "closed"),
    "complaint_id": ("nomor pengaduan", "complaint number"),
    "cost_paid_by": ("biaya dibayar oleh", "cost paid by"),
    "country": ("negara", "country"),
    "declared_cost_idr": ("biaya menurut pemohon (Rp)", "declared cost (Rp)"),
    "departed_at": ("berangkat", "departed"),
    "departure_id": ("nomor keberangkatan", "departure number"),
    "desk": ("loket", "desk"),
    "district_code": ("kecamatan", "district"),
    "doc_no": ("nomor dokumen", "document number"),
    "doc_type": ("jenis dokumen", "document"),
    "document_id": ("nomor catatan", "record number"),
    "education": ("pendidikan", "education"),
    "employer_name": ("pemberi kerja", "employer"),
    "finding": ("temuan", "finding"),
    "full_name": ("nama lengkap", "full name"),
    "guardian_name": ("nama wali", "guardian’s name"),
    "interception_id": ("nomor pencegahan", "interception number"),
    "issued_on": ("terbit", "issued"),
    "issuer": ("penerbit", "issuer"),
    "issuer_regency_code": ("kabupaten/kota penerbit", "issuer’s regency"),
    "issuing_office": ("kantor penerbit", "issuing office"),
    "issuing_regency_code": ("kabupaten/kota penerbit", "issuing regency"),
    "job_order_no": ("nomor job order", "job order"),
    "kind": ("jenis", "kind"),
    "license_from": ("izin mulai", "licence from"),
    "license_no": ("nomor izin P3MI", "agency licence"),
    "license_to": ("izin sampai", "licence to"),
    "link_id": ("nomor kaitan", "observation number"),
    "marital_status": ("status perkawinan", "marital status"),
    "mentioned_name": ("nama yang disebut", "name mentioned"),
    "mentioned_phone": ("telepon yang disebut", "phone mentioned"),
    "mentioned_place": ("tempat yang disebut", "place mentioned"),
    "name": ("nama", "name"),
    "narrative": ("uraian", "narrative"),
    "nik": ("NIK", "NIK"),
    "note": ("catatan", "note"),
    "observed_on": ("terlihat pada", "observed"),
    "occurred_at": ("terjadi", "occurred"),
    "office_code": ("kantor", "office"),
    "opened_on": ("buka", "opened"),
    "outcome": ("hasil", "outcome"),
    "passport_no": ("nomor paspor", "passport number"),
    "person_seq": ("orang ke-", "person no."),
    "phone": ("telepon", "phone"),
    "planned_departure_on": ("rencana berangkat", "planned departure"),
    "planned_port": ("rencana pintu keluar", "planned port"),
    "port": ("pintu keluar", "port"),
    "position": ("jabatan", "position"),
    "purpose": ("tujuan", "purpose"),
    "quota": ("kuota", "quota"),
    "recorded_at": ("dicatat", "recorded"),
    "recruiter_bank_account": ("rekening perekrut", "recruiter’s account"),
    "recruiter_name": ("nama perekrut", "recruiter’s name"),
    "recruiter_nik": ("NIK perekrut", "recruiter’s NIK"),
    "recruiter_phone": ("telepon perekrut", "recruiter’s phone"),
    "referrer_name": ("nama pembawa", "name of whoever brought them"),
    "referrer_phone": ("telepon pembawa", "phone of whoever brought them"),
    "referrer_relation": ("hubungan pembawa", "relation of whoever brought them"),
    "regency_code": ("kabupaten/kota", "regency"),
    "registration_id": ("nomor pendaftaran", "registration number"),
    "result": ("hasil loket", "result"),
    "return_id": ("nomor kepulangan", "return number"),
    "role": ("peran", "role"),
    "scheme": ("skema", "scheme"),
    "served_at": ("dilayani", "served"),
    "sex": ("jenis kelamin", "sex"),
    "source": ("sumber", "source"),
    "stated_purpose": ("tujuan menurut pemohon", "stated purpose"),
    "status": ("status", "status"),
    "status_changed_on": ("status berubah", "status changed"),
    "subject_ref": ("yang diamati", "what was observed"),
    "subject_type": ("jenis yang diamati", "kind of what was observed"),
    "suspected_recruiter_name": ("nama terduga perekrut", "suspected recruiter’s name"),
    "suspected_recruiter_phone": ("telepon terduga perekrut", "suspected recruiter’s phone"),
    "ticket": ("tiket", "ticket"),
    "tip_id": ("nomor laporan", "report number"),
    "valid_from": ("berlaku mulai", "valid from"),
    "valid_to": ("berlaku sampai", "valid to"),
    "village_code": ("desa/kelurahan", "village"),
    "visit_id": ("nomor kunjungan", "visit number"),
    "worker_name": ("nama pekerja", "worker’s name"),
    "worker_nik": ("NIK pekerja", "worker’s NIK"),
    "worker_passport_no": ("nomor paspor pekerja", "worker’s passport number"),
}

VALUES: Words = {
    **DETAILS,
    "L": ("laki-laki", "male"),
    "P": ("perempuan", "female"),
    "active": ("berlaku", "active"),
    "agency": ("P3MI", "agency"),
    "agency_staff": ("staf P3MI", "agency staff"),
    "bank_loan": ("pinjaman bank", "bank loan"),
    "banking": ("perbankan", "banking"),
    "civil_registry": ("dukcapil", "civil registry"),
    "cleared": ("diizinkan lanjut", "cleared"),
    "clinic": ("klinik", "clinic"),
    "competency": ("sertifikat kompetensi", "competency certificate"),
    "complaints": ("pengaduan", "complaints"),
    "confinement": ("penyekapan", "confinement"),
    "contract_end": ("kontrak selesai", "contract end"),
    "contract_substitution": ("kontrak diganti", "contract substitution"),
    "crew": ("awak kapal", "crew"),
    "death": ("kematian", "death"),
    "deceased": ("meninggal", "deceased"),
    "deferred": ("ditunda", "deferred"),
    "deported": ("dideportasi", "deported"),
    "desk_closed": ("loket tutup", "desk closed"),
    "desk_interview": ("wawancara loket", "desk interview"),
    "diploma": ("diploma", "diploma"),
    "divorced": ("cerai", "divorced"),
    "document_agent": ("pengurus dokumen", "document agent"),
    "document_check": ("pemeriksaan dokumen", "document check"),
    "documents_held": ("dokumen ditahan", "documents held"),
    "done": ("selesai", "done"),
    "employer": ("pemberi kerja", "employer"),
    "failed_departure": ("gagal berangkat", "failed departure"),
    "family": ("keluarga", "family"),
    "family_permit": ("izin keluarga", "family permit"),
    "field_officer": ("petugas lapangan", "field officer"),
    "financier": ("pemodal", "financier"),
    "friend": ("teman", "friend"),
    "g_to_g": ("antarpemerintah", "government to government"),
    "guarantor": ("penjamin", "guarantor"),
    "immigration": ("imigrasi", "immigration"),
    "incomplete": ("belum lengkap", "incomplete"),
    "kk": ("kartu keluarga", "family card"),
    "ktp": ("KTP", "identity card"),
    "mandiri": ("perseorangan", "independent"),
    "manpower": ("ketenagakerjaan", "manpower"),
    "marital_status": ("surat status perkawinan", "proof of marital status"),
    "married": ("kawin", "married"),
    "medical": ("surat sehat", "medical certificate"),
    "no_contact": ("tidak dapat dihubungi", "no contact"),
    "non_procedural": ("tidak prosedural", "non-procedural"),
    "none": ("tidak ada", "none"),
    "one_way": ("sekali jalan", "one way"),
    "online": ("daring", "online"),
    "orientation": ("orientasi", "orientation"),
    "other": ("lain", "other"),
    "overcharging": ("biaya berlebih", "overcharging"),
    "p3mi": ("P3MI", "agency"),
    "p_to_p": ("swasta ke swasta", "private to private"),
    "passport": ("paspor", "passport"),
    "payment_slip": ("bukti bayar", "payment slip"),
    "phone_report": ("laporan lewat telepon", "report by phone"),
    "pilgrimage": ("ibadah", "pilgrimage"),
    "place": ("tempat", "place"),
    "placement_agreement": ("perjanjian penempatan", "placement agreement"),
    "police": ("kepolisian", "police"),
    "recruiter_phone": ("telepon perekrut", "recruiter’s phone"),
    "registration": ("pendaftaran", "registration"),
    "rejected": ("ditolak", "rejected"),
    "released": ("dilepas", "released"),
    "repatriated": ("dipulangkan", "repatriated"),
    "rescued": ("diselamatkan", "rescued"),
    "return": ("pulang pergi", "return"),
    "revoked": ("dicabut", "revoked"),
    "self": ("sendiri", "self"),
    "sent_elsewhere": ("dialihkan ke loket lain", "sent elsewhere"),
    "shelter_inspection": ("pemeriksaan penampungan", "shelter inspection"),
    "shelter_keeper": ("penampung", "shelter keeper"),
    "single": ("belum kawin", "single"),
    "sponsor": ("sponsor", "sponsor"),
    "study": ("belajar", "study"),
    "suspended": ("dibekukan", "suspended"),
    "tip_followup": ("tindak lanjut laporan", "follow-up of a report"),
    "tppo_suspect": ("tersangka TPPO (temuan instansi)", "suspect of trafficking (agency’s finding)"),
    "tppo_victim": ("korban TPPO (temuan instansi)", "victim of trafficking (agency’s finding)"),
    "transporter": ("pengangkut", "transporter"),
    "ukps": ("usaha kecil perseorangan", "small enterprise"),
    "unpaid_wages": ("upah tidak dibayar", "unpaid wages"),
    "unverified": ("belum diverifikasi", "unverified"),
    "valid": ("sah", "valid"),
    "village_head": ("kepala desa", "village head"),
    "violence": ("kekerasan", "violence"),
    "visa": ("visa", "visa"),
    "visit": ("kunjungan", "visit"),
    "widowed": ("cerai mati", "widowed"),
    "withdrawn": ("ditarik", "withdrawn"),
    "work": ("bekerja", "work"),
    "work_agreement": ("perjanjian kerja", "work agreement"),
    "sd": ("SD", "primary school"),
    "smp": ("SMP", "junior high school"),
    "sma": ("SMA", "senior high school"),
    "s1": ("S1", "bachelor"),
    "skck": ("SKCK", "police letter"),
    "ltsa": ("LTSA", "LTSA"),
    "mrc": ("MRC", "MRC"),
    "lpsk": ("LPSK", "LPSK"),
    "bp2mi": ("BP2MI", "BP2MI"),
    "bpjs": ("BPJS", "BPJS"),
    "satgas": ("Satgas", "task force"),
}
"""Codes in cells; one that is not here is shown as it stands."""

HAPPENED: Words = {
    "registered": ("mendaftar di LTSA", "registered at an LTSA"),
    "departure planned": ("rencana berangkat", "departure planned"),
    "passport issued": ("paspor terbit", "passport issued"),
    "document issued": ("dokumen terbit", "document issued"),
    "came to a desk": ("datang ke loket", "came to a desk"),
    "seen with a recruiter": ("terlihat bersama perekrut", "seen with a recruiter"),
    "left the country": ("keluar dari Indonesia", "left the country"),
    "stopped": ("dicegah di pintu keluar", "stopped at an exit"),
    "complaint": ("pengaduan", "complaint"),
    "finding": ("temuan instansi", "finding by an agency"),
    "returned": ("pulang", "returned"),
}

EVENTS: Words = {
    "opened": ("dibuka", "opened"),
    "followed": ("berlanjut dengan catatan lain", "goes on with other records"),
    "merged": ("digabung", "merged"),
    "raised_again": ("muncul lagi dengan bukti baru", "raised again by new evidence"),
    "claimed": ("diambil", "taken"),
    "released": ("dikembalikan", "given back"),
    "assigned": ("ditugaskan", "assigned"),
    "snoozed": ("ditunda", "put off"),
    "woken": ("dibangunkan", "woken"),
    "judged": ("dinilai", "judged"),
    "second_judgement": ("penilaian kedua", "second judgement"),
    "tie_break": ("penilaian ketiga", "third judgement"),
    "closed": ("ditutup", "closed"),
    "reopened": ("dibuka lagi", "opened anew"),
    "undone": ("dibatalkan", "taken back"),
    "lapsed": ("lewat tanpa dinilai", "lapsed unjudged"),
    "noted": ("catatan", "note"),
    "moved_to_protection": (
        "dialihkan ke jalur pelindungan oleh program; bukan penilaian",
        "moved to the path of protection by the program; no judgement",
    ),
    "reason": ("alasan", "reason"),
    "against": ("yang meringankan", "what speaks against it"),
    "note": ("catatan", "note"),
}
"""Events of the work, and the kinds of words written with them."""

COLUMNS: Words = {
    "owner": ("siapa yang menangani", "who works on it"),
    "claimed_until": ("sampai kapan diambil", "how long it is taken"),
    "snoozed_until": ("penundaan", "how long it is put off"),
    "state": ("keadaan", "its state"),
    "outcome": ("putusan", "the outcome"),
    "awaiting": ("penilaian kedua", "a second judgement"),
    "judged_by": ("siapa yang menilai", "who judged"),
    "decided_at": ("waktu putusan", "when it was decided"),
    "moved_at": ("pengalihan ke jalur pelindungan", "its move to the path of protection"),
    "alert_id": ("peringatan terbaru", "the newest warning"),
    "probability": ("peluang", "the chance"),
    "departs_on": ("tanggal berangkat", "the departure"),
    "refs": ("catatan orangnya", "its records"),
    "areas": ("wilayah", "its areas"),
    "evidence_at": ("bukti", "the evidence"),
    "evidence_sequence": ("bukti", "the evidence"),
    "need": ("tingkat kebutuhan", "its need"),
    "look_by": ("urutan", "its order"),
    "part_of": ("jaringannya", "its network"),
    "subject": ("orangnya", "whom it is about"),
    "version": ("catatan di dalamnya", "its notes"),
}
"""What of a piece of work somebody else has changed meanwhile."""

OTHERS: Words = {
    "proses": ("proses", "process"),
    "cara": ("cara", "means"),
    "tujuan": ("tujuan", "purpose"),
    "planned": ("direncanakan", "planned"),
    "doing": ("berjalan", "under way"),
    "done": ("selesai", "done"),
    "not_possible": ("tidak dapat dilakukan", "not possible"),
    "cancelled": ("dibatalkan", "cancelled"),
    "plan": ("direncanakan", "planned"),
    "change": ("rencana diubah", "plan changed"),
    "check_numbers": ("nomor diperiksa", "numbers checked"),
    "begin": ("dimulai", "begun"),
    "report": ("berita acara", "report"),
    "give_up": ("tidak dapat dilakukan", "given up"),
    "cancel": ("dibatalkan", "cancelled"),
    "lapsed": ("lewat tanpa dinilai", "lapsed unjudged"),
    "regency": ("kabupaten/kota", "regency"),
    "same": ("sama", "same"),
    "different": ("berbeda", "different"),
    "unsure": ("belum yakin", "not sure"),
    "open": ("belum dinilai", "not judged yet"),
    "conflict": ("penilaian bertentangan", "judgements contradict"),
}
"""Elements, steps and states of actions, standings of questions about identity."""


AREAS = ("village_code", "regency_code", "district_code")
DAYS = ("birth_date", "license_from", "license_to", "valid_from", "valid_to")


class Recorder:
    """The same words in one language, for templates."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._side = 0 if language.code == INDONESIAN else 1

    def feed(self, name: str) -> str:
        """A feed's title."""
        return self._said(FEEDS, name)

    def field(self, name: str) -> str:
        """A field's label."""
        return self._said(FIELDS, name)

    def happened(self, name: str) -> str:
        """What happened on a journey."""
        return self._said(HAPPENED, name)

    def event(self, name: str) -> str:
        """What happened to the work."""
        return self._said(EVENTS, name)

    def column(self, name: str) -> str:
        """What was changed of the work."""
        return self._said(COLUMNS, name)

    def other(self, name: str) -> str:
        """An element, a step, a state."""
        return self._said(OTHERS, name)

    def compared(self, name: str) -> str:
        """What linkage compares."""
        return self._said(COMPARED, name)

    def cell(self, name: str, value: object) -> str:
        """A plain cell as people read it: days and moments, areas by name, codes in words."""
        text = "" if value is None else str(value)
        if text == "":
            return "–"
        for fits, told in self._ways:
            if fits(name, value):
                try:
                    return told(text)
                except ValueError:  # not what the contract says, and shown as it stands
                    return text
        return self._said(VALUES, text)

    @property
    def _ways(self) -> Sequence[tuple[Callable[[str, object], bool], Callable[[str], str]]]:
        yes, no = (("ya", "tidak"), ("yes", "no"))[self._side]
        language = self._language
        places = PlaceWords(language)
        return (
            (lambda _, value: isinstance(value, bool), lambda text: yes if text == "True" else no),
            (lambda name, _: name.endswith(AREAS), lambda text: short_name(text) or text),
            (
                lambda name, _: name.endswith("_on") or name in DAYS,
                lambda text: language.day(date.fromisoformat(text)),
            ),
            (
                lambda name, _: name.endswith("_at"),
                lambda text: language.moment(datetime.fromisoformat(text)),
            ),
            (lambda name, _: name == "country", places.country),
            (lambda name, _: name == "position", places.position),
            (lambda name, _: name.endswith("_idr"), lambda text: language.rupiah(float(text))),
        )

    def _said(self, words: Words, code: str) -> str:
        return (
            words[code][self._side]
            if code in words
            else code.replace("_", " ")
            if words is not VALUES
            else code
        )
