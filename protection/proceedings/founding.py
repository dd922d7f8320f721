"""What a stage founds: the labels that stand while a proceeding stands there, for each role in it.

An investigation (sidik) holds a crime to be shown, so its victims are found; a suspect is found when the file is
complete (P-21). SP3, SKP2, acquittal and release take both back, and who was acquitted for good is cleared. Taken
up again, or convicted on appeal, they stand again.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select

from protection.outcomes import labels
from protection.outcomes.contrary import found_victim
from protection.outcomes.labels import Finding, Key, Note, Origin
from protection.proceedings.reading import Proceeding
from protection.proceedings.stages import Ruling, Stage
from records.rights.context import Context
from records.tables.proceedings import proceeding_persons

FOUND_FROM: tuple[tuple[str, Finding, frozenset[Stage]], ...] = (
    (
        "victim",
        Finding.VICTIM,
        frozenset(
            {
                Stage.INVESTIGATION,
                Stage.NOTICE,
                Stage.COMPLETE,
                Stage.HANDOVER,
                Stage.DEMAND,
                Stage.RULING,
                Stage.FINAL,
            }
        ),
    ),
    (
        "suspect",
        Finding.SUSPECT,
        frozenset({Stage.COMPLETE, Stage.HANDOVER, Stage.DEMAND, Stage.RULING, Stage.FINAL}),
    ),
)
"""Role, what is found of it, and the stages at which that stands; a witness is never labelled."""


def found(role: str, stage: Stage, ruling: Ruling | None) -> Finding | None:
    """What should stand about somebody in a role; None where nothing should."""
    unfounded = stage in (Stage.RULING, Stage.FINAL) and ruling is not Ruling.GUILTY
    if unfounded and role == "suspect" and stage is Stage.FINAL:
        return Finding.CLEARED
    if unfounded:
        return None
    return next((each for of, each, stages in FOUND_FROM if of == role and stage in stages), None)


def settle(connection: Connection, context: Context, stands: Proceeding, now: datetime) -> int:
    """Note the labels that came or went with the newest step; gives how many changed."""
    people = proceeding_persons.c
    rows = connection.execute(
        select(people.member_id, people.person_seq, people.role, people.refs)
        .where(people.proceeding_id == stands.proceeding_id)
        .order_by(people.person_seq)
    ).all()
    changed = 0
    for row in rows:
        key = Key(stands.code, row.person_seq)
        wanted, stood = found(row.role, stands.stage, stands.ruling), labels.standing(connection, key)
        if wanted is Finding.SUSPECT and found_victim(connection, row.refs):
            wanted = None  # found a victim since they were entered: withdrawn, and never founded again
        if wanted == stood:
            continue
        finding = wanted or Finding.WITHDRAWN
        told = Note(
            Origin.PROCEEDINGS, key, finding, "police", context.who, tuple(row.refs), member_id=row.member_id
        )
        labels.note(connection, told, now)
        changed += 1
    return changed
