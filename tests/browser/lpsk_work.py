"""What LPSK's people have done on the cases of the browser's tests, so that each of their pages shows something."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sending_node import MORNING
from sqlalchemy import select
from windows import Served

from protection.cases import custody, doing, findings, giving, tasks, urgent
from protection.cases.doing import Wish
from protection.cases.states import Step
from protection.exchange.kinds import Arrival
from protection.guarding import received
from protection.restitution import claims, money, stepping
from protection.restitution.claims import Loss
from protection.restitution.ledger import Kind
from protection.restitution.money import Payment
from protection.restitution.stages import Stage
from protection.restitution.stepping import Next
from records import four_eyes
from records.rights.context import NATION, Context, job
from records.rights.purpose import Purpose
from records.rights.role import Role
from records.tables import lpsk_cases

REASON = "Menghubungi orangnya lewat kontak aman malam ini."
THREAT = {
    "who": "Perekrut dan keluarganya",
    "what": "Didatangi di rumah; diancam akan dilaporkan karena utang",
}
RECRUITER = "081255550001"
EVIDENCE = {
    "matter": "BK-000001",
    "code": "K-ABCDE",
    "person": [{"feed": "registrations", "recorded_at": "", "cells": {"name": "Melur Contoh"}}],
    "evidence": [
        {"feed": "recruiter_links", "recorded_at": "", "cells": {"recruiter_phone": RECRUITER}},
    ],
}


def done(served: Served) -> None:
    """A case protected at once whose names were opened, claims, evidence, and what waits for a second person."""
    ids, store, now = served.account_ids, served.store, served.house.clock()
    handler = Context(ids["lpsk"], Role.LPSK, Purpose.PROTECTION, NATION, "lpsk-pusat")
    second = Context(ids["lpsk.dua"], Role.LPSK, Purpose.PROTECTION, NATION, "lpsk-pusat")
    custodian = Context(ids["kustodian"], Role.LPSK_CUSTODIAN, Purpose.PROTECTION, NATION, "lpsk-pusat")
    with store.acting(job(Purpose.PROTECTION)).begin() as connection:
        found = select(lpsk_cases.c.referral, lpsk_cases.c.case_code, lpsk_cases.c.case_id)
        codes = {row.referral.rpartition(":")[2]: row for row in connection.execute(found)}
        received.take_in(Arrival(connection, store.keys, "satgas-ntb", EVIDENCE, MORNING, MORNING))
    worked, child, witness = (codes[code].case_code for code in ("RJ-KANARI", "RJ-MELATI", "RJ-SAKSI2"))
    _protect(served, handler, second, worked, now)
    _open_names(served, handler, custodian, worked, now)
    _claim(served, handler, codes["RJ-KANARI"].case_id, now)
    with store.acting(handler).begin() as connection:
        for code in (child, witness):
            doing.do(connection, store.keys, handler, code, Wish(Step.TAKE), now)
        custody.ask(connection, store.keys, child, ("identity",), "UU 31/2014 Pasal 12A", REASON)
        tasks.set_on(connection, store.keys, witness, handler.who, now, kind="visit", due_on=now.date())


def _protect(served: Served, handler: Context, second: Context, code: str, now: datetime) -> None:
    keys, store = served.store.keys, served.store
    with store.acting(handler).begin() as connection:
        first = (connection, keys, handler, code)
        doing.do(*first, Wish(Step.TAKE), now)
        findings.write_telaah(*first, "Memenuhi syarat: tanda tindak pidana dan ancaman yang nyata.", now)
        findings.assess_threat(*first, "high", THREAT, now)
        findings.recommend(*first, "grant", "Ancaman nyata; rumah aman dan pendampingan.", now)
        asked = urgent.ask(connection, keys, code, ("safe_house",), "UU 31/2014 Pasal 12A", REASON)
    with store.acting(second).begin() as connection:
        four_eyes.decide(connection, asked, approve=True)
    with store.acting(handler).begin() as connection:
        urgent.begin(connection, keys, handler, code, ("safe_house",), now - timedelta(days=12))
        giving.plan(connection, keys, handler, code, "medical", now, provider="RSUD Provinsi NTB")


def _open_names(served: Served, handler: Context, custodian: Context, code: str, now: datetime) -> None:
    keys, store = served.store.keys, served.store
    with store.acting(handler).begin() as connection:
        asked = custody.ask(connection, keys, code, ("identity",), "UU 31/2014 Pasal 12A", REASON)
    with store.acting(custodian).begin() as connection:
        four_eyes.decide(connection, asked, approve=True)
    with store.acting(handler).begin() as connection:
        custody.open_(connection, keys, handler, code, ("identity",), now)


def _claim(served: Served, handler: Context, case_id: int, now: datetime) -> None:
    keys, day = served.store.keys, date(2024, 5, 6)
    with served.store.acting(handler).begin() as connection:
        claim = claims.begin(connection, keys, handler, case_id, "self", now)
        number = claim.claim_id
        for loss in (Loss("wealth_income", 18_000_000, "Upah delapan bulan"), Loss("care", 2_500_000)):
            claim = claims.add(connection, keys, handler, number, claim.version, loss, now)
        grants = {"wealth_income": 15_000_000, "care": 2_500_000}
        for stage in (Stage.COMPUTED, Stage.HANDED, Stage.DEMANDED, Stage.RULED, Stage.FINAL):
            wish = Next(stage, day, "R-1/2024", "PN-MTR", None, grants if stage is Stage.RULED else {})
            claim = stepping.go_on(connection, keys, handler, number, claim.version, wish, now)
        money.book(connection, handler, number, Payment(Kind.RECEIVED, 5_000_000, day, "KW-1/2024"), now)
    with served.store.acting(handler).begin() as connection:
        draft = claims.begin(connection, keys, handler, case_id, "self", now)
        claims.add(connection, keys, handler, draft.claim_id, draft.version, Loss("transport", 900_000), now)
