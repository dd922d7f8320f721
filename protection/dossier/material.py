"""What a dossier is made from: an alert, the rows behind it that may be told at all, and what was done since.

Left out whoever reads it: rows that tell that somebody spoke or was found (``SILENT`` feeds, links from tips), and
the people of ``protection.exports.left_out``. Where such a person is the very subject, the dossier names no row by
its key; where they report under cover there is no dossier.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, Connection, Text, bindparam, select, text

from detection.networks import FROM_TIPS
from detection.suspicion import silenced
from protection.actions.briefs.source import Source, source
from protection.disclosure.network_graph import NetworkGraph, graph_of, persons_of
from protection.exports.left_out import LEFT_OUT, left_out
from protection.exports.selection import OWN_FEEDS, SILENT
from records.rights.authorise import Forbidden
from records.rights.context import as_program
from records.tables import alert_events, alert_work, alerts, detection_runs
from records.tables.actions import action_events, actions
from records.tables.attachments import attachments

KINDS = ("person", "network")
UNDER_COVER = tuple(rule for rule in LEFT_OUT if rule.name in ("informants", "volunteers"))
SAID = ("judged", "second_judgement", "tie_break", "closed", "reopened", "assigned")
"""Events of the work that stand in a chronology; the others are how an office shares its day."""

_ROWS = text("""
    SELECT newest.* FROM unnest(:refs) AS ref CROSS JOIN LATERAL (
        SELECT r.sequence, r.feed, r.entity_key, r.recorded_at, r.known, r.digest, r.row_number, r.file_id
        FROM source_rows AS r
        WHERE r.feed = split_part(ref, ':', 1) AND r.entity_key = substr(ref, strpos(ref, ':') + 1)
            AND r.recorded_at < :until
        ORDER BY r.recorded_at DESC, r.sequence DESC LIMIT 1
    ) AS newest ORDER BY newest.recorded_at, newest.sequence
""").bindparams(bindparam("refs", type_=ARRAY(Text)))
_FILES = text("""
    SELECT file_id, sha256, format, received_at FROM received_files WHERE file_id = ANY (:files)
