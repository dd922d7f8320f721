"""The sections that a referral's packet can have, and the fields of each; what is not here is never sent.

A consent names sections. ``needed`` ones are part of every consent: without them nobody can receive a person. Words
of people are plain text; lists hold one item a line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from records.errors import InputRefused

LONGEST = 4000
"""Characters of a field of words."""
LINE = 300
"""Characters of a line."""
MOST_LINES = 100


class Kind(StrEnum):
    """What a field holds."""

    LINE = "line"
    WORDS = "words"
    LINES = "lines"
    """A list of text, one item a line."""
    CODES = "codes"
    """Some of the declared choices."""
    CODE = "code"
    """One of the declared choices."""
    YES = "yes"
    """True or false."""
    ITEMS = "items"
    """A list of objects that the program made; nobody types them."""


@dataclass(frozen=True)
class Choice:
    """One declared choice of a field."""

    code: str
    text_id: str
    text_en: str


@dataclass(frozen=True)
class Field:
    """One field of a section."""

    name: str
    text_id: str
    text_en: str
    kind: Kind = Kind.LINE
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class Section:
    """One section.

    ``known`` ones are drawn from the records where the person stands in them, and not asked; ``guarded`` ones tell who
    it is or how to reach them, and are opened one at a time, each opening written down.
    """

    name: str
    title_id: str
    title_en: str
    fields: tuple[Field, ...]
    needed: bool = False
    known: bool = False
    guarded: bool = False


ROLES = (
    Choice("saksi", "Saksi", "Witness"),
    Choice("korban", "Korban (terindikasi)", "Victim (indicated)"),
    Choice("pelapor", "Pelapor", "Reporter"),
    Choice("keluarga", "Keluarga", "Family"),
)
WAYS = (
    Choice("phone", "Telepon", "Telephone"),
    Choice("message", "Pesan singkat atau WhatsApp", "Text message or WhatsApp"),
    Choice("trusted", "Lewat orang yang dipercaya", "Through somebody they trust"),
    Choice("office", "Bertemu di kantor pengirim", "At the sender's office"),
    Choice("none", "Jangan dihubungi dahulu", "No contact for now"),
)
AGES = (
    Choice("under_12", "Di bawah 12 tahun", "Under 12"),
    Choice("12_15", "12 sampai 15 tahun", "12 to 15"),
    Choice("16_17", "16 sampai 17 tahun", "16 to 17"),
    Choice("adult", "18 tahun ke atas", "18 or over"),
    Choice("unknown", "Belum diketahui", "Not known yet"),
)
NEEDS = (
    Choice("shelter", "Tempat aman", "A safe place"),
    Choice("medical", "Pertolongan medis", "Medical help"),
    Choice("psychological", "Dukungan psikologis atau psikososial", "Psychological or psychosocial help"),
    Choice("interpreter", "Juru bahasa", "An interpreter"),
    Choice("return", "Pemulangan", "Return home"),
    Choice("legal", "Bantuan hukum", "Legal aid"),
    Choice("basic", "Makanan, pakaian, ongkos", "Food, clothes, fares"),
    Choice("companion", "Pendamping", "A companion"),
)
LOSSES = (
    Choice("fees", "Biaya yang dibayar", "Fees paid"),
    Choice("debt", "Utang", "Debt"),
    Choice("wages", "Gaji yang tidak dibayar", "Unpaid wages"),
    Choice("medical", "Biaya pengobatan", "Cost of treatment"),
    Choice("transport", "Biaya perjalanan", "Cost of travel"),
    Choice("other", "Kerugian lain", "Other loss"),
)
HOLDERS = (
    Choice("person", "Pada orangnya", "With the person"),
    Choice("sender", "Pada pengirim", "With the sender"),
    Choice("recruiter", "Pada perekrut atau majikan", "With a recruiter or employer"),
    Choice("unknown", "Tidak diketahui", "Not known"),
)

SECTIONS: tuple[Section, ...] = (
    Section(
        "role",
        "Kedudukan",
        "Role",
        (Field("role", "Kedudukan orangnya", "The person's role", Kind.CODE, ROLES),),
        needed=True,
    ),
    Section(
        "child",
        "Anak atau dewasa",
        "Child or adult",
        (
            Field("under_18", "Di bawah 18 tahun", "Under 18", Kind.YES),
            Field("age", "Rentang umur", "Age band", Kind.CODE, AGES),
        ),
        needed=True,
    ),
    Section(
        "identity",
        "Identitas",
        "Identity",
        (
            Field("name", "Nama", "Name"),
            Field("nik", "NIK", "NIK"),
            Field("passport", "Nomor paspor", "Passport number"),
            Field("birth_date", "Tanggal lahir", "Date of birth"),
            Field("address", "Alamat atau desa", "Address or village"),
        ),
        known=True,
        guarded=True,
    ),
    Section(
        "safe_contact",
        "Kontak aman",
        "Safe contact",
        (
            Field("way", "Cara menghubungi", "How to make contact", Kind.CODE, WAYS),
            Field("to", "Nomor, atau siapa", "Number, or through whom"),
            Field("hours", "Jam yang aman", "Safe hours"),
            Field("language", "Bahasa", "Language"),
            Field("never", "Yang tidak boleh dilakukan", "What must not be done"),
        ),
        guarded=True,
    ),
    Section(
        "threat",
        "Ancaman sekarang",
        "Threat now",
        (
            Field("now", "Ada ancaman sekarang", "There is a threat now", Kind.YES),
            Field("from", "Dari siapa, atau apa", "From whom, or what"),
            Field("what", "Ancaman apa", "What is threatened", Kind.WORDS),
            Field("when", "Sejak kapan, terakhir kapan", "Since when, last when"),
            Field("where", "Tempat yang berbahaya", "Where it is dangerous"),
        ),
    ),
    Section(
        "needs",
        "Kebutuhan mendesak",
        "Immediate needs",
        (
            Field("needs", "Yang dibutuhkan sekarang", "What is needed now", Kind.CODES, NEEDS),
            Field("note", "Keterangan", "Note", Kind.WORDS),
        ),
    ),
    Section(
        "elements",
        "Unsur dan sumbernya",
        "Elements and their sources",
        (
            Field("signs", "Petunjuk dari data, dengan sumbernya", "Signs in data, with sources", Kind.ITEMS),
            Field("told", "Yang disampaikan orangnya", "What the person told", Kind.WORDS),
        ),
        known=True,
    ),
    Section(
        "losses",
        "Kerugian",
        "Losses",
        (
            *(Field(each.code, each.text_id, each.text_en) for each in LOSSES),
            Field("proofs", "Bukti yang ada", "Proofs there are", Kind.LINES),
        ),
    ),
    Section(
        "recruiters",
        "Perekrut dan perantara",
        "Recruiters and intermediaries",
        (Field("people", "Siapa saja", "Who", Kind.LINES),),
        guarded=True,
    ),
    Section(
        "documents",
        "Dokumen",
        "Documents",
        (
            Field("documents", "Dokumen apa saja", "Which documents", Kind.LINES),
            Field("held_by", "Ada pada siapa", "Held by", Kind.CODE, HOLDERS),
        ),
    ),
    Section(
        "case_numbers",
        "Nomor perkara",
        "Case numbers",
        (
            Field("report", "Nomor laporan polisi (LP)", "Number of the police report"),
            Field("stage", "Tahap", "Stage"),
            Field("investigator", "Penyidik", "Investigator"),
            Field("informed", "Instansi lain yang sudah tahu", "Other agencies informed", Kind.LINES),
        ),
    ),
    Section(
        "family",
        "Keluarga",
        "Family",
        (
            Field("members", "Siapa saja yang perlu diperhatikan", "Who needs care", Kind.LINES),
            Field("contact", "Kontak keluarga yang aman", "Safe contact of the family"),
        ),
        guarded=True,
    ),
    Section(
        "health",
        "Kesehatan dan kebutuhan khusus",
        "Health and special needs",
        (
            Field("needs", "Penyakit, disabilitas, kehamilan", "Illness, disability, pregnancy", Kind.WORDS),
            Field("support", "Dukungan yang dibutuhkan", "Support that is needed", Kind.WORDS),
        ),
        guarded=True,
    ),
)
"""Everything that can cross; ``unshared`` (what the person does not want told) is none of it."""

SECTION = {section.name: section for section in SECTIONS}
NAMES = tuple(SECTION)
NEEDED = frozenset(section.name for section in SECTIONS if section.needed)
UNSHARED = "unshared"
"""Kept with a referral for whoever made it, and never sent: what the person does not want shared."""


def checked(name: str, content: Mapping[str, Any]) -> dict[str, Any]:
    """The content of a section with its empty fields left out. Raises InputRefused for what it cannot hold."""
    section = SECTION.get(name)
    known = {field.name: field for field in section.fields} if section else {}
    if section is None or not set(content) <= set(known):
        raise InputRefused("Rujukan tidak mempunyai isian itu.", "A referral has no such field.")
    held = {key: _value(known[key], value) for key, value in content.items()}
    return {key: value for key, value in held.items() if value not in (None, "", [], ())}


def _value(field: Field, value: Any) -> Any:
    if not _fits(field, value):
        raise InputRefused(f"Isian {field.text_id} keliru.", f"The field {field.text_en} is wrong.")
    if field.kind is Kind.LINES:
        return [each.strip() for each in value if each.strip()][:MOST_LINES]
    return value.strip() if isinstance(value, str) else value


def _fits(field: Field, value: Any) -> bool:
    codes = {choice.code for choice in field.choices}
    match field.kind:
        case Kind.YES:
            return isinstance(value, bool)
        case Kind.LINE | Kind.WORDS:
            return isinstance(value, str) and len(value) <= (LONGEST if field.kind is Kind.WORDS else LINE)
        case Kind.CODE:
            return isinstance(value, str) and value in codes | {""}
        case Kind.CODES:
            return isinstance(value, list) and all(isinstance(each, str) and each in codes for each in value)
        case Kind.LINES:
            return isinstance(value, list) and all(
                isinstance(each, str) and len(each) <= LINE for each in value
            )
        case Kind.ITEMS:
            return isinstance(value, list) and all(isinstance(each, dict) for each in value)
