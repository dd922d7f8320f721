"""Runs, frozen alerts and source rows as the nightly work finds them; all of it invented."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import insert, select

from detection.alerts.raising import Raised, raise_run
from detection.alerts.work import Work, find
from records.days import instant
from records.rights.context import Context
from records.rights.purpose import Purpose
from records.rights.role import Role
from records.store import Store
from records.tables import alert_events, alerts, detection_runs, received_files, source_rows

KEY = b"k" * 32
MONDAY = date(2025, 3, 3)
NOW = datetime(2025, 3, 3, 1, tzinfo=UTC)
AREA = "5203"
_FILES = itertools.count(1)


@dataclass(frozen=True)
class Said:
    """What one run says of one subject; ``rows`` are behind a reason for, ``indicators`` as (id, row)."""

    subject: str
    refs: tuple[str, ...]
    kind: str = "person"
    probability: float = 0.12
    rows: tuple[str, ...] = ()
    indicators: tuple[tuple[str, str], ...] = ()
    areas: tuple[str, ...] = (AREA,)
    more: Mapping[str, Any] = field(default_factory=dict)

    def statement(self) -> dict[str, object]:
        """In the form that detection freezes."""
        rows = [[*ref.split(":", 1), "2025-01-01T00:00:00+07:00"] for ref in self.rows]
        reasons = [
            {"group": "phone", "contribution": 0.7, "text_id": "x", "text_en": "x", "rows": rows},
            {"group": "process", "contribution": -0.2, "text_id": "y", "text_en": "y", "rows": []},
        ]
        fired = [
            {"indicator": name, "feed": ref.split(":")[0], "entity_key": ref.split(":", 1)[1], "detail": "1"}
            for name, ref in self.indicators
        ]
        return {"reasons": reasons, "indicators": fired, "missing": [], **self.more}


def person(number: int, **changes: Any) -> Said:
    """A person of one registration."""
    return Said(f"P-{number}", (f"registrations:R{number}",), **changes)


def keep_run(store: Store, day: date, *said: Said, sequence: int = 0) -> int:
    """A run with its alerts, as ``detection.keeping`` writes them."""
    with store.begin() as connection:
        run_id: int = connection.execute(
            insert(detection_runs)
            .values(
                as_of=day,
                capacity=len(said),
                data_sequence=sequence,
                data_digest="d",
                model_version="m",
                learned=False,
                people=9,
                missing=[],
                seed=next(_FILES),
            )
            .returning(detection_runs.c.run_id)
        ).scalar_one()
        ranks: dict[str, int] = {}
        for each in said:
            ranks[each.kind] = ranks.get(each.kind, 0) + 1
            connection.execute(
                insert(alerts).values(
                    run_id=run_id,
                    kind=each.kind,
                    subject=each.subject,
                    rank=ranks[each.kind],
                    probability=each.probability,
                    refs=list(each.refs),
                    areas=list(each.areas),
                    statement=each.statement(),
                )
            )
    return run_id


def raised(store: Store, day: date, *said: Said, now: datetime | None = None, sequence: int = 0) -> Raised:
    """A run whose alerts become work."""
    run_id = keep_run(store, day, *said, sequence=sequence)
    return raise_run(store, run_id, KEY, now or instant(day))


def one_raised(store: Store, said: Said, day: date = MONDAY) -> int:
    """The number of the piece of work of one alert."""
    (work_id,) = raised(store, day, said).opened
    return work_id


def work_of(store: Store, work_id: int) -> Work:
    """A piece of work as it stands."""
    with store.begin() as connection:
        return find(connection, work_id)


def happened(store: Store, work_id: int) -> list[str]:
    """The kinds of its events, oldest first."""
    with store.begin() as connection:
        wanted = select(alert_events.c.kind).where(alert_events.c.work_id == work_id)
        return list(connection.scalars(wanted.order_by(alert_events.c.version)))


def told_row(store: Store, ref: str, recorded_at: datetime, **known: object) -> int:
    """A source row without identifiers; gives its sequence."""
    feed, _, key = ref.partition(":")
    with store.begin() as connection:
        file_id = connection.execute(
            insert(received_files)
            .values(
                sha256=f"{next(_FILES):064d}",
                feed=feed,
                name="x.csv",
                format="csv",
                rows_read=1,
                rows_new=1,
                rows_repeated=0,
                rows_quarantined=0,
            )
            .returning(received_files.c.file_id)
        ).scalar_one()
        sequence: int = connection.execute(
            insert(source_rows)
            .values(
                feed=feed,
                entity_key=key,
                recorded_at=recorded_at,
                file_id=file_id,
                row_number=2,
                digest=f"{next(_FILES)}".encode(),
                known=dict(known),
            )
            .returning(source_rows.c.sequence)
        ).scalar_one()
    return sequence


def officer(
    store: Store, name: str = "a-dewi", role: Role = Role.SATGAS, areas: Sequence[str] = ("52",)
) -> Store:
    """The database in an officer's name."""
    return store.acting(Context(name, role, Purpose.PREVENTION, tuple(areas), "satgas-ntb"))


def in_days(days: float, since: datetime = NOW) -> datetime:
    """So many days later."""
    return since + timedelta(days=days)
