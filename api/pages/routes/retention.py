"""Masa simpan: how long each kind of data is kept, a change by two people, and what other nodes keep of the erased."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from api.pages.screen import go, show
from api.service.door import Visit, door
from protection.erasure import due, outside, spans, telling
from protection.erasure.spans import Wish
from records import audit, four_eyes
from records.audit import Act, Deed
from records.days import day_of
from records.errors import InputRefused, SuluhError

ROUTER = APIRouter(include_in_schema=False)
Changing = Annotated[Visit, door("retention:change", composed=True)]


@ROUTER.get("/masa-simpan")
def see_retention(request: Request, visit: Changing) -> Response:
    """How long data are kept, what is due, what was changed."""
    return _page(request, visit)


@ROUTER.post("/masa-simpan")
def change_retention(
    request: Request,
    visit: Changing,
    how: Annotated[str, Form(pattern="^(ask|change|ask_outside|outside)$")],
    rows: Annotated[str, Form(max_length=60)] = "",
    days: Annotated[str, Form(max_length=10)] = "",
    valid_from: Annotated[str, Form(max_length=10)] = "",
    source: Annotated[str, Form(max_length=400)] = "",
    reason: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    """Ask a second person for a change, or carry out the one that was agreed to."""
    typed = {"rows": rows, "days": days, "valid_from": valid_from, "source": source, "reason": reason}
    try:
        with visit.connection.begin_nested():
            if how.endswith("outside"):
                _outside(visit, how, reason)
                return go("/masa-simpan", "asked" if how == "ask_outside" else "saved")
            wish = Wish(rows, _number(days), _day(valid_from), source)
            if how == "ask":
                ground = four_eyes.ACT[spans.ACT].grounds[0]
                spans.ask(visit.connection, visit.house.store.keys, wish, ground, reason, visit.now)
            else:
                spans.change(visit.connection, visit.context, wish, visit.now)
    except SuluhError as refused:
        return _page(request, visit, refused, typed)
    return go("/masa-simpan", "asked" if how == "ask" else "saved")


def _outside(visit: Visit, how: str, reason: str) -> None:
    if how == "ask_outside":
        outside.ask(visit.connection, visit.house.store.keys, reason, visit.now)
        return
    day = outside.agreed(visit.connection)
    if day is None:
        raise InputRefused("Belum ada yang menyetujuinya.", "Nobody has agreed to it yet.")
    outside.erase(visit.connection, day)


def _page(
    request: Request, visit: Visit, error: SuluhError | None = None, typed: dict[str, str] | None = None
) -> Response:
    today = day_of(visit.now)
    kept = spans.in_force(visit.connection, today)
    over = Counter(each.period.rows for each in due.due(visit.connection, today))
    changes = spans.changes(visit.connection)
    elsewhere = telling.elsewhere(visit.connection)
    audit.write(visit.connection, Act(Deed.READ, "retention", (), len(kept) + len(changes), ("days",)))
    return show(
        request,
        visit,
        "retention.html.jinja",
        kept=kept,
        over=over,
        changes=changes[::-1],
        elsewhere=elsewhere,
        beside=len(outside.due(visit.connection, today)),
        beside_agreed=outside.agreed(visit.connection),
        agreed=spans.agreed(visit.connection, visit.house.store.keys),
        today=today,
        typed=typed or {},
        error=error,
    )


def _number(written: str) -> int:
    if not (written.strip().isascii() and written.strip().isdigit()):
        raise InputRefused("Isi jumlah hari dengan angka.", "Give the number of days in digits.")
    return int(written)


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written.strip())
    except ValueError:
        raise InputRefused("Isi tanggal berlakunya.", "Give the day from which on it holds.") from None
