"""Everything that can be wrong with an audit, in Indonesian and English. No text repeats a value of the file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Wrong:
    """One kind of fault: a code for machines, and what it means. ``{…}`` are numbers or declared names."""

    code: str
    text_id: str
    text_en: str


NOT_UTF8 = Wrong("not_utf8", "baris ini bukan UTF-8", "this line is not UTF-8")
NOT_JSON = Wrong("not_json", "baris ini bukan satu objek JSON", "this line is not one JSON object")
TWICE = Wrong("member_twice", "satu nama anggota muncul dua kali", "a member's name occurs twice")
UNKNOWN_FORMAT = Wrong("unknown_format", "format baris ini tidak dikenal", "this line's format is not known")
MEMBERS = Wrong("members", "anggotanya kurang atau lebih", "members are missing or too many")
KIND = Wrong("kind", "nilai '{member}' bukan jenis yang semestinya", "'{member}' is not of the right kind")
SURROGATE = Wrong(
    "surrogate", "'{member}' memuat surrogate tanpa pasangan", "'{member}' has a lone surrogate"
)
NOT_CANONICAL = Wrong(
    "not_canonical", "baris ini tidak dalam bentuk kanonis", "this line is not in canonical form"
)
UNFINISHED = Wrong("unfinished", "baris terakhir terpotong", "the last line is cut off")
TOO_LONG = Wrong("too_long", "baris ini terlalu panjang", "this line is too long")

OUT_OF_ORDER = Wrong("out_of_order", "baris ini tidak pada tempatnya", "this line is out of place")
TRAILING = Wrong("trailing", "ada data setelah baris penutup", "there is data after the end line")
NO_END = Wrong(
    "no_end", "baris penutup tidak ada: berkas terpotong", "the end line is missing: the file is cut"
)
LINE_COUNT = Wrong(
    "line_count", "jumlah baris tidak cocok dengan baris penutup", "the end line counts other lines"
)
FILE_DIGEST = Wrong(
    "file_digest",
    "isi berkas tidak cocok dengan baris penutup",
    "the end line has another digest of the file",
)

LINK_CHANGED = Wrong("link_changed", "segel ini diubah", "this seal was changed")
LINKS_MISSING = Wrong(
    "links_missing",
    "segel sebelum ini hilang, dari posisi {due}",
    "seals before it are missing, from position {due}",
)
LINKS_DOUBLED = Wrong(
    "links_doubled",
    "segel berganda atau tertukar; posisi {due} ditunggu",
    "seals are doubled or swapped: {due} is due",
)
CHAIN_BROKEN = Wrong(
    "chain_broken",
    "segel ini tidak menyambung segel sebelumnya",
    "this seal does not follow the one before it",
)
ENTRY_MISSING = Wrong(
    "entry_missing",
    "entri yang disegel dihapus atau dipindah",
    "the entry that it seals was deleted or moved",
)
ENTRY_CHANGED = Wrong(
    "entry_changed", "entri ini diubah setelah disegel", "this entry was changed after its sealing"
)
SEALED_TWICE = Wrong("sealed_twice", "entri ini disegel dua kali", "this entry is sealed twice")

SIGNATURE = Wrong("signature", "tanda tangannya tidak sah", "its signature does not hold")
UNKNOWN_KEY = Wrong("unknown_key", "kunci penanda tangan tidak dipercaya", "its signing key is not trusted")
INSTALLATION = Wrong("installation", "ini dari instalasi lain", "it is of another installation")
HEAD_NUMBER = Wrong("head_number", "kepala nomor {due} ditunggu di sini", "head number {due} is due here")
HEAD_POSITION = Wrong(
    "head_position", "kepala ini tidak mengikuti segel yang dijaminnya", "this head does not follow its seal"
)
HEAD_PREVIOUS = Wrong(
    "head_previous",
    "kepala ini tidak menyambung kepala sebelumnya",
    "this head does not follow the head before it",
)
HEAD_HASH = Wrong(
    "head_hash",
    "kepala menjamin segel lain di posisi ini",
    "the head vouches for another seal at this position",
)
HEAD_ALONE = Wrong(
    "head_alone",
    "ekor rantai dipotong: segel yang dijamin tidak ada",
    "the tail was cut: its seal is not there",
)
HEADS_REMOVED = Wrong(
    "heads_removed",
    "lebih dari 100 segel tanpa kepala: kepala dibuang",
    "heads were removed: 100 seals without one",
)
COUNTERSIGNED = Wrong(
    "countersigned", "tanda tangan saksi ini milik kepala lain", "this countersignature is of another head"
)
SLIPPED_IN = Wrong(
    "slipped_in",
    "entri ini disisipkan: tidak disegel, tidak menunggu",
    "it was inserted: neither sealed nor waiting",
)
WAITS_SEALED = Wrong(
    "waits_sealed", "entri ini menunggu padahal sudah disegel", "it waits although it is sealed"
)
WAITING_GONE = Wrong(
    "waiting_gone", "entri yang menunggu segel dihapus", "the entry that waited for its seal was deleted"
)

TAIL_CUT = Wrong(
    "tail_cut",
    "ekor dipotong: kepala simpanan nomor {number} tidak ada",
    "the tail was cut: kept head {number} is gone",
)
REWRITTEN = Wrong(
    "rewritten",
    "riwayat setelah posisi {agreed} ditulis ulang atau bercabang: kepala simpanan nomor {number} lain",
    "history after position {agreed} was rewritten or forked: kept head {number} differs",
)
TWO_HISTORIES = Wrong(
    "two_histories",
    "instalasi menandatangani dua riwayat: bertentangan dengan {other}",
    "the installation signed two histories: this head contradicts {other}",
)
NO_HEADS = Wrong("no_heads", "tidak ada kepala dalam berkas ini", "there is no head in this file")
NO_KEY = Wrong(
    "no_key", "tidak ada kunci publik Ed25519 dalam berkas ini", "there is no Ed25519 public key in this file"
)


class Fault(Exception):
    """The first thing that is wrong, and where: the file, its line (from 1), the position, the entry."""

    def __init__(
        self,
        wrong: Wrong,
        file: str,
        line: int,
        entry: int | None = None,
        position: int | None = None,
        **values: str | int,
    ) -> None:
        super().__init__(wrong.code)
        self.wrong, self.file, self.line = wrong, file, line
        self.entry, self.position, self.values = entry, position, values

    def told(self) -> tuple[str, str]:
        """One sentence in Indonesian, and one in English."""
        return (
            f"TIDAK SAH: {self._place('baris', 'posisi', 'entri')}: {self.wrong.text_id.format(**self.values)}.",
            f"NOT SOUND: {self._place('line', 'position', 'entry')}: {self.wrong.text_en.format(**self.values)}.",
        )

    def _place(self, line: str, position: str, entry: str) -> str:
        parts = ((line, self.line), (position, self.position), (entry, self.entry))
        return ", ".join([self.file, *(f"{word} {number}" for word, number in parts if number is not None)])
