"""What an export holds: alerts that the context may see, without those left out, as rows of the declared columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ARRAY, Connection, Text, bindparam, func, select, text

from protection.exports.kinds import Kind
from protection.exports.left_out import left_out
from records.custody.keyring import Keyring
from records.custody.masking import mask
from records.custody.received import identifiers
from records.feed import Identifier
from records.tables import alerts, detection_runs

OWN_FEEDS = ("registrations", "passports")
"""The rows that are a person's own; a recruiter link may come from a tip."""

SILENT = frozenset({"tips", "complaints", "case_outcomes", "interceptions"})
"""A reason that rests on a row of these feeds would tell that someone spoke, or was found."""

SILENT_GROUPS = "_reports"
"""So would the reasons of groups that end so (``features.catalogue.GROUPS``)."""

SILENT_GAP = "belum ada laporan"
"""Nor is it told that nobody spoke: where the words are missing, somebody did."""

SILENT_SIGNS = frozenset({"found", "named"})
"""So would these signs of a network (``detection.network_signs``)."""

_NEWEST = text("""
    SELECT DISTINCT ON (feed, entity_key) feed || ':' || entity_key AS ref, sequence, known ->> 'name' AS name
    FROM source_rows
    WHERE feed || ':' || entity_key = ANY (:refs) AND feed = ANY (:feeds)
    ORDER BY feed, entity_key, recorded_at DESC, sequence DESC
""").bindparams(bindparam("refs", type_=ARRAY(Text)), bindparam("feeds", type_=ARRAY(Text)))
_PERSONS = text("""
    SELECT DISTINCT ON (feed, entity_key) feed || ':' || entity_key AS ref, person_id FROM identities
    WHERE feed || ':' || entity_key = ANY (:refs) ORDER BY feed, entity_key, run_id DESC
""").bindparams(bindparam("refs", type_=ARRAY(Text)))


@dataclass(frozen=True)
class Selection:
    """What was chosen: cells by column for each alert, and how many people are in it and were left out."""

    alerts: tuple[int, ...]
    cells: tuple[Mapping[str, str], ...]
    people: int
    left_out: int


def newest_run(connection: Connection) -> int | None:
    """The last detection that the context may see."""
    newest: int | None = connection.scalar(select(func.max(detection_runs.c.run_id)))
    return newest


def select_alerts(connection: Connection, keys: Keyring, kind: Kind, run_id: int, area: str) -> Selection:
    """The alerts of a kind and run that touch an area (a beginning of Kemendagri codes, "" everywhere)."""
    wanted = (
        select(alerts, detection_runs.c.as_of)
        .join_from(alerts, detection_runs)
        .where(alerts.c.run_id == run_id, alerts.c.kind == kind.alert)
        .order_by(alerts.c.rank)
    )
    rows = [row for row in connection.execute(wanted) if _touches(row.areas, area)]
    if kind.alert == "agency":
        names = _names(connection, [f"agencies:{row.subject}" for row in rows])
        agencies = tuple(_agency(row, names) for row in rows)
        return Selection(tuple(row.alert_id for row in rows), agencies, 0, 0)
    refs = {ref for row in rows for ref in _own(row.refs)}
    subjects = {f"person:{row.subject}" for row in rows if kind.alert == "person"}
    out = left_out(connection, refs | subjects)
    if kind.alert == "person":
        kept = [row for row in rows if not out.intersection([*row.refs, f"person:{row.subject}"])]
        masks = _masks(connection, keys, [ref for row in kept for ref in _own(row.refs)])
        told = tuple(_person(row, masks) for row in kept)
        return Selection(tuple(row.alert_id for row in kept), told, len(kept), len(rows) - len(kept))
    who = {row.ref: row.person_id for row in connection.execute(_PERSONS, {"refs": sorted(refs)})}
    gone = {who.get(ref, ref) for ref in refs & out}
    within = [[ref for ref in _own(row.refs) if who.get(ref, ref) not in gone] for row in rows]
    people = [{who.get(ref, ref) for ref in own} for own in within]
    networks = tuple(_network(row, own, len(ids)) for row, own, ids in zip(rows, within, people, strict=True))
    return Selection(tuple(row.alert_id for row in rows), networks, len(set().union(*people)), len(gone))


def _touches(areas: Sequence[str], area: str) -> bool:
    return not area or any(each.startswith(area) for each in areas)


def _own(refs: Iterable[str]) -> list[str]:
    return [ref for ref in refs if ref.partition(":")[0] in OWN_FEEDS]


def _common(row: Any) -> dict[str, str]:
    return {
        "alert": str(row.alert_id),
        "as_of": row.as_of.isoformat(),
        "rank": str(row.rank),
        "areas": " ".join(sorted(row.areas)),
    }


def _registrations(refs: Iterable[str]) -> str:
    keys = (ref.partition(":") for ref in refs)
    return " ".join(sorted(key for feed, _, key in keys if feed == "registrations"))


def _person(row: Any, masks: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    name, phone = next((masks[ref] for ref in sorted(row.refs, reverse=True) if ref in masks), ("", ""))
    reasons = [each for each in row.statement.get("reasons", ()) if _may_be_told(each)]
    missing = [each.partition(" / ")[0] for each in row.statement.get("missing", ())]
    return _common(row) | {
        "name": name,
        "phone": phone,
        "registrations": _registrations(row.refs),
        "reasons_for": "; ".join(each["text_id"] for each in reasons if each["contribution"] > 0),
        "reasons_against": "; ".join(each["text_id"] for each in reasons if each["contribution"] <= 0),
        "missing": "; ".join(each for each in missing if not each.startswith(SILENT_GAP)),
    }


def _may_be_told(reason: Mapping[str, Any]) -> bool:
    behind = {row[0] for row in reason["rows"]}
    return not reason["group"].endswith(SILENT_GROUPS) and not SILENT & behind


def _network(row: Any, refs: Sequence[str], people: int) -> dict[str, str]:
    signs = [each["id"] for each in row.statement.get("reasons", ()) if each["sign"] not in SILENT_SIGNS]
    return _common(row) | {
        "people": str(people),
        "registrations": _registrations(refs),
        "reasons_for": "; ".join(signs),
    }


def _agency(row: Any, names: Mapping[str, str]) -> dict[str, str]:
    return _common(row) | {"licence": row.subject, "agency": names.get(f"agencies:{row.subject}", "")}


def _names(connection: Connection, refs: list[str]) -> dict[str, str]:
    rows = connection.execute(_NEWEST, {"refs": refs, "feeds": ["agencies"]})
    return {row.ref: row.name or "" for row in rows}


def _masks(connection: Connection, keys: Keyring, refs: list[str]) -> dict[str, tuple[str, str]]:
    """The masked name and phone of each row of someone's own, of its newest version."""
    newest = connection.execute(_NEWEST, {"refs": refs, "feeds": list(OWN_FEEDS)}).all()
    opened = identifiers(connection, keys, [row.sequence for row in newest])
    return {
        row.ref: (
            mask(Identifier.NAME, clear.get("full_name")),
            mask(Identifier.PHONE, clear.get("phone") or clear.get("applicant_phone")),
        )
        for row in newest
        if (clear := opened.get(row.sequence)) is not None
    }
