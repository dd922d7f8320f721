"""A case at LPSK and its claims of restitution, for tests; all of it invented."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import insert

from protection.restitution import claims, money, reading, stepping
from protection.restitution.claims import Loss
from protection.restitution.ledger import Balance, Kind
from protection.restitution.money import Payment
from protection.restitution.reading import Claim, Whole
from protection.restitution.stages import Stage
from protection.restitution.stepping import Next
from records.rights.context import NATION, Context
from records.rights.purpose import Purpose
from records.rights.role import Role
from records.store import Store
from records.tables.cases import lpsk_cases

NOW = datetime(2026, 5, 4, 3, tzinfo=UTC)
TODAY = date(2026, 5, 4)
HANDLER = Context("hana", Role.LPSK, Purpose.PROTECTION, NATION, "lpsk")


def case(store: Store, number: int = 1, *, child: bool = False, token: str | None = None) -> int:
    """A case that LPSK received; gives its number."""
    values: dict[str, Any] = {
        "case_code": f"LPSK-2026-{''.join('ABCDEFGHJK'[int(digit)] for digit in f'{number:06d}')}",
        "origin": "referral" if token else "application",
        "referral": f"RJ-{number:06d}" if token else None,
        "token": token,
        "sender": "satgas" if token else None,
        "role": "victim",
        "child": child,
        "state": "received",
        "received_at": NOW,
    }
    with store.begin() as connection:
        found: int = connection.execute(
            insert(lpsk_cases).values(values).returning(lpsk_cases.c.case_id)
        ).scalar_one()
        return found


@dataclass
class Handler:
    """Somebody at LPSK who works on one claim, and always holds its newest version."""

    store: Store
    claim: Claim

    @classmethod
    def of(cls, store: Store, case_id: int, applicant: str = "self") -> Handler:
        own = store.acting(HANDLER)
        with own.begin() as connection:
            return cls(own, claims.begin(connection, own.keys, HANDLER, case_id, applicant, NOW))

    def loses(self, head: str, amount: int, replaces: int | None = None, words: str = "Upah") -> None:
        with self.store.begin() as connection:
            self.claim = claims.add(
                connection,
                self.store.keys,
                HANDLER,
                self.claim.claim_id,
                self.claim.version,
                Loss(head, amount, words),
                NOW,
                replaces,
            )

    def goes(
        self, stage: Stage, day: date = TODAY, grants: Mapping[str, int] | None = None, **more: Any
    ) -> Claim:
        wish = Next(stage, day, more.pop("document_no", f"No. {stage.value}"), grants=grants or {}, **more)
        with self.store.begin() as connection:
            self.claim = stepping.go_on(
                connection, self.store.keys, HANDLER, self.claim.claim_id, self.claim.version, wish, NOW
            )
        return self.claim

    def books(self, kind: Kind, amount: int) -> Balance:
        with self.store.begin() as connection:
            paid = Payment(kind, amount, TODAY, "KW/1/2026")
            return money.book(connection, HANDLER, self.claim.claim_id, paid, NOW)

    def takes_back(self, entry_id: int) -> Balance:
        with self.store.begin() as connection:
            return money.take_back(connection, HANDLER, self.claim.claim_id, entry_id, NOW)

    def whole(self) -> Whole:
        with self.store.begin() as connection:
            return reading.one(connection, self.store.keys, self.claim.claim_id)

    def ruled_for_good(self, day: date = TODAY, **grants: int) -> Claim:
        """From a draft with losses to a ruling that is final."""
        self.goes(Stage.COMPUTED, day)
        self.goes(Stage.HANDED, day)
        self.goes(Stage.DEMANDED, day)
        self.goes(Stage.RULED, day, grants, court="PN-MTR")
        return self.goes(Stage.FINAL, day, document_no=None)
