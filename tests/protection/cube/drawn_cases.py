"""LPSK cases, drawn and lived through by the ordinary functions; what came of each is written beside it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

from lpsk_scene import HANDLER, SECOND, packet
from sqlalchemy import Connection, select

from protection.cases import deciding, entering, findings, giving, protecting, receiving, urgent
from protection.cases.completeness import ITEMS, note_item
from protection.cases.rules import CHILD_ITEMS, OF_PACKET, Role
from protection.cube.dimensions import MODI, UNKNOWN
from protection.restitution import claims, money, reading, stepping
from protection.restitution.claims import Loss
from protection.restitution.ledger import Kind
from protection.restitution.money import Payment
from protection.restitution.stages import Stage
from protection.restitution.stepping import Next
from records.days import WIB
from records.rights.context import job
from records.store import Store
from records.tables import lpsk_cases

WHY = "Alasan yang cukup panjang untuk dicatat."
MILLION = 1_000_000
SENDERS = {
    "satgas-ntb": "NTB",
    "satgas-ntt": "NTT",
    "polda-jatim": "JATIM",
    "satgas": UNKNOWN,
    None: "direct",
}
"""Who referred (None: the person applied), and the province that the cube names."""
SIGNS = {modus.name: min(modus.codes) for modus in MODI} | {UNKNOWN: "V01"}
LATER = datetime(2026, 3, 2, 3, tzinfo=UTC)
"""When payments are booked; every day of the cases is before."""


@dataclass
class Truth:
    """One case as it was lived: what a release must count, by hand and not by any query."""

    year: int
    area: str
    modus: str
    role: str
    days: int | None = None
    services: set[str] = field(default_factory=set)
    claimed: int = 0
    paid: int = 0


@dataclass
class Life:
    """A case on its way, in one transaction; ``truth`` is written as it goes."""

    connection: Connection
    keys: Any
    draw: random.Random
    code: str
    at: datetime
    truth: Truth

    def do(self, act: Any, *args: object, who: Any = HANDLER, **named: object) -> Any:
        return act(self.connection, self.keys, who, self.code, *args, now=self.at, **named)

    def assessed(self) -> None:
        for item in ITEMS:
            if item.code not in CHILD_ITEMS:
                note_item(self.connection, self.code, item.code, "present", HANDLER.who, self.at)
        self.do(findings.write_telaah, WHY)
        self.do(findings.assess_threat, "high", {"who": "perekrut"})
        self.do(findings.recommend, "grant", WHY)
        self.do(deciding.complete)
        self.do(deciding.assess)

    def decided(self, days: int, *, grant: bool) -> None:
        began = self.at
        self.at = began + timedelta(days=days)
        self.do(deciding.decide, who=SECOND, grant=grant, number="SMPL-1", words=WHY)
        same_year = self.at.astimezone(WIB).year == self.truth.year
        self.truth.days = days if same_year else None

    def serves(self) -> None:
        row = self.connection.execute(select(lpsk_cases).where(lpsk_cases.c.case_code == self.code)).one()
        may = [each.code for each in giving.offered(row.role, row.state)]
        for kind in self.draw.sample(may, min(len(may), self.draw.randrange(4))):
            number = self.do(giving.plan, kind)
            change = partial(giving.change, self.connection, HANDLER, number)
            for state in self.draw.choice([(), ("running",), ("running", "done"), ("not_possible",)]):
                cause = "no_provider" if state == "not_possible" else None
                change(state, cause, self.at, self.at.date())
                if state != "not_possible":
                    self.truth.services.add(kind)

    def protected_at_once(self) -> None:
        wanted = ("safe_house", "physical")
        HANDLER.enter(self.connection)
        urgent.ask(self.connection, self.keys, self.code, wanted, "UU 31/2014 Pasal 12A", WHY, emergency=True)
        self.do(urgent.begin, wanted)
        job().enter(self.connection)
        self.truth.services |= set(wanted)

    def claims(self) -> None:
        """Restitution: losses, one corrected, one struck; perhaps handed over, ruled on, appealed, paid, taken back."""
        case_id = self.connection.scalar(
            select(lpsk_cases.c.case_id).where(lpsk_cases.c.case_code == self.code)
        )
        claim = claims.begin(self.connection, self.keys, HANDLER, case_id, "self", self.at)
        number, sums = claim.claim_id, self.draw.choices(range(1, 40), k=3)

        def adds(amount: int, replaces: int | None = None) -> None:
            nonlocal claim
            loss = Loss("care", amount * MILLION, "Biaya")
            claim = claims.add(
                self.connection, self.keys, HANDLER, number, claim.version, loss, self.at, replaces
            )

        for amount in sums:
            adds(amount)
        first, second, _ = (each.item_id for each in reading.items(self.connection, number))
        adds(sums[0] + 7, first)
        adds(0, second)
        claimed = sums[0] + 7 + sums[2]
        if self.draw.random() < 0.3:
            return  # a draft claims nothing of anybody yet

        def goes(stage: Stage, granted: int | None = None) -> None:
            nonlocal claim
            wish = Next(
                stage,
                self.at.astimezone(WIB).date(),
                "R-1/2025",
                "PN-MTR",
                None,
                {} if granted is None else {"care": granted * MILLION},
            )
            claim = stepping.go_on(self.connection, self.keys, HANDLER, number, claim.version, wish, self.at)

        goes(Stage.COMPUTED)
        goes(Stage.HANDED)
        self.truth.claimed += claimed
        if self.draw.random() < 0.3:
            return
        granted = max(4, claimed // 2)
        goes(Stage.DEMANDED)
        goes(Stage.RULED, claimed)
        goes(Stage.RULED, granted)
        goes(Stage.FINAL)
        self.pays(number, granted)

    def pays(self, number: int, granted: int) -> None:
        day, part = LATER.date(), granted // 4

        def books(kind: Kind, amount: int) -> int:
            paid = Payment(kind, amount * MILLION, day, "KW-1")
            money.book(self.connection, HANDLER, number, paid, LATER)
            return max(each.entry_id for each in reading.one(self.connection, self.keys, number).entries)

        fate = self.draw.randrange(5)
        if fate >= 1:
            books(Kind.RECEIVED, part)
            self.truth.paid += part
        if fate >= 2:
            books(Kind.DELIVERED, part)  # the same money goes on
        if fate >= 3:
            books(Kind.DIRECT, part)
            self.truth.paid += part
        if fate >= 4:
            wrong = books(Kind.RECEIVED, part)
            money.take_back(self.connection, HANDLER, number, wrong, LATER)


def moments(draw: random.Random) -> Iterator[datetime]:
    """When cases begin: in two years, some in the night between them, when Jakarta is a year ahead of UTC."""
    while True:
        yield datetime(2024, 12, 31, draw.choice([16, 17, 18]), 30, tzinfo=UTC)
        for _ in range(12):
            yield datetime(2024, 1, 1, 3, tzinfo=UTC) + timedelta(days=draw.randrange(725))


def live(store: Store, count: int, seed: int = 5) -> list[Truth]:
    """Draw and live through so many cases on LPSK's node; gives what is true of those that a release counts."""
    draw = random.Random(seed)  # noqa: S311  (made-up cases)
    found = []
    for number, at in zip(range(count), moments(draw), strict=False):
        with store.begin() as connection:
            truth = _lived(connection, store, draw, number, at)
        if truth is not None:
            found.append(truth)
    return found


