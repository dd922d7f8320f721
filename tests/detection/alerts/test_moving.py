"""Work on a recruiter who is found a victim leaves for the path of protection by itself, and nobody opens it again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from unsaid_scene import NOW, find_the_victim, set_up

from detection.alerts import decided, decisions
from detection.alerts.moving import move_to_protection
from detection.alerts.nightly import tend
from detection.alerts.raising import pieces_with
from detection.alerts.states import Event, Kind, State
from detection.alerts.taking_back import undo
from detection.alerts.work import Work, find
from detection.suspicion import silenced
from records.errors import SuluhError, WrongState
from records.store import Store
from records.tables import alert_events, alert_work, audit_entries

AT = NOW + timedelta(hours=3)


def of_recruiter(store: Store) -> Work:
    with store.begin() as connection:
        number = connection.scalars(
            select(alert_work.c.work_id).where(alert_work.c.kind == Kind.RECRUITER.value)
        ).one()
        return find(connection, number)


def silent(store: Store) -> None:
    find_the_victim(store)
    with store.begin() as connection:
        silenced.refresh(connection, NOW)


def test_nothing_moves_while_nothing_was_found(store: Store) -> None:
    set_up(store)
    tend(store, AT)
    assert of_recruiter(store).state is State.NEW


@pytest.mark.parametrize("renamed", [False, True])
def test_it_closes_by_itself_with_its_reason_and_no_outcome(store: Store, renamed: bool) -> None:
    set_up(store)
    if renamed:  # by a run that gave the recruiter another id
        with store.begin() as connection:
            connection.execute(
                alert_work.update().where(alert_work.c.kind == "recruiter").values(subject="recruiter_once")
            )
    silent(store)
    tend(store, AT)
    work = of_recruiter(store)
    assert (work.state, work.outcome, work.lapsed, work.moved_at) == (State.CLOSED, None, False, AT)
    with store.begin() as connection:
        event = connection.execute(
            select(alert_events)
            .where(alert_events.c.work_id == work.work_id)
            .order_by(alert_events.c.version)
        ).all()[-1]
        assert (event.kind, event.who, event.outcome) == (Event.MOVED.value, "suluh", None)
        entry = connection.execute(
            select(audit_entries).where(audit_entries.c.act == "protect").order_by(audit_entries.c.entry_id)
        ).all()[-1]
        assert f"work/{work.work_id}" in entry.object_refs
        assert move_to_protection(connection, AT) == ()
        assert connection.scalar(select(alert_work.c.state).where(alert_work.c.kind == "network")) == "baru"


def test_it_is_no_decision_and_reopened_by_nobody(store: Store) -> None:
    set_up(store)
    silent(store)
    tend(store, AT)
    work = of_recruiter(store)
    with store.begin() as connection:
        with pytest.raises(WrongState, match="path of protection"), connection.begin_nested():
            decisions.reopen(
                connection, store.keys, "sari", work.work_id, None, "Buka lagi, ada bukti baru.", AT
            )
        with pytest.raises(SuluhError), connection.begin_nested():
            undo(connection, "sari", work.work_id, None, AT)
        assert pieces_with(connection, Kind.RECRUITER, set(work.refs)) == []
        assert not connection.execute(select(alert_work.c.work_id).where(decided._DECIDED)).all()
        with pytest.raises(IntegrityError), connection.begin_nested():
            connection.execute(
                text("UPDATE alert_work SET state = 'baru' WHERE work_id = :id"), {"id": work.work_id}
            )
