"""kill -9 at random points of ingest, run, decision and showing: nothing lost, nothing doubled, nothing unaudited.

``JOB_KILLS=50 pytest -s tests/api/jobs/test_killed_jobs.py`` kills each of the four so often, and prints what it saw.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from alerted import KEY, MONDAY, NOW, officer, person, raised
from factories import desk_row, write_csv
from peopled import DAY, TOKENS, people
from sqlalchemy import create_engine, insert, select, text

from detection import keeping
from detection.alerts import decisions
from detection.alerts.decisions import Judgement
from detection.alerts.raising import raise_run
from detection.alerts.states import GROUNDS, Outcome, State
from detection.indicators.fire import COLUMNS
from graphs.network.guarded import Silence
from protection.disclosure.reveal import reveal
from records.custody.keyring import Keyring
from records.days import instant
from records.rights.context import Context
from records.rights.purpose import Purpose
from records.rights.role import Role
from records.store import Store, to_json
from records.tables import alert_work, received_files
from sources import agreements
from sources.ingest import Ingest

KILLS = int(os.environ.get("JOB_KILLS", "2"))
LONGEST_WAIT = 0.08
"""Seconds after an act was acknowledged until the next is killed: some in its middle, some before, some after."""
ROWS, PEOPLE, ALERTS = 40, 30, 3
GROUND = next(ground.name for ground in GROUNDS if Outcome.NONE in ground.outcomes)

Doing = Callable[[Store, int], None]


@dataclass(frozen=True)
class Victim:
    """Something that is killed: one numbered act after another. ``wrong`` tells what is not as it must be.

    An act that was not acknowledged is done again by the next process; ``repeats`` says that this may do it twice,
    as a person does who asks twice.
    """

    do: Doing
    wrong: Callable[[Store, int], list[str]]
    repeats: bool = False


def work(store: Store, do: Doing, first: int, pipe: Pipe) -> None:
    """Act after act until killed; each is acknowledged when it is done."""
    engine = create_engine(store.engine.url, json_serializer=to_json)
    own = replace(store, engine=engine, keys=Keyring(engine, store.keys.master_key_file))
    for number in range(first, first + 1_000_000):
        do(own, number)
        pipe.send(number)


def kill_at_random(store: Store, victim: Victim, kills: int, draw: random.Random) -> int:
    """Kill so often; gives the number of acts that were acknowledged, from 0 on and without a gap."""
    context = multiprocessing.get_context("fork")
    following = 0
    for _ in range(kills):
        ours, theirs = context.Pipe(duplex=False)
        process = context.Process(target=work, args=(store, victim.do, following, theirs), daemon=True)
        process.start()
        theirs.close()
        for _ in range(draw.randrange(1, 4)):
            following = ours.recv() + 1
        time.sleep(draw.uniform(0, LONGEST_WAIT))
        process.kill()
        process.join()
        while ours.poll():
            try:
                following = ours.recv() + 1
            except EOFError:
                break
        ours.close()
    return following


def number(store: Store, query: str, **given: Any) -> int:
    with store.reading() as connection:
        return connection.scalar(text(query), given) or 0


def check(store: Store, *rules: tuple[str, str]) -> list[str]:
    """The rules that do not hold: each a name and a query that counts what breaks it."""
    return [f"{name}: {found}" for name, query in rules if (found := number(store, query))]


# ingest


def ingest(folder: Path) -> Victim:
    def do(store: Store, at: int) -> None:
        rows = [desk_row("tips", at * ROWS + each) for each in range(ROWS)]
        file = write_csv(folder / f"tips-{at}.csv", rows)
        report = Ingest(store, TOKENS, KEY, agreements.load(None)).take(file, lambda _done, _rows: None)
        assert not report.notes or report.feed == "tips"

    def wrong(store: Store, acknowledged: int) -> list[str]:
        found = check(
            store,
            (
                "a file twice",
                "SELECT count(*) FROM (SELECT name FROM received_files GROUP BY 1 HAVING count(*) > 1) x",
            ),
            (
                "a file without all its rows",
                "SELECT count(*) FROM received_files AS f WHERE rows_new <> "
                "(SELECT count(*) FROM source_rows AS r WHERE r.file_id = f.file_id)",
            ),
            (
                "a row twice",
                "SELECT count(*) FROM (SELECT entity_key FROM source_rows GROUP BY 1 HAVING count(*) > 1) x",
            ),
            (
                "a row without its key",
                "SELECT count(*) FROM source_rows AS r WHERE sealed IS NOT NULL AND NOT EXISTS "
                "(SELECT FROM row_keys AS k WHERE k.holder = 'source_rows' AND k.id = r.sequence)",
            ),
            (
                "a file without its one entry",
                "SELECT count(*) FROM received_files AS f WHERE 1 <> (SELECT count(*) FROM audit_entries AS e "
                "WHERE e.act = 'receive' AND e.object_refs = ARRAY['file/' || f.file_id])",
            ),
            (
                "an entry without its file",
                "SELECT count(*) FROM audit_entries AS e WHERE e.act = 'receive' AND NOT EXISTS "
                "(SELECT FROM received_files AS f WHERE e.object_refs = ARRAY['file/' || f.file_id])",
            ),
        )
        there = number(store, "SELECT count(*) FROM received_files")
        return [*found, *([] if there in (acknowledged, acknowledged + 1) else [f"files: {there}"])]

    return Victim(do, wrong)


# run


def run() -> Victim:
    def do(store: Store, at: int) -> None:
        day = MONDAY + timedelta(days=at)
        found = _found(day, at)
        said = {each.person_id: {"reasons": [], "indicators": []} for each in found.people}
        run_id = keeping.keep(store, found, said)
        raise_run(store, run_id, KEY, instant(day))

    def wrong(store: Store, acknowledged: int) -> list[str]:
        found = check(
            store,
            (
                "a day twice",
                "SELECT count(*) FROM (SELECT as_of FROM detection_runs GROUP BY 1 HAVING count(*) > 1) x",
            ),
            (
                "a run without all its alerts",
                f"SELECT count(*) FROM detection_runs AS r WHERE {ALERTS} <> "  # noqa: S608  (a number of ours)
                "(SELECT count(*) FROM alerts AS a WHERE a.run_id = r.run_id)",
            ),
            (
                "a run without all identities",
                f"SELECT count(*) FROM detection_runs AS r WHERE {PEOPLE} <> "  # noqa: S608  (a number of ours)
                "(SELECT count(*) FROM identities AS i WHERE i.run_id = r.run_id)",
            ),
            (
                "a run without its one entry",
                "SELECT count(*) FROM detection_runs AS r WHERE 1 <> (SELECT count(*) FROM audit_entries AS e "
                "WHERE e.act = 'detect' AND e.object_refs = ARRAY[r.run_id::text])",
            ),
            (
                "an alert that is two pieces of work",
                "SELECT count(*) FROM (SELECT subject FROM alert_work GROUP BY kind, subject HAVING count(*) > 1) x",
            ),
            (
                "work without an entry",
                "SELECT count(*) FROM alert_work AS w WHERE NOT EXISTS (SELECT FROM audit_entries AS e "
                "WHERE e.act = 'raise' AND ('work/' || w.work_id) = ANY (e.object_refs))",
            ),
        )
        there = number(store, "SELECT count(*) FROM detection_runs")
        opened = number(store, "SELECT count(*) FROM alert_work")
        if there not in (acknowledged, acknowledged + 1) or opened < acknowledged * ALERTS:
            found.append(f"runs: {there}, work: {opened}")
        return found

    return Victim(do, wrong)


def _found(day: date, at: int) -> Any:
    """What a detection of a day found: other people each day."""
    alerted = [
        SimpleNamespace(
            person_id=f"P-{at}-{each}", rank=each, probability=0.1, refs=(f"registrations:R{at}-{each}",)
        )
        for each in range(1, ALERTS + 1)
    ]
    persons = pd.DataFrame(
        {"feed": "registrations", "key": f"R{at}-{each}", "person_id": f"P-{at}-{each}"}
        for each in range(PEOPLE)
    )
    return SimpleNamespace(
        as_of=day,
        capacity=ALERTS,
        data_sequence=at,
        data_digest="d",
        risk=SimpleNamespace(version="m", learned=False),
        now=SimpleNamespace(standing=pd.DataFrame({"is_open": [True]})),
        missing_feeds=(),
        seed=7,
        known=SimpleNamespace(persons=persons),
        names={},
        questions=None,
        frozen={},
        people=alerted,
        networks=(),
        agencies=pd.DataFrame(columns=["license_no", "rank", "probability"]),
        recruiters=(),
        silent=Silence(),
        scores=pd.DataFrame({"raw": [-9.0], "p_tppo": [0.01]}),
        last_listed=0.0,
    )


# decision


def decision(store: Store) -> Victim:
    many = [person(each) for each in range(1, 20 + KILLS * 40)]
    works = raised(store, MONDAY, *many).opened
    judgement = Judgement(Outcome.NONE, GROUND, "Keluarga menunjukkan kontrak asli", "Perekrut belum dikenal")

    def do(acting: Store, at: int) -> None:
        with officer(acting).begin() as connection:
            state = connection.scalar(select(alert_work.c.state).where(alert_work.c.work_id == works[at]))
            if state != State.CLOSED:  # the one before was killed after all was done
                decisions.judge(connection, acting.keys, "a-dewi", works[at], None, judgement, NOW)

    def wrong(acting: Store, acknowledged: int) -> list[str]:
        judged = "SELECT count(*) FROM alert_events AS e WHERE e.work_id = w.work_id AND e.kind = 'judged'"
        entries = (
            "SELECT count(*) FROM audit_entries AS e WHERE e.act = 'judge' "
            "AND ('work/' || w.work_id) = ANY (e.object_refs)"
        )
        rules = {
            "decided, not once": f"state = 'ditutup' AND 1 <> ({judged})",
            "judged, not decided": f"state <> 'ditutup' AND 0 < ({judged})",
            "not audited once": f"({judged}) <> ({entries})",
        }
        works_where = "SELECT count(*) FROM alert_work AS w WHERE "
        sealed = (
            "a reason without its key",
            "SELECT count(*) FROM alert_events AS e WHERE sealed IS NOT NULL AND NOT EXISTS "
            "(SELECT FROM row_keys AS k WHERE k.holder = 'alert_events' AND k.id = e.event_id)",
        )
        found = check(acting, *((name, works_where + rule) for name, rule in rules.items()), sealed)
        closed = number(acting, "SELECT count(*) FROM alert_work WHERE state = 'ditutup'")
        return [*found, *([] if closed in (acknowledged, acknowledged + 1) else [f"decided: {closed}"])]

    return Victim(do, wrong)


# showing values in clear


def showing(store: Store) -> Victim:
    own = people(store).own
    context = Context("a-dewi", Role.SATGAS, Purpose.PREVENTION, ("5203",))
    now = datetime(2025, 1, 8, 9, tzinfo=UTC)

    def do(acting: Store, _at: int) -> None:
        with acting.acting(context).begin() as connection:
            reveal(
                connection,
                acting.keys,
                context,
                own.person_id,
                ["full_name"],
                "Verifikasi identitas pemohon di meja layanan",
                as_of=DAY + timedelta(days=400),
                now=now,
                lasts=timedelta(minutes=1),
            )

    def wrong(acting: Store, acknowledged: int) -> list[str]:
        shown = number(acting, "SELECT count(*) FROM reveals")
        entries = number(acting, "SELECT count(*) FROM audit_entries WHERE act = 'reveal'")
        keys = number(acting, "SELECT count(*) FROM row_keys WHERE holder = 'reveals'")
        fine = shown == entries == keys and acknowledged <= shown <= acknowledged + KILLS
        return [] if fine else [f"shown {shown}, entries {entries}, keys {keys}, acknowledged {acknowledged}"]

    return Victim(do, wrong, repeats=True)


VICTIMS: dict[str, Callable[[Store, Path], Victim]] = {
    "ingest": lambda _store, folder: ingest(folder),
    "run": lambda _store, _folder: run(),
    "decision": lambda store, _folder: decision(store),
    "showing": lambda store, _folder: showing(store),
}


@pytest.mark.parametrize("name", VICTIMS)
def test_nothing_is_lost_doubled_or_unaudited(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    store.keys.seal(b"", b"")  # the first key is there before anyone forks
    # Signs of need come from rows, and the detection of this test has none; whoever is forked inherits this.
    monkeypatch.setattr(keeping, "fired", lambda *_: pd.DataFrame(columns=list(COLUMNS)))
    victim = VICTIMS[name](store, tmp_path)
    store.engine.dispose()
    acknowledged = kill_at_random(store, victim, KILLS, random.Random(7))  # noqa: S311  (test data, no secret)
    wrong = victim.wrong(store, acknowledged)
    print(f"\n{name}: {KILLS} kills, {acknowledged} acts acknowledged, {len(wrong)} wrong")
    assert wrong == []
    assert acknowledged >= KILLS


def test_an_ingest_in_two_transactions_would_be_caught(store: Store, tmp_path: Path) -> None:
    """The planted fault: the file is recorded, and its entry follows by itself."""
    sound = ingest(tmp_path)

    def apart(acting: Store, at: int) -> None:
        with acting.begin() as connection:
            given = {"sha256": f"{os.getpid()}-{at}", "feed": "tips", "name": f"{at}.csv", "format": "csv"}
            file = insert(received_files).values(given)
            connection.execute(file)
        time.sleep(LONGEST_WAIT)
        with acting.begin() as connection:
            connection.execute(text("SELECT audit_write('receive', 'file', 1, ARRAY['file/1'], '{}')"))

    acknowledged = kill_at_random(store, replace(sound, do=apart), 2, random.Random(7))  # noqa: S311
    assert sound.wrong(store, acknowledged)
