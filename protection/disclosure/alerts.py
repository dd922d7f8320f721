"""Early warnings as raised, in the areas that the context may see; each reading is audited.

How they are worked on is told by ``detection.alerts.listing``; here is what was said when, frozen. Where a
reviewer has to judge before the score is shown, it is not shown here either.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from sqlalchemy import Connection, Row, select

from detection.alerts.hidden import unscored
from detection.alerts.listing import alerts_hidden_from
from detection.suspicion import silenced
from protection.subject.contests import contested_alerts
from records import audit
from records.audit import Act, Deed
from records.errors import NotFound
from records.tables import alerts, detection_runs


class Kind(StrEnum):
    """What an alert is about."""

    PERSON = "person"
    RECRUITER = "recruiter"
    NETWORK = "network"
    AGENCY = "agency"


@dataclass(frozen=True)
class Alert:
    """One early warning: a chance that never stands without its statement of reasons.

    ``rank`` and ``probability`` are empty where the visitor has to judge first; ``contested`` where the person whom
    it is about disputes it.
    """

    alert_id: int
    kind: str
    subject: str
    rank: int | None
    probability: float | None
    as_of: date
    model_version: str
    areas: tuple[str, ...]
    statement: Mapping[str, object]
    contested: bool = False


_ALERTS = select(alerts, detection_runs.c.as_of, detection_runs.c.model_version).select_from(
    alerts.join(detection_runs)
)


def alerts_of(connection: Connection, who: str, kind: Kind, after: int, most: int) -> list[Alert]:
    """The alerts of one kind that the context may see, by number, beginning after one; ``who`` is looking."""
    wanted = _ALERTS.where(alerts.c.kind == kind, alerts.c.alert_id > after).order_by(alerts.c.alert_id)
    return _shown(connection, who, [_alert(row) for row in connection.execute(wanted.limit(most))])


def alerts_of_run(connection: Connection, who: str, kind: Kind, run_id: int) -> list[Alert]:
    """The alerts of one kind that a run raised and the context may see, by number, without an audit entry."""
    wanted = _ALERTS.where(alerts.c.kind == kind, alerts.c.run_id == run_id).order_by(alerts.c.alert_id)
    return _hidden(connection, who, [_alert(row) for row in connection.execute(wanted)])


def alert(connection: Connection, who: str, kind: Kind, alert_id: int) -> Alert:
    """One alert. Raises NotFound, also where the context may not see it."""
    wanted = _ALERTS.where(alerts.c.kind == kind, alerts.c.alert_id == alert_id)
    found = [_alert(row) for row in connection.execute(wanted)]
    if not found:
        raise NotFound("Peringatan itu tidak ditemukan.", "There is no such alert.")
    return _shown(connection, who, found)[0]


def _alert(row: Row[tuple[object, ...]]) -> Alert:
    return Alert(
        row.alert_id,
        row.kind,
        row.subject,
        row.rank,
        row.probability,
        row.as_of,
        row.model_version,
        tuple(row.areas),
        row.statement,
    )


def _shown(connection: Connection, who: str, found: Sequence[Alert]) -> list[Alert]:
    objects = tuple(f"alert/{each.alert_id}" for each in found)
    audit.write(connection, Act(Deed.READ, "alert", objects, None, ("probability", "statement")))
    return _hidden(connection, who, found)


def _hidden(connection: Connection, who: str, found: Sequence[Alert]) -> list[Alert]:
    numbers = [each.alert_id for each in found]
    hidden, contested = alerts_hidden_from(connection, who, numbers), contested_alerts(connection, numbers)
    unsaid = silenced.things(connection)
    found = [replace(each, statement=silenced.told(each.statement, unsaid)) for each in found]
    return [
        replace(each, rank=None, probability=None, statement=unscored(each.statement))
        if each.alert_id in hidden
        else each
        for each in (replace(each, contested=each.alert_id in contested) for each in found)
    ]
