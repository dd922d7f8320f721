"""Screening over a real database: the batch's vectors, one word, one record, and alarms that the desk is not told."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
from factories import write_csv
from sqlalchemy import func, insert, select

from detection.history import History
from detection.material import gather
from detection.ranking import score
from detection.screening import alarms
from detection.screening.answer import Answer, Outcome
from detection.screening.desk import Desk, Warm
from detection.screening.documents import demanded
from detection.screening.neighbourhood import vector
from detection.screening.prepare import prepare
from detection.screening.rows import from_database
from detection.screening.screen import screen
from detection.screening.whose import owner
from features.compute import snapshot
from graphs.linkage import judgements
from graphs.linkage import prepare as link
from graphs.linkage.clusters import cluster, person_ids
from graphs.linkage.mentioned import recruiter_mentions
from graphs.linkage.recruiters import resolve_recruiters
from graphs.linkage.score import score_pairs
from graphs.network.known import Known
from records.errors import InputRefused, NotFound
from records.feed import Identifier
from records.lake import Lake
from records.rights.context import Context, job
from records.rights.purpose import Purpose
from records.rights.role import Role
from records.settings import Settings
from records.store import Store, copy_rows, open_store
from records.tables import (
    audit_entries,
    detection_runs,
    identity_judgements,
    identity_questions,
    notices,
    screenings,
    source_rows,
)
from records.tokens import Tokeniser
from sources import agreements
from sources.incoming import find
from sources.ingest import Ingest
from sources.simulator.spec import Spec
from sources.simulator.world import World, simulate, write

DAY = date(2024, 4, 15)
TOMORROW = DAY + timedelta(days=1)
NOW = datetime(2024, 4, 15, 3, tzinfo=UTC)


@dataclass(frozen=True)
class Province:
    """A province that was looked at in the night, and its desk."""

    world: World
    settings: Settings
    store: Store
    lake: Lake
    persons: pd.DataFrame
    scores: pd.Series
    desk: Desk
    folder: Path
    rows: pd.DataFrame
    pairs: pd.DataFrame

    @property
    def key(self) -> bytes:
        return self.settings.token_key()

    @property
    def warm(self) -> Warm:
        warm = self.desk.warm(TOMORROW)
        assert warm is not None
        return warm

    def take(self, name: str, rows: list[dict[str, str]]) -> None:
        taking = Ingest(self.store, Tokeniser(self.key), self.key, agreements.load(None))
        report = taking.take(write_csv(self.folder / name, rows), lambda _done, _rows: None)
        assert report.new == len(rows), report

    def ask(self, key: str, who: str = "a-clerk", now: datetime = NOW) -> Answer:
        at = self.office(key)
        context = Context(who, Role.LTSA, Purpose.SERVICE, ("52",), "", at)
        with self.store.acting(context).begin() as connection:
            return screen(connection, self.store.keys, self.desk, self.key, key, context, now)

    def office(self, key: str) -> str:
        with self.store.reading() as connection:
            known = connection.scalar(
                select(source_rows.c.known["office_code"].astext).where(
                    source_rows.c.feed == "registrations", source_rows.c.entity_key == key
                )
            )
        return known or "-"

    def record(self, key: str) -> list[dict[str, object]]:
        with self.store.reading() as connection:
            found = connection.execute(
                select(screenings).where(screenings.c.registration == key).order_by(screenings.c.asked_at)
            )
            return [dict(row._mapping) for row in found]

    def told(self, kind: str) -> set[tuple[str, str]]:
        with self.store.reading() as connection:
            rows = connection.execute(select(notices.c.for_role, notices.c.ref).where(notices.c.kind == kind))
            return {(row.for_role, row.ref) for row in rows}


@pytest.fixture(scope="module")
def province(reachable_folder: Path) -> Iterator[Province]:
    folder = reachable_folder / "desk"
    world = simulate(Spec(people=150, weeks=16, seed=5))
    write(world, folder / "world")
    settings = Settings(data_dir=folder / "data", threads=1)
    with open_store(settings, job()) as store:
        key = settings.token_key()
        taking = Ingest(store, Tokeniser(key), key, agreements.load(None))
        for path in find([folder / "world" / "feeds"]):
            taking.take(path, lambda _done, _rows: None)
        material = gather(store, settings.data_dir / "copy", threads=1)
        history = History(material, seed=7, threads=1)
        risk, now = history.risk(DAY), history.snapshot(DAY)
        persons = history.known(DAY).persons
        held(store, persons, material.last_sequence)
        lake = Lake(material.lake.folder, threads=1)
        linkage, rows, last = history.linkage, material.rows, material.last_sequence
        prepare(settings.data_dir, lake, persons, rows, linkage, risk, TOMORROW, last, key)
        desk = Desk(settings.data_dir, key, benches=1)
        scores = score(now.open, risk)["raw"]
        known = rows.as_of(TOMORROW)
        pairs = score_pairs(link.prepare(known), linkage, threads=1)
        yield Province(world, settings, store, lake, persons, scores, desk, folder, known, pairs)
    shutil.rmtree(folder)


def held(store: Store, persons: pd.DataFrame, last: int) -> None:
    """Keep whose each row is, as a run does."""
    run = {"as_of": DAY, "capacity": 8, "data_sequence": last, "data_digest": "d", "model_version": "m"}
    with store.begin() as connection:
        insertion = insert(detection_runs).values(**run, learned=False, people=0, missing=[], seed=7)
        run_id = connection.execute(insertion.returning(detection_runs.c.run_id)).scalar_one()
        rows = ((run_id, row.feed, row.key, row.person_id) for row in persons.itertuples())
        copy_rows(connection, "identities", ("run_id", "feed", "entity_key", "person_id"), rows)


def registrations(province: Province) -> list[str]:
    """Keys of the registrations of open people at an office, the likeliest to be referred first."""
    persons = province.persons
    own = (
        persons[persons["feed"] == "registrations"].drop_duplicates("person_id").set_index("person_id")["key"]
    )
    scores = province.scores.sort_values(ascending=False)
    return [
        own[person] for person in scores.index if person in own.index and province.office(own[person]) != "-"
    ]


def test_vectors_from_the_database_are_the_batchs(province: Province) -> None:
    recruiters = resolve_recruiters(recruiter_mentions(province.lake, TOMORROW))
    taken = snapshot(Known(province.lake, TOMORROW, province.persons, recruiters))
    expressions = province.warm.benches.get()
    keys = registrations(province)[:25]
    rows = []
    with province.store.reading() as connection:
        for key in keys:
            whose = owner(connection, province.store.keys, province.warm.run, key, TOMORROW)
            rows.append(vector(expressions, from_database(connection, whose), province.warm.book))
    province.warm.benches.put(expressions)
    found = pd.concat(rows)
    assert len(keys) > 20
    pd.testing.assert_frame_equal(found, taken.matrix.loc[found.index], check_exact=True)


def test_the_answer_is_one_record_and_one_entry(province: Province) -> None:
    key = registrations(province)[0]
    with province.store.reading() as connection:
        before = connection.scalar(select(func.count()).select_from(audit_entries))
    told = province.ask(key)
    (row,) = province.record(key)
    assert told.outcome is Outcome.COUNSEL
    assert row["outcome"] == "rujuk"
    assert row["raw"] >= row["threshold"]  # type: ignore[operator]
    with province.store.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(audit_entries)) == (before or 0) + 1


def test_a_desk_cannot_read_what_stood_behind_an_answer(province: Province) -> None:
    key = registrations(province)[1]
    province.ask(key)
    context = Context("a-clerk", Role.LTSA, Purpose.SERVICE, ("52",), "", province.office(key))
    for role, sees in ((Role.LTSA, False), (Role.PLACEMENT_OFFICER, False), (Role.SATGAS_LEAD, True)):
        with province.store.acting(replace(context, role=role)).reading() as connection:
            found = connection.scalar(select(func.count()).select_from(screenings))
        assert bool(found) is sees, role


def test_another_offices_registration_is_not_there(province: Province) -> None:
    key = registrations(province)[0]
    context = Context("a-clerk", Role.LTSA, Purpose.SERVICE, ("52",), "", "ELSEWHERE")
    with province.store.acting(context).begin() as connection, pytest.raises(NotFound):
        screen(connection, province.store.keys, province.desk, province.key, key, context, NOW)


def test_asked_again_on_the_day_the_answer_and_what_stood_behind_it_hold(
    province: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = registrations(province)[2]
    first = province.ask(key)
    other = 0.0 if first.outcome != "rujuk" else 1.0
    monkeypatch.setattr("detection.screening.screen.draw", lambda *_: other)
    row = corrected(
        province, key, NOW + timedelta(minutes=30), scheme="g_to_g", referrer_phone="081234000111"
    )
    province.take("another-scheme.csv", [row])
    again = province.ask(key, now=NOW + timedelta(hours=1))
    assert again == first
    one, two = province.record(key)
    for name in ("referred", "drawn", "raw", "threshold", "vector_digest", "missing"):
        assert one[name] == two[name]
    assert one["particulars"] != two["particulars"]  # what is tried out is kept nevertheless
    tomorrow = province.ask(key, now=NOW + timedelta(days=1))
    (*_, last) = province.record(key)
    assert last["vector_digest"] != one["vector_digest"]  # a new day is judged anew
    assert {each.document for each in tomorrow.documents} <= set(demanded("g_to_g", "TWN", DAY))


def papers(
    province: Province, key: str, kinds: list[str], at: datetime, status: str = "valid"
) -> list[dict[str, str]]:
    """Rows of the documents feed that bring these kinds for a registration."""
    sample = {
        str(name): str(cell) for name, cell in province.world.feeds["documents"].iloc[0].to_dict().items()
    }
    told = {"registration_id": key, "recorded_at": at.isoformat(), "status": status}
    return [
        sample | told | {"document_id": f"{key}-{kind}", "doc_type": kind, "doc_no": f"{key}/{kind}"}
        for kind in kinds
    ]


def test_lengkapi_becomes_lanjut_when_the_missing_papers_have_come_and_nothing_else_changes_it(
    province: Province,
) -> None:
    asked = ((key, province.ask(key, who="a-colleague")) for key in reversed(registrations(province)))
    key, first = next(
        (key, told) for key, told in asked if told.outcome is Outcome.COMPLETE and len(told.documents) > 1
    )
    kinds = [each.document for each in first.documents]
    half, rest = kinds[:1], kinds[1:]

    def ask(name: str, rows: list[dict[str, str]], minutes: int) -> Answer:
        province.take(f"{name}.csv", rows)
        return province.ask(key, now=NOW + timedelta(minutes=minutes + 1))

    def at(minutes: int) -> datetime:
        return NOW + timedelta(minutes=minutes)

    told = ask("half", papers(province, key, half, at(10)), 10)
    assert (told.outcome, [each.document for each in told.documents]) == (Outcome.COMPLETE, rest)
    told = ask("rest", papers(province, key, rest, at(20)), 20)
    assert (told.outcome, told.documents) == (Outcome.GO_ON, ())
    told = ask("withdrawn", papers(province, key, half, at(30), "rejected"), 30)
    assert told.outcome is Outcome.GO_ON  # what was answered holds for the day
    told = province.ask(key, now=NOW + timedelta(days=1))
    (*_, last) = province.record(key)
    assert last["missing"] == half
    assert last["referred"] or told.outcome is Outcome.COMPLETE


def test_a_registration_whose_clock_runs_ahead_is_answered_and_not_scored(province: Province) -> None:
    row = corrected(
        province, registrations(province)[7], NOW + timedelta(days=9), registration_id="REG-AHEAD"
    )
    province.take("ahead.csv", [row])
    province.ask("REG-AHEAD")
    (kept,) = province.record("REG-AHEAD")
    assert (kept["raw"], kept["person_id"]) == (None, "registration_REG-AHEAD")


def say(
    province: Province, one: str, other: str, verdict: str, at: datetime, takes_back: int | None = None
) -> int:
    """Let someone judge two records; gives the judgement's number."""
    with province.store.begin() as connection:
        pair = {"ref_a": one, "ref_b": other}
        asked = select(identity_questions.c.question_id).filter_by(**pair)
        question = connection.scalar(asked) or connection.scalar(
            insert(identity_questions)
            .values(run_id=1, **pair, weight=0.0, held_same="no", agreement={})
            .returning(identity_questions.c.question_id)
        )
        told = {"verdict": verdict, "judged_by": "a-judge", "judged_at": at, "withdraws": takes_back}
        number: int = connection.execute(
            insert(identity_judgements)
            .values(question_id=question, **told, reason=b"-")
            .returning(identity_judgements.c.judgement_id)
        ).scalar_one()
    return number


