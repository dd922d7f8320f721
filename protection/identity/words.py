"""What a comparison of linkage says, in Indonesian; its English is the declaration's own."""

from __future__ import annotations

from graphs.linkage.comparisons import COMPARISONS

FIELDS: dict[str, tuple[str, str]] = {
    "name": ("nama", "name"),
    "birth_date": ("tanggal lahir", "birth date"),
    "nik": ("NIK", "NIK"),
    "phone": ("nomor telepon", "phone"),
    "passport": ("paspor", "passport"),
    "place": ("tempat", "place"),
}

INDONESIAN: dict[str, str] = {
    "unknown": "tidak diketahui",
    "same name": "nama sama",
    "same words, typed differently": "kata-kata sama, ejaan berbeda",
    "a word left out": "ada kata yang tidak ditulis",
    "a word left out, typed differently": "ada kata yang tidak ditulis, ejaan berbeda",
    "one word in common": "satu kata sama",
    "different names": "nama berbeda",
    "same day": "tanggal sama",
    "day and month swapped": "tanggal dan bulan tertukar",
    "one slip": "satu salah ketik",
    "different days": "tanggal berbeda",
    "same NIK": "NIK sama",
    "one slip, birth date unknown": "satu salah ketik, tanggal lahir tidak diketahui",
    "different, one of them unsound": "berbeda, salah satunya tidak sah",
    "different": "berbeda",
    "same phone": "nomor sama",
    "different phones": "nomor berbeda",
    "same passport": "paspor sama",
    "born and living in the same place": "lahir dan tinggal di tempat yang sama",
    "born in the same place": "lahir di tempat yang sama",
    "living in the same place": "tinggal di tempat yang sama",
    "same province": "provinsi sama",
    "other places": "tempat lain",
}


def facts(agreement: dict[str, int]) -> tuple[tuple[str, str, str], ...]:
    """For each comparison its name, and what it says in Indonesian and English."""
    told = []
    for comparison in COMPARISONS:
        if comparison.name in agreement:
            english = comparison.says(agreement[comparison.name])
            told.append((comparison.name, INDONESIAN[english], english))
    return tuple(told)
