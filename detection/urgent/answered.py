"""Whether urgent matters were answered within their half hour: what those who keep the roster look at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, case, func, select

from detection.urgent.ladder import PATIENCE
from records import audit
from records.audit import Act, Deed
from records.tables import urgent_items


@dataclass(frozen=True)
class Answered:
    """Matters called in a time, by their newest round: opened within half an hour, later, or not at all.

    ``waiting`` are not opened and have time left; ``minutes`` is the middle of the times of those opened.
    """

    called: int
    in_time: int
    later: int
    never: int
    waiting: int
    minutes: float | None


def answered(connection: Connection, since: datetime, now: datetime) -> Answered:
    """Of the matters that the context may see; it names nobody. One audit entry."""
    item = urgent_items.c
    due = item.round_at + PATIENCE
    seen, took = item.seen_at.is_not(None), func.extract("epoch", item.seen_at - item.round_at) / 60.0
    tallies = {
        "in_time": and_(seen, item.seen_at <= due),
        "later": and_(seen, item.seen_at > due),
        "never": and_(~seen, due <= now),
        "waiting": and_(~seen, due > now),
    }
    row = connection.execute(
        select(
            func.count().label("called"),
            *(func.count(case((condition, 1))).label(name) for name, condition in tallies.items()),
            func.percentile_cont(0.5).within_group(took.asc()).label("minutes"),
        ).where(item.round_at >= since, item.round_at <= now)
    ).one()
    audit.write(connection, Act(Deed.READ, "urgent_item", ("answered",)))
    found = row._asdict()
    return Answered(**found | {"minutes": None if row.minutes is None else float(row.minutes)})
