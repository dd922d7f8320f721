"""How much there is to do and by when, and where it comes from: what stands above the list, and its filters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, case, func, select

from detection.alerts.states import OPEN
from detection.alerts.wanted import Due, Wanted, conditions, due
from records import audit
from records.audit import Act, Deed
from records.tables import alert_work, source_rows

_REGISTRATION = "registrations:"


@dataclass(frozen=True)
class Overview:
    """Pieces of work by how far away the departure is; ``areas`` and ``offices`` are those of everything open."""

    due: Mapping[Due, int]
    areas: tuple[str, ...]
    offices: tuple[str, ...]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.due.values())


def overview(connection: Connection, wanted: Wanted, now: datetime) -> Overview:
    """Count what is wanted, whatever its departure and page; one audit entry."""
    all_of_it = replace(wanted, due=None, beyond=None, after=None)
    spans = [func.count(case((due(span, now), 1))).label(span.value) for span in Due]
    found = connection.execute(select(*spans).where(*conditions(connection, all_of_it, now))).one()
    open_ones = alert_work.c.state.in_([state.value for state in OPEN])
    areas = select(func.unnest(alert_work.c.areas).label("area")).where(open_ones).distinct()
    audit.write(connection, Act(Deed.READ, "alert_work", ("counts",)))
    return Overview(
        {span: getattr(found, span.value) for span in Due},
        tuple(sorted(connection.scalars(areas))),
        _offices(connection),
    )


def _offices(connection: Connection) -> tuple[str, ...]:
    """The offices where the people of open work were registered, as far as the context sees the registrations."""
    ref = select(func.unnest(alert_work.c.refs).label("ref")).where(
        alert_work.c.state.in_([state.value for state in OPEN])
    )
    refs = ref.subquery()
    keys = select(func.substr(refs.c.ref, len(_REGISTRATION) + 1)).where(refs.c.ref.like(f"{_REGISTRATION}%"))
    office = source_rows.c.known["office_code"].astext
    wanted = select(office).where(
        source_rows.c.feed == "registrations", source_rows.c.entity_key.in_(keys), office.is_not(None)
    )
    return tuple(sorted(connection.scalars(wanted.distinct())))
