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
    Word("ind", "Indonesia", "Indonesian"),
    Word("jav", "Jawa", "Javanese"),
    Word("sun", "Sunda", "Sundanese"),
    Word("mad", "Madura", "Madurese"),
    Word("sas", "Sasak", "Sasak"),
    Word("bug", "Bugis", "Buginese"),
    Word("tet", "Tetun", "Tetum"),
    Word("eng", "Inggris", "English"),
    Word("zho", "Mandarin", "Mandarin"),
    Word("ara", "Arab", "Arabic"),
)
"""ISO 639-3."""
LANGUAGE = {language.name: language for language in LANGUAGES}
