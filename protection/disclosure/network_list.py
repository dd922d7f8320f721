"""What the newest run raised beside people, for those who take networks apart: how large, how soon, who works on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, and_, func, select

from detection.alerts import departures
from detection.alerts.states import State
from detection.alerts.work import COLUMNS, Work, of_row
from protection.disclosure.alerts import Alert, Kind, alerts_of_run
from protection.disclosure.network_graph import OWN_FEEDS, SILENT_KINDS, persons_of
from records import audit
from records.audit import Act, Deed
from records.days import day_of
from records.tables import alert_work, alerts, detection_runs


@dataclass(frozen=True)
class Standing:
    """The piece of work in which a network or a person is worked on, as it stands."""

    work_id: int
    alert_id: int | None
    """The newest alert that it is about."""
    state: State
    owner: str | None


@dataclass(frozen=True)
class Raised:
    """One that was raised: how many people the context sees in it, what they share by kind, the next departure."""

    alert: Alert
    people: int
    shared: Mapping[str, int]
    roles: Mapping[str, int]
    days_left: int | None
    standing: Standing | None


def raised(connection: Connection, who: str, kinds: Iterable[Kind], now: datetime) -> list[Raised]:
    """Of these kinds, in the order of kind and rank; one audit entry. ``who`` is looking."""
    run_id = connection.scalar(select(func.max(detection_runs.c.run_id)))
    found = (
        [] if run_id is None else [a for kind in kinds for a in alerts_of_run(connection, who, kind, run_id)]
    )
    told = [] if run_id is None else _told(connection, found, run_id, now)
    objects = tuple(f"alert/{each.alert_id}" for each in found)
    audit.write(connection, Act(Deed.READ, "alert", objects, None, ("statement", "departs_on", "state")))
    return told


def standings(connection: Connection, numbers: Sequence[int], now: datetime) -> dict[int, Standing]:
    """The work on these alerts, by the number of the alert; that of a newer alert about the same subject too."""
    same = and_(alerts.c.kind == alert_work.c.kind, alerts.c.subject == alert_work.c.subject)
    wanted = select(alerts.c.alert_id.label("told"), *COLUMNS).join_from(alerts, alert_work, same)
    rows = connection.execute(wanted.where(alerts.c.alert_id.in_(numbers)).order_by(alert_work.c.work_id))
    return {row.told: standing(of_row(row), now) for row in rows}


def standing(work: Work, now: datetime) -> Standing:
    """How a piece of work stands."""
    return Standing(work.work_id, work.alert_id, work.state, work.held_by(now))


def _told(connection: Connection, found: Sequence[Alert], run_id: int, now: datetime) -> list[Raised]:
    numbers = [each.alert_id for each in found]
    kept = select(alerts.c.alert_id, alerts.c.refs).where(alerts.c.alert_id.in_(numbers))
    refs = {row.alert_id: row.refs for row in connection.execute(kept)}
    own = sorted({ref for rows in refs.values() for ref in rows if ref.partition(":")[0] in OWN_FEEDS})
    persons = persons_of(connection, own, run_id)
    plans, today = departures.planned(connection, own, now), day_of(now)
    works = standings(connection, numbers, now)

    def one(alert: Alert) -> Raised:
        visible = [ref for ref in refs[alert.alert_id] if ref in persons]
        return Raised(
            alert,
            len({persons[ref] for ref in visible}),
            _counted(alert, "things", 0),
            _counted(alert, "roles", 2),
            _days(departures.of_many(visible, plans, today), today),
            works.get(alert.alert_id),
        )

    return [
        one(alert) for alert in sorted(found, key=lambda each: (each.kind != Kind.NETWORK, each.alert_id))
    ]


def _counted(alert: Alert, part: str, place: int) -> dict[str, int]:
    told = alert.statement.get(part)
    rows = told if isinstance(told, list) else []
    return dict(sorted(Counter(str(row[place]) for row in rows if row[0] not in SILENT_KINDS).items()))


def _days(day: date | None, today: date) -> int | None:
    return None if day is None else (day - today).days
