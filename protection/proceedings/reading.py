"""Proceedings as they stand: in a list, or one with its persons, its steps and the labels that came of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select

from detection.case_codes import case_code
from protection.outcomes.labels import Label, of_members
from protection.proceedings.stages import ENDS, Ruling, Stage
from records import audit
from records.audit import Act, Deed
from records.custody import sealed_words
from records.custody.keyring import Keyring
from records.errors import NotFound
from records.tables.proceedings import proceeding_events, proceeding_persons, proceedings

EVENTS = proceeding_events.name


@dataclass(frozen=True)
class Proceeding:
    """One proceeding as it stands."""

    proceeding_id: int
    code: str
    areas: tuple[str, ...]
    alert_id: int | None
    stage: Stage
    law: str
    articles: tuple[str, ...]
    ruling: Ruling | None
    final_on: date | None
    opened_by: str
    opened_at: datetime
    ended_at: datetime | None
    version: int


@dataclass(frozen=True)
class Member:
    """Somebody in it, by case code; a person in no record has a number alone."""

    member_id: int
    person_seq: int
    role: str
    case_code: str | None
    added_at: datetime
    labels: tuple[Label, ...]


@dataclass(frozen=True)
class Step:
    """One step; officer and words are opened for those who may see the proceeding."""

    version: int
    step: str
    stage: Stage
    happened_on: date
    document_no: str | None
    institution: str | None
    law: str
    articles: tuple[str, ...]
    ruling: Ruling | None
    who: str
    at: datetime
    officer: str
    words: str


@dataclass(frozen=True)
class Whole:
    """A proceeding with everybody and everything in it."""

    proceeding: Proceeding
    members: tuple[Member, ...]
    steps: tuple[Step, ...]


_COLUMNS = tuple(proceedings.c[name] for name in Proceeding.__dataclass_fields__)


def listing(
    connection: Connection, *, stages: Collection[Stage] = (), ended: bool = False, most: int, after: int = 0
) -> tuple[Proceeding, ...]:
    """Those that go on, or those that ended, the newest first. Writes one audit entry."""
    wanted = stages or (ENDS if ended else frozenset(Stage) - ENDS)
    rows = connection.execute(
        select(*_COLUMNS)
        .where(proceedings.c.stage.in_([each.value for each in wanted]))
        .order_by(proceedings.c.proceeding_id.desc())
        .limit(most)
        .offset(after)
    )
    found = tuple(_proceeding(row) for row in rows)
    objects = tuple(f"proceeding/{each.proceeding_id}" for each in found)
    audit.write(connection, Act(Deed.READ, "proceeding", objects))
    return found


def one(connection: Connection, keys: Keyring, proceeding_id: int) -> Whole:
    """One with all that belongs to it. Raises NotFound. Writes one audit entry."""
    found = find(connection, proceeding_id)
    events = connection.execute(
        select(proceeding_events)
        .where(proceeding_events.c.proceeding_id == proceeding_id)
        .order_by(proceeding_events.c.version)
    ).all()
    boxes = ((row.event_id, row.sealed, about_event(proceeding_id, row.version)) for row in events)
    said = sealed_words.documents(connection, keys, EVENTS, boxes)
    people = members(connection, proceeding_id)
    fields = ("officer", "words") if said else ()
    act = Act(Deed.READ, "proceeding", (f"proceeding/{proceeding_id}",), None, fields)
    audit.write(connection, act)
    return Whole(found, people, tuple(_step(row, said.get(row.event_id, {})) for row in events))


def find(connection: Connection, proceeding_id: int, *, held: bool = False) -> Proceeding:
    """One, held for a change if asked; whoever calls writes the audit entry. Raises NotFound."""
    wanted = select(*_COLUMNS).where(proceedings.c.proceeding_id == proceeding_id)
    row = connection.execute(wanted.with_for_update() if held else wanted).one_or_none()
    if row is None:
        raise NotFound("Perkara itu tidak ditemukan.", "There is no such proceeding.")
    return _proceeding(row)


def members(connection: Connection, proceeding_id: int) -> tuple[Member, ...]:
    """Who is in it, with the labels that came of it; whoever calls writes the audit entry."""
    people = proceeding_persons.c
    rows = connection.execute(
        select(proceeding_persons).where(people.proceeding_id == proceeding_id).order_by(people.person_seq)
    ).all()
    labels = of_members(connection, [row.member_id for row in rows])
    return tuple(
        Member(
            row.member_id,
            row.person_seq,
            row.role,
            case_code(row.person_id) if row.person_id else None,
            row.added_at,
            labels.get(row.member_id, ()),
        )
        for row in rows
    )


def about_event(proceeding_id: int, version: int) -> bytes:
    """What binds the words of a step to it."""
    return sealed_words.about(EVENTS, proceeding_id, version)


def _proceeding(row: Any) -> Proceeding:
    values = row._asdict()
    values |= {"areas": tuple(row.areas), "articles": tuple(row.articles), "stage": Stage(row.stage)}
    values["ruling"] = Ruling(row.ruling) if row.ruling else None
    return Proceeding(**values)


def _step(row: Any, said: Mapping[str, str]) -> Step:
    return Step(
        row.version,
        row.step,
        Stage(row.stage),
        row.happened_on,
        row.document_no,
        row.institution,
        row.law,
        tuple(row.articles),
        Ruling(row.ruling) if row.ruling else None,
        row.who,
        row.at,
        said.get("officer", ""),
        said.get("words", ""),
    )
