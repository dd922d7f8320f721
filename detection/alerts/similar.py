"""Similar past alerts and how they ended: decided work whose reasons for were of the same groups.

No score goes in, so it is told to whoever judges before the score, too. It is a count of what reviewers held, never
a label, and it says how few it counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, or_, select

from detection.alerts.states import Kind
from records import audit
from records.audit import Act, Deed
from records.tables import alert_work, alerts

LEAST_SHARED = 0.5
"""Of the reasons that either has, so many are of the same groups (Jaccard)."""

MOST_READ, MOST_TOLD = 2000, 5
LAPSED = "lapsed"


@dataclass(frozen=True)
class Alike:
    """One of them; ``shared`` are the groups of reasons that both have."""

    work_id: int
    subject: str
    ended: str
    decided_at: datetime
    shared: tuple[str, ...]


@dataclass(frozen=True)
class Similar:
    """How many ended how, of how many, and the ones most alike."""

    ended: Mapping[str, int]
    told: tuple[Alike, ...]

    @property
    def total(self) -> int:
        """All that were alike."""
        return sum(self.ended.values())


def groups(statement: Mapping[str, Any]) -> frozenset[str]:
    """The groups of the reasons for; of a network or a recruiter its signs."""
    return frozenset(
        each.get("group") or each["sign"]
        for each in statement.get("reasons", ())
        if "group" not in each or each.get("elements")
    )


def similar(connection: Connection, kind: Kind, subject: str, statement: Mapping[str, Any]) -> Similar:
    """Among the work that the context may see; one audit entry."""
    own = groups(statement)
    work = alert_work.c
    wanted = (
        select(
            work.work_id,
            work.subject,
            work.outcome,
            work.decided_at,
            alerts.c.statement["reasons"].label("reasons"),
        )
        .join(alerts, alerts.c.alert_id == work.alert_id)
        .where(
            work.kind == kind.value,
            work.subject != subject,
            work.merged_into.is_(None),
            work.decided_at.is_not(None),
            or_(work.outcome.is_not(None), work.lapsed),
        )
        .order_by(work.decided_at.desc())
        .limit(MOST_READ)
    )
    found = []
    for row in connection.execute(wanted) if own else ():
        theirs = groups({"reasons": row.reasons or ()})
        share = len(own & theirs) / len(own | theirs)
        if share >= LEAST_SHARED:
            ended = row.outcome or LAPSED
            alike = Alike(row.work_id, row.subject, ended, row.decided_at, tuple(sorted(own & theirs)))
            found.append((share, alike))
    found.sort(key=lambda pair: (-pair[0], -pair[1].decided_at.timestamp()))
    told = tuple(alike for _, alike in found[:MOST_TOLD])
    objects = tuple(f"work/{each.work_id}" for each in told)
    audit.write(connection, Act(Deed.READ, "alert_work", objects, None, ("outcome",)))
    return Similar(Counter(alike.ended for _, alike in found), told)
