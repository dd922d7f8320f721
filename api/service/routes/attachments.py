"""Scans, statements and photographs: handed in, shown cleaned or masked, destroyed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.responses import Response

from api.service.door import Visit, door
from api.service.house import House
from protection.attachments import keeping, media, opening
from protection.attachments.keeping import Prepared, Reason
from protection.attachments.known import Attachment
from protection.attachments.media import MAX_BYTES
from protection.attachments.opening import Copy
from records.days import day_of
from records.errors import InputRefused
from records.rights.authorise import Forbidden, authorise
from records.rights.permissions import PERMISSION

PREFIX = "/v1/attachments"
BODY_BYTES = MAX_BYTES + 64 * 2**10
"""What a body under ``PREFIX`` may hold: one file, and what stands around it."""

ROUTER = APIRouter(prefix=PREFIX)


CLEANED = {each.cleaned for each in media.MEDIA}
"""Types of cleaned copies."""


def told_as(types: Iterable[str]) -> dict[int | str, dict[str, Any]]:
    """What the description says of answers that are a file: its possible types, and that it may be destroyed."""
    gone = "Lampiran telah dimusnahkan / the attachment was destroyed"
    return {200: {"content": {each: {} for each in sorted(types)}}, 410: {"description": gone}}


class _InMemory(MultiPartParser):
    """A form whose file never touches the disk, where it would lie in clear after a crash."""

    spool_max_size = BODY_BYTES


@dataclass(frozen=True)
class Form:
    """What was handed in: one file, and three fields about it."""

    about_kind: str
    about_ref: str
    kind: str
    name: str
    declared: str
    content: bytes


@dataclass(frozen=True)
class Known:
    """What is told of an attachment; the rows and regencies that it carries are for holds and row-level security."""

    attachment_id: str
    about_kind: str
    about_ref: str
    kind: str
    media_type: str
    pages: int
    size: int
    sha256: str
    uploaded_by: str
    uploaded_at: datetime
    retained_until: date
    destroyed_at: datetime | None


class Destruction(BaseModel):
    """Why an attachment is destroyed."""

    reason: Reason


async def handed_in(request: Request) -> Form | None:
    """Read the form, from those who may add attachments; the door turns the others away, and writes it down.

    It is read before the door opens: a slow line must not hold a transaction open.
    """
    house: House = request.app.state.house
    visitor = await run_in_threadpool(house.recognise, request)
    try:
        authorise(visitor.context, PERMISSION["attachment:add"], visitor.scopes)
    except Forbidden:
        return None
    try:
        parser = _InMemory(request.headers, request.stream(), max_files=1, max_fields=3, max_part_size=256)
        form = await parser.parse()
        about_kind, about_ref, kind, file = (
            form[name] for name in ("about_kind", "about_ref", "kind", "file")
        )
    except (KeyError, MultiPartException):
        raise malformed() from None
    if not isinstance(file, UploadFile):
        raise malformed()
    content = await file.read()
    await form.close()
    return Form(
        str(about_kind), str(about_ref), str(kind), file.filename or "", file.content_type or "", content
    )


def malformed() -> InputRefused:
    """What is told of a form that is not the one asked for."""
    return InputRefused(
        "Kirim satu berkas (file) beserta about_kind, about_ref, dan kind sebagai multipart/form-data.",
        "Send one file, with about_kind, about_ref and kind, as multipart/form-data.",
    )


def examined(form: Annotated[Form | None, Depends(handed_in)]) -> tuple[Form, Prepared] | None:
    """Examine what was handed in, before the door opens: it takes seconds."""
    return None if form is None else (form, keeping.prepare(form.content, form.kind, form.declared))


@ROUTER.post("", status_code=201)
def add(
    upload: Annotated[tuple[Form, Prepared] | None, Depends(examined)],
    visit: Annotated[Visit, door("attachment:add")],
) -> Known:
    """Hand a file in (multipart/form-data)."""
    if upload is None:
        raise RuntimeError("the door let someone in whose form was not read")
    form, prepared = upload
    return _told(keeping.keep(visit.store, prepared, form.name, form.about_kind, form.about_ref, visit.now))


@ROUTER.get("")
def read_list(
    visit: Annotated[Visit, door("attachment:read")],
    about_kind: Annotated[str, Query(max_length=20)],
    about_ref: Annotated[str, Query(max_length=100)],
) -> list[Known]:
    """What is known of the attachments of an alert, a person or a request."""
    return [_told(each) for each in keeping.listed(visit.store, about_kind, about_ref)]


@ROUTER.get("/due")
def read_due(visit: Annotated[Visit, door("attachment:destroy")]) -> list[Known]:
    """The attachments whose time is over."""
    return [_told(each) for each in keeping.due(visit.store, day_of(visit.now))]


@ROUTER.get("/{attachment_id}", response_class=Response, responses=told_as(CLEANED))
def read_cleaned(attachment_id: str, visit: Annotated[Visit, door("attachment:read")]) -> Response:
    """The cleaned copy."""
    return _handed_out(opening.cleaned(visit.store, attachment_id))


@ROUTER.get("/{attachment_id}/preview", response_class=Response, responses=told_as({media.PNG.media_type}))
def read_preview(attachment_id: str, visit: Annotated[Visit, door("attachment:read")]) -> Response:
    """The masked preview."""
    return _handed_out(opening.preview(visit.store, attachment_id))


@ROUTER.get("/{attachment_id}/original", response_class=Response, responses=told_as(media.BY_TYPE))
def read_original(attachment_id: str, visit: Annotated[Visit, door("attachment:original")]) -> Response:
    """The file as it was handed in, as evidence."""
    return _handed_out(opening.original(visit.store, attachment_id))


@ROUTER.post("/{attachment_id}/destructions")
def destroy(
    attachment_id: str, destruction: Destruction, visit: Annotated[Visit, door("attachment:destroy")]
) -> Known:
    """Destroy its keys; a tombstone stays."""
    return _told(keeping.destroy(visit.store, attachment_id, destruction.reason, visit.now))


def _told(attachment: Attachment) -> Known:
    return Known(**{field.name: getattr(attachment, field.name) for field in fields(Known)})


def _handed_out(copy: Copy) -> Response:
    return Response(copy.content, headers=copy.headers)
