"""Restitution of a case at LPSK: losses, steps, money, figures; and what came of the case, for its sender."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field

from api.service.cursors import Paged
from api.service.door import Visit, door
from protection.outcomes import release
from protection.outcomes.release import Confirmed, Outcome
from protection.restitution import claims, money, reading, stepping
from protection.restitution.claims import Loss
from protection.restitution.figures import Figure, figures
from protection.restitution.ledger import Balance, Kind
from protection.restitution.money import Payment
from protection.restitution.reading import Claim, Whole
from protection.restitution.stages import Stage
from protection.restitution.stepping import Next
from records.errors import NotFound

ROUTER = APIRouter(prefix="/v1")

BIGGEST = 2**63 - 1
CaseCode = Annotated[str, Path(pattern=r"^LPSK-[0-9]{4}-[2-9A-Z]{6}$")]
ClaimId = Annotated[int, Path(ge=1, le=BIGGEST)]
EntryId = Annotated[int, Path(ge=1, le=BIGGEST)]
Version = Annotated[int, Field(ge=1, le=2**31 - 1, description="Version that was read; another is refused.")]
Rupiah = Annotated[int, Field(ge=0, le=claims.MOST_RUPIAH)]
DocumentNo = Annotated[str | None, Field(min_length=1, max_length=100, pattern=r"^[\w ./-]+$")]
Words = Annotated[str, Field(max_length=8000)]
Proof = Annotated[str, Field(pattern=r"^l-[0-9a-f]{32}$")]
Code = Annotated[str, Field(max_length=40)]


class Opened(BaseModel):
    """Who claims: self, family, guardian, heir or lpsk; for a child family, guardian or lpsk."""

    applicant: Code


class Lost(BaseModel):
    """A loss in whole rupiah; in the place of another, 0 strikes that one."""

    version: Version
    head: Code
    amount: Rupiah
    words: Words = ""
    proofs: Annotated[list[Proof], Field(max_length=50)] = []
    replaces: Annotated[int | None, Field(ge=1, le=BIGGEST)] = None


class GoneOn(BaseModel):
    """The next stage; at a ruling what was granted by head of loss, in whole rupiah."""

    version: Version
    stage: Stage
    happened_on: date
    document_no: DocumentNo = None
    court: Annotated[str | None, Field(max_length=20)] = None
    known_on: date | None = None
    grants: Annotated[dict[Code, Rupiah], Field(max_length=10)] = {}
    words: Words = ""


class Paid(BaseModel):
    """Money that moved: received from the offender, delivered to the victim, or paid directly."""

    kind: Kind
    amount: Annotated[int, Field(ge=1, le=claims.MOST_RUPIAH)]
    happened_on: date
    document_no: Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[\w ./-]+$")]


class OutcomeConfirmed(BaseModel):
    """What LPSK holds of the person: victim, cleared, or what was said before is withdrawn."""

    outcome: Outcome


class Standing(BaseModel):
    """A claim and how it stands in the ledger."""

    claim: Claim
    balance: Balance


@ROUTER.get("/restitution")
def read_all(visit: Annotated[Visit, door("restitution:read")], page: Paged) -> list[Standing]:
    """Claims that go on, the nearest day of payment first."""
    found = [
        Standing(claim=claim, balance=balance)
        for claim, balance in reading.listing(visit.connection, most=page.most, after=page.after)
    ]
    return page.of(found, lambda _: page.after + len(found))


@ROUTER.get("/restitution/figures")
def read_figures(visit: Annotated[Visit, door("restitution:figures")]) -> tuple[Figure, ...]:
    """Claimed, granted, received and outstanding by year and court."""
    return figures(visit.connection)


@ROUTER.get("/cases/{case_code}/restitution")
def read_of_case(case_code: CaseCode, visit: Annotated[Visit, door("restitution:read")]) -> list[Standing]:
    """The claims of a case."""
    case_id = reading.case_of(visit.connection, case_code)
    found = reading.listing(visit.connection, case_id=case_id)
    return [Standing(claim=claim, balance=balance) for claim, balance in found]


@ROUTER.post("/cases/{case_code}/restitution", status_code=201)
def begin(case_code: CaseCode, opened: Opened, visit: Annotated[Visit, door("restitution:write")]) -> Claim:
    """Open a claim."""
    keys, case_id = visit.house.store.keys, reading.case_of(visit.connection, case_code)
    return claims.begin(visit.connection, keys, visit.context, case_id, opened.applicant, visit.now)


@ROUTER.get("/cases/{case_code}/restitution/{claim_id}")
def read_one(
    case_code: CaseCode, claim_id: ClaimId, visit: Annotated[Visit, door("restitution:read")]
) -> Whole:
    """A claim with its losses, steps, entries and balance."""
    _of_case(visit, case_code, claim_id)
    return reading.one(visit.connection, visit.house.store.keys, claim_id)


@ROUTER.post("/cases/{case_code}/restitution/{claim_id}/items", status_code=201)
def lose(
    case_code: CaseCode, claim_id: ClaimId, lost: Lost, visit: Annotated[Visit, door("restitution:write")]
) -> Claim:
    """Add a loss, or put it in the place of another."""
    _of_case(visit, case_code, claim_id)
    return claims.add(
        visit.connection,
        visit.house.store.keys,
        visit.context,
        claim_id,
        lost.version,
        Loss(lost.head, lost.amount, lost.words, tuple(lost.proofs)),
        visit.now,
        lost.replaces,
    )


@ROUTER.post("/cases/{case_code}/restitution/{claim_id}/stages")
def go_on(
    case_code: CaseCode,
    claim_id: ClaimId,
    gone_on: GoneOn,
    visit: Annotated[Visit, door("restitution:write")],
) -> Claim:
    """Bring a claim to its next stage."""
    _of_case(visit, case_code, claim_id)
    return stepping.go_on(
        visit.connection,
        visit.house.store.keys,
        visit.context,
        claim_id,
        gone_on.version,
        Next(**gone_on.model_dump(exclude={"version"})),
        visit.now,
    )


@ROUTER.post("/cases/{case_code}/restitution/{claim_id}/payments", status_code=201)
def pay(
    case_code: CaseCode, claim_id: ClaimId, paid: Paid, visit: Annotated[Visit, door("restitution:write")]
) -> Balance:
    """Book money that moved."""
    _of_case(visit, case_code, claim_id)
    return money.book(visit.connection, visit.context, claim_id, Payment(**paid.model_dump()), visit.now)


@ROUTER.post("/cases/{case_code}/restitution/{claim_id}/payments/{entry_id}/counter", status_code=201)
def take_back(
    case_code: CaseCode,
    claim_id: ClaimId,
    entry_id: EntryId,
    visit: Annotated[Visit, door("restitution:write")],
) -> Balance:
    """Take a wrong entry back by a counter-entry."""
    _of_case(visit, case_code, claim_id)
    return money.take_back(visit.connection, visit.context, claim_id, entry_id, visit.now)


@ROUTER.post("/cases/{case_code}/outcome", status_code=201)
def confirm(
    case_code: CaseCode, said: OutcomeConfirmed, visit: Annotated[Visit, door("outcome:confirm")]
) -> Confirmed:
    """Confirm what came of a referred case; it leaves later, in a batch, as a token and an outcome alone."""
    case_id = reading.case_of(visit.connection, case_code)
    return release.confirm(visit.connection, visit.context, case_id, said.outcome, visit.now)


def _of_case(visit: Visit, case_code: str, claim_id: int) -> None:
    if reading.find(visit.connection, claim_id).case_code != case_code:
        raise NotFound("Tuntutan restitusi itu tidak ditemukan.", "There is no such claim of restitution.")
