"""One early warning: what is happening, why we think so, what speaks against it, what can be done now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response

from api.pages import inbox
from api.pages.case import case, cited
from api.pages.journey_chart import journey_chart
from api.pages.record_words import Recorder
from api.pages.screen import language_of, show
from api.service.door import Visit, door
from api.service.routes.work import BIGGEST
from api.signin.colleagues import colleagues
from detection.alerts.listing import Opened, opened
from detection.alerts.presence import look_on
from detection.alerts.refusals import ChangedSince
from detection.alerts.similar import similar
from detection.alerts.states import CIRCLES, GROUNDS, UNDO, UNDOABLE, Kind, Outcome
from detection.alerts.work import find
from protection.actions import reading
from protection.actions.kinds import KINDS
from protection.disclosure.evidence import evidence, sequences
from protection.disclosure.journey import journey
from protection.disclosure.person import help_for
from protection.disclosure.prevalence import prevalence
from protection.disclosure.reveal import SHORTEST_REASON, Reveal
from protection.subject.contests import contested_alerts
from records.days import day_of
from records.errors import NotFound, SuluhError
from records.law import in_force

ROUTER = APIRouter(prefix=inbox.ADDRESS, include_in_schema=False)
WorkId = Annotated[int, Path(ge=1, le=BIGGEST)]
Sequence = Annotated[int, Path(ge=1, le=BIGGEST)]
Worker = Annotated[Visit, door("alert:work", composed=True)]

OWN_FIELDS = (
    *("full_name", "nik", "passport_no", "phone", "applicant_phone"),
    *("guardian_name", "referrer_name", "referrer_phone"),
)
"""What one may ask to see of the person of a case; the rows behind it offer their own fields."""


@dataclass(frozen=True)
class Failed:
    """A form that was refused, with everything that was typed into it."""

    form: str = ""
    error: SuluhError | None = None
    typed: Mapping[str, str] = field(default_factory=dict)

    @property
    def differs(self) -> tuple[str, ...]:
        """What somebody else has changed meanwhile."""
        return self.error.fields if isinstance(self.error, ChangedSince) else ()


NOTHING_FAILED = Failed()


@ROUTER.get("/{work_id}")
def see_case(
    request: Request,
    visit: Worker,
    work_id: WorkId,
    outcome: Annotated[str, Query(max_length=40)] = "",
    form: Annotated[str, Query(alias="open", max_length=40)] = "",
) -> Response:
    """The page; ``outcome`` and ``open`` (in the address) say which form one comes for."""
    wish = Failed(
        "judge" if outcome else form, None, {"outcome": outcome if outcome in list(Outcome) else ""}
    )
    return case_page(request, visit, work_id, wish)


def case_page(
    request: Request, visit: Visit, work_id: int, failed: Failed = NOTHING_FAILED, shown: Reveal | None = None
) -> Response:
    """The page with whatever a form came to. Raises NotFound."""
    found = opened(visit.connection, visit.store.keys, visit.context.who, work_id, visit.now)
    known = sequences(visit.connection, cited(found))
    language, around = language_of(request, visit.context), _around(visit, found)
    say = Recorder(language)
    drawn = (
        language.gettext("The journey on a line of time; the list below tells the same"),
        language.gettext("today"),
    )
    today = day_of(visit.now)
    return show(
        request,
        visit,
        "case.html.jinja",
        200 if failed.error is None else failed.error.status,
        found=found,
        item=found.item,
        say=say,
        chart=journey_chart(around["journey"], today, say, language.short_day, drawn),
        told=case(found, known),
        failed=failed,
        shown=shown,
        seconds=visit.house.settings.reveal_seconds,
        **around,
        **_forms(visit, found),
    )


def _around(visit: Visit, found: Opened) -> dict[str, Any]:
    """What stands beside the statement: the journey, others alike, who shares what."""
    item, connection = found.item, visit.connection
    person = item.kind is Kind.PERSON
    sees_rows = visit.may("alert:read")
    return {
        "journey": journey(connection, item.subject, found.refs, visit.now)
        if person and visit.may("person:read")
        else (),
        "shared": prevalence(connection, item.work_id, found.refs) if person and sees_rows else (),
        "similar": similar(connection, item.kind, item.subject, found.statement),
        "help": help_for(connection, item.subject) if person and visit.may("person:read") else (),
        "contested": item.alert_id is not None and bool(contested_alerts(connection, [item.alert_id])),
    }


def _forms(visit: Visit, found: Opened) -> dict[str, Any]:
    """What can be done, and by whom."""
    item, who = found.item, visit.context.who
    plans = visit.may("action:plan") and item.alert_id is not None
    actions = reading.of_work(visit.connection, item.work_id) if visit.may("action:read") else []
    last = found.history[0] if found.history else None
    present = look_on(visit.connection, who, item.work_id, visit.now)
    people = {each.who for each in found.history} | {item.owner or ""} | {each.owner for each in actions}
    people |= {each.who for each in present}
    return {
        "people": colleagues(
            visit.connection, visit.house.gate, visit.context, visit.now, None if plans else people
        ),
        "present": present,
        "circles": CIRCLES,
        "actions": actions,
        "kinds": [kind for kind in KINDS if item.kind.value in kind.about] if plans else [],
        "action_grounds": in_force("action_ground", visit.now.date()) if plans else [],
        "grounds": GROUNDS,
        "outcomes": tuple(Outcome),
        "undoable": last is not None
        and last.who == who
        and last.version == item.version
        and last.kind in UNDOABLE
        and visit.now - last.at <= UNDO,
        "reveals": OWN_FIELDS if item.kind is Kind.PERSON and visit.may("person:reveal") else (),
        "shortest": SHORTEST_REASON,
        "latest_snooze": (visit.now + timedelta(days=90)).date(),
    }


@ROUTER.get("/{work_id}/pembuka")
def see_present(request: Request, visit: Worker, work_id: WorkId) -> Response:
    """Who else has it open; the case's page asks for this part when somebody comes back to it."""
    present = look_on(visit.connection, visit.context.who, work_id, visit.now)
    gate, people = visit.house.gate, {each.who for each in present}
    named = colleagues(visit.connection, gate, visit.context, visit.now, people)
    return show(request, visit, "present.html.jinja", work_id=work_id, present=present, people=named)


