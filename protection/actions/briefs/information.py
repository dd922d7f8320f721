"""The information report (laporan informasi) for an investigator: facts with their sources, elements, and limits.

No score stands in it: a score orders work, and is no evidence of anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from detection.case_codes import case_code
from detection.indicators import INDICATOR_BY_ID, grounds, sentence
from protection.actions.briefs.network import counted, people_of, told
from protection.actions.briefs.paper import Stamp, set_paper
from protection.actions.briefs.source import Source, reasons, recorded, sentences, source
from records import audit
from records.audit import Act, Deed
from records.rights.context import Context

CLOSE = (
    "Laporan ini disusun dari catatan instansi sebagaimana diterima; kebenarannya belum diuji dan bukan alat bukti. "
    "Isi catatan, identitas, dan lampiran asli dibuka melalui Suluh menurut kewenangan. Istilah pelaku dan korban "
    "tidak dipakai sebelum ada temuan yang berwenang."
)
ALWAYS = (
    "Tujuan eksploitasi hampir tidak pernah dapat dinilai dari catatan sebelum keberangkatan.",
    "Nonprosedural tidak sama dengan perdagangan orang; kelengkapan dokumen tidak meniadakannya.",
    "Bahwa nomor, rekening, atau alamat dipakai bersama tidak menyatakan siapa yang menguasainya.",
)


def information_report(
    connection: Connection, context: Context, alert_id: int, kind: str, letterhead: str, now: datetime
) -> bytes:
    """The PDF about an alert of a person or a network. One audit entry. Raises NotFound."""
    alert = source(connection, alert_id, (kind,))
    stamp = Stamp.of("LI", alert_id, context, now, letterhead)
    content = _of_person(connection, alert) if kind == "person" else _of_network(connection, alert)
    audit.write(connection, Act(Deed.PRINT, "alert", (f"alert/{alert_id}",), None, ("information_report",)))
    return set_paper("information", {**stamp.told(), **content, "title": "LAPORAN INFORMASI", "close": CLOSE})


def _of_person(connection: Connection, alert: Source) -> Mapping[str, Any]:
    fired = alert.indicators()
    days = recorded(connection, (f"{each['feed']}:{each['entity_key']}" for each in fired))
    facts: dict[tuple[str, str], list[str]] = {}
    for each in fired:
        said = sentence(INDICATOR_BY_ID[each["indicator"]], each["detail"], "id")
        facts.setdefault((each["indicator"], said), []).append(f"{each['feed']}:{each['entity_key']}")
    rows = [
        [str(number), f"{said} ({id_})", _sources(refs, days), _ground(id_, alert.as_of)]
        for number, ((id_, said), refs) in enumerate(sorted(facts.items()), start=1)
    ]
    against = [*reasons(alert.statement, -1), *dict.fromkeys(t for _, _, t in sentences(fired, silent=False))]
    return {
        "facts": _heads(alert, "Orang", case_code(alert.subject)),
        "sections": [
            _table(
                "I. Fakta dan sumbernya", ("No", "Fakta", "Sumber (dicatat)", "Ketentuan"), (1, 8, 6, 5), rows
            ),
            _elements(alert),
            {"title": "III. Yang memperlemah, dan penjelasan wajar yang harus diuji", "lines": against},
            {"title": "IV. Yang tidak dapat dinilai", "lines": [*alert.missing(), *ALWAYS]},
        ],
    }


def _of_network(connection: Connection, alert: Source) -> Mapping[str, Any]:
    people = [case_code(person) for person in people_of(connection, alert)]
    days = recorded(connection, alert.refs)
    rows = [
        [str(n), ref, days.get(ref, "di luar kewenangan")]
        for n, ref in enumerate(sorted(alert.refs), start=1)
    ]
    return {
        "facts": _heads(alert, "Jaringan", alert.subject),
        "sections": [
            {"title": "I. Fakta", "lines": told(alert, silent=False)},
            {
                "title": "II. Yang dipakai bersama",
                "lines": [*counted(alert, "things", 0), *counted(alert, "roles", 2)],
            },
            {
                "title": f"III. Orang yang mungkin perlu dilindungi ({len(people)})",
                "lines": [", ".join(people) or "—"],
            },
            _table("IV. Sumber", ("No", "Catatan", "Dicatat"), (1, 8, 4), rows),
            {"title": "V. Yang tidak dapat dinilai", "lines": list(ALWAYS)},
        ],
    }


def _heads(alert: Source, title: str, code: str) -> list[tuple[str, str]]:
    return [
        ("Kepada", "Penyidik"),
        (title, code),
        ("Kabupaten/kota", alert.regencies()),
        ("Keadaan data", f"sebagaimana diketahui pada {alert.as_of:%d-%m-%Y}"),
        ("Feed yang belum diterima", ", ".join(alert.missing_feeds) or "tidak ada"),
    ]


def _elements(alert: Source) -> Mapping[str, Any]:
    rows = [
        [name, standing[0], ", ".join(standing[1:]) or "—"] for name, standing in alert.standing().items()
    ]
    return _table("II. Unsur tindak pidana", ("Unsur", "Keadaan", "Petunjuk"), (3, 6, 6), rows)


def _table(
    title: str, head: tuple[str, ...], widths: tuple[int, ...], rows: list[list[str]]
) -> Mapping[str, Any]:
    if not rows:
        return {"title": title, "lines": ["Tidak ada."]}
    return {"title": title, "lines": [], "head": list(head), "widths": list(widths), "rows": rows}


def _sources(refs: list[str], days: Mapping[str, str]) -> str:
    return "; ".join(f"{ref} ({days.get(ref, 'di luar kewenangan')})" for ref in dict.fromkeys(refs))


def _ground(id_: str, day: date) -> str:
    return "; ".join(
        ground.text + (" [belum diperiksa]" if ground.unverified else "") for ground in grounds(id_, day)
    )
