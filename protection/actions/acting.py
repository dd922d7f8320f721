"""The steps of an action after its plan; each is one event, one version, one audit entry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert, select, update

from protection.actions.events import tell
from protection.actions.kinds import KIND
from protection.actions.planning import check_day, check_owner
from protection.actions.reading import Action, find
from protection.actions.refusals import LetterNeeded, NotTheirs, NumbersUnchecked
from protection.actions.states import Outcome, State, Step, edge
from records.custody.keyring import Keyring
from records.days import day_of
from records.errors import InputRefused, Stale, WrongState
from records.rights.context import Context
from records.rights.role import Role
from records.tables.actions import action_events, actions

CHECK_LASTS = timedelta(days=7)
"""For so long a look at the person's numbers holds before a call."""

MOST_HOURS = 8784


@dataclass(frozen=True)
class Report:
    """What an action came to (berita acara): words, what it showed, hours of delay that it cost the person."""

    words: str
    outcome: Outcome
    hours_cost: int


@dataclass(frozen=True)
class Changes:
    """What of a plan becomes different; None stays."""

    owner: str | None = None
    due_on: date | None = None
    letter_no: str | None = None


def begin(
    connection: Connection, keys: Keyring, context: Context, action_id: int, version: int, now: datetime
) -> Action:
    """Begin. Raises LetterNeeded, and NumbersUnchecked before a call; and what every step raises."""
    action = _held(connection, context, action_id, version)
    kind = KIND[action.kind]
    if kind.needs_letter and not action.letter_no:
        raise LetterNeeded(
            "Tindakan ini menyentuh orang atau tempat: cantumkan nomor surat tugas dahulu.",
            "This touches a person or a place: give the number of the assignment letter first.",
        )
    if kind.calls and not _numbers_checked(connection, context, action_id, now):
        raise NumbersUnchecked(
            "Lihat dahulu siapa saja yang memakai nomor orang ini; mungkin nomor perekrut.",
            "Look first at who else uses this person's numbers; it may be the recruiter's.",
        )
    return _take(connection, keys, context, action, Step.BEGIN, {}, "", now)


def report(
    connection: Connection,
    keys: Keyring,
    context: Context,
    action_id: int,
    version: int,
    said: Report,
    now: datetime,
) -> Action:
    """Report what it came to. Raises InputRefused; and what every step raises."""
    if not 0 <= said.hours_cost <= MOST_HOURS:
        raise InputRefused("Jam tunda keliru.", "The hours of delay are wrong.")
    action = _held(connection, context, action_id, version)
    values = {"outcome": said.outcome.value, "hours_cost": said.hours_cost}
    return _take(connection, keys, context, action, Step.REPORT, values, said.words, now)


def end(
    connection: Connection,
    keys: Keyring,
    context: Context,
    action_id: int,
    version: int,
    step: Step,
    words: str,
    now: datetime,
) -> Action:
    """Give it up as not possible, or cancel it, with the cause in words. Raises what every step raises."""
    if step not in (Step.GIVE_UP, Step.CANCEL):
        raise InputRefused("Langkah itu tidak mengakhiri tindakan.", "That step ends no action.")
    action = _held(connection, context, action_id, version)
    return _take(connection, keys, context, action, step, {}, words, now)


def change(
    connection: Connection,
    keys: Keyring,
    context: Context,
    action_id: int,
    version: int,
    changes: Changes,
    now: datetime,
) -> Action:
    """Give it another owner, day or assignment letter. Raises InputRefused; and what every step raises."""
    action = _held(connection, context, action_id, version)
    values: dict[str, Any] = {name: value for name, value in vars(changes).items() if value}
    if not values:
        raise InputRefused("Tidak ada yang diubah.", "Nothing is changed.")
    if changes.owner:
        check_owner(connection, KIND[action.kind], changes.owner)
    if changes.due_on:
        check_day(changes.due_on, day_of(now))
    return _take(connection, keys, context, action, Step.CHANGE, values, "", now)


def note_numbers(connection: Connection, context: Context, action: Action, now: datetime) -> None:
    """Note that somebody looked at who uses the person's numbers; whoever calls writes the audit entry."""
    state = edge(Step.CHECK_NUMBERS, action.state)
    if state is None:
        raise _wrong_state(action)
    version = action.version + 1
    connection.execute(update(actions).where(actions.c.action_id == action.action_id).values(version=version))
    connection.execute(
        insert(action_events).values(
            action_id=action.action_id,
            version=version,
            step=Step.CHECK_NUMBERS.value,
            came_from=action.state.value,
            state=action.state.value,
            who=context.who,
            at=now,
        )
    )


def _take(
    connection: Connection,
    keys: Keyring,
    context: Context,
    action: Action,
    step: Step,
    values: Mapping[str, Any],
    words: str,
    now: datetime,
) -> Action:
    taken = edge(step, action.state)
    if taken is None:
        raise _wrong_state(action)
    if len(words.strip()) < taken.words:
        raise InputRefused(
            f"Tuliskan sedikitnya {taken.words} huruf.", f"Write at least {taken.words} characters."
        )
    version = action.version + 1
    ended = now if taken.to not in (State.PLANNED, State.DOING) else None
    connection.execute(
        update(actions)
        .where(actions.c.action_id == action.action_id)
        .values(state=taken.to.value, version=version, ended_at=ended, **values)
    )
    tell(connection, keys, context, action.action_id, version, step, action.state, taken.to, words, now)
    return find(connection, action.action_id)


def _held(connection: Connection, context: Context, action_id: int, version: int) -> Action:
    action = find(connection, action_id, held=True)
    if action.version != version:
        raise Stale(
            "Tindakan ini sudah diubah sejak Anda membukanya. Muat ulang, lalu simpan lagi.",
            "This action was changed since you opened it. Load it again, then save.",
        )
    if context.who not in (action.owner, action.planned_by) and context.role is not Role.SATGAS_LEAD:
        raise NotTheirs(
            "Hanya penanggung jawab, perencana, atau kepala sekretariat yang mengubahnya.",
            "Only its owner, its planner or the head of the secretariat changes it.",
        )
    return action


def _wrong_state(action: Action) -> WrongState:
    return WrongState(
        f"Tindakan ini berada pada tahap {action.state}.", f"This action stands at {action.state}."
    )


def _numbers_checked(connection: Connection, context: Context, action_id: int, now: datetime) -> bool:
    wanted = select(action_events.c.event_id).where(
        action_events.c.action_id == action_id,
        action_events.c.step == Step.CHECK_NUMBERS.value,
        action_events.c.who == context.who,
        action_events.c.at >= now - CHECK_LASTS,
    )
    return connection.scalar(wanted.limit(1)) is not None
