"""The words of a dossier, in Indonesian: what happened, whose feed it is, kinds of nodes, outcomes."""

from __future__ import annotations

NO_EVIDENCE = "BUKAN ALAT BUKTI"
TITLE = "BERKAS INFORMASI"
REMOVED = "[dihapus]"

CLOSE = (
    "Berkas ini disusun dari catatan instansi sebagaimana diterima; kebenarannya belum diuji dan bukan alat bukti. "
    "Orang disebut dengan kode; siapa pelapor, pengadu, informan, dan orang yang dilindungi tidak dimuat, dan tidak "
    "dikatakan ada atau tidaknya. Istilah pelaku dan korban tidak dipakai sebelum ada temuan yang berwenang."
)
LIMITS = (
    "Tujuan eksploitasi hampir tidak pernah dapat dinilai dari catatan sebelum keberangkatan.",
    "Nonprosedural tidak sama dengan perdagangan orang; kelengkapan dokumen tidak meniadakannya.",
    "Bahwa nomor, rekening, atau alamat dipakai bersama tidak menyatakan siapa yang menguasainya.",
)
CHECKED = (
    "Keaslian diperiksa di Suluh (Periksa berkas) dengan kode pada setiap halaman; sidik SHA-256 berkas ini "
    "tercatat di sana."
)

HAPPENED: dict[str, str] = {
    "registered": "Pendaftaran dicatat",
    "departure planned": "Keberangkatan direncanakan",
    "passport issued": "Paspor diterbitkan",
    "document issued": "Dokumen diterbitkan",
    "came to a desk": "Datang ke loket",
    "seen with a recruiter": "Terkait dengan perekrut",
    "left the country": "Melintas ke luar negeri",
    "returned": "Kembali",
}
FEEDS: dict[str, str] = {
    "registrations": "pendaftaran CPMI",
    "passports": "penerbitan paspor",
    "documents": "dokumen",
    "desk_visits": "loket LTSA",
    "recruiter_links": "kaitan dengan perekrut",
    "departures": "perlintasan",
    "returns": "kepulangan",
    "agencies": "P3MI",
    "job_orders": "job order",
    "ltsa_offices": "kantor LTSA",
}
STEPS: dict[str, str] = {
    "raised": "Peringatan dini dibuat",
    "judged": "Dinilai petugas",
    "second_judgement": "Dinilai petugas kedua",
    "tie_break": "Dinilai petugas penengah",
    "closed": "Ditutup",
    "reopened": "Dibuka kembali",
    "assigned": "Ditugaskan",
    "plan": "direncanakan",
    "change": "rencana diubah",
    "check_numbers": "pemakai nomor diperiksa",
    "begin": "dimulai",
    "report": "dilaporkan",
    "give_up": "tidak dapat dilakukan",
    "cancel": "dibatalkan",
}
OUTCOMES: dict[str, str] = {
    "indikasi_menguat": "indikasi menguat",
    "perlu_pendalaman": "perlu pendalaman",
    "bukan_indikasi": "bukan indikasi",
    "data_kurang": "data kurang",
}
NODES: dict[str, tuple[str, str]] = {
    "recruiter": ("PK", "perekrut"),
    "phone": ("T", "nomor telepon"),
    "account": ("R", "rekening"),
    "place": ("A", "alamat"),
    "address": ("A", "alamat"),
    "agency": ("P", "P3MI"),
    "clinic": ("K", "klinik"),
    "booking": ("B", "pemesanan tiket"),
    "job_order": ("J", "job order"),
    "trainer": ("L", "tempat pelatihan"),
    "helper": ("H", "pembantu"),
}
"""What stands in a node of the picture, and what it is; a person has a number."""
ROLES: dict[str, str] = {
    "sponsor": "sponsor",
    "field_officer": "petugas lapangan",
    "guarantor": "penjamin",
    "transporter": "pengangkut",
    "shelter_keeper": "penampung",
    "document_agent": "pengurus dokumen",
    "financier": "pemodal",
}
ATTACHED = {"scan": "pindaian", "statement": "pernyataan", "photograph": "foto"}
