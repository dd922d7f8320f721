"""Proceedings: their stages as declared, what each founds, and what SP3 or an acquittal takes back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from peopled import KEY, TOKENS, Peopled, people
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from protection.outcomes.labels import Finding
from protection.outcomes.writing import Released, release_due
from protection.proceedings import persons, words
from protection.proceedings.founding import found
from protection.proceedings.laws import laws
from protection.proceedings.opening import Opening, begin
from protection.proceedings.persons import Somebody, VictimFound
from protection.proceedings.reading import Proceeding, Whole, listing, one
from protection.proceedings.stages import EDGES, ENDS, OPENS, Ruling, Stage, edge, onward
from protection.proceedings.stepping import Next, go_on
from records.errors import InputRefused, NotFound, Stale, WrongState
from records.feed import Identifier
from records.rights.context import Context
from records.rights.purpose import Purpose
from records.rights.role import Role
from records.store import Store
from records.tables import audit_entries, source_rows
from records.tables.proceedings import proceeding_events
from sources import agreements
from sources.handing_in import Desk

NOW = datetime(2026, 3, 2, 3, tzinfo=UTC)
DAY = date(2026, 3, 2)
INKA = Context("inka", Role.INVESTIGATOR, Purpose.INVESTIGATION, ("5203",), "police-ntb")
S = Stage
TO_RULING = (S.INVESTIGATION, S.NOTICE, S.COMPLETE, S.HANDOVER, S.DEMAND)
CALO = {"full_name": "Karto Bukan Orang", "phone": "081277770001"}


@dataclass
class Case:
    """A proceeding that one investigator follows, always at its newest version."""

    store: Store
    stands: Proceeding
    now: datetime = NOW

    @classmethod
    def of(cls, store: Store, context: Context = INKA, **more: object) -> Case:
        own = store.acting(context)
        wish = {"stage": S.REPORT, "law": "uu_21_2007", "articles": ("2", "10"), "happened_on": DAY}
        opening = Opening(**(wish | {"document_no": "LP/B/7/III/2026", "areas": ("5203",)} | more))  # type: ignore[arg-type]
        with own.begin() as connection:
            return cls(own, begin(connection, own.keys, context, opening, NOW))

    def adds(self, role: str, person_id: str | None = None, **cells: str) -> None:
        with self.store.begin() as connection:
            self.stands = persons.add(
                connection,
                self.store.keys,
                TOKENS,
                INKA,
                self.stands.proceeding_id,
                self.stands.version,
                Somebody(role, person_id, cells),
                self.now,
            )

    def goes(self, *stages: Stage, ruling: Ruling | None = None, words: str = "", **more: object) -> None:
        for stage in stages:
            wish = Next(
                stage, DAY, f"No/{stage.value}", ruling=ruling, words=words, officer="AKP Contoh", **more
            )  # type: ignore[arg-type]
            with self.store.begin() as connection:
                self.stands = go_on(
                    connection,
                    self.store.keys,
                    INKA,
                    self.stands.proceeding_id,
                    self.stands.version,
                    wish,
                    self.now,
                )

    def whole(self) -> Whole:
        with self.store.begin() as connection:
            return one(connection, self.store.keys, self.stands.proceeding_id)

    def said(self) -> list[list[str]]:
        return [[label.finding.value for label in member.labels] for member in self.whole().members]


@pytest.fixture
def peopled(store: Store) -> Peopled:
    return people(store)


def released(store: Store, now: datetime = NOW) -> Released:
    with store.begin() as connection:
        desk = Desk(store.within(connection), TOKENS, KEY, agreements.load(None), now)
        return release_due(connection, store.keys, desk)


def in_the_feed(store: Store) -> list[tuple[str, str, str]]:
    with store.reading() as connection:
        rows = connection.execute(
            select(source_rows.c.entity_key, source_rows.c.known["finding"].astext, source_rows.c.nik_token)
            .where(source_rows.c.feed == "case_outcomes")
            .order_by(source_rows.c.sequence)
        )
        return [(key, finding, nik) for key, finding, nik in rows]


def test_an_investigation_finds_its_victims_and_sp3_takes_it_back(store: Store, peopled: Peopled) -> None:
    case = Case.of(store, alert_id=peopled.own.alert_id)
    case.adds("victim", peopled.own.person_id)
    assert released(store) == Released(0, 0, 0)
    case.goes(S.INVESTIGATION)
    assert released(store) == Released(1, 0, 0)
    case.goes(S.STOPPED, words="Tidak cukup bukti menurut gelar")
    later = NOW + timedelta(days=1)
    assert released(store, later) == Released(1, 0, 0)
    key = f"{case.stands.code}/1"
    nik = TOKENS.token(Identifier.NIK, peopled.own.nik)
    assert in_the_feed(store) == [(key, "tppo_victim", nik), (key, "withdrawn", nik)]
    assert released(store, later) == Released(0, 0, 0)


def test_a_conviction_stands_and_an_acquittal_for_good_clears_the_accused(
    store: Store, peopled: Peopled
) -> None:
    case = Case.of(store)
    case.adds("victim", peopled.own.person_id)
    case.adds("suspect", **CALO)
    case.goes(*TO_RULING)
    case.goes(S.RULING, ruling=Ruling.GUILTY)
    assert case.said() == [["tppo_victim"], ["tppo_suspect"]]
    case.goes(S.RULING, ruling=Ruling.ACQUITTED)
    assert case.said() == [["tppo_victim", "withdrawn"], ["tppo_suspect", "withdrawn"]]
    case.goes(S.FINAL)
    assert case.said()[1][-1] == "cleared"
    assert case.stands.final_on == DAY
    assert case.stands.ruling is Ruling.ACQUITTED
    assert released(store).released == 1  # of the victim nothing was ever released, so nothing is withdrawn
    assert [finding for _, finding, _ in in_the_feed(store)] == ["cleared"]


def test_who_is_added_late_is_found_at_once_and_a_witness_never(store: Store, peopled: Peopled) -> None:
    case = Case.of(store)
    case.goes(S.INVESTIGATION)
    case.adds("victim", peopled.own.person_id)
    case.adds("witness", **CALO)
    assert case.said() == [["tppo_victim"], []]


def test_taken_up_again_the_findings_stand_again(store: Store, peopled: Peopled) -> None:
    case = Case.of(store)
    case.adds("victim", peopled.own.person_id)
    case.goes(S.INVESTIGATION)
    released(store)
    case.goes(S.STOPPED, words="Tidak cukup bukti menurut gelar")
    case.goes(S.INVESTIGATION, words="Praperadilan mengabulkan permohonan")
    assert released(store, NOW + timedelta(days=1)) == Released(0, 2, 0)  # it never left in between


@pytest.mark.parametrize("how", ["person", "phone"])
def test_a_victim_is_never_made_a_suspect(store: Store, peopled: Peopled, how: str) -> None:
    case = Case.of(store)
    case.adds("victim", peopled.own.person_id)
    who, cells = (
        (peopled.own.person_id, {}) if how == "person" else (None, CALO | {"phone": peopled.own.phone})
    )
    with pytest.raises(VictimFound):
        case.adds("suspect", who, **cells)


def test_a_protected_person_is_not_made_a_suspect(store: Store, peopled: Peopled) -> None:
    case = Case.of(store)
    with pytest.raises(VictimFound):
        case.adds("suspect", full_name="Siapa Saja", nik=peopled.protected.nik)


def test_who_is_in_no_record_is_kept_sealed_and_shown_to_nobody(store: Store) -> None:
    case = Case.of(store)
    case.adds("suspect", **CALO)
    case.goes(*TO_RULING[:3])
    assert released(store).released == 1
    told = str(case.whole()) + str(_entries(store))
    assert [value for value in CALO.values() if value in told] == []


def test_no_step_that_is_not_declared_and_none_out_of_time(store: Store) -> None:
    case = Case.of(store)
    with pytest.raises(WrongState):
        case.goes(S.FINAL)
    case.goes(S.INVESTIGATION)
    with pytest.raises(InputRefused, match="reason"):
        case.goes(S.STOPPED)
    wish = Next(S.NOTICE, DAY - timedelta(days=1), "SPDP/1")
    with pytest.raises(InputRefused, match="earlier"), case.store.begin() as connection:
        go_on(connection, store.keys, INKA, case.stands.proceeding_id, case.stands.version, wish, NOW)
    with pytest.raises(Stale), case.store.begin() as connection:
        go_on(connection, store.keys, INKA, case.stands.proceeding_id, 1, Next(S.NOTICE, DAY, "1"), NOW)


def test_old_and_new_law_are_told_apart_by_the_day(store: Store) -> None:
    assert [each.code for each in laws(date(2025, 12, 31))] == ["uu_21_2007", "uu_18_2017"]
    assert {each.code for each in laws(DAY)} == {"uu_21_2007", "uu_18_2017", "kuhp_2023"}
    case = Case.of(store)
    case.goes(S.INVESTIGATION, law="kuhp_2023", articles=("455(1)",))
    assert (case.stands.law, case.stands.articles) == ("kuhp_2023", ("455(1)",))
    with pytest.raises(InputRefused, match="Articles"):
        case.goes(S.NOTICE, law="kuhp_2023", articles=("2",))
    with pytest.raises(InputRefused, match="not in force"):
        Case.of(store, law="kuhp_2023", articles=("455",), happened_on=date(2025, 6, 1))


def test_who_works_elsewhere_sees_none_of_it(store: Store) -> None:
    case = Case.of(store)
    elsewhere = store.acting(Context("budi", Role.INVESTIGATOR, Purpose.INVESTIGATION, ("3315",)))
    with elsewhere.begin() as connection:
        assert listing(connection, most=10) == ()
        with pytest.raises(NotFound):
            one(connection, store.keys, case.stands.proceeding_id)
    with case.store.begin() as connection:
        assert [each.code for each in listing(connection, most=10)] == [case.stands.code]


def test_history_is_kept_and_each_act_has_one_entry(store: Store) -> None:
    before = len(_entries(store))
    case = Case.of(store)
    case.goes(S.INVESTIGATION)
    assert len(_entries(store)) == before + 2
    steps = case.whole().steps
    assert [(each.step, each.officer) for each in steps] == [("open", ""), ("stage", "AKP Contoh")]
    with pytest.raises(DBAPIError), store.begin() as connection:
        connection.execute(proceeding_events.delete())


def _entries(store: Store) -> list[object]:
    with store.reading() as connection:
        return list(connection.execute(select(audit_entries)).all())


def test_an_alert_that_one_may_not_see_opens_nothing(store: Store, peopled: Peopled) -> None:
    with pytest.raises(NotFound):
        Case.of(store, alert_id=peopled.elsewhere.alert_id)


def test_the_graph_is_whole() -> None:
    assert len({(each.from_, each.to) for each in EDGES}) == len(EDGES)
    reached = set(OPENS)
    while more := {each.to for each in EDGES if each.from_ in reached} - reached:
        reached |= more
    assert reached == set(Stage)
    assert {stage for stage in Stage if not onward(stage)} == {S.FINAL}
    assert S.FINAL in ENDS
    assert edge(S.REPORT, S.FINAL) is None


@given(st.sampled_from(["victim", "witness", "suspect"]), st.sampled_from(list(Stage)))
def test_only_a_conviction_keeps_a_finding_past_the_ruling(role: str, stage: Stage) -> None:
    for ruling in (None, Ruling.ACQUITTED, Ruling.RELEASED):
        if stage in (S.RULING, S.FINAL):
            assert found(role, stage, ruling) in (None, Finding.CLEARED)
    if role == "witness":
        assert found(role, stage, Ruling.GUILTY) is None
    if stage in (S.STOPPED, S.STOPPED_INQUIRY, *OPENS, S.INQUIRY):
        assert found(role, stage, None) is None


def test_nobody_is_called_a_suspect_before_an_investigation() -> None:
    before = {stage for stage in Stage if words.roles(stage)["suspect"]["id"] == "Terlapor"}
    assert before == {Stage.INFORMATION, Stage.REPORT, Stage.INQUIRY, Stage.STOPPED_INQUIRY}
    assert {words.roles(stage)["victim"]["id"] for stage in Stage} == {"Terindikasi korban"}
