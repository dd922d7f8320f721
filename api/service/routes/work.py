"""The work on alerts: listed by need and days left, claimed, put off, judged, taken back, assigned, counted."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import AwareDatetime, BaseModel, Field

from api.service.cursors import Paged
from api.service.door import Visit, door
from detection.alerts import claims, decisions, snoozing, taking_back
from detection.alerts.claims import Assigned
from detection.alerts.counts import Counts, counts, estimates
from detection.alerts.decided import Asked, Decision, decided
from detection.alerts.decisions import Judgement
from detection.alerts.estimates import Estimates
from detection.alerts.listing import Item, Opened, item_of, listed, opened
from detection.alerts.states import GROUNDS, OPEN, Ground, Kind, Outcome, SecondReview, SeenBy, State
from detection.alerts.wanted import Wanted
from records import audit
from records.audit import Act, Deed

ROUTER = APIRouter(prefix="/v1/work")

BIGGEST = 2**63 - 1
MOST_ASSIGNED = 200
Number = Annotated[int, Path(ge=1, le=BIGGEST)]
Days = Annotated[int, Query(ge=1, le=3660, description="Length of the period that ends now.")]
Words = Annotated[str, Field(max_length=10_000)]
Worker = Annotated[Visit, door("alert:work")]
Judge = Annotated[Visit, door("alert:decide")]


class Change(BaseModel):
    """What every change says: the version that was read, so that nobody saves over another's change."""

    version: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = None


class Snooze(Change):
    """Why it is put off, and until when; without an end until new evidence."""

    reason: Words
    until: AwareDatetime | None = None


class Reason(Change):
    """Why."""

    reason: Words


class Note(Change):
    """What is noted."""

    text: Words
    seen_by: SeenBy = SeenBy.FORCE


class Judged(Change):
    """What is judged, on which ground of the list, why, and what speaks against it."""

    outcome: Outcome
    ground: Annotated[str, Field(max_length=50)]
    reason: Words
    against: Words


class Assignment(BaseModel):
    """What is given to whom."""

    work_ids: Annotated[
        list[Annotated[int, Field(ge=1, le=BIGGEST)]], Field(min_length=1, max_length=MOST_ASSIGNED)
    ]
    account_id: Annotated[str, Field(min_length=1, max_length=100)]


@ROUTER.get("")
def list_work(
    visit: Worker,
    page: Paged,
    kind: Annotated[list[Kind] | None, Query(description="Of these kinds; of all without it.")] = None,
    state: Annotated[list[State] | None, Query(description="In these states; open ones without it.")] = None,
    mine: Annotated[bool, Query(description="What the visitor has claimed or put off.")] = False,
    snoozed: Annotated[bool, Query(description="What is put off, too.")] = False,
    grouped: Annotated[bool, Query(description="The people of an open network with it.")] = True,
) -> list[Item]:
    """Pieces of work, the most urgent first."""
    who = visit.context.who
    wanted = Wanted(
        kind or tuple(Kind),
        state or OPEN,
        who if mine else None,
        snoozed or mine,
        grouped,
        page.after or None,
        page.most,
    )
    found = listed(visit.connection, who, wanted, visit.now)
    return page.of(found, lambda each: each.work_id)


@ROUTER.get("/counts")
def count_work(visit: Worker, days: Days = 30) -> Counts:
    """How the work stands: open, ageing, lapsed."""
    since = visit.now - timedelta(days=days)
    return counts(visit.connection, visit.context.who, visit.now, since)


@ROUTER.get("/grounds")
def list_grounds(visit: Worker) -> tuple[Ground, ...]:
    """The grounds that a judgement is chosen from, with the outcomes that each may stand for."""
    audit.write(visit.connection, Act(Deed.READ, "alert_work", ("grounds",)))
    return GROUNDS


@ROUTER.get("/estimates")
def estimate_work(visit: Annotated[Visit, door("alert:estimate")], days: Days = 365) -> Estimates:
    """What the random looks say of recall and prevalence."""
    return estimates(visit.connection, visit.now - timedelta(days=days), visit.now)


