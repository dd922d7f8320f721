"""What stands on LPSK's node before the rights tests: one case, and the numbers of what belongs to it."""

from __future__ import annotations

from datetime import UTC, date, datetime

from colleagues import account
from sqlalchemy import insert

from protection.cases import giving, tasks, urgent
from protection.restitution import claims, money, reading, stepping
from protection.restitution.claims import Loss
from protection.restitution.ledger import Kind
from protection.restitution.money import Payment
from protection.restitution.stages import Stage
from protection.restitution.stepping import Next
from records.rights.context import NATION, Context, job
from records.rights.purpose import Purpose
from records.rights.role import Role
from records.store import Store
from records.tables.cases import lpsk_cases

THEN = datetime(2025, 1, 7, 3, tzinfo=UTC)
DAY = date(2025, 1, 6)
ABSENT = {
    "case_id": "987654",
    "case_code": "LPSK-2025-ZZZZZZ",
    "claim_id": "987654",
    "entry_id": "987654",
    "task_id": "987654",
    "service_id": "987654",
    "measure_id": "987654",
    "item": "chronology",
    "item_id": "987654",
    "attachment_id": "l-" + "0" * 32,
}
"""Path parameters of a case that nobody knows."""


def planted(store: Store) -> dict[str, dict[str, str]]:
    """The path parameters of the case that there is ("own"), and of one that there is not ("absent")."""
    case_id = a_case(store)
    own = {
        "case_id": str(case_id),
        "case_code": "LPSK-2025-ABCDEF",
        "item": "chronology",
        "item_id": "1",
        "attachment_id": "l-" + "0" * 32,
        **a_claim(store, case_id),
        **what_is_done(store),
    }
    return {"own": own, "absent": dict(ABSENT)}


def a_case(store: Store) -> int:
    """A case of a referral that LPSK has received."""
    with store.begin() as connection:
        case_id: int = connection.execute(
            insert(lpsk_cases)
            .values(
                case_code="LPSK-2025-ABCDEF",
                origin="referral",
                referral="RJ-ABCDEF",
                token="rt_" + "0" * 32,
                sender="satgas",
                role="victim",
                state="received",
                received_at=THEN,
            )
            .returning(lpsk_cases.c.case_id)
        ).scalar_one()
        return case_id


def what_is_done(store: Store) -> dict[str, str]:
    """The path parameters of a task, a service and an emergency measure of that case."""
    account(store, "h-planter", Role.LPSK)
    handler, code = Context("h-planter", Role.LPSK, Purpose.PROTECTION, NATION, "lpsk"), "LPSK-2025-ABCDEF"
    with store.acting(handler).begin() as connection:
        task = tasks.set_on(connection, store.keys, code, handler.who, THEN, kind="visit")
        service = giving.plan(connection, store.keys, handler, code, "medical", THEN)
        wanted, ground = ("safe_house",), "UU 31/2014 Pasal 12A"
        urgent.ask(connection, store.keys, code, wanted, ground, "Ancaman malam ini.", emergency=True)
        measure = urgent.begin(connection, store.keys, handler, code, wanted, THEN)
    return {"task_id": str(task), "service_id": str(service), "measure_id": str(measure)}


def a_claim(store: Store, case_id: int) -> dict[str, str]:
    """The path parameters of a claim of restitution whose ruling is final, with money that came in."""
    context: Context = job()
    with store.begin() as connection:
        claim = claims.begin(connection, store.keys, context, case_id, "self", THEN)
        number = claim.claim_id
        loss = Loss("care", 1_000_000, "Biaya rumah sakit")
        claim = claims.add(connection, store.keys, context, number, claim.version, loss, THEN)
        for stage in (Stage.COMPUTED, Stage.HANDED, Stage.DEMANDED, Stage.RULED, Stage.FINAL):
            ruled = stage is Stage.RULED
            wish = Next(stage, DAY, "R-1/2025", "PN-MTR", None, {"care": 1_000_000} if ruled else {})
            claim = stepping.go_on(connection, store.keys, context, number, claim.version, wish, THEN)
        money.book(connection, context, number, Payment(Kind.RECEIVED, 400_000, DAY, "KW-1/2025"), THEN)
        entry = reading.one(connection, store.keys, number).entries[-1]
    return {"claim_id": str(number), "entry_id": str(entry.entry_id)}
