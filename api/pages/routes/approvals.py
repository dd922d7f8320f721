"""Persetujuan: what needs a second person, and notices of what was done alone in an emergency."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Path, Request, Response

from api.pages.screen import go, show
from api.service.door import Visit, door
from records import four_eyes
from records.four_eyes import reading
from records.four_eyes.acts import ACTS
from records.four_eyes.machine import State

ROUTER = APIRouter(include_in_schema=False)
MOST = 200
Number = Annotated[int, Path(ge=1, le=2**63 - 1)]
Reading = Annotated[Visit, door("approval:read", composed=True)]


@ROUTER.get("/persetujuan")
def see_requests(request: Request, visit: Reading) -> Response:
    """One's own requests, those that one may decide on, and what one's role must know."""
    return _page(request, visit)


@ROUTER.get("/persetujuan/{approval_id}")
def see_request(
    approval_id: Number, request: Request, visit: Annotated[Visit, door("approval:read")]
) -> Response:
    """One of them, with its reason."""
    asked, reason = reading.request(visit.connection, visit.house.store.keys, approval_id)
    return show(
        request, visit, "approval.html.jinja", asked=asked, reason=reason, act=_act(asked.act), State=State
    )


@ROUTER.post("/persetujuan/{approval_id}/putusan")
def decide(
    approval_id: Number, visit: Annotated[Visit, door("approval:decide")], approve: Annotated[bool, Form()]
) -> Response:
    """Agree to another's request, or not."""
    four_eyes.decide(visit.connection, approval_id, approve=approve)
    return go("/persetujuan", "saved")


@ROUTER.post("/persetujuan/{approval_id}/tarik")
def withdraw(approval_id: Number, visit: Annotated[Visit, door("approval:ask")]) -> Response:
    """Take one's own request back."""
    four_eyes.withdraw(visit.connection, approval_id)
    return go("/persetujuan", "undone")


@ROUTER.post("/persetujuan/{approval_id}/tinjauan")
def review(
    approval_id: Number, visit: Annotated[Visit, door("approval:review")], justified: Annotated[bool, Form()]
) -> Response:
    """Judge another's broken glass."""
    four_eyes.review(visit.connection, approval_id, justified=justified)
    return go("/persetujuan", "saved")


@ROUTER.post("/pemberitahuan/{notice_id}/dibaca")
def mark_read(notice_id: Number, visit: Annotated[Visit, door("notice:read")]) -> Response:
    """Say that one has read it."""
    reading.read(visit.connection, notice_id)
    return go("/persetujuan", "saved")


def _page(request: Request, visit: Visit) -> Response:
    found = reading.latest(visit.connection)
    notices = reading.notices_of(visit.connection, 0, MOST, unread=True) if visit.may("notice:read") else []
    me, role = visit.context.who, visit.context.role
    return show(
        request,
        visit,
        "approvals.html.jinja",
        waiting=[
            each
            for each in found
            if each.state is State.ASKED and each.asker != me and role in _act(each.act).approves
        ],
        own=[each for each in found if each.asker == me],
        others=[each for each in found if each.asker != me and each.state is not State.ASKED],
        notices=notices,
    )


def _act(name: str) -> four_eyes.GuardedAct:
    return next(each for each in ACTS if each.name == name)
