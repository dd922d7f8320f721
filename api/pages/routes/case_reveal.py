"""Fields in clear, for a reason, for a short time; they are covered again by themselves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from api.pages import inbox
from api.pages.routes.case import Failed, Sequence, Worker, WorkId, case_page, evidence_page
from api.pages.screen import go
from api.service.door import Visit
from api.service.routes.people import tomorrow
from detection.alerts.states import Kind
from detection.alerts.work import find
from protection.disclosure.evidence import evidence
from protection.disclosure.reveal import Reveal, reveal
from records import four_eyes
from records.errors import NotFound, SuluhError
from records.four_eyes import ACT
from records.rights.authorise import authorise
from records.rights.permissions import PERMISSION

ROUTER = APIRouter(prefix=inbox.ADDRESS, include_in_schema=False)
Fields = Annotated[list[Annotated[str, Form(max_length=60)]] | None, Form()]
Words = Annotated[str, Form(max_length=2000)]
GROUND = ACT["reveal_protected"].grounds[0]


@ROUTER.post("/{work_id}/buka")
def reveal_person(
    request: Request, visit: Worker, work_id: WorkId, fields: Fields = None, reveal_reason: Words = ""
) -> Response:
    """Fields of the person whom a case is about."""
    _also(visit, "person:reveal")
    person = _person(visit, work_id)
    return _revealed(
        visit,
        person,
        fields or [],
        reveal_reason,
        lambda failed, shown: case_page(request, visit, work_id, failed, shown),
    )


@ROUTER.post("/{work_id}/bukti/{sequence}/buka")
def reveal_row(
    request: Request,
    visit: Worker,
    work_id: WorkId,
    sequence: Sequence,
    fields: Fields = None,
    reveal_reason: Words = "",
) -> Response:
    """Fields of whom a row is about."""
    _also(visit, "person:reveal")
    find(visit.connection, work_id)
    row = evidence(visit.connection, visit.store.keys, sequence)
    if row.person_id is None:
        raise NotFound("Orang itu tidak ditemukan.", "There is no such person.")
    return _revealed(
        visit,
        row.person_id,
        fields or [],
        reveal_reason,
        lambda failed, shown: evidence_page(
            request,
            visit,
            work_id,
            sequence,
            failed,
            shown
            and replace(shown, values={ref: said for ref, said in shown.values.items() if ref == row.ref}),
        ),
    )


@ROUTER.post("/{work_id}/buka/persetujuan")
def ask_second(visit: Worker, work_id: WorkId, reveal_reason: Words = "") -> Response:
    """Ask a second person to agree that a protected person is shown."""
    _also(visit, "approval:ask")
    person = _person(visit, work_id)
    refs = (f"person:{person}",)
    four_eyes.ask(visit.connection, visit.store.keys, "reveal_protected", refs, GROUND, reveal_reason)
    return go(f"{inbox.ADDRESS}/{work_id}", "asked")


def _also(visit: Visit, permission: str) -> None:
    """Whoever works on alerts needs this permission, too. Raises Forbidden."""
    authorise(visit.context, PERMISSION[permission], visit.visitor.scopes)


def _person(visit: Visit, work_id: int) -> str:
    work = find(visit.connection, work_id)
    if work.kind is not Kind.PERSON:
        raise NotFound("Orang itu tidak ditemukan.", "There is no such person.")
    return work.subject


def _revealed(
    visit: Visit,
    person: str,
    fields: list[str],
    reason: str,
    page: Callable[[Failed, Reveal | None], Response],
) -> Response:
    try:
        with visit.connection.begin_nested():
            shown = reveal(
                visit.connection,
                visit.store.keys,
                visit.context,
                person,
                fields,
                reason,
                as_of=tomorrow(visit.now),
                now=visit.now,
                lasts=timedelta(seconds=visit.house.settings.reveal_seconds),
            )
    except SuluhError as error:
        if error.status == NotFound.status:
            raise
        return page(Failed("reveal", error, {"reveal_reason": reason, "fields": " ".join(fields)}), None)
    return page(Failed("reveal"), shown)
