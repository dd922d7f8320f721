"""Files of a case: handed in for an item of completeness, and opened; what names people behind custody alone."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response
from starlette.concurrency import run_in_threadpool

from api.pages.screen import go
from api.service.door import Visit, door
from api.service.routes.attachments import examined, handed_in
from api.service.routes.lpsk.cases import Code
from protection.attachments.keeping import Prepared
from protection.cases import files
from records.rights.authorise import Forbidden, authorise
from records.rights.permissions import PERMISSION

PREFIX = "/perkara-lampiran"
ROUTER = APIRouter(prefix=PREFIX, include_in_schema=False)
Item = Annotated[str, Path(max_length=40, pattern=r"^[a-z_]+$")]


async def brought(request: Request) -> Prepared | None:
    """Read and examine the file of a handler, before the door opens; the door turns the others away."""
    visitor = await run_in_threadpool(request.app.state.house.recognise, request)
    try:
        authorise(visitor.context, PERMISSION["case:work"], visitor.scopes)
    except Forbidden:
        return None
    found = await run_in_threadpool(examined, await handed_in(request))
    return None if found is None else found[1]


@ROUTER.post("/{case_code}/{item}")
def attach(
    upload: Annotated[Prepared | None, Depends(brought)],
    visit: Annotated[Visit, door("case:work", composed=True)],
    case_code: Code,
    item: Item,
) -> Response:
    """Keep a file for an item; its own name is not kept."""
    if upload is None:
        raise RuntimeError("the door let someone in whose form was not read")
    files.attach(visit.store, visit.context, case_code, item, upload, visit.now)
    return go(f"/perkara/{case_code}", "saved")


@ROUTER.get("/{case_code}/{item}")
def read(visit: Annotated[Visit, door("case:read")], case_code: Code, item: Item) -> Response:
    """The cleaned copy of an item's file."""
    copy = files.read(visit.store, visit.context, case_code, item)
    return Response(copy.content, headers=copy.headers)
