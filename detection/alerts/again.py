"""Raised again: what counts as grown evidence for each piece of work, and what becomes of it then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from detection.alerts import evidence, need
from detection.alerts.states import Event, Kind, Outcome, State
from detection.alerts.work import PROGRAM, UNDECIDED, Work, change
from records.days import instant


@dataclass(frozen=True)
class Growth:
    """The rows that are new, and whether the chance has risen into a higher band."""

    rows: tuple[str, ...]
    higher: bool


def grown(work: Work, alert: Any, known: evidence.Known) -> Growth | None:
    """How the evidence of a later alert exceeds what the piece of work rests on; None where it does not.

    What a person decided to be no indication is raised again by new rows alone: that the same rows are scored
    higher by another model is no news.
    """
    speaking = evidence.speaking_for(alert.statement, alert.refs, of_person=work.kind is Kind.PERSON)
    rows = evidence.new_rows(speaking, known, work.evidence_at, work.evidence_sequence)
    higher = evidence.higher_band(work.probability, alert.probability)
    if work.outcome is Outcome.NONE:
        higher = False
    return Growth(rows, higher) if rows or higher else None


def raise_again(
    connection: Connection,
    work: Work,
    alert: Any,
    growth: Growth,
    leaves: date | None,
    day: date,
    now: datetime,
) -> Work:
    """Attach the later alert: it wakes what was put off, and opens anew what was closed.

    What was referred stays referred, and whoever works on it sees what is new.
    """
    needed = need.need(alert.probability, evidence.severities(alert.statement))
    values: dict[str, object] = {
        "alert_id": alert.alert_id,
        "probability": alert.probability,
        "need": needed,
        "departs_on": leaves,
        "look_by": need.look_by(needed, leaves, day),
        "evidence_at": instant(day),
        "evidence_sequence": alert.data_sequence,
        **opened_anew(work),
    }
    told = {"alert_id": alert.alert_id, "evidence": list(growth.rows)}
    raised, _ = change(connection, work, Event.RAISED_AGAIN, PROGRAM, now, values, told)
    return raised


def opened_anew(work: Work) -> dict[str, object]:
    """The columns that new evidence changes: nothing stays closed or put off for it."""
    if work.state is State.CLOSED:
        return {**UNDECIDED, "state": State.NEW}
    if work.snoozed_until is not None:
        # Who put it off has no claim any more, and everybody sees it again.
        return {"snoozed_until": None, "claimed_until": None, "owner": None}
    return {}
