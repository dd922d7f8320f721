"""Bukti kerugian: a scan kept with a loss by its hash, opened while custody of the identity stands open."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from api.pages.routes.lpsk.files import brought
from api.pages.routes.lpsk.restitution import Number, Writer, claim_page
from api.pages.screen import go
from api.service.door import Visit, door
from protection.attachments.keeping import Prepared
from protection.restitution import proofs
from records.errors import NotFound, SuluhError

PREFIX = "/restitusi-bukti"
ROUTER = APIRouter(prefix=PREFIX, include_in_schema=False)
Version = Annotated[int, Query(alias="versi", ge=1, le=2**31 - 1)]
Proof = Annotated[str, Path(pattern=r"^l-[0-9a-f]{32}$")]


@ROUTER.post("/{claim_id}/{item_id}")
def attach(
    request: Request,
    upload: Annotated[Prepared | None, Depends(brought)],
    visit: Writer,
    claim_id: Number,
    item_id: Number,
    version: Version = 1,
) -> Response:
    """Keep a file as a proof of a loss; its own name is not kept."""
    if upload is None:
        raise RuntimeError("the door let someone in whose form was not read")
    try:
        with visit.connection.begin_nested():
            proofs.attach(visit.store, visit.context, claim_id, item_id, version, upload, visit.now)
    except NotFound:
        raise
    except SuluhError as error:
        return claim_page(request, visit, claim_id, "proof", error=error)
    return go(f"/restitusi/{claim_id}", "saved")


@ROUTER.get("/{claim_id}/{attachment_id}")
def read(
    visit: Annotated[Visit, door("restitution:read")], claim_id: Number, attachment_id: Proof
) -> Response:
    """The cleaned copy of a proof."""
    copy = proofs.read(visit.store, visit.context, claim_id, attachment_id)
    return Response(copy.content, headers=copy.headers)