""")


@dataclass(frozen=True)
class Row:
    """One row as received: where it came from, and its digests (of the file, and the keyed one of its values)."""

    sequence: int
    feed: str
    entity_key: str
    recorded_at: datetime
    known: Any
    digest: str
    file_sha256: str
    file_format: str
    row_number: int
    received_at: datetime

    @property
    def ref(self) -> str:
        """feed:entity_key."""
        return f"{self.feed}:{self.entity_key}"


@dataclass(frozen=True)
class Step:
    """What an officer did: when, who (an account), what (a code) and what came of it (a code)."""

    at: datetime
    who: str
    what: str
    outcome: str


@dataclass(frozen=True)
class Attached:
    """One attachment to the alert."""

    sha256: str
    kind: str
    pages: int
    uploaded_at: datetime
    uploaded_by: str


@dataclass(frozen=True)
class Material:
    """All that a dossier may tell. ``by_code``: no row is named by its key. ``graph``: of a network alone."""

    alert: Source
    people: tuple[str, ...]
    by_code: bool
    rows: tuple[Row, ...]
    steps: tuple[Step, ...]
    attached: tuple[Attached, ...]
    graph: NetworkGraph | None
    left_out: int


def material(connection: Connection, alert_id: int, now: datetime) -> Material:
    """Gather it, within what the context may see; whoever calls writes the entry. Raises NotFound, Forbidden."""
    alert = source(connection, alert_id, KINDS)
    graph = _graph(connection, alert_id) if alert.kind == "network" else None
    if graph is None:
        own = {*(ref for ref in alert.refs if ref.partition(":")[0] in OWN_FEEDS), f"person:{alert.subject}"}
        if left_out(connection, own, UNDER_COVER):
            raise Forbidden("Tentang orang itu tidak dibuat berkas.", "No dossier is made about that person.")
        by_code, hidden = bool(left_out(connection, own)), 0
        people: tuple[str, ...] = (alert.subject,)
        wanted = [ref for ref in alert.refs if ref.partition(":")[0] not in SILENT]
    else:
        own_refs = [ref for ref in alert.refs if ref.partition(":")[0] in OWN_FEEDS]
        kept = persons_of(connection, own_refs, _run_of(connection, alert_id))
        by_code, people = False, tuple(sorted(set(kept.values())))
        hidden = len(set(own_refs) - set(kept))
        wanted = sorted({ref for edge in graph.edges for ref in edge.refs} | set(kept))
    return Material(
        alert,
        people,
        by_code,
        tuple(_rows(connection, wanted, now)),
        tuple(sorted(_steps(connection, alert_id), key=lambda each: (each.at, each.what))),
        tuple(_attached(connection, alert_id)),
        graph,
        hidden,
    )


def _run_of(connection: Connection, alert_id: int) -> int:
    run_id: int = connection.execute(
        select(alerts.c.run_id).where(alerts.c.alert_id == alert_id)
    ).scalar_one()
    return run_id


def _graph(connection: Connection, alert_id: int) -> NetworkGraph:
    wanted = select(alerts, detection_runs.c.as_of).join_from(alerts, detection_runs)
    return graph_of(connection, connection.execute(wanted.where(alerts.c.alert_id == alert_id)).one())


def _rows(connection: Connection, refs: Sequence[str], now: datetime) -> Iterable[Row]:
    never = silenced.rows(connection, refs)
    wanted = sorted(set(refs) - {ref for ref in never if ref.startswith("recruiter_links:")})
    asked = {"refs": wanted, "until": now}
    found: Sequence[Any] = connection.execute(_ROWS, asked).all()
    with as_program(connection):  # a link names no area; whoever sees a row may know its file
        links = [ref for ref in wanted if ref.startswith("recruiter_links:")]
        found = sorted(
            {
                each.sequence: each for each in (*found, *connection.execute(_ROWS, asked | {"refs": links}))
            }.values(),
            key=lambda each: (each.recorded_at, each.sequence),
        )
        files = {
            each.file_id: each
            for each in connection.execute(_FILES, {"files": sorted({row.file_id for row in found})})
        }
    for row in found:
        if row.feed == "recruiter_links" and row.known.get("channel") in FROM_TIPS:
            continue
        file = files[row.file_id]
        yield Row(
            row.sequence,
            row.feed,
            row.entity_key,
            row.recorded_at,
            silenced.without(row.known) if f"{row.feed}:{row.entity_key}" in never else row.known,
            bytes(row.digest).hex(),
            file.sha256,
            file.format,
            row.row_number,
            file.received_at,
        )


def _steps(connection: Connection, alert_id: int) -> Iterable[Step]:
    of_alert = select(alert_work.c.work_id).where(alert_work.c.alert_id == alert_id)
    events = select(alert_events).where(alert_events.c.work_id.in_(of_alert), alert_events.c.kind.in_(SAID))
    for row in connection.execute(events):
        yield Step(row.at, row.who, row.kind, row.outcome or "")
    done = (
        select(action_events, actions.c.kind, actions.c.outcome)
        .join_from(action_events, actions)
        .where(actions.c.alert_id == alert_id)
    )
    for row in connection.execute(done):
        yield Step(
            row.at, row.who, f"{row.kind}:{row.step}", (row.outcome or "") if row.state == "done" else ""
        )


def _attached(connection: Connection, alert_id: int) -> Iterable[Attached]:
    wanted = select(attachments).where(
        attachments.c.about_kind == "alert", attachments.c.about_ref == str(alert_id)
    )
    for row in connection.execute(wanted.order_by(attachments.c.uploaded_at, attachments.c.sha256)):
        yield Attached(row.sha256, row.kind, row.pages, row.uploaded_at, row.uploaded_by)