@ROUTER.get("/{work_id}/bukti/{sequence}")
def see_evidence(request: Request, visit: Worker, work_id: WorkId, sequence: Sequence) -> Response:
    """The exact source row behind a case, masked."""
    return evidence_page(request, visit, work_id, sequence)


def evidence_page(
    request: Request,
    visit: Visit,
    work_id: int,
    sequence: int,
    failed: Failed = NOTHING_FAILED,
    shown: Reveal | None = None,
) -> Response:
    """The row, with what was revealed of it. Raises NotFound, also where the case does not rest on it."""
    keys, connection = visit.store.keys, visit.connection
    found = opened(connection, keys, visit.context.who, work_id, visit.now)
    refs = cited(found)
    if found.item.kind is Kind.PERSON and visit.may("person:read"):
        refs |= {moment.ref for moment in journey(connection, found.item.subject, found.refs, visit.now)}
    return show(
        request,
        visit,
        "evidence.html.jinja",
        200 if failed.error is None else failed.error.status,
        item=found.item,
        say=Recorder(language_of(request, visit.context)),
        row=evidence(connection, keys, sequence, refs),
        failed=failed,
        shown=shown,
        shortest=SHORTEST_REASON,
        seconds=visit.house.settings.reveal_seconds,
    )


def alert_of(visit: Visit, work_id: int) -> int:
    """The newest frozen alert of a piece of work. Raises NotFound, also where none was frozen."""
    alert_id = find(visit.connection, work_id).alert_id
    if alert_id is None:
        raise NotFound("Belum ada peringatan yang dibekukan.", "No warning has been frozen yet.")
    return alert_id
