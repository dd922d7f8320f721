"""Decided by a person, with a reason and what speaks against; by a second blind one, and a third, where asked.

What is decided is evidence with the chance of selection that it was looked at with. It is no label: labels are
founded outcomes of competent bodies.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update

from detection.alerts import words
from detection.alerts.claims import refuse
from detection.alerts.evidence import last_sequence
from detection.alerts.refusals import NotYours
from detection.alerts.states import GROUND, Awaiting, Event, Outcome, SecondReview, State
from detection.alerts.work import FREE, UNDECIDED, Work, change, hold, wrote
from records.audit import Deed
from records.custody.keyring import Keyring
from records.errors import InputRefused, WrongState
from records.tables import alert_events, alert_work


@dataclass(frozen=True)
class Judgement:
    """What one person judges: an outcome on a ground of the list, why, and what speaks against it."""

    outcome: Outcome
    ground: str
    reason: str
    against: str


def judge(
    connection: Connection,
    keys: Keyring,
    who: str,
    work_id: int,
    version: int | None,
    judgement: Judgement,
    now: datetime,
    second: SecondReview = SecondReview.NEVER,
) -> Work:
    """Judge a piece of work that is one's own or free; gives it as it stands then.

    A first judgement decides, or waits for a second person where ``second`` asks; two that agree decide, and
    else a third does. Raises InputRefused, NotFound, Stale, WrongState, Claimed, NotYours.
    """
    told = _checked(judgement)
    work = hold(connection, work_id, version)
    refuse(work, who, now)
    if work.selection == "random" and work.awaiting is None and second is SecondReview.BEFORE_REFERRAL:
        second = SecondReview.ALWAYS  # an estimate rests on every random look, whatever it came to
    event, values = _what_follows(connection, work, who, judgement.outcome, now, second)
    sealed = words.seal(keys, work_id, who, told)
    columns = {"outcome": judgement.outcome.value, "ground": judgement.ground, "sealed": sealed.box}
    judged, event_id = change(connection, work, event, who, now, values, columns)
    words.put(connection, event_id, sealed)
    wrote(connection, Deed.JUDGE, judged, ("outcome", "ground"))
    return judged


def _checked(judgement: Judgement) -> dict[str, str]:
    ground = GROUND.get(judgement.ground)
    if ground is None or judgement.outcome not in ground.outcomes:
        raise InputRefused(
            "Pilih dasar dari daftar yang sesuai dengan putusan.",
            "Choose a ground of the list that fits the outcome.",
        )
    return {
        "reason": words.refuse_short(judgement.reason, "alasan putusan", "why it is decided so"),
        "against": words.refuse_short(judgement.against, "apa yang meringankan", "what speaks against it"),
    }


def _what_follows(
    connection: Connection,
    work: Work,
    who: str,
    outcome: Outcome,
    now: datetime,
    second: SecondReview,
) -> tuple[Event, dict[str, object]]:
    judges = {"judged_by": (*work.judged_by, who)}
    if work.awaiting is Awaiting.TIE_BREAK:
        return Event.TIE_BREAK, judges | _decided(connection, outcome, now)
    if work.awaiting is Awaiting.SECOND:
        if outcome is _first_outcome(connection, work):
            return Event.SECOND_JUDGEMENT, judges | _decided(connection, outcome, now)
        return Event.SECOND_JUDGEMENT, judges | _waits(Awaiting.TIE_BREAK)
    asked = second is SecondReview.ALWAYS or (
        second is SecondReview.BEFORE_REFERRAL and outcome is Outcome.STRONGER
    )
    return Event.JUDGED, judges | (_waits(Awaiting.SECOND) if asked else _decided(connection, outcome, now))


def _waits(awaiting: Awaiting) -> dict[str, object]:
    return {**FREE, "state": State.REVIEWED, "awaiting": awaiting}


def _decided(connection: Connection, outcome: Outcome, now: datetime) -> dict[str, object]:
    return {
        "state": State.REFERRED if outcome is Outcome.STRONGER else State.CLOSED,
        "outcome": outcome,
        **FREE,
        "decided_at": now,
        "evidence_at": now,
        "evidence_sequence": last_sequence(connection),
    }


def _first_outcome(connection: Connection, work: Work) -> Outcome:
    """What was judged first. Until the second has judged the database hides it, so the wait for them ends here."""
    waits_no_more = update(alert_work).where(alert_work.c.work_id == work.work_id)
    connection.execute(waits_no_more.values(awaiting=Awaiting.TIE_BREAK.value))
    first = (
        select(alert_events.c.outcome)
        .where(alert_events.c.work_id == work.work_id, alert_events.c.kind == Event.JUDGED.value)
        .order_by(alert_events.c.version.desc())
        .limit(1)
    )
    return Outcome(connection.execute(first).scalar_one())


def close(
    connection: Connection,
    keys: Keyring,
    who: str,
    work_id: int,
    version: int | None,
    reason: str,
    now: datetime,
) -> Work:
    """Close what was referred, once it is done; the outcome stays. Raises NotFound, Stale, WrongState."""
    work = hold(connection, work_id, version)
    if work.state is not State.REFERRED:
        raise WrongState("Pekerjaan ini tidak sedang dirujuk.", "This piece of work is not referred.")
    return _with_reason(connection, keys, work, Event.CLOSED, who, reason, now, {"state": State.CLOSED})


def reopen(
    connection: Connection,
    keys: Keyring,
    who: str,
    work_id: int,
    version: int | None,
    reason: str,
    now: datetime,
) -> Work:
    """Open anew what was decided or has lapsed, for anybody. Raises NotFound, Stale, WrongState."""
    work = hold(connection, work_id, version)
    if work.moved_at is not None:
        raise WrongState(
            "Pekerjaan ini sudah dialihkan ke jalur pelindungan dan tidak dibuka lagi.",
            "This was moved to the path of protection and is not opened again.",
        )
    if work.open or work.merged_into is not None:
        raise WrongState(
            "Pekerjaan ini masih terbuka atau sudah digabung.", "This is open still, or was merged."
        )
    _refuse_two(connection, work)
    values = {**UNDECIDED, "state": State.NEW}
    return _with_reason(connection, keys, work, Event.REOPENED, who, reason, now, values)


def _refuse_two(connection: Connection, work: Work) -> None:
    same = select(alert_work.c.work_id).where(
        alert_work.c.kind == work.kind.value,
        alert_work.c.subject == work.subject,
        alert_work.c.state != State.CLOSED.value,
        alert_work.c.work_id != work.work_id,
    )
    if connection.scalar(same.limit(1)) is not None:
        raise NotYours(
            "Ada pekerjaan lain yang masih terbuka tentang hal yang sama.",
            "There is open work about the same already.",
        )


def _with_reason(
    connection: Connection,
    keys: Keyring,
    work: Work,
    event: Event,
    who: str,
    reason: str,
    now: datetime,
    values: Mapping[str, object],
) -> Work:
    sealed = words.seal(
        keys, work.work_id, who, {"reason": words.refuse_short(reason, "alasannya", "the reason")}
    )
    changed, event_id = change(connection, work, event, who, now, values, {"sealed": sealed.box})
    words.put(connection, event_id, sealed)
    wrote(connection, Deed.JUDGE, changed, ("state",))
    return changed
