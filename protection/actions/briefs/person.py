"""The field brief about one person: what to know, what to ask and how to reach them, on one page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select

from detection.case_codes import case_code
from detection.urgent.signs import LEAVING, SEVERE_BY_ID, Shown, label
from protection.actions.briefs.paper import Stamp, cut, on_one_page
from protection.actions.briefs.source import Source, gaps, reasons, sentences, source
from protection.actions.numbers import Calling, before_calling
from protection.disclosure.rows import PersonRow, person_rows
from records import audit
from records.audit import Act, Deed
from records.custody.keyring import Keyring
from records.custody.masking import mask
from records.days import day_of
from records.errors import NotFound
from records.feed import Identifier
from records.rights.context import Context
from records.tables import urgent_items

MOST = 8
CLOSE = (
    "Lembar ini tidak memuat angka peluang dan bukan dasar untuk menolak paspor atau menunda keberangkatan. "
    "Jangan tunjukkan kepada siapa pun di luar penugasan, jangan difoto; musnahkan sesudah dipakai. "
    "Catat hasilnya di Suluh: indikasi menguat, perlu pendalaman, bukan indikasi, atau data kurang."
)
ASK = (
    "Bicara di tempat tenang, tanpa perekrut, bila perlu oleh petugas perempuan; jelaskan hak dan bantuannya",
    "Siapa yang mengajak, siapa yang membayar, siapa yang memegang paspor dan dokumennya",
    "Apa pekerjaan, majikan, upah, dan jam kerja yang dijanjikan; adakah utang atau denda bila mundur",
    "Siapa keluarga yang tahu rencananya dan bagaimana menghubungi mereka dengan aman",
)


def person_brief(
    connection: Connection, keys: Keyring, context: Context, alert_id: int, letterhead: str, now: datetime
) -> bytes:
    """The PDF about an alert of one person. One audit entry. Raises NotFound."""
    alert = source(connection, alert_id, ("person",))
    today = day_of(now)
    tomorrow = today + timedelta(days=1)  # as known by now
    rows = person_rows(connection, keys, alert.subject, tomorrow)
    if not rows:
        raise NotFound("Orang itu tidak ditemukan.", "There is no such person.")
    calling = before_calling(connection, keys, alert.subject, tomorrow)
    signs = _signs(connection, alert.subject)
    stamp = Stamp.of("RL", alert_id, context, now, letterhead)
    audit.write(connection, Act(Deed.PRINT, "alert", (f"alert/{alert_id}",), None, ("brief",)))
    return on_one_page("brief", lambda most: _content(alert, rows, calling, signs, stamp, today, most), MOST)


def _content(
    alert: Source,
    rows: Sequence[PersonRow],
    calling: Calling,
    signs: Sequence[str],
    stamp: Stamp,
    today: date,
    most: int,
) -> Mapping[str, Any]:
    found = sentences(alert.indicators(), silent=True)
    sections = (
        ("Tanda mendesak", [*signs], False),
        ("Sebelum menghubungi", _reaching(calling), False),
        ("Mengapa perlu dilihat", reasons(alert.statement, 1) or ["Alasannya hanya dibaca di Suluh."], False),
        ("Yang memperlemah", reasons(alert.statement, -1) or ["Tidak ada catatan yang memperlemah."], False),
        ("Petunjuk, dan penjelasan wajar yang harus dipikirkan", _with_traps(found), False),
        ("Ketiga unsur", [f"{name}: {told[0]}" for name, told in alert.standing().items()], False),
        ("Yang belum diketahui", gaps(alert.missing()), False),
        ("Yang perlu ditanyakan", list(ASK), True),
    )
    return {
        **stamp.told(),
        "title": "RINGKASAN LAPANGAN",
        "facts": _facts(alert, rows, today),
        "sections": [
            {"title": title, "lines": cut(lines, most), "boxes": boxes} for title, lines, boxes in sections
        ],
        "close": CLOSE,
    }


def _facts(alert: Source, rows: Sequence[PersonRow], today: date) -> list[tuple[str, str]]:
    registrations = [row for row in rows if row.feed == "registrations"]
    newest = max(registrations, key=lambda row: (row.recorded_at, row.sequence), default=None)
    known = {} if newest is None else newest.plain
    names = {} if newest is None else newest.identifiers
    leaves = known.get("planned_departure_on")
    left = "belum diketahui" if leaves is None else _left(date.fromisoformat(str(leaves)), today)
    return [
        ("Kode", case_code(alert.subject)),
        ("Peringatan", f"{alert.alert_id}, per {alert.as_of:%d-%m-%Y}"),
        ("Nama", mask(Identifier.NAME, names.get("full_name")) or "—"),
        ("NIK", mask(Identifier.NIK, names.get("nik")) or "—"),
        ("Kabupaten/kota", alert.regencies()),
        ("Rencana berangkat", left),
        ("Negara dan jabatan", " · ".join(str(known.get(name) or "—") for name in ("country", "position"))),
        (
            "P3MI dan job order",
            " · ".join(str(known.get(name) or "—") for name in ("license_no", "job_order_no")),
        ),
    ]


def _left(leaves: date, today: date) -> str:
    days = (leaves - today).days
    return f"{leaves:%d-%m-%Y} " + (f"({days} hari lagi)" if days >= 0 else "(sudah lewat)")


def _reaching(calling: Calling) -> list[str]:
    lines = [f"Telepon {number.masked}: {number.text_id}" for number in calling.numbers]
    ways = "; ".join(way.text_id for way in calling.ways)
    if ways:
        lines.append(f"Jalan lain: {ways}")
    return lines or ["Nomor telepon dan jalan lain tidak tercatat."]


def _with_traps(found: Sequence[tuple[str, str, str]]) -> list[str]:
    return [f"{id_}: {said} Tetapi: {trap}" for id_, said, trap in found]


def _signs(connection: Connection, person: str) -> list[str]:
    """Signs that papers show, in words. That somebody reported something is not carried in a bag."""
    open_ = select(urgent_items.c.signs).where(
        urgent_items.c.subject == person, urgent_items.c.closed_at.is_(None)
    )
    signs = connection.scalar(open_) or []
    told = [label(sign)[0] for sign in signs if sign == LEAVING or SEVERE_BY_ID[sign].shown is Shown.PAPERS]
    return told if len(told) == len(signs) else [*told, "Buka Suluh sebelum berangkat: ada hal mendesak"]
