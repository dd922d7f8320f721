"""Control: the audit, the rights as they stand, the runs of detection."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query
from sqlalchemy import select

from api.service.cursors import Paged
from api.service.door import Visit, door
from records import audit
from records.audit import Act, Deed
from records.audit.reading import Entry, entries
from records.rights.permissions import PERMISSIONS, Permission
from records.rights.purpose import GROUNDS, Ground
from records.tables import detection_runs

ROUTER = APIRouter(prefix="/v1")

BIGGEST = 2**63 - 1


@dataclass(frozen=True)
class Rights:
    """What each role may do and for which purposes it has a legal ground."""

    permissions: tuple[Permission, ...]
    grounds: tuple[Ground, ...]


@ROUTER.get("/audit")
def read_audit(
    visit: Annotated[Visit, door("audit:read")],
    page: Paged,
    who: Annotated[str | None, Query(max_length=100)] = None,
    ref: Annotated[str | None, Query(max_length=200)] = None,
) -> list[Entry]:
    """Who did what, by number."""
    found = entries(visit.connection, page.after, page.most, who, ref)
    return page.of(found, lambda each: each.entry_id)


@ROUTER.get("/rights")
def read_rights(visit: Annotated[Visit, door("rights:read")]) -> Rights:
    """Every permission, and every purpose with its roles and legal ground."""
    audit.write(visit.connection, Act(Deed.READ, "rights", ()))
    return Rights(PERMISSIONS, GROUNDS)


@ROUTER.get("/runs")
def read_runs(
    visit: Annotated[Visit, door("run:read")],
    page: Paged,
) -> list[dict[str, object]]:
    """The detections that were run: their day, data, model and size."""
    wanted = (
        select(detection_runs).where(detection_runs.c.run_id > page.after).order_by(detection_runs.c.run_id)
    )
    found = [dict(row._mapping) for row in visit.connection.execute(wanted.limit(page.most))]
    refs = tuple(str(run["run_id"]) for run in found)
    audit.write(visit.connection, Act(Deed.READ, "detection_run", refs))
    return page.of(found, lambda each: int(str(each["run_id"])))