def _lived(
    connection: Connection, store: Store, draw: random.Random, number: int, at: datetime
) -> Truth | None:
    sender = draw.choices(list(SENDERS), [40, 25, 12, 3, 12])[0]
    modus = draw.choices(list(SIGNS), range(1, len(SIGNS) + 1))[0]
    words = draw.choices(["korban", "saksi", "pelapor"], [75, 17, 8])[0]
    truth = Truth(at.astimezone(WIB).year, SENDERS[sender], modus, OF_PACKET[words].value)
    sections = {"elements": {"signs": [{"code": "V01"}, {"code": SIGNS[modus]}]}, "role": {"role": words}}
    if sender is None:
        outreach = draw.random() < 0.4
        origin = "outreach" if outreach else "application"
        code = entering.enter(connection, store.keys, HANDLER, origin, truth.role, sections, at)
        if outreach and draw.random() < 0.5:
            return None  # nobody applied: no case of any year
        if outreach:
            at += timedelta(days=draw.choice([0, 3, 200]))
            entering.apply(connection, store.keys, HANDLER, code, at)
            truth.year = at.astimezone(WIB).year
    else:
        sent = packet(f"RJ-{number:06d}", 3, **sections) | {"from": sender, "token": f"rt_{number:032d}"}
        if draw.random() < 0.04:
            receiving.revoke(connection, store.keys, {**sent, "version": 4}, at)
            receiving.receive(connection, store.keys, sent, at)
            return None  # taken back before it came
        if draw.random() < 0.2:  # an older packet with other words came first, or comes again too late
            other = packet(f"RJ-{number:06d}", 2, elements={"signs": [{"code": "E10"}]})
            other |= {"from": sender, "token": sent["token"]}
            both = draw.choice([(other, sent), (sent, other)])
        else:
            both = (sent,)
        code = [receiving.receive(connection, store.keys, each, at).case_code for each in both][-1]
        if draw.random() < 0.04:
            receiving.revoke(connection, store.keys, {**sent, "version": 9}, at)
            truth.modus = UNKNOWN  # what was sent is destroyed
            return truth
    life = Life(connection, store.keys, draw, code, at, truth)
    _goes_on(life)
    return truth


def _goes_on(life: Life) -> None:
    fate = life.draw.choices(["waits", "refused", "reopened", "granted", "urgent"], [15, 10, 5, 60, 10])[0]
    life.serves()
    if fate == "urgent":
        life.protected_at_once()
    if fate in ("waits", "urgent"):
        return
    life.assessed()
    life.decided(life.draw.choice([0, 5, 7, 8, 14, 21, 60, 91, 120, 400]), grant=fate == "granted")
    if fate == "reopened":
        life.do(deciding.reopen, WHY)
        life.truth.days = None
    if fate == "granted":
        life.do(protecting.agree, consent_by="self", until=date(2028, 1, 1))
        life.serves()
        if life.truth.role == Role.VICTIM and life.draw.random() < 0.7:
            life.claims()
