"""What stands on LPSK's node before the rights tests: one case, and the numbers of what belongs to it."""

from __future__ import annotations

from datetime import UTC, date, datetime

from sqlalchemy import insert

from protection.restitution import claims, money, reading, stepping
from protection.restitution.claims import Loss
from protection.restitution.ledger import Kind
from protection.restitution.money import Payment
from protection.restitution.stages import Stage
from protection.restitution.stepping import Next
from records.rights.context import Context, job
from records.store import Store
from records.tables.cases import lpsk_cases

THEN = datetime(2025, 1, 7, 3, tzinfo=UTC)
DAY = date(2025, 1, 6)
ABSENT = {
    "case_id": "987654",
    "case_code": "LPSK-2025-ZZZZZZ",
    "claim_id": "987654",
    "entry_id": "987654",
}
"""Path parameters of a case that nobody knows."""


def planted(store: Store) -> dict[str, dict[str, str]]:
    """The path parameters of the case that there is ("own"), and of one that there is not ("absent")."""
    case_id = a_case(store)
    own = {"case_id": str(case_id), "case_code": "LPSK-2025-ABCDEF", **a_claim(store, case_id)}
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
