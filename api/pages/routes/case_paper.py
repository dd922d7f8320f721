"""Paper about a case: the one-page brief and the information report."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter

from api.pages import inbox
from api.pages.routes.case import WorkId, alert_of
from api.service.door import Visit, door
from api.service.routes.actions import Paper
from detection.alerts.states import Kind
from detection.alerts.work import find
from protection.actions.briefs.information import information_report
from protection.actions.briefs.network import network_brief
from protection.actions.briefs.person import person_brief
from records.errors import NotFound

ROUTER = APIRouter(prefix=inbox.ADDRESS, include_in_schema=False)


@ROUTER.get("/{work_id}/ringkasan", response_class=Paper)
def print_brief(visit: Annotated[Visit, door("brief:print")], work_id: WorkId) -> Paper:
    """The one-page brief (PDF)."""
    house, work = visit.house, find(visit.connection, work_id)
    alert_id, letterhead = alert_of(visit, work_id), house.settings.letterhead
    if work.kind is Kind.NETWORK and visit.may("brief:print_network"):
        made = network_brief(visit.connection, visit.context, alert_id, letterhead, visit.now)
    else:
        made = person_brief(
            visit.connection, visit.store.keys, visit.context, alert_id, letterhead, visit.now
        )
    return _paper(made, f"ringkasan-{work_id}")


@ROUTER.get("/{work_id}/laporan-informasi", response_class=Paper)
def print_report(visit: Annotated[Visit, door("brief:print")], work_id: WorkId) -> Paper:
    """The information report for an investigator (PDF)."""
    house, work = visit.house, find(visit.connection, work_id)
    if work.kind is Kind.NETWORK and not visit.may("brief:print_network"):
        raise NotFound("Halaman itu tidak ditemukan.", "There is no such page.")
    letterhead = house.settings.letterhead
    kind = "network" if work.kind is Kind.NETWORK else "person"
    made = information_report(
        visit.connection, visit.context, alert_of(visit, work_id), kind, letterhead, visit.now
    )
    return _paper(made, f"laporan-informasi-{work_id}")


def _paper(made: bytes, name: str) -> Paper:
    return Paper(made, headers={"Content-Disposition": f'inline; filename="{name}.pdf"'})
