"""What the directory of services speaks of: kinds of bodies, what they help with, languages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Word:
    """A code and how it is told."""

    name: str
    id: str
    en: str


KINDS: tuple[Word, ...] = (
    Word("mrc", "MRC", "Migrant resource centre"),
    Word("bp3mi", "BP3MI/P4MI", "BP3MI/P4MI"),
    Word("upt_ppa", "UPTD PPA", "Unit for women and children (UPTD PPA)"),
    Word("dinsos", "Dinas Sosial", "Social office"),
    Word("health", "Rumah sakit atau puskesmas", "Hospital or clinic"),
    Word("police", "Unit PPA kepolisian", "Police unit for women and children"),
    Word("lpsk", "LPSK", "LPSK"),
    Word("legal_aid", "Bantuan hukum", "Legal aid"),
    Word("organisation", "Organisasi masyarakat", "Organisation"),
    Word("mission", "Perwakilan RI", "Indonesian mission"),
)
KIND = {kind.name: kind for kind in KINDS}

NEEDS: tuple[Word, ...] = (
    Word("shelter", "Tempat aman", "Safe place"),
    Word("medical", "Pertolongan medis", "Medical care"),
    Word("psychosocial", "Dukungan psikososial", "Psychosocial support"),
    Word("legal", "Bantuan hukum", "Legal aid"),
    Word("interpreter", "Juru bahasa", "Interpreter"),
    Word("return", "Pemulangan", "Return"),
    Word("reintegration", "Reintegrasi dan usaha", "Reintegration and livelihood"),
    Word("documents", "Dokumen kependudukan", "Identity documents"),
    Word("placement", "Informasi kerja yang aman", "Information on safe work"),
    Word("protection", "Pelindungan saksi dan korban", "Protection of witnesses and victims"),
    Word("report", "Pelaporan", "Reporting"),
    Word("child", "Pengasuhan anak", "Care of children"),
)
NEED = {need.name: need for need in NEEDS}

LANGUAGES: tuple[Word, ...] = (
    Word("id", "Indonesia", "Indonesian"),
    Word("sas", "Sasak", "Sasak"),
    Word("smw", "Samawa", "Sumbawa"),
    Word("bhp", "Mbojo", "Bima"),
    Word("jv", "Jawa", "Javanese"),
    Word("su", "Sunda", "Sundanese"),
    Word("mad", "Madura", "Madurese"),
    Word("ban", "Bali", "Balinese"),
    Word("bug", "Bugis", "Buginese"),
    Word("min", "Minangkabau", "Minangkabau"),
    Word("aoz", "Uab Meto", "Uab Meto"),
    Word("tet", "Tetun", "Tetum"),
    Word("en", "Inggris", "English"),
    Word("zh", "Mandarin", "Mandarin"),
    Word("ar", "Arab", "Arabic"),
)
"""ISO 639, the shortest code; those of the counsellor's sheets are among them (a test compares)."""
LANGUAGE = {language.name: language for language in LANGUAGES}
