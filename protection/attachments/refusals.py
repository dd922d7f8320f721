"""Why a file is refused: every reason in one tuple, told in Indonesian and English."""

from __future__ import annotations

from dataclasses import dataclass

from records.errors import InputRefused


@dataclass(frozen=True)
class Reason:
    """One reason; ``code`` is what the confined process names it by."""

    code: str
    id: str
    en: str


EMPTY = Reason("empty", "Berkas ini kosong.", "This file is empty.")
TOO_LARGE = Reason("too_large", "Berkas ini lebih besar daripada 20 MB.", "This file is larger than 20 MB.")
NOT_A_KIND_WE_TAKE = Reason(
    "not_a_kind_we_take",
    "Jenis berkas ini tidak diterima. Yang diterima: JPEG, PNG, WebP, TIFF, PDF, dan teks UTF-8.",
    "This kind of file is not taken. Taken are JPEG, PNG, WebP, TIFF, PDF and UTF-8 text.",
)
HEIC = Reason(
    "heic",
    'Foto HEIC tidak diterima. Pada telepon pilih format JPEG ("paling kompatibel"), lalu kirim lagi.',
    'HEIC photographs are not taken. Choose JPEG ("most compatible") on the phone and send it again.',
)
PROGRAM = Reason(
    "program",
    "Berkas ini berisi program atau dokumen yang dapat menjalankan sesuatu; simpan sebagai PDF atau gambar.",
    "This file is a program, or a document that can run one; save it as a PDF or a picture.",
)
ARCHIVE = Reason(
    "archive",
    "Arsip tidak diterima; kirim berkas di dalamnya satu per satu.",
    "Archives are not taken; send the files in it one by one.",
)
OFFICE = Reason(
    "office",
    "Dokumen Office tidak diterima; simpan sebagai PDF, lalu kirim lagi.",
    "Office documents are not taken; save it as a PDF and send it again.",
)
MARKUP = Reason(
    "markup",
    "HTML, SVG, dan XML tidak diterima; simpan sebagai PDF atau gambar.",
    "HTML, SVG and XML are not taken; save it as a PDF or a picture.",
)
WRONG_TYPE = Reason(
    "wrong_type",
    "Isi berkas ini bukan jenis yang disebut pengirimnya.",
    "The content of this file is not of the type that its sender names.",
)
NOT_FOR_KIND = Reason(
    "not_for_kind",
    "Jenis berkas ini tidak cocok untuk lampiran semacam itu: foto harus berupa gambar.",
    "This type of file does not fit that kind of attachment: a photograph must be a picture.",
)
TWO_IN_ONE = Reason(
    "two_in_one",
    "Berkas ini sekaligus berkas jenis lain; yang begitu dipakai untuk menyelundupkan isi.",
    "This file is a file of another type as well; such files are used to smuggle content.",
)
LEADING = Reason(
    "leading",
    "Ada data lain di depan isi berkas ini.",
    "There is other data before the content of this file.",
)
TRAILING = Reason(
    "trailing",
    "Ada data lain di belakang akhir berkas ini. Simpan ulang gambarnya (misalnya tangkapan layar), lalu kirim lagi.",
    "There is other data after the end of this file. Save the picture anew (a screenshot, say) and send it again.",
)
TRUNCATED = Reason(
    "truncated",
    "Berkas ini terpotong: bagian akhirnya tidak ada. Kirim lagi dari asalnya.",
    "This file is cut off: its end is missing. Send it again from where it came.",
)
DAMAGED = Reason(
    "damaged",
    "Berkas ini rusak dan tidak dapat dibaca seluruhnya.",
    "This file is damaged and cannot be read in full.",
)
TOO_MANY_PIXELS = Reason(
    "too_many_pixels",
    "Gambar ini terlalu besar: paling banyak 40 megapiksel, dan tiap sisi 20.000 piksel.",
    "This picture is too large: at most 40 megapixels, and 20,000 pixels a side.",
)
TOO_MANY_PAGES = Reason(
    "too_many_pages",
    "Berkas ini terlalu panjang: paling banyak 100 halaman. Bagi menjadi beberapa berkas.",
    "This file is too long: at most 100 pages. Split it into several files.",
)
MOVES = Reason("moves", "Gambar bergerak tidak diterima.", "Moving pictures are not taken.")
ENCRYPTED = Reason(
    "encrypted",
    "PDF ini dikunci atau dibatasi dengan sandi; simpan tanpa sandi, lalu kirim lagi.",
    "This PDF is locked or restricted by a password; save it without one and send it again.",
)
LOOP = Reason(
    "loop",
    "Bagian berkas ini saling menunjuk tanpa akhir.",
    "The parts of this file point at each other without end.",
)
TOO_DEMANDING = Reason(
    "too_demanding",
    "Berkas ini tidak dapat diperiksa dalam batas waktu dan memori, atau mematikan pemeriksanya.",
    "This file cannot be examined within the limits of time and memory, or it kills what examines it.",
)

REASONS: tuple[Reason, ...] = (
    EMPTY,
    TOO_LARGE,
    NOT_A_KIND_WE_TAKE,
    HEIC,
    PROGRAM,
    ARCHIVE,
    OFFICE,
    MARKUP,
    WRONG_TYPE,
    NOT_FOR_KIND,
    TWO_IN_ONE,
    LEADING,
    TRAILING,
    TRUNCATED,
    DAMAGED,
    TOO_MANY_PIXELS,
    TOO_MANY_PAGES,
    MOVES,
    ENCRYPTED,
    LOOP,
    TOO_DEMANDING,
)

BY_CODE = {reason.code: reason for reason in REASONS}


class AttachmentRefused(InputRefused):
    """A file that is not taken in; nothing of it was kept."""

    code = "attachment_refused"

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.id, reason.en)
        self.reason = reason
