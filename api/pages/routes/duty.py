"""Piket: who is on duty, what cannot wait, and the answer to it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form, Path, Request, Response

from api.pages.screen import go, show
from api.service.door import Visit, door
from api.service.routes.work import BIGGEST
from api.signin.colleagues import colleagues
from detection.urgent import items, roster
from detection.urgent.channels import CHANNEL
from detection.urgent.items import ENDS, Item
from detection.urgent.signs import label
from records.days import zone_of
from records.errors import InputRefused, NotFound, SuluhError
from records.rights.role import Role

ROUTER = APIRouter(prefix="/piket", include_in_schema=False)

Reader = Annotated[Visit, door("duty:read", composed=True)]
Answerer = Annotated[Visit, door("duty:answer", composed=True)]
Keeper = Annotated[Visit, door("duty:change", composed=True)]
Number = Annotated[int, Path(ge=1, le=BIGGEST)]
Short = Annotated[str, Form(max_length=254)]
NEW_SHIFT = ("account", "place", "starts", "ends", "email", "gateway")


@ROUTER.get("")
def see_duty(request: Request, visit: Reader) -> Response:
    """What nobody has opened yet first; then who answers in the days ahead, and where nobody does."""
    return _duty(request, visit)


def _duty(
    request: Request, visit: Visit, error: SuluhError | None = None, typed: dict[str, str] | None = None
) -> Response:
    waiting = items.waiting(visit.connection, visit.now) if visit.may("duty:read") else []
    shifts, gaps = roster.roster(visit.connection, visit.now)
    people = colleagues(visit.connection, visit.house.gate, visit.context, visit.now)
    return show(
        request,
        visit,
        "duty.html.jinja",
        200 if error is None else error.status,
        waiting=waiting,
        shifts=sorted(shifts, key=lambda shift: (shift.starts_at, shift.place)),
        gaps=gaps,
        people=people,
        answerers=[each for each in people.values() if each.role in roster.ANSWERERS],
        words={
            sign: dict(zip(("id", "en"), label(sign), strict=True))
            for each in waiting
            for sign in each.sign_ids
        },
        keeps=visit.may("duty:change"),
        answers=visit.may("duty:answer"),
        typed=dict.fromkeys(NEW_SHIFT, "") | (typed or {}),
        error=error,
    )


@ROUTER.post("/{item_id}/buka")
def open_matter(request: Request, visit: Answerer, item_id: Number) -> Response:
    """Open one: this is the receipt, and ends the calls."""
    return _matter(request, visit, items.open_item(visit.connection, visit.context, item_id, visit.now))


def _matter(
    request: Request,
    visit: Visit,
    item: Item,
    error: SuluhError | None = None,
    end: str = "",
    words: str = "",
) -> Response:
    return show(
        request,
        visit,
        "matter.html.jinja",
        200 if error is None else error.status,
        item=item,
        ends=ENDS,
        end=end,
        words=words,
        error=error,
    )


@ROUTER.post("/{item_id}/tutup")
def close_matter(
    request: Request,
    visit: Answerer,
    item_id: Number,
    end: Annotated[str, Form(max_length=20)] = "",
    words: Annotated[str, Form(max_length=4000)] = "",
) -> Response:
    """Close one with what was done; what was typed stays where it is refused."""
    keys = visit.house.store.keys
    try:
        with visit.connection.begin_nested():
            items.close(visit.connection, keys, visit.context, item_id, end, words, visit.now)
    except NotFound:
        raise
    except SuluhError as error:
        item = items.open_item(visit.connection, visit.context, item_id, visit.now)
        return _matter(request, visit, item, error, end, words)
    return go("/piket", "matter_closed")


@ROUTER.post("/giliran")
def add_shift(
    request: Request,
    visit: Keeper,
    account: Short = "",
    place: Short = "1",
    starts: Short = "",
    ends: Short = "",
    email: Short = "",
    gateway: Short = "",
) -> Response:
    """Put somebody on the roster; days and hours are those of the office's zone."""
    typed = dict(zip(NEW_SHIFT, (account, place, starts, ends, email, gateway), strict=True))
    addresses = {name: typed[name].strip() for name in CHANNEL if typed.get(name, "").strip()}
    try:
        with visit.connection.begin_nested():
            roster.put(
                visit.connection,
                visit.house.store.keys,
                visit.context,
                account,
                _role(visit, account),
                _place(place),
                (_moment(visit, starts), _moment(visit, ends)),
                addresses,
                visit.now,
            )
    except SuluhError as error:
        return _duty(request, visit, error, typed)
    return go("/piket", "shift_added")


@ROUTER.post("/giliran/{shift_id}/akhiri")
def end_shift(visit: Keeper, shift_id: Number) -> Response:
    """Take a shift off the roster."""
    roster.cancel(visit.connection, visit.context, shift_id, visit.now)
    return go("/piket", "shift_ended")


def _role(visit: Visit, account: str) -> Role:
    there = colleagues(visit.connection, visit.house.gate, visit.context, visit.now, [account])
    if account not in there:
        raise InputRefused("Pilih orang yang berpiket.", "Choose who is on duty.")
    return there[account].role


def _place(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 99:
        raise InputRefused("Urutan panggilan: 1 sampai 99.", "The place in line: 1 to 99.")
    return int(text)


def _moment(visit: Visit, text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=zone_of(visit.context.areas))
    except ValueError:
        raise InputRefused(
            "Isi hari dan jam mulai serta selesai.", "Say on which day and hour it begins and ends."
        ) from None
