"""What was decided, and where people and the ranking differed: for whoever answers for the work. It names nobody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from scipy.stats import beta
from sqlalchemy import ColumnElement, Connection, and_, case, func, literal, select, tuple_
from sqlalchemy.dialects.postgresql import distinct_on

from detection.alerts.estimates import Interval
from detection.alerts.refusals import no_such_work
from detection.alerts.states import JUDGEMENTS, Kind, Outcome, Selection, State
from records import audit
from records.audit import Act, Deed
from records.tables import alert_events, alert_work, alerts


class Differs(StrEnum):
    """Where a decision and the ranking differ."""

    BELOW = "below"
    """The list put it forward, and no indication was found."""
    BEYOND = "beyond"
    """Drawn at random outside the list, and the indication grew stronger."""


class Second(StrEnum):
    """What a second judgement came to."""

    AGREED = "agreed"
    DIFFERED = "differed"
    """A third person decided."""


@dataclass(frozen=True)
class Decision:
    """One piece of work as it was decided; ``rank`` is its place on the list that raised it."""

    work_id: int
    kind: Kind
    subject: str
    state: State
    outcome: Outcome
    ground: str | None
    decided_at: datetime
    days_before: int | None
    """Days from the decision to the departure; less than nothing where it came after."""
    selection: Selection
    rank: int | None
    differs: Differs | None
    score_hidden: bool
    second: Second | None


@dataclass(frozen=True)
class Asked:
    """Which decisions to list, newest first."""

    since: datetime
    kind: Kind | None = None
    outcome: Outcome | None = None
    differs: Differs | None = None
    second: Second | None = None
    after: int | None = None
    most: int = 50


@dataclass(frozen=True)
class Tallies:
    """A time's decisions in numbers. ``none_hidden`` and ``none_shown`` are the shares of *bukan indikasi* among
    what was ranked and first judged without and with its score: the sign of leaning on the machine."""

    decided: int
    outcomes: dict[Outcome, int]
    below: int
    beyond: int
    seconds: int
    differed: int
    hidden: int
    none_hidden: Interval | None
    none_shown: Interval | None


_WORK = alert_work.c
_DECIDED = and_(_WORK.outcome.is_not(None), _WORK.decided_at.is_not(None), _WORK.merged_into.is_(None))
_BELOW = and_(_WORK.selection == Selection.RANKED.value, _WORK.outcome == Outcome.NONE.value)
_BEYOND = and_(_WORK.selection == Selection.RANDOM.value, _WORK.outcome == Outcome.STRONGER.value)
_OF_JUDGES = (
    select(alert_events.c.who, alert_events.c.outcome, alert_events.c.version)
    .where(
        alert_events.c.work_id == _WORK.work_id,
        alert_events.c.kind.in_([event.value for event in JUDGEMENTS]),
        alert_events.c.who == func.any(_WORK.judged_by),
    )
    .ext(distinct_on(alert_events.c.who))
    .order_by(alert_events.c.who, alert_events.c.version.desc())
    .correlate(alert_work)
    .subquery()
)
_VIEWS = select(func.count(_OF_JUDGES.c.outcome.distinct())).correlate(alert_work).scalar_subquery()
_GROUND = (
    select(alert_events.c.ground)
    .where(
        alert_events.c.work_id == _WORK.work_id,
        alert_events.c.kind.in_([event.value for event in JUDGEMENTS]),
    )
    .order_by(alert_events.c.version.desc())
    .limit(1)
    .correlate(alert_work)
    .scalar_subquery()
)
_JUDGES = func.cardinality(_WORK.judged_by)


def decided(connection: Connection, asked: Asked) -> list[Decision]:
    """Those that the context may see, newest first, with one audit entry. Raises NotFound for ``after``."""
    rank = select(alerts.c.rank).where(alerts.c.alert_id == _WORK.alert_id).scalar_subquery()
    rows = connection.execute(
        select(
            *(_WORK[name] for name in ("work_id", "kind", "subject", "state", "outcome", "decided_at")),
            *(_WORK[name] for name in ("departs_on", "selection", "hidden_score")),
            _GROUND.label("ground"),
            _JUDGES.label("judges"),
            _VIEWS.label("views"),
            rank.label("rank"),
            case((_BELOW, Differs.BELOW.value), (_BEYOND, Differs.BEYOND.value)).label("differs"),
        )
        .where(_DECIDED, *_conditions(connection, asked))
        .order_by(_WORK.decided_at.desc(), _WORK.work_id.desc())
        .limit(asked.most)
    ).all()
    objects = tuple(f"work/{row.work_id}" for row in rows)
    audit.write(connection, Act(Deed.READ, "alert_work", objects, None, ("outcome", "ground")))
    return [_decision(row) for row in rows]


def _conditions(connection: Connection, asked: Asked) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [_WORK.decided_at >= asked.since]
    if asked.kind is not None:
        found.append(_WORK.kind == asked.kind.value)
    if asked.outcome is not None:
        found.append(_WORK.outcome == asked.outcome.value)
    if asked.differs is not None:
        found.append(_BELOW if asked.differs is Differs.BELOW else _BEYOND)
    if asked.second is not None:
        found += [_JUDGES > 1, _VIEWS == 1 if asked.second is Second.AGREED else _VIEWS > 1]
    if asked.after is not None:
        last = connection.scalar(select(_WORK.decided_at).where(_WORK.work_id == asked.after))
        if last is None:
            raise no_such_work()
        found.append(tuple_(_WORK.decided_at, _WORK.work_id) < tuple_(literal(last), literal(asked.after)))
    return found


def _decision(row: Any) -> Decision:
    second = None if row.judges < 2 else Second.AGREED if row.views == 1 else Second.DIFFERED
    return Decision(
        work_id=row.work_id,
        kind=Kind(row.kind),
        subject=row.subject,
        state=State(row.state),
        outcome=Outcome(row.outcome),
        ground=row.ground,
        decided_at=row.decided_at,
        days_before=None if row.departs_on is None else (row.departs_on - row.decided_at.date()).days,
        selection=Selection(row.selection),
        rank=row.rank,
        differs=None if row.differs is None else Differs(row.differs),
        score_hidden=row.hidden_score,
        second=second,
    )


def tallies(connection: Connection, since: datetime) -> Tallies:
    """The decisions of a time in numbers, with one audit entry."""
    ranked, none = _WORK.selection == Selection.RANKED.value, _WORK.outcome == Outcome.NONE.value
    counted = {
        "decided": _WORK.outcome.is_not(None),
        "below": _BELOW,
        "beyond": _BEYOND,
        "seconds": _JUDGES > 1,
        "differed": and_(_JUDGES > 1, _VIEWS > 1),
        "hidden": _WORK.hidden_score,
        "ranked_hidden": and_(ranked, _WORK.hidden_score),
        "ranked_shown": and_(ranked, ~_WORK.hidden_score),
        "none_hidden": and_(ranked, none, _WORK.hidden_score),
        "none_shown": and_(ranked, none, ~_WORK.hidden_score),
        **{outcome.value: _WORK.outcome == outcome.value for outcome in Outcome},
    }
    row = connection.execute(
        select(*(func.count(case((condition, 1))).label(name) for name, condition in counted.items())).where(
            _DECIDED, _WORK.decided_at >= since
        )
    ).one()
    audit.write(connection, Act(Deed.READ, "alert_work", ("decisions",)))
    return Tallies(
        decided=row.decided,
        outcomes={outcome: getattr(row, outcome.value) for outcome in Outcome},
        below=row.below,
        beyond=row.beyond,
        seconds=row.seconds,
        differed=row.differed,
        hidden=row.hidden,
        none_hidden=share(row.none_hidden, row.ranked_hidden),
        none_shown=share(row.none_shown, row.ranked_shown),
    )


def share(some: int, of: int, level: float = 0.95) -> Interval | None:
    """A share with its interval (Clopper and Pearson 1934); None of nothing."""
    if of == 0:
        return None
    tail = (1.0 - level) / 2.0
    low = float(beta.ppf(tail, some, of - some + 1)) if some else 0.0
    high = float(beta.ppf(1.0 - tail, some + 1, of - some)) if some < of else 1.0
    return Interval(some / of, low, high)
