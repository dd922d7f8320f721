"""What paper is made from: an alert as frozen, and what of it may stand on paper at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ARRAY, Connection, Text, bindparam, select, text

from detection.elements import WORDS, Standing, elements
from detection.indicators import INDICATOR_BY_ID, sentence
from detection.suspicion import silenced
from protection.exports.selection import SILENT, SILENT_GAP, SILENT_GROUPS
from records import areas
from records.days import WIB
from records.errors import NotFound
from records.tables import alerts, detection_runs

_RECORDED = text("""
    SELECT feed || ':' || entity_key AS ref, max(recorded_at) AS recorded_at FROM source_rows
    WHERE (feed, entity_key) IN (
        SELECT split_part(ref, ':', 1), substr(ref, strpos(ref, ':') + 1) FROM unnest(:refs) AS ref
    ) GROUP BY 1
""").bindparams(bindparam("refs", type_=ARRAY(Text)))


@dataclass(frozen=True)
class Source:
    """An alert with its frozen statement."""

    alert_id: int
    kind: str
    subject: str
    refs: tuple[str, ...]
    areas: tuple[str, ...]
    as_of: date
    missing_feeds: tuple[str, ...]
    statement: Mapping[str, Any]

    def indicators(self) -> Sequence[Mapping[str, Any]]:
        """Those that fired, by the catalogue of today; one that is gone from it cannot be told."""
        return [each for each in self.statement.get("indicators", ()) if each["indicator"] in INDICATOR_BY_ID]

    def missing(self) -> list[str]:
        """What is not known, in Indonesian."""
        return [each.partition(" / ")[0] for each in self.statement.get("missing", ())]

    def standing(self) -> dict[str, tuple[str, ...]]:
        """How each element stands, in Indonesian, and the ids of the indicators that hint at it."""
        fired = [each["indicator"] for each in self.indicators()]
        found = {}
        for element, how in elements(fired, self.missing_feeds).items():
            kept = self.statement.get("elements", {}).get(element.value)
            hints = sorted({id_ for id_ in fired if INDICATOR_BY_ID[id_].element is element})
            found[element.value] = (WORDS[Standing(kept) if kept else how][0], *hints)
        return found

    def regencies(self) -> str:
        """The names of the regencies."""
        return ", ".join(areas.name(code) or code for code in self.areas) or "belum diketahui"


def source(connection: Connection, alert_id: int, kinds: Iterable[str]) -> Source:
    """The alert, of one of these kinds; whoever calls writes the audit entry. Raises NotFound."""
    wanted = select(alerts, detection_runs.c.as_of, detection_runs.c.missing)
    wanted = wanted.select_from(alerts.join(detection_runs))
    row = connection.execute(
        wanted.where(alerts.c.alert_id == alert_id, alerts.c.kind.in_(list(kinds)))
    ).one_or_none()
    if row is None:
        raise NotFound("Peringatan itu tidak ditemukan.", "There is no such alert.")
    return Source(
        row.alert_id,
        row.kind,
        row.subject,
        tuple(row.refs),
        tuple(row.areas),
        row.as_of,
        tuple(row.missing),
        silenced.told(row.statement, silenced.things(connection)),
    )


def reasons(statement: Mapping[str, Any], sign: int) -> list[str]:
    """Reasons for (1) or against (-1) that may be carried in a bag: none that tells that somebody spoke."""
    return [
        each["text_id"]
        for each in statement.get("reasons", ())
        if each["contribution"] * sign > 0
        and not each["group"].endswith(SILENT_GROUPS)
        and SILENT.isdisjoint(row[0] for row in each.get("rows", ()))
    ]


def gaps(missing: Iterable[str]) -> list[str]:
    """What is missing, without a word on whether anybody spoke."""
    return [each for each in missing if SILENT_GAP not in each]


def sentences(indicators: Iterable[Mapping[str, Any]], *, silent: bool) -> list[tuple[str, str, str]]:
    """Id, sentence and honest explanation of each indicator; ``silent`` leaves out what rests on reports."""
    found = {}
    for each in indicators:
        if silent and each["feed"] in SILENT:
            continue
        indicator = INDICATOR_BY_ID[each["indicator"]]
        key = (indicator.id, sentence(indicator, each["detail"], "id"), indicator.trap_id)
        found[key] = indicator.severity
    return sorted(found, key=lambda key: (-found[key], key))


def recorded(connection: Connection, refs: Iterable[str]) -> dict[str, str]:
    """The day on which each row that the context may see was last recorded."""
    rows = connection.execute(_RECORDED, {"refs": sorted(set(refs))})
    return {row.ref: f"{row.recorded_at.astimezone(WIB):%d-%m-%Y}" for row in rows}
