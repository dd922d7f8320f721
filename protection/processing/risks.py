"""The risks of this processing to the people whom it is about, and what is done against each."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Trigger:
    """A reason why the law demands an assessment (UU 27/2022 article 34 paragraph 2), and where it is met."""

    letter: str
    text_id: str
    text_en: str
    met_id: str
    met_en: str


TRIGGERS: tuple[Trigger, ...] = (
    Trigger(
        "a",
        "pengambilan keputusan otomatis yang berdampak signifikan",
        "automated decisions with significant effect",
        "ya, sebagian: Suluh mengurutkan, manusia memutuskan; tidak ada tindakan merugikan yang otomatis",
        "partly: Suluh ranks, people decide; nothing adverse happens by itself",
    ),
    Trigger(
        "b",
        "data pribadi yang bersifat spesifik",
        "specific personal data",
        "ya: anak, catatan kejahatan, keuangan pribadi, dan keabsahan pemeriksaan kesehatan",
        "yes: children, crime records, personal finance, and whether a medical check is valid",
    ),
    Trigger("c", "skala besar", "large scale", "ya, pada tingkat nasional", "yes, when it serves the nation"),
    Trigger(
        "d",
        "evaluasi, penskoran, atau pemantauan sistematis",
        "scoring or systematic monitoring",
        "ya: peluang TPPO untuk setiap calon pekerja",
        "yes: a chance of trafficking for every prospective worker",
    ),
    Trigger(
        "e",
        "pencocokan atau penggabungan kelompok data",
        "matching or combining data sets",
        "ya: penautan identitas antarinstansi",
        "yes: identities are linked across agencies",
    ),
    Trigger("f", "teknologi baru", "new technology", "ya: pembelajaran mesin", "yes: machine learning"),
    Trigger(
        "g",
        "pembatasan pelaksanaan hak subjek",
        "limits to the exercise of rights",
        "ya: penahanan hukum dan pengecualian Pasal 15",
        "yes: legal holds and the exceptions of article 15",
    ),
)


@dataclass(frozen=True)
class Risk:
    """One risk: to whom, how likely and how severe before the measures (1 to 3), what is done, what is left.

    ``checks`` are the tests that show that the measures hold, as paths within the project.
    """

    name: str
    text_id: str
    text_en: str
    likelihood: int
    severity: int
    measures_id: str
    measures_en: str
    checks: tuple[str, ...]
    left_id: str
    left_en: str


RISKS: tuple[Risk, ...] = (
    Risk(
        "R1",
        "Orang dalam yang disuap mencari tahu siapa yang diawasi, atau menemukan saksi",
        "A bribed insider looks up who is watched, or finds a witness",
        3,
        3,
        "Peran, wilayah dan tujuan pada setiap akses; keamanan tingkat baris; identitas terlindung hanya dengan orang "
        "kedua; setiap pembacaan dalam jejak audit pada transaksi yang sama",
        "Role, area and purpose on each access; row-level security; protected identities only with a second person; "
        "each reading in the audit, in the same transaction",
        ("tests/api/service/test_rights_matrix.py", "tests/records/four_eyes/test_one_person_alone.py"),
        "Yang berhak melihat masih dapat menyalin dengan tangan; audit dan ekspor terhitung membatasinya",
        "Whoever may look can still copy by hand; the audit and counted exports limit it",
    ),
    Risk(
        "R2",
        "Server atau cadangan dicuri",
        "A server or a backup is stolen",
        2,
        3,
        "Pengenal tersegel AES-256-GCM dengan kunci per baris; kunci induk di luar basis data; token berkunci",
        "Identifiers sealed with AES-256-GCM, each row under its own key; the master key elsewhere; keyed tokens",
        ("tests/records/custody/test_keyring.py", "tests/records/test_tokens.py"),
        "Kolom biasa (tanggal lahir, desa) tidak tersegel; diperlukan enkripsi diska",
        "Plain fields (birth date, village) are not sealed; the disk must be encrypted",
    ),
    Risk(
        "R3",
        "Seseorang dicurigai keliru dan keberangkatannya tertunda",
        "Someone is wrongly suspected and the departure is delayed",
        3,
        2,
        "Tidak ada peringatan yang sampai ke pos pemeriksaan; alasan yang menguatkan dan yang melemahkan; dugaan "
        "bertumpu pada perekrut dan proses; keberatan menandai peringatan",
        "No alert reaches a checkpoint; reasons for and against; suspicion rests on recruiters and process; an "
        "objection marks the alert",
        ("tests/conformance/test_features.py", "tests/protection/test_subject_requests.py"),
        "Petugas dapat terlalu percaya pada urutan; pelatihan dan tinjauan tanpa skor diperlukan",
        "Officers may trust the ranking too much; training and reviews without the score are needed",
    ),
    Risk(
        "R4",
        "Diskriminasi terhadap perempuan, daerah asal, atau penyintas",
        "Discrimination against women, places of origin, or survivors",
        2,
        3,
        "Jenis kelamin, agama, suku, status kawin, disabilitas, kemiskinan, provinsi asal dan riwayat korban bukan "
        "masukan model",
        "Sex, religion, ethnicity, marital status, disability, poverty, province of origin and earlier victimhood are "
        "no model inputs",
        ("tests/conformance/test_features.py",),
        "Ciri lain dapat berkorelasi; pemeriksaan berkala menurut kelompok tetap perlu",
        "Other features may correlate; regular audits by group remain necessary",
    ),
    Risk(
        "R5",
        "Data disimpan lebih lama dari yang diperlukan, atau kembali setelah dihapus",
        "Data are kept longer than needed, or come back after erasure",
        2,
        2,
        "Masa simpan bertanggal; penghapusan dengan memusnahkan kunci; batu nisan menahan kiriman ulang dan cadangan",
        "Dated retention; erasure by destroying the key; tombstones stop later deliveries and backups",
        ("tests/protection/test_erasure.py",),
        "Cadangan lama memuat kunci sampai jendela cadangan habis",
        "Old backups hold the keys until the backup window is over",
    ),
    Risk(
        "R6",
        "Catatan siapa berbuat apa diubah sebelum persidangan",
        "The record of who did what is rewritten before a trial",
        2,
        3,
        "Jejak audit hanya-tambah, berantai, ditandatangani, dan disaksikan instansi lain",
        "An append-only audit, chained, signed, and countersigned by another agency",
        ("tests/records/audit/test_tamper.py",),
        "Entri yang belum tersegel selama satu detik",
        "Entries not yet sealed, for a second",
    ),
    Risk(
        "R7",
        "Pemberitahuan kebocoran membahayakan korban atau saksi",
        "The notice of a breach itself endangers a victim or witness",
        2,
        3,
        "Daftar pemberitahuan tanpa nama; yang terlindung melalui LPSK",
        "A list of notices without names; guarded identities through LPSK",
        ("tests/protection/test_incident.py",),
        "Perlindungan yang belum dicatat tidak dikenali",
        "A protection that nobody has entered is not known",
    ),
    Risk(
        "R8",
        "Dua orang dianggap satu, atau satu orang dianggap dua",
        "Two people are taken for one, or one for two",
        2,
        2,
        "Penautan dengan bukti; baris diterima tidak pernah diubah; permintaan perbaikan diteruskan ke sumber",
        "Linkage with its evidence; received rows are never changed; corrections are asked of the source",
        ("tests/graphs/linkage/test_identities.py", "tests/protection/test_subject_requests.py"),
        "Penautan tidak pernah pasti",
        "Linkage is never certain",
    ),
)
"""Reviewed with every change of sources, purposes or models."""
