"""A roster, senders that fail when told to, and rows that come in; all of it invented."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from colleagues import LONG_AGO
from factories import desk_row, write_csv
from peopled import KEY, TOKENS
from sqlalchemy import func, insert, select

from detection.urgent import roster
from detection.urgent.channels import Senders, Undelivered
from detection.urgent.roster import Shift
from records.rights.context import NATION, Context
from records.rights.purpose import Purpose
from records.rights.role import Role
from records.store import Store
from records.tables import account_roles, accounts, detection_runs, identities, person_areas, source_rows
from sources import agreements
from sources.ingest import Ingest

SATURDAY_NIGHT = datetime(2026, 2, 28, 16, 30, tzinfo=UTC)
"""23.30 WIB on a Saturday."""
NOW = SATURDAY_NIGHT
LEAD = Context("a-lead", Role.SATGAS_LEAD, Purpose.PREVENTION, NATION, "satgas-ntb")


def officer(who: str, role: Role = Role.SATGAS, areas: tuple[str, ...] = NATION) -> Context:
    return Context(who, role, Purpose.PREVENTION, areas, "satgas-ntb")


def employ(store: Store, who: str, role: Role = Role.SATGAS, areas: tuple[str, ...] = NATION) -> None:
    since = datetime(2020, 1, 1, tzinfo=UTC) - LONG_AGO
    with store.begin() as connection:
        connection.execute(
            insert(accounts).values(
                account_id=who, login_token=f"lg_{who}", sealed=b"", created_at=since, created_by="operator"
            )
        )
        connection.execute(
            insert(account_roles).values(
                account_id=who,
                role=role.value,
                areas=list(areas),
                body="satgas-ntb",
                valid_from=since,
                granted_at=since,
                granted_by="operator",
            )
        )


def on_duty(
    store: Store,
    who: str,
    place: int = 1,
    role: Role = Role.SATGAS,
    areas: tuple[str, ...] = NATION,
    at: datetime = NOW,
    hours: int = 48,
    **addresses: str,
) -> Shift:
    """Employ somebody and put them on the roster from an hour ago on."""
    employ(store, who, role, areas)
    with store.acting(LEAD).begin() as connection:
        return roster.put(
            connection,
            store.keys,
            LEAD,
            who,
            role,
            place,
            (at - timedelta(hours=1), at + timedelta(hours=hours)),
            addresses or {"email": f"{who}@satgas.example"},
            at - timedelta(hours=2),
        )


@dataclass
class Post:
    """A channel that keeps what it took, and takes nothing while ``broken``."""

    taken: list[tuple[str, str]] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)

    def send(self, address: str, number: str) -> None:
        if address in self.broken or "*" in self.broken:
            raise Undelivered
        self.taken.append((address, number))

    @property
    def senders(self) -> Senders:
        return {"email": self.send, "gateway": self.send}

    @property
    def addresses(self) -> list[str]:
        return [address for address, _ in self.taken]


def take_in(store: Store, folder: Path, feed: str, *rows: dict[str, str]) -> None:
    """Rows of a feed, as a file that has just come in."""
    folder.mkdir(exist_ok=True)
    file = write_csv(folder / f"{feed}-{last(store)}.csv", rows)
    report = Ingest(store, TOKENS, KEY, agreements.load(None)).take(file, lambda _done, _rows: None)
    assert report.new == len(rows), report


def last(store: Store) -> int:
    with store.reading() as connection:
        return connection.scalar(select(func.max(source_rows.c.sequence))) or 0


def registration(number: int, **changes: str) -> dict[str, str]:
    honest = {
        "birth_date": "1990-06-01",
        "nik": f"520301010690{number:04d}",
        "planned_departure_on": "2026-06-01",
        "recorded_at": "2026-02-01T08:00:00+07:00",
    }
    return desk_row("registrations", number, **honest | changes)


def complaint(number: int, **changes: str) -> dict[str, str]:
    honest = {
        "category": "unpaid_wages",
        "narrative": "Gaji kurang.",
        "recorded_at": "2026-02-28T20:00:00+07:00",
    }
    return desk_row("complaints", number, **honest | changes)


def tip(number: int, **changes: str) -> dict[str, str]:
    return desk_row("tips", number, **{"recorded_at": "2026-02-28T20:00:00+07:00"} | changes)


def linked(store: Store, person: str, refs: Iterable[str], areas: Iterable[str] = ("5203",)) -> None:
    """What a nightly run held: these rows are of this person."""
    with store.begin() as connection:
        run_id = connection.execute(
            insert(detection_runs)
            .values(
                as_of=datetime(2026, 2, 27, tzinfo=UTC).date(),
                capacity=5,
                data_sequence=connection.scalar(select(func.count()).select_from(detection_runs)) or 0,
                data_digest="d",
                model_version="m",
                learned=False,
                people=1,
                missing=[],
                seed=7,
            )
            .returning(detection_runs.c.run_id)
        ).scalar_one()
        rows = [
            {
                "run_id": run_id,
                "feed": ref.split(":")[0],
                "entity_key": ref.split(":")[1],
                "person_id": person,
            }
            for ref in refs
        ]
        connection.execute(insert(identities), rows)
        connection.execute(
            insert(person_areas),
            [{"person_id": person, "area": area, "run_id": run_id} for area in areas],
        )


def later(minutes: int, since: datetime = NOW) -> datetime:
    return since + timedelta(minutes=minutes)


def narrowed(context: Context, *areas: str) -> Context:
    return replace(context, areas=areas)
