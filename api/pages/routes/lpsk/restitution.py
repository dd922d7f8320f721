"""Restitusi: claims that go on with their figures, and one with its losses, steps and money."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Path, Request, Response

from api.pages.screen import go, show
from api.service.door import Visit, door
from api.service.routes.lpsk.restitution import BIGGEST, CaseCode
from api.signin.colleagues import LPSK_ROLES, colleagues
from protection.cases import custody
from protection.outcomes import release
from protection.outcomes.release import Outcome
from protection.restitution import claims, money, proofs, reading, stepping, words
from protection.restitution.claims import Loss
from protection.restitution.figures import figures
from protection.restitution.heads import HEADS
from protection.restitution.ledger import Kind
from protection.restitution.money import MONEY, Payment
from protection.restitution.stages import EDITABLE, OPEN, Stage, onward
from protection.restitution.stepping import Next
from records.days import day_of
from records.deadlines import deadline
from records.errors import InputRefused, NotFound, SuluhError
from records.law import values as lawful

ROUTER = APIRouter(prefix="/restitusi", include_in_schema=False)

Reader = Annotated[Visit, door("restitution:read", composed=True)]
Writer = Annotated[Visit, door("restitution:write", composed=True)]
Confirmer = Annotated[Visit, door("outcome:confirm", composed=True)]
Number = Annotated[int, Path(ge=1, le=BIGGEST)]
Version = Annotated[int, Form(ge=1, le=2**31 - 1)]
Code = Annotated[str, Form(max_length=100)]
Words = Annotated[str, Form(max_length=8000)]


async def _typed(request: Request) -> dict[str, str]:
    """A form whose fields differ: one for each head of loss."""
    return {name: str(value)[:8000] for name, value in (await request.form()).items()}


Typed = Annotated[dict[str, str], Depends(_typed)]


@ROUTER.get("")
def see_all(request: Request, visit: Reader, selesai: bool = False) -> Response:
    """Claims that go on, or that ended, with the figures of all."""
    found = reading.listing(visit.connection, stages=frozenset(Stage) - OPEN if selesai else OPEN)
    return show(
        request,
        visit,
        "lpsk/claims.html.jinja",
        found=found,
        ended=selesai,
        figures=figures(visit.connection) if visit.may("restitution:figures") else (),
        today=_today(visit),
        **_told(),
    )


@ROUTER.post("/kasus/{case_code}")
def begin(visit: Writer, case_code: CaseCode, applicant: Code = "") -> Response:
    """Open a claim for a case."""
    case_id = reading.case_of(visit.connection, case_code)
    made = claims.begin(visit.connection, visit.store.keys, visit.context, case_id, applicant, visit.now)
    return go(f"/restitusi/{made.claim_id}", "claim_opened")


@ROUTER.post("/kasus/{case_code}/hasil")
def confirm(visit: Confirmer, case_code: CaseCode, outcome: Code = "") -> Response:
    """Confirm what came of a referred case, for the province that referred it."""
    if outcome not in list(Outcome):
        raise InputRefused("Pilih hasilnya.", "Choose the outcome.")
    case_id = reading.case_of(visit.connection, case_code)
    release.confirm(visit.connection, visit.context, case_id, Outcome(outcome), visit.now)
    return go(f"/perkara/{case_code}", "saved")


@ROUTER.get("/{claim_id}")
def see_one(request: Request, visit: Reader, claim_id: Number) -> Response:
    """One with its losses, steps, money and what can be done."""
    return claim_page(request, visit, claim_id)


@ROUTER.post("/{claim_id}/kerugian")
def lose(
    request: Request,
    visit: Writer,
    claim_id: Number,
    version: Version,
    head: Code = "",
    amount: Code = "",
    loss_words: Words = "",
    replaces: Code = "",
) -> Response:
    """Add a loss, correct one, or strike one."""
    typed = {"head": head, "amount": amount, "loss_words": loss_words, "replaces": replaces}

    def act() -> None:
        claims.add(
            visit.connection,
            visit.store.keys,
            visit.context,
            claim_id,
            version,
            Loss(head, _rupiah(amount), loss_words),
            visit.now,
            int(replaces) if replaces.isdecimal() else None,
        )

    return _step(request, visit, claim_id, "loss", typed, act)


@ROUTER.post("/{claim_id}/tahap")
def go_on(request: Request, visit: Writer, claim_id: Number, version: Version, typed: Typed) -> Response:
    """Bring it to its next stage; at a ruling what was granted is given by head."""

    def act() -> None:
        stage = typed.get("stage", "")
        if stage not in list(Stage):
            raise InputRefused("Pilih tahapnya.", "Choose the stage.")
        grants = {each.name: typed.get(f"granted_{each.name}", "").strip() for each in HEADS}
        wish = Next(
            Stage(stage),
            _day(typed.get("happened_on", "")),
            typed.get("document_no", "").strip() or None,
            typed.get("court") or None,
            _day(typed["known_on"]) if typed.get("known_on") else None,
            {head: _rupiah(text) for head, text in grants.items() if text} if stage == Stage.RULED else {},
            typed.get("stage_words", ""),
        )
        keys = visit.store.keys
        stepping.go_on(visit.connection, keys, visit.context, claim_id, version, wish, visit.now)

    return _step(request, visit, claim_id, "stage", typed, act)


@ROUTER.post("/{claim_id}/uang")
def pay(
    request: Request,
    visit: Writer,
    claim_id: Number,
    kind: Code = "",
    amount: Code = "",
    happened_on: Code = "",
    document_no: Code = "",
) -> Response:
    """Book money."""
    typed = {"kind": kind, "amount": amount, "happened_on": happened_on, "document_no": document_no}

    def act() -> None:
        if kind not in list(MONEY):
            raise InputRefused("Pilih arah uangnya.", "Choose where the money went.")
        paid = Payment(Kind(kind), _rupiah(amount), _day(happened_on), document_no)
        money.book(visit.connection, visit.context, claim_id, paid, visit.now)

    return _step(request, visit, claim_id, "money", typed, act)


@ROUTER.post("/{claim_id}/uang/{entry_id}/batal")
def take_back(request: Request, visit: Writer, claim_id: Number, entry_id: Number) -> Response:
    """Take a wrong entry back by a counter-entry."""

    def act() -> None:
        money.take_back(visit.connection, visit.context, claim_id, entry_id, visit.now)

    return _step(request, visit, claim_id, "money", {}, act)


def _step(
    request: Request,
    visit: Visit,
    claim_id: int,
    form: str,
    typed: Mapping[str, Any],
    act: Callable[[], None],
) -> Response:
    try:
        with visit.connection.begin_nested():
            act()
    except SuluhError as error:
        if error.status == NotFound.status:
            raise
        return claim_page(request, visit, claim_id, form, typed, error)
    return go(f"/restitusi/{claim_id}", "saved")


def claim_page(
    request: Request,
    visit: Visit,
    claim_id: int,
    failed: str = "",
    typed: Mapping[str, Any] | None = None,
    error: SuluhError | None = None,
) -> Response:
    """The page of a claim, also where something was refused: what was typed stays."""
    whole, today = reading.one(visit.connection, visit.store.keys, claim_id), _today(visit)
    case_id = whole.claim.case_id
    return show(
        request,
        visit,
        "lpsk/claim.html.jinja",
        200 if error is None else error.status,
        whole=whole,
        one=whole.claim,
        onward=onward(whole.claim.stage),
        editable=whole.claim.stage in EDITABLE,
        proofs=proofs.told(visit.connection, whole.items),
        opened=custody.covers(visit.connection, visit.context, case_id, proofs.GUARDED),
        people=colleagues(visit.connection, visit.house.gate, visit.context, visit.now, roles=LPSK_ROLES),
        payable=whole.claim.stage in (Stage.FINAL, Stage.UNPAID),
        courts=lawful("restitution_court", "courts", today),
        application=deadline("restitution_application", today),
        money=MONEY,
        today=today,
        failed=failed,
        typed=typed or {},
        error=error,
        **_told(),
    )


def _told() -> dict[str, Any]:
    return {
        "stages": words.STAGES,
        "applicants": words.APPLICANTS,
        "entries": words.ENTRIES,
        "heads": {head.name: head for head in HEADS},
    }


def _today(visit: Visit) -> date:
    return day_of(visit.now)


def _rupiah(text: str) -> int:
    plain = text.strip().removeprefix("Rp").strip().replace(".", "")
    if not plain.isdecimal() or len(plain) > len(str(claims.MOST_RUPIAH)):
        raise InputRefused("Tulis rupiah dengan angka, tanpa pecahan.", "Write whole rupiah in figures.")
    return int(plain)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputRefused("Isi tanggalnya.", "Give the day.") from None