def batch_and_desk(province: Province, key: str) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """The records of a registration's person: as a run of tomorrow would have them, and as the desk has them."""
    with province.store.reading() as connection:
        judged = judgements.load(connection).as_of(TOMORROW)
        desk = owner(connection, province.store.keys, province.warm.run, key, TOMORROW).records
    records = link.prepare(province.rows)
    persons = person_ids(province.rows, records, cluster(records, province.pairs, judged))
    mine = persons.loc[(persons["feed"] == "registrations") & (persons["key"] == key), "person_id"].iloc[0]
    batch = persons[persons["person_id"] == mine]
    return tuple(set(zip(each["feed"], each["key"], strict=True)) for each in (batch, desk))  # type: ignore[return-value]


def test_what_people_judge_binds_the_desk_at_once_as_it_will_bind_the_next_run(province: Province) -> None:
    """Also through others, and until it is taken back."""
    one, two, three = registrations(province)[8:11]
    before, desk = batch_and_desk(province, one)
    assert before == desk
    for a, b in ((one, two), (two, three)):
        say(province, f"registrations:{a}", f"registrations:{b}", "same", NOW - timedelta(minutes=5))
    together, desk = batch_and_desk(province, one)
    assert together == desk
    assert {("registrations", key) for key in (one, two, three)} <= together
    assert batch_and_desk(province, three) == (together, together)
    links = {"ref_a": f"registrations:{two}", "ref_b": f"registrations:{three}"}
    with province.store.reading() as connection:
        number = connection.scalar(
            select(identity_judgements.c.judgement_id)
            .join(identity_questions)
            .filter_by(verdict="same")
            .where(identity_questions.c.ref_a == links["ref_a"])
        )
    say(province, links["ref_a"], links["ref_b"], "withdrawn", NOW - timedelta(minutes=2), number)
    apart, desk = batch_and_desk(province, one)
    assert apart == desk == together - batch_and_desk(province, three)[0]


