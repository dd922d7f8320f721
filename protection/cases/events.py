"""Every step of a case is written down, with its version; two who change the same version are told apart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from protection.cases import sealing
from protection.cases.states import CaseStepRefused, Edge, State, Step, edge
from records.custody.keyring import Keyring
from records.errors import InputRefused, NotFound
from records.tables import case_events, lpsk_cases

SHORTEST_REASON = 15
"""Characters; a word of habit is no reason."""
LONGEST = 8000


@dataclass(frozen=True)
class Told:
    """One step: what, by whom, when, and what was said; ``words`` are empty where none were."""

    version: int
    step: Step
    came_from: State | None
    state: State
    who: str
    at: datetime
    words: str


def row_of(connection: Connection, case_code: str, *, lock: bool = False) -> Any:
    """The row of a case by its code, for an update where it is to change. Raises NotFound."""
    wanted = select(lpsk_cases).where(lpsk_cases.c.case_code == case_code)
    found = connection.execute(wanted.with_for_update() if lock else wanted).one_or_none()
    if found is None:
        raise NotFound("Perkara itu tidak ditemukan.", "There is no such case.")
    return found


def reason(words: str) -> str:
    """A reason that says something. Raises InputRefused."""
    if len(words.strip()) < SHORTEST_REASON:
        raise InputRefused(
            f"Tuliskan alasannya, sedikitnya {SHORTEST_REASON} huruf.",
            f"Write the reason, in at least {SHORTEST_REASON} characters.",
        )
    return words.strip()[:LONGEST]


def move(
    connection: Connection,
    keys: Keyring,
    row: Any,
    step: Step,
    who: str,
    now: datetime,
    words: str = "",
    **values: Any,
) -> State:
    """Take a step along the graph, with what changes by it. Raises CaseStepRefused, InputRefused."""
    taken: Edge = edge(State(row.state), step)
    said = reason(words) if taken.said else words.strip()[:LONGEST]
    note(connection, keys, row, step, who, now, said, after=taken.after, **values)
    return taken.after


def note(
    connection: Connection,
    keys: Keyring,
    row: Any,
    step: Step,
    who: str,
    now: datetime,
    words: str = "",
    *,
    after: State | None = None,
    **values: Any,
) -> None:
    """Write down a step that moves nothing, or the one that ``move`` takes; ``values`` are columns that change."""
    state = after or State(row.state)
    changed = connection.execute(
        update(lpsk_cases)
        .where(lpsk_cases.c.case_id == row.case_id, lpsk_cases.c.version == row.version)
        .values(state=state.value, version=row.version + 1, **values)
        .returning(lpsk_cases.c.case_id)
    ).one_or_none()
    if changed is None:
        raise CaseStepRefused(
            "Perkara ini baru saja diubah orang lain; muat ulang halaman.",
            "Somebody else has just changed this case; load the page again.",
        )
    tell(connection, keys, row.case_id, row.version + 1, step, State(row.state), state, who, now, words)


def tell(
    connection: Connection,
    keys: Keyring,
    case_id: int,
    version: int,
    step: Step,
    came_from: State | None,
    state: State,
    who: str,
    now: datetime,
    words: str = "",
) -> None:
    """Write one step down."""
    sealing.put(
        connection,
        keys,
        case_events,
        case_id,
        words or None,
        version=version,
        step=step.value,
        came_from=came_from.value if came_from else None,
        state=state.value,
        who=who,
        at=now,
    )


def history(connection: Connection, keys: Keyring, case_id: int) -> tuple[Told, ...]:
    """Every step of a case, the newest first; words for whom the context lets open them."""
    wanted = (
        select(case_events).where(case_events.c.case_id == case_id).order_by(case_events.c.version.desc())
    )
    rows = connection.execute(wanted).all()
    words = sealing.take(connection, keys, case_events, case_id, {row.event_id: row.sealed for row in rows})
    return tuple(
        Told(
            row.version,
            Step(row.step),
            State(row.came_from) if row.came_from else None,
            State(row.state),
            row.who,
            row.at,
            words.get(row.event_id, ""),
        )
        for row in rows
    )
