"""The record of processing (UU 27/2022 article 31) and the impact assessment (article 34), as Markdown.

Both are made from what the program declares: sources, purposes, permissions, retention, risks. What is not
declared is not in them, and a test holds the committed documents equal to the declarations.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from protection.processing.risks import RISKS, TRIGGERS
from protection.processing.specific import SPECIFIC
from protection.processing.statements import NECESSITY, RECIPIENTS
from records.days import instant
from records.retention import backup_window, notice_clock, periods, response_clock
from records.rights.permissions import PERMISSIONS
from records.rights.purpose import GROUNDS
from sources.registry import SOURCES

STATED_ON = date(2026, 1, 1)
"""The day whose rules the committed documents state."""

_UNVERIFIED = " *(belum diperiksa · unverified)*"
_REQUESTS = (
    ("akses", "akses · access"),
    ("perbaikan", "perbaikan · correction"),
    ("keberatan", "keberatan · objection"),
    ("penghapusan", "penghapusan · erasure"),
)


def record(day: date = STATED_ON) -> str:
    """The record of processing."""
    return _page(
        "Rekaman kegiatan pemrosesan · Record of processing",
        f"UU 27/2022 Pasal 31. Dibuat dari deklarasi program, menurut aturan pada {day}; jangan diubah dengan tangan: "
        "`suluh processing`.",
        f"*Made from the program's declarations, by the rules of {day}; do not edit: `suluh processing`.*",
        ("Sumber, pemilik, dasar · Sources, owners, grounds", _sources()),
        ("Data dalam setiap sumber · Data in each source", _fields()),
        ("Data spesifik · Specific data (Pasal 4 ayat 2)", _specific()),
        ("Tujuan dan peran · Purposes and roles", _purposes()),
        ("Siapa boleh apa · Who may do what", _permissions()),
        ("Masa simpan · Retention", _retention(day)),
        ("Tenggat · Clocks", _clocks(day)),
        ("Penerima dan pengiriman · Recipients and transfers", _said(RECIPIENTS)),
    )


def assessment(day: date = STATED_ON) -> str:
    """The impact assessment."""
    return _page(
        "Penilaian dampak pelindungan data pribadi · Data protection impact assessment",
        f"UU 27/2022 Pasal 34. Dibuat dari deklarasi program, menurut aturan pada {day}; jangan diubah dengan tangan: "
        "`suluh processing`. Pengendali data menilai dan menandatanganinya sebelum pemakaian.",
        f"*Made from the program's declarations, by the rules of {day}; do not edit: `suluh processing`. The "
        "controller reviews and signs it before the system is used.*",
        ("Mengapa wajib · Why it is due (Pasal 34 ayat 2)", _triggers()),
        ("Keperluan dan kesebandingan · Necessity and proportionality", _said(NECESSITY)),
        ("Risiko dan tindakan · Risks and measures", _risks()),
        ("Bukti · Evidence", _evidence()),
        ("Masa simpan · Retention", _retention(day)),
    )


def _sources() -> str:
    return _table(
        ("Sumber · Source", "Pemilik · Owner", "Dasar · Ground", "Perjanjian · Agreement", "Hari · Days"),
        (
            (
                f"`{source.feed.name}`",
                f"{source.owner_id}<br>*{source.owner_en}*",
                "<br>".join(
                    each.citation + ("" if each.verified else _UNVERIFIED) for each in source.grounds
                ),
                f"`{source.agreement}`",
                str(source.cadence_days),
            )
            for source in SOURCES
        ),
    )


def _fields() -> str:
    return _table(
        ("Sumber · Source", "Tersegel · Sealed", "Biasa · Plain"),
        (
            (
                f"`{source.feed.name}`",
                _names(field.name for field in source.feed.fields if field.identifier),
                _names(field.name for field in source.feed.fields if not field.identifier),
            )
            for source in SOURCES
        ),
    )


def _specific() -> str:
    return _table(
        ("Kolom · Field", "Jenis · Kind"),
        ((f"`{each.feed}.{each.field}`", f"{each.kind_id} · *{each.kind_en}*") for each in SPECIFIC),
    )


def _purposes() -> str:
    return _table(
        ("Tujuan · Purpose", "Dasar · Ground", "Peran · Roles"),
        ((f"{each.purpose.value}", each.ground, _names(sorted(each.roles))) for each in GROUNDS),
    )


def _permissions() -> str:
    return _table(
        ("Izin · Permission", "Peran · Roles", "Tujuan · Purposes"),
        (
            (f"`{each.name}`", _names(sorted(each.roles)), ", ".join(sorted(each.purposes)) or "–")
            for each in PERMISSIONS
        ),
    )


def _retention(day: date) -> str:
    lines = [
        (
            f"{each.text_id}<br>*{each.text_en}*",
            f"{each.days}" if each.days is not None else "–",
            each.source + ("" if each.verified else _UNVERIFIED),
        )
        for each in periods(day)
    ]
    window = ("Cadangan<br>*Backups*", str(backup_window(day).days), "ketentuan instalasi" + _UNVERIFIED)
    return _table(("Data", "Hari · Days", "Dasar · Ground"), [*lines, window])


def _clocks(day: date) -> str:
    at = instant(day)
    clocks = [(name, response_clock(kind, at)) for kind, name in _REQUESTS]
    clocks.append(("pemberitahuan kegagalan · notice of a breach", notice_clock(at)))
    return _table(
        ("Hal · Matter", "Jam · Hours", "Dasar · Ground"),
        ((name, f"{clock.hours} ({clock.counting})", clock.source) for name, clock in clocks),
    )


def _triggers() -> str:
    return _table(
        ("", "Hal · Matter", "Terpenuhi · Met"),
        (
            (each.letter, f"{each.text_id}<br>*{each.text_en}*", f"{each.met_id}<br>*{each.met_en}*")
            for each in TRIGGERS
        ),
    )


def _risks() -> str:
    return _table(
        ("", "Risiko · Risk", "K×D · L×S", "Tindakan · Measures", "Sisa · Left"),
        (
            (
                each.name,
                f"{each.text_id}<br>*{each.text_en}*",
                f"{each.likelihood}×{each.severity}",
                f"{each.measures_id}<br>*{each.measures_en}*",
                f"{each.left_id}<br>*{each.left_en}*",
            )
            for each in RISKS
        ),
    )


def _evidence() -> str:
    return _table(
        ("Risiko · Risk", "Uji · Tests"),
        ((each.name, "<br>".join(f"`{check}`" for check in each.checks)) for each in RISKS),
    )


def _said(statements: Iterable[tuple[str, str]]) -> str:
    return "\n".join(f"- {text} · *{text_en}*" for text, text_en in statements)


def _names(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "–"


def _table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [header, ("---",) * len(header), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def _page(title: str, says: str, says_en: str, *parts: tuple[str, str]) -> str:
    sections = "\n\n".join(f"## {heading}\n\n{body}" for heading, body in parts)
    return f"# {title}\n\n{says}\n\n{says_en}\n\n{sections}\n"
