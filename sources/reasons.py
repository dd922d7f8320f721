"""Why a row is kept apart, and what kind of value was found: the words that desks read.

A value itself is never part of a report. It stands in the sealed quarantined row alone, for the person who
settles it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Reason:
    """One reason for quarantine, as a code for machines and a sentence in both languages."""

    code: str
    text_id: str
    text_en: str


@dataclass(frozen=True)
class ValueClass:
    """A kind of value, told without telling the value."""

    code: str
    text_id: str
    text_en: str


REASONS: tuple[Reason, ...] = (
    # The row cannot be split into cells.
    Reason("ragged_row", "jumlah kolom baris ini tidak sama dengan judul", "not as many cells as the header"),
    Reason("header_repeated", "baris judul terulang di tengah data", "the header is repeated among the data"),
    Reason(
        "open_quote",
        "tanda kutip tidak ditutup dengan benar",
        "a quotation mark is not closed as it should be",
    ),
    Reason("bad_json", "bukan objek JSON yang sah", "not a valid JSON object"),
    Reason("name_twice", "nama kolom ditulis dua kali dalam satu objek", "a name stands twice in one object"),
    # A cell that a machine has damaged on its way.
    Reason("undecodable", "huruf rusak: bukan UTF-8 atau UTF-16", "broken characters: not UTF-8 or UTF-16"),
    Reason("control_character", "memuat karakter kendali", "holds a control character"),
    Reason("invisible_character", "memuat karakter tak terlihat", "holds a character that cannot be seen"),
    Reason("scientific_number", "angka ilmiah: digit sudah hilang", "scientific number: digits are lost"),
    Reason(
        "decimal_number", "disimpan sebagai angka desimal, bukan teks", "stored as a decimal, not as text"
    ),
    Reason(
        "not_text", "disimpan sebagai angka atau tanggal, bukan teks", "stored as number or date, not as text"
    ),
    Reason("formula", "berisi rumus, bukan nilai", "holds a formula, not a value"),
    Reason("spreadsheet_error", "berisi galat lembar kerja (#N/A …)", "holds a spreadsheet error (#N/A …)"),
    Reason(
        "nested_value", "berisi daftar atau objek, bukan satu nilai", "holds a list or object, not one value"
    ),
    Reason("unreadable_cell", "sel tidak dapat dibaca", "the cell cannot be read"),
    # A cell that does not follow the contract.
    Reason("required_missing", "wajib diisi tetapi kosong", "required but empty"),
    Reason(
        "bad_key",
        "kunci tanpa huruf atau angka, atau dengan spasi di tepi",
        "key without letters or digits, or with outer spaces",
    ),
    Reason(
        "misplaced_identifier",
        "berisi NIK atau nomor telepon, padahal bukan kolomnya",
        "holds a NIK or phone number, which is not this column's",
    ),
    Reason("not_in_list", "tidak ada dalam daftar nilai", "not in the list of values"),
    Reason("bad_pattern", "tidak sesuai pola kode", "does not have the form of the code"),
    Reason("too_long", "terlalu panjang", "too long"),
    Reason("bad_date", "bukan tanggal yang ada (tulis 2025-01-31)", "not a real date (write 2025-01-31)"),
    Reason("bad_datetime", "bukan waktu ISO 8601", "not an ISO 8601 time"),
    Reason("no_offset", "waktu tanpa zona (tulis +07:00)", "time without offset (write +07:00)"),
    Reason("out_of_range", "di luar rentang yang mungkin", "outside the possible range"),
    Reason("in_future", "tercatat di masa depan", "recorded in the future"),
    Reason("bad_integer", "bukan bilangan bulat", "not a whole number"),
    Reason("bad_boolean", "bukan true atau false", "neither true nor false"),
    # A row that does not fit what is known already.
    Reason(
        "version_conflict",
        "kunci dan waktu catat sama, isi berbeda",
        "same key and recording time, other content",
    ),
    Reason(
        "identity_conflict",
        "kunci sama, tetapi nama, tanggal lahir dan NIK semuanya berbeda",
        "same key, but name, birth date and NIK all differ",
    ),
)

VALUE_CLASSES: tuple[ValueClass, ...] = (
    ValueClass("row", "seluruh baris", "the whole row"),
    ValueClass("empty", "kosong", "empty"),
    ValueClass("number", "angka", "number"),
    ValueClass("boolean", "nilai benar/salah", "true/false value"),
    ValueClass("date", "tanggal atau waktu", "date or time"),
    ValueClass("nested", "daftar atau objek", "list or object"),
    ValueClass("formula", "rumus", "formula"),
    ValueClass("error", "galat lembar kerja", "spreadsheet error"),
    ValueClass("scientific", "angka ilmiah", "scientific number"),
    ValueClass("decimal", "angka desimal", "decimal number"),
    ValueClass("digits", "deretan digit", "digits"),
    ValueClass("date_text", "teks mirip tanggal", "text like a date"),
    ValueClass("broken_text", "teks dengan karakter rusak", "text with broken characters"),
    ValueClass("long_text", "teks panjang", "long text"),
    ValueClass("text", "teks", "text"),
)

REASON_BY_CODE: dict[str, Reason] = {reason.code: reason for reason in REASONS}
VALUE_CLASS_BY_CODE: dict[str, ValueClass] = {each.code: each for each in VALUE_CLASSES}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a row: the field (None for the row as a whole), the reason, the value's class."""

    field: str | None
    reason: str
    value_class: str


class CellRefused(Exception):
    """A cell does not pass; ``args[0]`` is the code of the reason."""

    @property
    def reason(self) -> str:
        """The code of the reason."""
        return str(self.args[0])
