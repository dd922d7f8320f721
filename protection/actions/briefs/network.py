"""The brief about one network: what holds it together and who may need protection in it, on one page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, Connection, Text, bindparam, text

from detection.case_codes import case_code
from protection.actions.briefs.paper import Stamp, cut, on_one_page
from protection.actions.briefs.source import Source, source
from protection.exports.selection import SILENT_SIGNS
from records import audit
from records.audit import Act, Deed
from records.rights.context import Context

MOST = 12
THINGS = {
    "recruiter": "perekrut",
    "phone": "nomor telepon",
    "account": "rekening",
    "address": "alamat",
    "place": "tempat",
    "agency": "P3MI",
    "helper": "pembantu",
}
CLOSE = (
    "Orang di dalam jaringan adalah yang perlu dilindungi; hanya yang merekrut mempunyai peran. Lembar ini tidak "
    "memuat angka peluang. Nomor, rekening, dan identitas dibuka melalui Suluh dengan alasan."
)
_PEOPLE = text("""
    SELECT DISTINCT person_id FROM (
        SELECT DISTINCT ON (feed, entity_key) person_id FROM identities
        WHERE (feed, entity_key) IN (
            SELECT split_part(ref, ':', 1), substr(ref, strpos(ref, ':') + 1) FROM unnest(:refs) AS ref
            WHERE ref LIKE 'registrations:%' OR ref LIKE 'passports:%'
        )
        ORDER BY feed, entity_key, run_id DESC
    ) AS newest ORDER BY 1
""").bindparams(bindparam("refs", type_=ARRAY(Text)))


def network_brief(
    connection: Connection, context: Context, alert_id: int, letterhead: str, now: datetime
) -> bytes:
    """The PDF about an alert of one network. One audit entry. Raises NotFound."""
    alert = source(connection, alert_id, ("network",))
    people = people_of(connection, alert)
    stamp = Stamp.of("RJ", alert_id, context, now, letterhead)
    objects = (f"alert/{alert_id}", *people)
    audit.write(connection, Act(Deed.PRINT, "alert", objects, None, ("brief",)))
    return on_one_page("brief", lambda most: _content(alert, people, stamp, most), MOST)


def people_of(connection: Connection, alert: Source) -> Sequence[str]:
    """The people of a network whom the context may see."""
    return connection.scalars(_PEOPLE, {"refs": list(alert.refs)}).all()


def told(alert: Source, *, silent: bool = True) -> list[str]:
    """Why it is listed, in Indonesian; ``silent`` leaves out what tells of findings and reports."""
    return [
        each["id"]
        for each in alert.statement.get("reasons", ())
        if "id" in each and not (silent and each.get("sign") in SILENT_SIGNS)
    ]


def counted(alert: Source, field: str, place: int) -> list[str]:
    """How many of each kind a list of the statement holds."""
    kinds = Counter(str(each[place]) for each in alert.statement.get(field, ()))
    return [f"{THINGS.get(kind, kind)}: {count}" for kind, count in sorted(kinds.items())]


def _content(alert: Source, people: Sequence[str], stamp: Stamp, most: int) -> Mapping[str, Any]:
    codes = [case_code(person) for person in people]
    rows = [", ".join(codes[at : at + 10]) for at in range(0, len(codes), 10)]
    shown = cut(rows, most)
    if len(rows) > most:
        shown[-1] = f"{len(codes) - 10 * most} lainnya di Suluh"
    sections = (
        ("Mengapa terindikasi", cut(told(alert), most), False),
        ("Yang dipakai bersama", cut(counted(alert, "things", 0), most), False),
        ("Peran perekrut yang terlihat", cut(counted(alert, "roles", 2), most), False),
        (f"Orang yang mungkin perlu dilindungi ({len(codes)})", shown, False),
        (
            "Sebelum bertindak",
            cut(
                [
                    "Jangan menelepon nomor di dalam jaringan; nomor pelamar bisa jadi nomor perekrut",
                    "Satu jaringan satu rencana: sepakati urutan dan waktunya dengan penyidik dan LPSK",
                    "Orang yang perlu dilindungi dihubungi lebih dahulu daripada yang merekrut",
                ],
                most,
            ),
            True,
        ),
    )
    return {
        **stamp.told(),
        "title": "RINGKASAN JARINGAN",
        "facts": [
            ("Jaringan", alert.subject),
            ("Peringatan", f"{alert.alert_id}, per {alert.as_of:%d-%m-%Y}"),
            ("Kabupaten/kota", alert.regencies()),
            ("Catatan di belakangnya", str(len(alert.refs))),
        ],
        "sections": [{"title": title, "lines": lines, "boxes": boxes} for title, lines, boxes in sections],
        "close": CLOSE,
    }
