"""A worker, the one who brought her, and a network in which both stand; then the recruiter is found a victim."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from alerted import AREA, KEY
from factories import desk_row, write_csv
from sqlalchemy import insert, select, text

from detection.alerts.raising import raise_run
from records.rights.context import Context
from records.rights.purpose import Purpose
from records.rights.role import Role
from records.store import Store
from records.tables import alerts, detection_runs, identities, person_areas
from records.tokens import Tokeniser
from sources import agreements
from sources.ingest import Ingest

NOW = datetime(2025, 3, 3, 1, tzinfo=UTC)
DAY = date(2025, 3, 3)
PHONE, OTHER, NAME, NIK = "081255550001", "081299990009", "Nurul Aini Sekar", "5203014107900002"
LINK, WORKER, OWN = "LINK-V", "REG-W", "REG-V"
ROLES = {
    "satgas": Purpose.PREVENTION,
    "satgas_lead": Purpose.PREVENTION,
    "investigator": Purpose.INVESTIGATION,
    "placement_officer": Purpose.PREVENTION,
}
"""Who looks at networks and alerts, and what for."""


def acting(
    store: Store, role: str, purpose: Purpose | None = None, areas: tuple[str, ...] = ("52",)
) -> Store:
    """The store in the name of somebody of a role in the province."""
    meant = purpose or ROLES[role]
    return store.acting(Context(f"a-{role}", Role(role), meant, areas, "satgas-ntb"))


@dataclass(frozen=True)
class Scene:
    """What was raised: an alert about the recruiter, and one about the network, each with its work."""

    recruiter_alert: int
    network_alert: int
    phone: str
    other: str
    run_id: int


def set_up(store: Store) -> Scene:
    """Take the rows in, link them, raise the alerts: nothing was found about anybody yet."""
    take(
        store,
        "registrations",
        desk_row(
            "registrations", 1, registration_id=OWN, nik=NIK, full_name=NAME, phone=PHONE,
            referrer_phone="", referrer_name="", village_code="5203012001",
        ),
        desk_row(
            "registrations", 2, registration_id=WORKER, referrer_phone=PHONE, referrer_name=NAME,
            referrer_relation="sponsor", village_code="5203012001",
        ),
    )  # fmt: skip
    take(
        store,
        "recruiter_links",
        desk_row(
            "recruiter_links", 1, link_id=LINK, recruiter_phone=PHONE, recruiter_name=NAME, role="transporter",
            recruiter_nik=NIK, subject_type="registration", subject_ref=WORKER, channel="desk_interview",
        ),
    )  # fmt: skip
    with store.begin() as connection:
        phone = connection.execute(
            text("SELECT known ->> 'recruiter_phone' FROM source_rows WHERE feed = 'recruiter_links'")
        ).scalar_one()
        values = {
            "as_of": DAY, "capacity": 3, "data_sequence": 9, "data_digest": "d", "model_version": "m",
            "learned": False, "people": 2, "missing": [], "seed": 7,
        }  # fmt: skip
        run_id: int = connection.execute(
            insert(detection_runs).values(values).returning(detection_runs.c.run_id)
        ).scalar_one()
        for key, person in ((OWN, "P-victim"), (WORKER, "P-worker")):
            connection.execute(
                insert(identities).values(
                    run_id=run_id, feed="registrations", entity_key=key, person_id=person
                )
            )
            connection.execute(insert(person_areas).values(person_id=person, area=AREA, run_id=run_id))
        statement = {
            "reasons": [{"sign": "named", "id": "ada laporan", "en": "there is a report", "adds": 0.4}],
            "things": [["phone", phone], ["phone", "other"], ["recruiter", "recruiter_v"]],
            "roles": [["phone", phone, "transporter"], ["recruiter", "recruiter_v", "transporter"]],
            "ties": [["phone", phone, "recruiter", "recruiter_v"]],
        }
        refs = [f"registrations:{WORKER}", f"recruiter_links:{LINK}"]

        def raised(kind: str, subject: str, statement: dict[str, object]) -> int:
            values = {
                "run_id": run_id, "kind": kind, "subject": subject, "rank": 1, "probability": 0.4,
                "refs": refs, "areas": [AREA], "statement": statement,
            }  # fmt: skip
            number: int = connection.execute(
                insert(alerts).values(values).returning(alerts.c.alert_id)
            ).scalar_one()
            return number

        recruiter = raised("recruiter", "recruiter_v", {"reasons": statement["reasons"], "against": []})
        network = raised("network", "net_v", statement)
    raise_run(store, run_id, KEY, NOW)
    return Scene(recruiter, network, phone, "other", run_id)


def find_the_victim(store: Store) -> None:
    """A competent body names the recruiter a victim; linkage has not run since."""
    take(
        store,
        "case_outcomes",
        desk_row("case_outcomes", 1, finding="tppo_victim", nik=NIK, full_name=NAME, phone=PHONE),
    )
    with store.begin() as connection:
        key = connection.execute(
            text("SELECT entity_key FROM source_rows WHERE feed = 'case_outcomes'")
        ).scalar_one()
        run_id = connection.execute(select(detection_runs.c.run_id)).scalar_one()
        connection.execute(
            insert(identities).values(
                run_id=run_id, feed="case_outcomes", entity_key=key, person_id="P-victim"
            )
        )


def take(store: Store, feed: str, *rows: dict[str, str]) -> None:
    """Rows of a feed, through the ordinary ingest."""
    taking = Ingest(store, Tokeniser(KEY), KEY, agreements.load(None))
    with tempfile.TemporaryDirectory() as folder:
        report = taking.take(write_csv(Path(folder) / f"{feed}.csv", list(rows)), lambda _done, _rows: None)
        assert report.new == len(rows), report
