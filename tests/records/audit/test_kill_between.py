"""kill -9 between an act and its entry: no effect is ever there without its entry, and none without its effect.

``AUDIT_KILLS=200 pytest -s tests/records/audit/test_kill_between.py`` kills more often, and prints how often.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import time
from collections.abc import Callable
from dataclasses import replace
from multiprocessing.connection import Connection as Pipe

import pytest
from sqlalchemy import Connection, create_engine, insert, select, text
from sqlalchemy.exc import ProgrammingError

from records.audit import Act, Deed, write
from records.settings import Settings
from records.store import Store
from records.tables import audit_entries, received_files

KILLS = int(os.environ.get("AUDIT_KILLS", "8"))
POINTS = ("before the act", "between act and entry", "between entry and commit", "after the commit")

Doing = Callable[[Store, str, Callable[[int], None]], None]


def effect(connection: Connection, name: str) -> None:
    connection.execute(insert(received_files).values(sha256=name, feed="tips", name="tips.csv", format="csv"))


def entry(connection: Connection, name: str) -> None:
    write(connection, Act(Deed.RECEIVE, "file", (name,)))


def together(store: Store, name: str, reach: Callable[[int], None]) -> None:
    """As every act is done."""
    reach(0)
    with store.begin() as connection:
        effect(connection, name)
        reach(1)
        entry(connection, name)
        reach(2)
    reach(3)


def apart(store: Store, name: str, reach: Callable[[int], None]) -> None:
    """The planted fault: the entry follows in a transaction of its own."""
    reach(0)
    with store.begin() as connection:
        effect(connection, name)
    reach(1)
    with store.begin() as connection:
        entry(connection, name)
    reach(3)


def work(store: Store, doing: Doing, run: int, pipe: Pipe, linger: int) -> None:
    """Act after act until killed; tells each point that is reached, and lingers where it is to be killed."""

    def reach(point: int) -> None:
        pipe.send(point)
        if point == linger:
            time.sleep(0.005)

    own = replace(store, engine=create_engine(store.engine.url))
    for number in range(1_000_000):
        doing(own, f"{run}-{number}", reach)


def kill_at_random(
    store: Store, doing: Doing, kills: int, points: tuple[int, ...] = (0, 1, 1, 2)
) -> dict[str, int]:
    """How often it was killed at which point that was last told."""
    draw = random.Random(7)  # noqa: S311  (test data, no secret)
    context = multiprocessing.get_context("fork")
    killed = dict.fromkeys(POINTS, 0)
    for run in range(kills):
        ours, theirs = context.Pipe(duplex=False)
        linger = draw.choice(points)
        process = context.Process(target=work, args=(store, doing, run, theirs, linger), daemon=True)
        process.start()
        theirs.close()
        for _ in range(draw.randrange(4, 30)):
            ours.recv()
        while ours.recv() != linger:
            pass
        process.kill()
        process.join()
        killed[POINTS[linger]] += 1
        ours.close()
    return killed


def effects_and_entries(store: Store) -> tuple[set[str], set[str]]:
    with store.reading() as connection:
        effects = set(connection.scalars(select(received_files.c.sha256)))
        entries = {refs[0] for refs in connection.scalars(select(audit_entries.c.object_refs))}
    return effects, entries


def test_no_effect_without_its_entry_and_no_entry_without_its_effect(store: Store) -> None:
    killed = kill_at_random(store, together, KILLS)
    effects, entries = effects_and_entries(store)
    assert effects == entries
    assert len(effects) > KILLS
    assert sum(killed.values()) == KILLS
    print(f"\n{KILLS} kills, {len(effects)} effects, {len(effects - entries)} unaudited: {killed}")


def test_an_audit_outside_the_act_would_be_caught(store: Store) -> None:
    kill_at_random(store, apart, 5, points=(1,))
    effects, entries = effects_and_entries(store)
    assert effects > entries


@pytest.mark.parametrize("fault", ["ALTER TABLE audit_unsealed RENAME TO gone", "REVOKE EXECUTE"])
def test_without_an_audit_nothing_is_done(store: Store, settings: Settings, fault: str) -> None:
    statement = f"{fault} ON FUNCTION audit_write FROM suluh_app" if "REVOKE" in fault else fault
    assert settings.database_owner_url
    owner = create_engine(settings.database_owner_url.get_secret_value())
    with owner.begin() as connection:
        connection.execute(text(statement))
    owner.dispose()
    with pytest.raises(ProgrammingError):
        together(store, "1", lambda _: None)
    with store.reading() as connection:
        assert connection.scalars(select(received_files.c.sha256)).all() == []