def test_records_that_people_judged_different_are_parted_at_the_desk_too(province: Province) -> None:
    key, (feed, other) = next(
        (key, record)
        for key in registrations(province)[11:]
        for records in [batch_and_desk(province, key)[1]]
        for record in sorted(records)
        if record[0] == "passports"
    )
    say(province, f"registrations:{key}", f"{feed}:{other}", "different", NOW - timedelta(minutes=5))
    batch, desk = batch_and_desk(province, key)
    assert (feed, other) not in batch
    assert desk == batch


def test_an_ordinary_registration_is_told_its_missing_documents_alone(province: Province) -> None:
    outcomes = set()
    for key in registrations(province)[-6:]:
        told = province.ask(key)
        row = next(
            each for each in province.record(key) if (each["who"], each["asked_at"]) == ("a-clerk", NOW)
        )
        assert row["missing"] == [each.document for each in told.documents]
        if not row["referred"]:
            assert told.outcome is (Outcome.COMPLETE if told.documents else Outcome.GO_ON)
        outcomes.add(told.outcome)
    assert outcomes


def corrected(province: Province, key: str, at: datetime, **changes: str) -> dict[str, str]:
    rows = province.world.feeds["registrations"]
    row = rows[rows["registration_id"] == key].iloc[-1].to_dict()
    return {str(name): str(cell) for name, cell in row.items()} | {"recorded_at": at.isoformat()} | changes


