"""A small file of people for the tests of erasure and requests: rows taken in, whose they are, an alert."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from factories import desk_row, write_csv
from sqlalchemy import URL, NullPool, create_engine, insert, make_url, text
from sqlalchemy.dialects.postgresql import insert as upsert

from protection.erasure.erase import ACT, Ground, Plan, approval, erase, plan
from records import four_eyes
from records.rights.context import NATION, Context
from records.rights.purpose import Purpose
from records.rights.role import Role
from records.settings import Settings
from records.store import Store
from records.tables import account_roles, accounts, alerts, detection_runs, identities
from records.tokens import Tokeniser
from sources import agreements
from sources.ingest import Ingest

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
OFFICER = Context("a-dpo", Role.DATA_PROTECTION_OFFICER, Purpose.OVERSIGHT, NATION, "satgas-ntb")
LEAD = Context("a-lead", Role.SATGAS_LEAD, Purpose.ADMINISTRATION, NATION, "satgas-ntb")
NIK, NAME, PHONE, PASSPORT = "5203014107950001", "Kanari Unik Sekali", "081234567890", "X9876543"
REFERRER = "Perekrut Tersembunyi"


@dataclass(frozen=True)
class File:
    """What is held about one person (the canary) and one other; refs as an alert names them."""

    mine: str
    passport: str
    other: str
    token: str
    run_id: int
    alert_id: int
    other_alert_id: int


def take_in(store: Store, settings: Settings, folder: Path) -> File:
    """Take the two people's rows in, hold a detection run, and raise an alert about each."""
    folder.mkdir(exist_ok=True)
    me = {"nik": NIK, "full_name": NAME, "phone": PHONE, "referrer_name": REFERRER}
    own = {"registration_id": "REG-000001"}
    feeds: dict[str, Sequence[dict[str, str]]] = {
        "registrations": [
            desk_row("registrations", 1, **me),
            desk_row(
                "registrations", 1, **me, position="babysitter", recorded_at="2024-05-01T08:00:00+07:00"
            ),
            desk_row("registrations", 2),
        ],
        "passports": [
            desk_row("passports", 1, nik=NIK, full_name=NAME, applicant_phone=PHONE, passport_no=PASSPORT)
        ],
        "documents": [desk_row("documents", 1, **own), desk_row("documents", 2)],
        "desk_visits": [desk_row("desk_visits", 1, **own)],
        "recruiter_links": [
            desk_row("recruiter_links", 1, subject_type="registration", subject_ref="REG-000001")
        ],
        "complaints": [
            desk_row("complaints", 1, worker_name=NAME, worker_nik=NIK, narrative="Tetangganya bernama Sumi.")
        ],
    }
    key = settings.token_key()
    taking = Ingest(store, Tokeniser(key), key, agreements.load(None))
    for feed, rows in feeds.items():
        taking.take(write_csv(folder / f"{feed}.csv", rows), lambda _fraction, _rows: None)
    token = _passport_key(store)
    mine, other = "registrations:REG-000001", "registrations:REG-000002"
    with store.begin() as connection:
        run_id = connection.execute(
            insert(detection_runs)
            .values(
                as_of=date(2026, 3, 1),
                capacity=1,
                data_sequence=1_000,
                data_digest="digest-then",
                model_version="m",
                learned=False,
                people=2,
                missing=[],
                seed=7,
            )
            .returning(detection_runs.c.run_id)
        ).scalar_one()
        for feed, entity_key, person in (
            ("registrations", "REG-000001", "person_a"),
            ("passports", token, "person_a"),
            ("complaints", "COM-000001", "person_a"),
            ("registrations", "REG-000002", "person_b"),
        ):
            connection.execute(
                insert(identities).values(run_id=run_id, feed=feed, entity_key=entity_key, person_id=person)
            )
        raised = [
            connection.execute(
                insert(alerts)
                .values(
                    run_id=run_id,
                    kind="person",
                    subject=person,
                    rank=rank,
                    probability=0.5,
                    refs=refs,
                    statement=_statement(rows),
                )
                .returning(alerts.c.alert_id)
            ).scalar_one()
            for rank, person, refs, rows in (
                (
                    1,
                    "person_a",
                    [mine, f"passports:{token}"],
                    [["registrations", "REG-000001", "2024-01-01"]],
                ),
                (
                    2,
                    "person_b",
                    [other],
                    [["passports", token, "2024-01-01"], ["documents", "DOC-000002", ""]],
                ),
            )
        ]
    return File(mine, f"passports:{token}", other, token, run_id, raised[0], raised[1])


def make_accounts(store: Store) -> None:
    """Accounts of the data protection officer and of the head of the secretariat."""
    with store.begin() as connection:
        for someone in (OFFICER, LEAD):
            made = {"created_at": NOW, "created_by": "operator", "sealed": b"", "login_token": someone.who}
            added = upsert(accounts).values(account_id=someone.who, **made).on_conflict_do_nothing()
            if connection.execute(added).rowcount == 0:
                continue
            granted = {"valid_from": NOW, "granted_at": NOW, "granted_by": "operator", "areas": [""]}
            role = {"account_id": someone.who, "role": someone.role, "body": someone.body}
            connection.execute(insert(account_roles).values(**role, **granted))


def agree(store: Store, planned: Plan, cause: str = "request:1") -> None:
    """Let the officer ask and the head of the secretariat agree; their accounts are made first."""
    make_accounts(store)
    with store.acting(OFFICER).begin() as connection:
        names, ground = approval(planned, cause), "UU 27/2022 Pasal 8"
        asked = four_eyes.ask(connection, store.keys, ACT, names, ground, "Permohonan subjek data pribadi.")
    with store.acting(LEAD).begin() as connection:
        four_eyes.decide(connection, asked, approve=True)


def planned_for(store: Store, refs: Sequence[str]) -> Plan:
    """What the officer would erase."""
    with store.acting(OFFICER).begin() as connection:
        return plan(connection, refs, NOW)


def erase_person(store: Store, refs: Sequence[str]) -> int:
    """Erase the person of these rows as the law wants it: asked for, agreed to, done."""
    planned = planned_for(store, refs)
    agree(store, planned)
    with store.acting(OFFICER).begin() as connection:
        return erase(connection, Ground.ASKED, planned, "request:1", NOW)


def as_owner(settings: Settings, *statements: str) -> None:
    """Run statements as the owner of a test's database, each by itself."""
    assert settings.database_owner_url
    as_the_owner(make_url(settings.database_owner_url.get_secret_value()), *statements)


def as_the_owner(owner: URL, *statements: str) -> None:
    """Run statements as that login, each by itself."""
    engine = create_engine(owner, poolclass=NullPool)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for statement in statements:
            connection.execute(text(statement))


def _statement(rows: list[list[str]]) -> dict[str, object]:
    reason = {
        "group": "identity",
        "contribution": 1.0,
        "text_id": "Identitas",
        "text_en": "Identity",
        "rows": rows,
    }
    return {"reasons": [reason], "indicators": [], "missing": []}


def _passport_key(store: Store) -> str:
    with store.reading() as connection:
        return str(connection.scalar(text("SELECT entity_key FROM source_rows WHERE feed = 'passports'")))