@ROUTER.get("/decisions")
def list_decisions(
    visit: Annotated[Visit, door("alert:estimate")], page: Paged, days: Days = 365
) -> list[Decision]:
    """What was decided, the newest first, with its ground and where it differs from the ranking; it names nobody."""
    asked = Asked(visit.now - timedelta(days=days), after=page.after or None, most=page.most)
    return page.of(decided(visit.connection, asked), lambda each: each.work_id)


@ROUTER.post("/assignments")
def assign_work(assignment: Assignment, visit: Annotated[Visit, door("alert:assign")]) -> list[Assigned]:
    """Give pieces of work to an account; each is told by itself, and nothing is ever judged in bulk."""
    return claims.assign(
        visit.connection, visit.context.who, assignment.work_ids, assignment.account_id, visit.now
    )


@ROUTER.get("/{work_id}")
def open_work(work_id: Number, visit: Worker) -> Opened:
    """One piece of work: what was frozen, who is in it, what happened."""
    return opened(visit.connection, visit.store.keys, visit.context.who, work_id, visit.now)


@ROUTER.post("/{work_id}/claim")
def claim_work(work_id: Number, change: Change, visit: Worker) -> Item:
    """Take it, or keep it for longer."""
    who = visit.context.who
    work = claims.claim(visit.connection, who, work_id, change.version, visit.now)
    return item_of(visit.connection, who, work, visit.now)


@ROUTER.post("/{work_id}/release")
def release_work(work_id: Number, change: Change, visit: Worker) -> Item:
    """Give it back."""
    who = visit.context.who
    work = claims.release(visit.connection, who, work_id, change.version, visit.now)
    return item_of(visit.connection, who, work, visit.now)


@ROUTER.post("/{work_id}/snooze")
def snooze_work(work_id: Number, snooze: Snooze, visit: Worker) -> Item:
    """Put it off, with a reason."""
    who = visit.context.who
    until: datetime | None = snooze.until
    work = snoozing.snooze(
        visit.connection,
        visit.store.keys,
        who,
        work_id,
        snooze.version,
        snooze.reason,
        visit.now,
        until,
    )
    return item_of(visit.connection, who, work, visit.now)


@ROUTER.post("/{work_id}/notes")
def note_work(work_id: Number, note: Note, visit: Worker) -> Item:
    """Write a note to it."""
    who, keys = visit.context.who, visit.store.keys
    work = taking_back.note(
        visit.connection, keys, who, work_id, note.version, note.text, visit.now, note.seen_by
    )
    return item_of(visit.connection, who, work, visit.now)


@ROUTER.post("/{work_id}/judgements")
def judge_work(work_id: Number, judged: Judged, visit: Judge) -> Item:
    """Judge it; the score is in the answer, for now the visitor has judged."""
    who = visit.context.who
    judgement = Judgement(judged.outcome, judged.ground, judged.reason, judged.against)
    second = SecondReview(visit.house.settings.second_review)
    work = decisions.judge(
        visit.connection, visit.store.keys, who, work_id, judged.version, judgement, visit.now, second
    )
    return item_of(visit.connection, who, work, visit.now)


@ROUTER.post("/{work_id}/undo")
def undo_work(work_id: Number, change: Change, visit: Worker) -> Item:
    """Take back one's own last act on it."""
    who = visit.context.who
    work = taking_back.undo(visit.connection, who, work_id, change.version, visit.now)
    return item_of(visit.connection, who, work, visit.now)


@ROUTER.post("/{work_id}/close")
def close_work(work_id: Number, reason: Reason, visit: Judge) -> Item:
    """Close what was referred, once it is done."""
    who, keys = visit.context.who, visit.store.keys
    work = decisions.close(visit.connection, keys, who, work_id, reason.version, reason.reason, visit.now)
    return item_of(visit.connection, who, work, visit.now)


@ROUTER.post("/{work_id}/reopen")
def reopen_work(work_id: Number, reason: Reason, visit: Judge) -> Item:
    """Open anew what was decided or has lapsed."""
    who, keys = visit.context.who, visit.store.keys
    work = decisions.reopen(visit.connection, keys, who, work_id, reason.version, reason.reason, visit.now)
    return item_of(visit.connection, who, work, visit.now)
