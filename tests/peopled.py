"""Five people in a database, each in another situation for an officer of regency 5203; all of it invented."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from factories import desk_row, write_csv
from sqlalchemy import insert, select

from detection.alerts.raising import raise_run
from protection.protected import Protection, protect
from records.contract import FEED_BY_NAME
from records.days import instant
from records.store import Store
from records.tables import alert_work, alerts, detection_runs, identities, identity_questions, person_areas
from records.tokens import Tokeniser
from sources import agreements
from sources.ingest import Ingest

KEY = b"k" * 32
TOKENS = Tokeniser(KEY)
OFFICE = "LTSA-01"
DAY = date(2025, 1, 6)
NETWORK = {"things": [["recruiter", "recruiter_1"]], "roles": [["recruiter", "recruiter_1", "sponsor"]]}
VILLAGES = {
    "own": "5203012001",
    "neighbour": "5204012001",
    "elsewhere": "3315012001",
    "protected": "5203012001",
}


@dataclass(frozen=True)
class Someone:
    """A person with one registration, one alert and the work on it, and a question about the registration."""

    person_id: str
    entity_key: str
    alert_id: int
    nik: str
    name: str
    phone: str
    work_id: int = 987654
    question_id: int = 987654


@dataclass(frozen=True)
class Peopled:
    """Who is in the database, a network that two of them belong to, and an agency.

    ``secrets`` are all values that identify any of them, as received.
    """

    own: Someone
    neighbour: Someone
    elsewhere: Someone
    protected: Someone
    network_id: int
    agency_id: int
    secrets: tuple[str, ...]

    @property
    def everyone(self) -> tuple[Someone, ...]:
        """All of them."""
        return (self.own, self.neighbour, self.elsewhere, self.protected)


def people(store: Store) -> Peopled:
    """Take in their registrations, link them, raise their alerts."""
    rows = {
        name: desk_row("registrations", number, village_code=village, office_code=OFFICE)
        for number, (name, village) in enumerate(VILLAGES.items(), start=1)
    }
    with tempfile.TemporaryDirectory() as folder:
        taking = Ingest(store, TOKENS, KEY, agreements.load(None))
        report = taking.take(
            write_csv(Path(folder) / "registrations.csv", list(rows.values())), lambda _done, _rows: None
        )
        assert report.new == len(rows), report
        agency = desk_row("agencies", 1, regency_code="5203")
        taking.take(write_csv(Path(folder) / "agencies.csv", [agency]), lambda _done, _rows: None)
    found: dict[str, Someone] = {}
    with store.begin() as connection:
        run_id = connection.execute(
            insert(detection_runs)
            .values(
                as_of=DAY,
                capacity=5,
                data_sequence=9,
                data_digest="d",
                model_version="m",
                learned=False,
                people=4,
                missing=[],
                seed=7,
            )
            .returning(detection_runs.c.run_id)
        ).scalar_one()

        def raise_alert(
            kind: str, subject: str, rank: int, refs: list[str], areas: list[str], **more: object
        ) -> int:
            values = {
                "run_id": run_id,
                "kind": kind,
                "subject": subject,
                "rank": rank,
                "probability": 0.2,
                "refs": refs,
                "areas": areas,
                "statement": {"reasons": [], **more},
            }
            number: int = connection.execute(
                insert(alerts).values(values).returning(alerts.c.alert_id)
            ).scalar_one()
            return number

        for rank, (name, row) in enumerate(rows.items(), start=1):
            person_id, key = f"P-{name}", row["registration_id"]
            area = VILLAGES[name][:4]
            connection.execute(
                insert(identities).values(
                    run_id=run_id, feed="registrations", entity_key=key, person_id=person_id
                )
            )
            connection.execute(insert(person_areas).values(person_id=person_id, area=area, run_id=run_id))
            alert_id = raise_alert("person", person_id, rank, [f"registrations:{key}"], [area])
            asked = {
                "run_id": run_id,
                "ref_a": f"agencies:{agency['license_no']}",
                "ref_b": f"registrations:{key}",
                "weight": 1.5,
                "held_same": "no",
                "agreement": {"name": 5, "nik": -1},
                "areas": [area],
            }
            question_id: int = connection.execute(
                insert(identity_questions).values(asked).returning(identity_questions.c.question_id)
            ).scalar_one()
            found[name] = Someone(
                person_id, key, alert_id, row["nik"], row["full_name"], row["phone"], question_id=question_id
            )
        both = [f"registrations:{found[name].entity_key}" for name in ("own", "neighbour")]
        network_id = raise_alert("network", "N-1", 1, both, ["5203", "5204"], **NETWORK)
        agency_id = raise_alert(
            "agency", agency["license_no"], 1, [f"agencies:{agency['license_no']}"], ["5203"]
        )
        refs = [f"registrations:{found['protected'].entity_key}"]
        protect(connection, "suluh", Protection.WITNESS, refs, datetime(2025, 1, 6, tzinfo=UTC))
    raise_run(store, run_id, KEY, instant(DAY))
    with store.begin() as connection:
        pairs = connection.execute(select(alert_work.c.alert_id, alert_work.c.work_id))
        work = {row.alert_id: row.work_id for row in pairs}
    found = {name: replace(each, work_id=work[each.alert_id]) for name, each in found.items()}
    identifying = [field.name for field in FEED_BY_NAME["registrations"].identifiers]
    secrets = tuple(sorted({row[name] for row in rows.values() for name in identifying}))
    return Peopled(**found, network_id=network_id, agency_id=agency_id, secrets=secrets)
