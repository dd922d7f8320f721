"""What a dossier says, as plain data for the template: heads, chronology, elements, picture, evidence, limits."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from detection.case_codes import case_code
from detection.elements import WORDS, elements
from detection.indicators import INDICATOR_BY_ID
from protection.actions.briefs.source import reasons, sentences
from protection.actions.kinds import KINDS as ACTION_KINDS
from protection.disclosure.journey import moments, when
from protection.dossier import words
from protection.dossier.material import Material, Row, Step
from protection.dossier.picture import picture
from protection.dossier.redacting import Redaction
from protection.exports.selection import SILENT, SILENT_SIGNS
from records import areas
from records.days import WIB, day_of, instant

_ACTIONS = {kind.name: kind.text_id for kind in ACTION_KINDS}


@dataclass(frozen=True)
class Chosen:
    """What whoever makes it takes out: rows (feed:entity_key) and words; and whether the picture stands in it."""

    rows: frozenset[str] = frozenset()
    words: tuple[str, ...] = ()
    picture: bool = True


def content(
    material: Material, chosen: Chosen, destination: str, now: datetime
) -> tuple[dict[str, Any], int]:
    """The sections, redacted, and how many parts were removed. Raises InputRefused for words that cannot be."""
    redaction = Redaction(chosen.words)
    rows = [row for row in material.rows if row.ref not in chosen.rows]
    gone = len(material.rows) - len(rows)
    names = {row.ref: str(number) for number, row in enumerate(rows, start=1)}
    told: dict[str, Any] = {
        "heads": redaction.everything(_heads(material, destination)),
        "chronology": redaction.everything(_chronology(material, rows, names, now)),
        "elements": redaction.everything(_elements(material, rows)),
        "hints": [[redaction.free(cell) for cell in row] for row in _hints(material, rows)],
        "against": [redaction.free(line) for line in _against(material)],
        "people": redaction.everything([case_code(each) for each in material.people]),
        # A digest holds no word; one that looks like a word in it stays.
        "evidence": [[*redaction.everything(row[:3]), *row[3:]] for row in _evidence(material, rows, names)],
        "attached": [[*redaction.everything(row[:3]), *row[3:]] for row in _attached(material)],
        "limits": list(words.LIMITS),
        "close": words.CLOSE,
        "checked": words.CHECKED,
    }
    if material.graph is not None and chosen.picture:
        drawn = picture(material.graph)
        told |= {
            "svg": drawn.svg,  # signs alone, no word in it
            "legend": redaction.everything([list(each) for each in drawn.legend]),
            "not_drawn": drawn.not_drawn,
        }
    told["removed"] = gone + redaction.count
    return told, gone + redaction.count


def _heads(material: Material, destination: str) -> list[list[str]]:
    alert = material.alert
    about = case_code(alert.subject) if alert.kind == "person" else alert.subject
    return [
        ["Kepada", destination],
        ["Orang" if alert.kind == "person" else "Jaringan", about],
        ["Peringatan dini", f"nomor {alert.alert_id}"],
        ["Kabupaten/kota", ", ".join(areas.name(code) or code for code in alert.areas) or "belum diketahui"],
        ["Keadaan data", f"sebagaimana diketahui pada {alert.as_of:%d-%m-%Y}"],
        ["Feed yang belum diterima", ", ".join(alert.missing_feeds) or "tidak ada"],
    ]


def _chronology(
    material: Material, rows: Iterable[Row], names: Mapping[str, str], now: datetime
) -> list[list[str]]:
    today = day_of(now)
    lines: list[tuple[datetime, list[str]]] = []
    for row in rows:
        for each in moments(row, today):
            said = words.HAPPENED.get(each.what, each.what)
            shown = "" if material.by_code else " · ".join(str(value) for _, value in each.shows)
            at = _when(each.at, each.day, each.recorded_at)
            by = f"{words.FEEDS.get(row.feed, row.feed)}, dicatat {_short(row.recorded_at)}"
            lines.append((when(each)[0], [at, said + (f": {shown}" if shown else ""), by, names[row.ref]]))
    raised = instant(material.alert.as_of)
    lines.append((raised, [f"{material.alert.as_of:%d-%m-%Y}", words.STEPS["raised"], "Suluh", "—"]))
    lines += [(step.at, [_short(step.at), _step(step), step.who, "—"]) for step in material.steps]
    return [line for _, line in sorted(lines, key=lambda each: (each[0], each[1]))]


def _step(step: Step) -> str:
    what, _, how = step.what.partition(":")
    said = f"{_ACTIONS.get(what, what)} {words.STEPS.get(how, how)}" if how else words.STEPS.get(what, what)
    return said + (f": {words.OUTCOMES.get(step.outcome, step.outcome)}" if step.outcome else "")


def _fired(material: Material, rows: Iterable[Row]) -> list[Mapping[str, Any]]:
    """Indicators whose row stands in the dossier; what rests on a silent feed would tell that somebody spoke."""
    refs = {row.ref for row in rows}
    return [
        each
        for each in material.alert.indicators()
        if each["feed"] not in SILENT and f"{each['feed']}:{each['entity_key']}" in refs
    ]


def _elements(material: Material, rows: Collection[Row]) -> list[list[str]]:
    fired = [each["indicator"] for each in _fired(material, rows)]
    standing = elements(fired, material.alert.missing_feeds)
    return [
        [
            element.value,
            WORDS[how][0],
            ", ".join(sorted({id_ for id_ in fired if INDICATOR_BY_ID[id_].element is element})) or "—",
        ]
        for element, how in standing.items()
    ]


def _hints(material: Material, rows: Collection[Row]) -> list[list[str]]:
    if material.alert.kind == "network":
        signs = (
            each["id"]
            for each in material.alert.statement.get("reasons", ())
            if "id" in each and each.get("sign") not in SILENT_SIGNS
        )
        return [[sign, "—"] for sign in signs]
    found = sentences(_fired(material, rows), silent=True)
    return [[f"{said} ({id_})", trap] for id_, said, trap in found]


def _against(material: Material) -> list[str]:
    return reasons(material.alert.statement, -1) if material.alert.kind == "person" else []


def _evidence(material: Material, rows: Iterable[Row], names: Mapping[str, str]) -> list[list[str]]:
    return [
        [
            names[row.ref],
            words.FEEDS.get(row.feed, row.feed) if material.by_code else row.ref,
            f"{row.file_format} baris {row.row_number}, diterima {_short(row.received_at)}",
            row.file_sha256,
            row.digest,
        ]
        for row in rows
    ]


def _attached(material: Material) -> list[list[str]]:
    return [
        [
            str(number),
            f"{words.ATTACHED.get(each.kind, each.kind)}, {each.pages} halaman",
            f"{each.uploaded_by}, {_short(each.uploaded_at)}",
            each.sha256,
        ]
        for number, each in enumerate(material.attached, start=1)
    ]


def _when(at: datetime | None, day: Any, recorded_at: datetime) -> str:
    if at is not None:
        return _short(at)
    return f"{day:%d-%m-%Y}" if day is not None else f"tercatat {_short(recorded_at)}"


def _short(at: datetime) -> str:
    return f"{at.astimezone(WIB):%d-%m-%Y %H.%M} WIB"