def test_asking_again_after_phone_and_nik_changed_raises_an_alarm_of_which_the_answer_tells_nothing(
    province: Province,
) -> None:
    key = registrations(province)[4]
    seen = []
    for number in range(3):
        at = NOW + timedelta(minutes=10 * number)
        if number:
            row = corrected(province, key, at, phone=f"08123400000{number}")
            province.take(f"corrected-{number}.csv", [row])
        seen.append(province.ask(key, now=at + timedelta(minutes=1)))
        (*_, last) = province.record(key)
        refs = {(role, last["screening_id"]) for role in alarms.TOLD}
        assert (refs <= province.told(alarms.CHANGED)) is (number == 2)
    assert seen[0] == seen[1] == seen[2]


def test_a_registration_that_names_a_planted_recruiter_raises_an_alarm(province: Province) -> None:
    phone = "081299990001"
    lead = Context("a-lead", Role.SATGAS_LEAD, Purpose.PREVENTION, ("52",))
    with province.store.acting(lead).begin() as connection:
        alarms.plant(connection, Tokeniser(province.key), Identifier.PHONE, phone, "a-lead", NOW)
        with pytest.raises(InputRefused, match="planted before"):
            alarms.plant(connection, Tokeniser(province.key), Identifier.PHONE, phone, "a-lead", NOW)
    key = registrations(province)[5]
    row = corrected(
        province, key, NOW - timedelta(minutes=5), registration_id="REG-HONEY", referrer_phone=phone
    )
    province.take("honey.csv", [row])
    told = province.ask("REG-HONEY", now=NOW)
    (kept,) = province.record("REG-HONEY")
    assert {(role, kept["screening_id"]) for role in alarms.TOLD} <= province.told(alarms.HONEY)
    assert "honey" not in repr(told).lower()
    held = province.persons.set_index(["feed", "key"])["person_id"]
    assert kept["person_id"] == held["registrations", key]  # linked at the desk: the run has never seen it


def test_an_account_that_asks_far_too_often_is_reported_once(
    province: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        alarms,
        "in_force",
        lambda *_: [{"changes": 99, "at_least": 3, "times_usual": 3, "days": 28}],
    )
    key = registrations(province)[6]
    for number in range(5):
        province.ask(key, who="a-busy", now=NOW + timedelta(minutes=number))
        assert bool(province.told(alarms.MANY)) is (number >= 2)
    assert province.told(alarms.MANY) == {(role, f"a-busy:{DAY}") for role in alarms.TOLD}
