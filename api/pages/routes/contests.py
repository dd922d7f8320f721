"""Keberatan: who objects and by when they are answered, whom a person cleared, and what mistakes cost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Form, Path, Request, Response

from api.pages.screen import go, show
from api.service.door import Visit, door
from api.service.routes.work import BIGGEST
from protection.contest import clearing, contests, impact
from protection.contest.contests import Asks, Contact, Party
from protection.subject import requests
from protection.subject.contests import Contest as Disputed
from protection.subject.requests import Channel, Decision, Proof
from records import retention
from records.days import day_of, zone_of
from records.errors import InputRefused, NotFound, SuluhError

ROUTER = APIRouter(prefix="/keberatan", include_in_schema=False)

Reader = Annotated[Visit, door("contest:read", composed=True)]
Receiver = Annotated[Visit, door("contest:receive", composed=True)]
Answerer = Annotated[Visit, door("contest:answer", composed=True)]
Clearer = Annotated[Visit, door("suspicion:clear", composed=True)]
Number = Annotated[int, Path(ge=1, le=BIGGEST)]
Short = Annotated[str, Form(max_length=300)]
Long = Annotated[str, Form(max_length=8000)]
YEAR = timedelta(days=365)


@ROUTER.get("")
def see_contests(request: Request, visit: Reader, terima: bool = False) -> Response:
    """What is due soonest first; with ``terima`` the form to take one in stands open."""
    return _page(request, visit, taking=terima)


@ROUTER.post("")
def receive(
    request: Request,
    visit: Receiver,
    party: Short = "",
    asks: Short = "",
    channel: Short = "",
    received: Short = "",
    contact: Short = "",
    hours: Short = "",
    said: Long = "",
    about: Short = "",
    key: Short = "",
) -> Response:
    """Take an objection in; its code is shown on this page alone, this once."""
    typed = {"party": party, "asks": asks, "channel": channel, "received": received, "contact": contact}
    typed |= {"hours": hours, "said": said, "about": about, "key": key}
    try:
        with visit.connection.begin_nested():
            code, _ = contests.receive(
                visit.connection,
                visit.house.store.keys,
                visit.house.key,
                visit.context,
                _one(Party, party),
                _one(Asks, asks),
                _one(Channel, channel),
                _moment(visit, received),
                Contact(contact, hours, said),
                (about, key.strip()) if about else None,
                visit.now,
            )
    except SuluhError as error:
        return _page(request, visit, error, typed)
    return _page(request, visit, code=code)


@ROUTER.post("/kode")
def check(request: Request, visit: Receiver, code: Short = "") -> Response:
    """Whether something was received under a code."""
    found = contests.received(visit.connection, visit.house.key, code)
    return _page(request, visit, received=found)


@ROUTER.post("/pulih")
def clear(request: Request, visit: Clearer, kind: Short = "", hub: Short = "", why: Long = "") -> Response:
    """Clear of an unfounded suspicion."""
    keys = visit.house.store.keys
    try:
        with visit.connection.begin_nested():
            clearing.clear(visit.connection, keys, visit.context, kind, hub.strip(), why, None, visit.now)
    except SuluhError as error:
        return _page(request, visit, error, {"kind": kind, "hub": hub, "why": why})
    return go("/keberatan", "cleared")


@ROUTER.post("/pulih/{clearing_id}/tarik")
def take_back(visit: Clearer, clearing_id: Number) -> Response:
    """Take a clearing back."""
    clearing.take_back(visit.connection, visit.context, clearing_id, visit.now)
    return go("/keberatan", "undone")


@ROUTER.get("/{contest_id}")
def see_contest(request: Request, visit: Answerer, contest_id: Number) -> Response:
    """One objection, with the safe contact and what they said."""
    return _one_page(request, visit, contest_id)


@ROUTER.post("/{contest_id}/kenali")
def identify(
    request: Request,
    visit: Answerer,
    contest_id: Number,
    proof: Short = "",
    refs: Long = "",
    disputed: Long = "",
) -> Response:
    """Note who they proved to be; what they dispute is marked from now on."""

    def act() -> None:
        mine = _found(visit, contest_id)
        if mine.party is not Party.WORKER:
            contests.prove(visit.connection, visit.context, contest_id, _one(Proof, proof), visit.now)
            return
        wrong = [line.split() for line in disputed.splitlines() if line.strip()]
        requests.identify(
            visit.connection,
            visit.context.who,
            mine.request_id,
            _one(Proof, proof),
            [_row(ref) for ref in refs.split()],
            visit.now,
            [
                Disputed(_row(ref), tuple(" ".join(fields).replace(",", " ").split()))
                for ref, *fields in wrong
            ],
        )

    return _tried(request, visit, contest_id, act)


@ROUTER.post("/{contest_id}/putusan")
def decide(
    request: Request, visit: Answerer, contest_id: Number, decision: Short = "", ground: Short = ""
) -> Response:
    """Decide on a declared ground."""

    def act() -> None:
        number = _found(visit, contest_id).request_id
        chosen = _one(Decision, decision)
        requests.decide(visit.connection, visit.context.who, number, chosen, ground, visit.now)

    return _tried(request, visit, contest_id, act)


@ROUTER.post("/{contest_id}/jawaban")
def answer(request: Request, visit: Answerer, contest_id: Number, said: Long = "") -> Response:
    """Keep what was answered by the safe contact; the clock stops."""
    keys = visit.house.store.keys
    return _tried(
        request,
        visit,
        contest_id,
        lambda: contests.answer(visit.connection, keys, visit.context, contest_id, said, visit.now),
    )


def _tried(request: Request, visit: Visit, contest_id: int, act: Callable[[], object]) -> Response:
    try:
        with visit.connection.begin_nested():
            act()
    except NotFound:
        raise
    except SuluhError as error:
        return _one_page(request, visit, contest_id, error)
    return go(f"/keberatan/{contest_id}", "saved")


def _found(visit: Visit, contest_id: int) -> contests.Contest:
    return contests.one(visit.connection, contest_id, visit.now)


def _one_page(request: Request, visit: Visit, contest_id: int, error: SuluhError | None = None) -> Response:
    today = day_of(visit.now)
    return show(
        request,
        visit,
        "contest.html.jinja",
        200 if error is None else error.status,
        one=_found(visit, contest_id),
        contact=contests.contact(visit.connection, visit.house.store.keys, contest_id),
        proofs=list(Proof),
        decisions={each: retention.decision_grounds(each.value, today) for each in Decision},
        error=error,
    )


def _page(
    request: Request,
    visit: Visit,
    error: SuluhError | None = None,
    typed: dict[str, str] | None = None,
    *,
    code: str = "",
    received: bool | None = None,
    taking: bool = False,
) -> Response:
    local = visit.now.astimezone(zone_of(visit.context.areas))
    begun = dict.fromkeys(("party", "asks", "channel", "contact", "hours", "said", "about", "key"), "")
    begun |= {"kind": "", "hub": "", "why": "", "received": local.strftime("%Y-%m-%dT%H:%M")}
    tomorrow = visit.now + timedelta(seconds=1)
    return show(
        request,
        visit,
        "contests.html.jinja",
        200 if error is None else error.status,
        found=contests.listed(visit.connection, visit.now),
        receives=visit.may("contest:receive"),
        answers=visit.may("contest:answer"),
        cleared=clearing.cleared(visit.connection) if visit.may("suspicion:clear") else None,
        impact=impact.impact(visit.connection, visit.now - YEAR, tomorrow)
        if visit.may("mistakes:read")
        else None,
        parties=list(Party),
        wishes=list(Asks),
        channels=list(Channel),
        kinds=clearing.KINDS,
        hubs=contests.HUBS,
        typed=begun | (typed or {}),
        code=code,
        was_received=received,
        taking=taking,
        error=error,
    )


def _row(ref: str) -> str:
    """A row as it is named; a number alone is a registration's."""
    return ref if ":" in ref else f"registrations:{ref}"


def _one(kind: Any, text: str) -> Any:
    try:
        return kind(text)
    except ValueError:
        options = ", ".join(each.value for each in kind)
        raise InputRefused(f"Pilih: {options}.", f"Choose: {options}.") from None


def _moment(visit: Visit, words: str) -> datetime:
    try:
        return datetime.fromisoformat(words).replace(tzinfo=zone_of(visit.context.areas))
    except ValueError:
        raise InputRefused("Isi hari dan jam diterima.", "Give the day and hour of receipt.") from None
