"""From findings to matters: one open matter a person, joined with the work there is, and each evidence once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import ARRAY, Connection, Text, bindparam, insert, select, text, update

from detection.alerts.raising import TURN as ALERT_TURN
from detection.alerts.single_events import Happening, raise_happening
from detection.alerts.states import Kind
from detection.suspicion import matters, silenced
from detection.urgent.finding import PERSON, Finding, New
from detection.urgent.signs import LEAVING
from records import audit
from records.audit import Act, Deed
from records.store import take_turn
from records.tables import urgent_evidence, urgent_items

SEVEREST = 5
_AREAS = text("SELECT area FROM person_areas WHERE person_id = :person ORDER BY area")
_OWN = text("""
    SELECT feed || ':' || entity_key FROM (
        SELECT DISTINCT ON (feed, entity_key) feed, entity_key, person_id FROM identities
        WHERE (feed, entity_key) IN (SELECT feed, entity_key FROM identities WHERE person_id = :person)
            AND feed IN ('registrations', 'passports')
        ORDER BY feed, entity_key, run_id DESC
    ) AS newest WHERE person_id = :person ORDER BY 1
""")
_AREA = text(
    "SELECT DISTINCT area FROM source_rows WHERE feed = :feed AND entity_key = :key AND area IS NOT NULL ORDER BY 1"
)
_KNOWN = text("""
    SELECT subject, sign, ref FROM urgent_evidence WHERE ref = ANY (:refs)
""").bindparams(bindparam("refs", type_=ARRAY(Text)))


@dataclass(frozen=True)
class Raised:
    """The numbers of the matters that are new, and of those that new evidence began anew."""

    opened: tuple[int, ...] = ()
    again: tuple[int, ...] = ()

    @property
    def items(self) -> tuple[int, ...]:
        """All of them."""
        return (*self.opened, *self.again)


@dataclass(frozen=True)
class Looked:
    """What one look raised, and the last row that it saw: the next look begins there."""

    raised: Raised
    last_sequence: int


def raise_found(connection: Connection, findings: Iterable[Finding], rows: New, now: datetime) -> Looked:
    """Raise what is new among the findings of a look; one entry where there was something new to look at."""
    raised = raise_all(connection, findings, now)
    if raised.items or rows.last > rows.since:
        objects = tuple(f"urgent/{number}" for number in raised.items)
        audit.write(connection, Act(Deed.ALARM, "urgent_item", objects, None, ("signs", "refs")))
    return Looked(raised, rows.last)


def raise_all(connection: Connection, findings: Iterable[Finding], now: datetime) -> Raised:
    """Raise what is new among the findings; the same findings again change nothing.

    A report that called somebody before its person was known does not call again under the person's name.
    """
    take_turn(connection, ALERT_TURN)
    findings = sorted(set(findings))
    known = {
        tuple(row) for row in connection.execute(_KNOWN, {"refs": sorted({each.ref for each in findings})})
    }
    new = [
        each
        for each in findings
        if (each.subject, each.sign, each.ref) not in known and (each.ref, each.sign, each.ref) not in known
    ]
    opened: list[int] = []
    again: list[int] = []
    never = silenced.persons(connection, {each.subject for each in new})
    for subject, group in groupby(new, key=lambda each: each.subject):
        own = list(group)
        item_id, is_new = _raise(connection, subject, own, now, guarded=subject in never)
        if subject in never:
            _protect(connection, subject, own, now)
        (opened if is_new else again).append(item_id)
    return Raised(tuple(opened), tuple(again))


def _protect(connection: Connection, person: str, found: Sequence[Finding], now: datetime) -> None:
    """Danger to who is never a suspect is told to the guardians, and to nobody else."""
    _, areas = _whereabouts(connection, PERSON, person)
    refs = {each.ref.partition("@")[0] for each in found}
    matters.raise_matter(connection, matters.DANGER, person, refs, areas, {each.sign for each in found}, now)


def _raise(
    connection: Connection, subject: str, found: Sequence[Finding], now: datetime, *, guarded: bool
) -> tuple[int, bool]:
    kind = found[0].kind
    refs, areas = _whereabouts(connection, kind, subject)
    worked = kind == PERSON and not guarded
    work_id = _work(connection, subject, found, refs, areas, now) if worked else None
    refs = sorted({*refs, *(each.ref for each in found if each.sign != LEAVING)})
    there = connection.execute(
        select(urgent_items)
        .where(urgent_items.c.subject == subject, urgent_items.c.closed_at.is_(None))
        .with_for_update()
    ).one_or_none()
    signs = {each.sign for each in found}
    if there is None:
        item_id: int = connection.execute(
            insert(urgent_items)
            .values(
                kind=kind,
                subject=subject,
                refs=refs,
                areas=areas,
                signs=sorted(signs),
                work_id=work_id,
                guarded=guarded,
                raised_at=now,
                round_at=now,
                next_at=now,
            )
            .returning(urgent_items.c.item_id)
        ).scalar_one()
    else:
        item_id = _begin_anew(connection, there, refs, areas, signs, work_id, now, guarded=guarded)
    rows = [
        {"subject": subject, "sign": each.sign, "ref": each.ref, "item_id": item_id, "found_at": now}
        for each in found
    ]
    connection.execute(insert(urgent_evidence), rows)
    return item_id, there is None


def _begin_anew(
    connection: Connection,
    item: Any,
    refs: Sequence[str],
    areas: Sequence[str],
    signs: set[str],
    work_id: int | None,
    now: datetime,
    *,
    guarded: bool,
) -> int:
    """New evidence about a matter that somebody has seen calls people anew; one that is still called goes on."""
    values: dict[str, Any] = {
        "refs": sorted({*item.refs, *refs}),
        "areas": sorted({*item.areas, *areas}),
        "signs": sorted({*item.signs, *signs}),
        "work_id": work_id or item.work_id,
        "guarded": guarded or item.guarded,
    }
    if item.seen_at is not None:
        values |= {"round": item.round + 1, "round_at": now, "rung": 0, "next_at": now}
        values |= {"seen_at": None, "seen_by": None}
    connection.execute(update(urgent_items).where(urgent_items.c.item_id == item.item_id).values(**values))
    number: int = item.item_id
    return number


def _whereabouts(connection: Connection, kind: str, subject: str) -> tuple[list[str], list[str]]:
    """The rows of whom it is about, and the regencies; of a report without a person, its own."""
    if kind == PERSON:
        own = list(connection.scalars(_OWN, {"person": subject}))
        return own, list(connection.scalars(_AREAS, {"person": subject}))
    feed, _, key = subject.partition(":")
    return [subject], list(connection.scalars(_AREA, {"feed": feed, "key": key}))


def _work(
    connection: Connection,
    person: str,
    found: Sequence[Finding],
    own: Sequence[str],
    areas: Sequence[str],
    now: datetime,
) -> int | None:
    """The work on a person, opened or raised again beside the week's capacity.

    None where somebody has decided, knowing these rows, that they are no indication.
    """
    severe = [each for each in found if each.sign != LEAVING]
    rows = tuple(sorted({each.ref for each in severe}))
    happening = Happening(
        Kind.PERSON,
        person,
        tuple(own) or rows,
        tuple(areas),
        rows,
        tuple(SEVEREST for _ in severe),
    )
    work = raise_happening(connection, happening, now)
    return None if work is None else work.work_id
