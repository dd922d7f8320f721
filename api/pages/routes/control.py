"""Jejak audit, hak akses: who opened what, whether the trail is whole, and what each role may do."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.pages.screen import show
from api.service.door import Visit, door
from records import audit
from records.audit import Act, Deed
from records.audit.reading import newest
from records.audit.signing import public_key
from records.audit.verify import verify
from records.rights.permissions import PERMISSIONS
from records.rights.purpose import GROUNDS
from records.rights.role import PROGRAM, Role

ROUTER = APIRouter(include_in_schema=False)
A_PAGE = 50
ROLES = tuple(role for role in Role if role not in PROGRAM)


@ROUTER.get("/jejak")
def see_trail(
    request: Request,
    visit: Annotated[Visit, door("audit:read")],
    before: Annotated[int | None, Query(ge=1, lt=2**63)] = None,
    who: Annotated[str, Query(max_length=100)] = "",
    ref: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """Who did what, the newest first; of one account, or about one object."""
    found = newest(visit.connection, before, A_PAGE, who.strip() or None, ref.strip() or None)
    older = found[-1].entry_id if len(found) == A_PAGE else None
    return show(
        request, visit, "trail.html.jinja", entries=found, who=who, ref=ref, older=older, verdict=None
    )


@ROUTER.post("/jejak/verifikasi")
def verify_trail(request: Request, visit: Annotated[Visit, door("audit:verify")]) -> Response:
    """Recompute the whole trail, and tell the result in a sentence."""
    trusted = frozenset({public_key(visit.house.settings.audit_key())})
    verdict = verify(visit.store, trusted)
    audit.write(visit.connection, Act(Deed.READ, "audit_chain", (), verdict.links))
    return show(request, visit, "trail.html.jinja", entries=None, who="", ref="", older=None, verdict=verdict)


@ROUTER.get("/hak")
def see_rights(
    request: Request,
    visit: Annotated[Visit, door("rights:read")],
    role: Annotated[Role | None, Query()] = None,
) -> Response:
    """What each role may do, for which purposes, on which ground; as the program itself decides."""
    audit.write(visit.connection, Act(Deed.READ, "rights", ()))
    shown = [each for each in PERMISSIONS if role is None or role in each.roles]
    return show(
        request,
        visit,
        "rights.html.jinja",
        permissions=shown,
        roles=ROLES if role is None else (role,),
        role=role,
        every=ROLES,
        grounds=GROUNDS,
    )
