"""What mistakes cost (dampak kekeliruan): actions on people about whom nothing was found, and their hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, text

from records import audit
from records.audit import Act, Deed

# The decision on the work counts before what the action itself showed: it was made later, with more before one.
_MISTAKES = text("""
    SELECT a.kind, count(*) AS actions, count(DISTINCT (a.about, a.subject)) AS subjects,
        coalesce(sum(a.hours_cost), 0) AS hours, coalesce(max(a.hours_cost), 0) AS most
    FROM actions AS a LEFT JOIN alert_work AS w USING (work_id)
    WHERE a.state = 'done' AND a.ended_at >= :since AND a.ended_at < :until
        AND coalesce(w.outcome, a.outcome) = 'bukan_indikasi'
    GROUP BY 1 ORDER BY 1
""")
_DONE = text("SELECT count(*) FROM actions WHERE state = 'done' AND ended_at >= :since AND ended_at < :until")


@dataclass(frozen=True)
class Mistaken:
    """Of one kind: actions that proved unfounded, on how many, hours of delay in all and at most."""

    kind: str
    actions: int
    subjects: int
    hours: int
    most: int


@dataclass(frozen=True)
class Mistakes:
    """A time's mistakes beside all that was done in it."""

    since: datetime
    until: datetime
    done: int
    unfounded: int
    hours: int
    kinds: tuple[Mistaken, ...]


def mistakes(connection: Connection, since: datetime, until: datetime) -> Mistakes:
    """What mistakes cost in a time, as far as the context sees; it names nobody."""
    span = {"since": since, "until": until}
    kinds = tuple(
        Mistaken(row.kind, row.actions, row.subjects, int(row.hours), row.most)
        for row in connection.execute(_MISTAKES, span)
    )
    done = connection.scalar(_DONE, span) or 0
    audit.write(connection, Act(Deed.READ, "action", (), done, ("outcome", "hours_cost")))
    unfounded, hours = sum(each.actions for each in kinds), sum(each.hours for each in kinds)
    return Mistakes(since, until, done, unfounded, hours, kinds)
