from __future__ import annotations

from datetime import timedelta

import pandas as pd
import pytest
from crowd import FIRST_DAY, crowd, table
from people import STORIES, Person, Story

from graphs.linkage import train
from graphs.linkage.comparisons import BLOCKING, COMPARISONS, Blocking
from graphs.linkage.identities import Identities, Linkage
from graphs.linkage.prepare import ROW_COLUMNS

COMMON = [Person(100 + number, "Siti", regency="3209").row("registrations") for number in range(30)]


@pytest.fixture(scope="module")
def everybody() -> Identities:
    """All stories at once, in the middle of a crowd in which many are called Siti."""
    told = [row for story in STORIES for row in story.rows]
    return Linkage(seed=7, threads=1).resolve(table([*crowd(200), *COMMON, *told]))


def person_of(identities: Identities) -> pd.Series:
    persons = identities.persons
    return persons.set_index(persons["feed"] + "/" + persons["key"])["person_id"]


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.says.replace(" ", "_"))
def test_who_is_who(story: Story, everybody: Identities) -> None:
    assert person_of(everybody).loc[story.records].nunique() == story.persons


def test_no_story_gets_into_another(everybody: Identities) -> None:
    ids = person_of(everybody)
    apart = [story for story in STORIES if "Siti" not in {row["name"] for row in story.rows}]
    seen = [set(ids.loc[story.records]) for story in apart]
    assert sum(map(len, seen)) == len(set().union(*seen))


def test_the_evidence_says_why_two_records_are_one(everybody: Identities) -> None:
    renewed = next(story for story in STORIES if story.says.startswith("two passports")).records
    evidence = everybody.evidence
    pair = evidence[evidence["record_a"].isin(renewed) & evidence["record_b"].isin(renewed)].iloc[0]
    assert {comparison.name: comparison.says(int(pair[comparison.name])) for comparison in COMPARISONS} == {
        "name": "same name",
        "birth_date": "same day",
        "nik": "same NIK",
        "phone": "unknown",
        "passport": "unknown",
        "place": "born and living in the same place",
    }


NAME_COLUMNS = {"name_key", "name_words", "name_joined", "tokens"}


def rests_on_the_name_alone(rule: Blocking) -> bool:
    return {*rule.on, rule.each or "tokens"} <= NAME_COLUMNS


def test_nobody_is_found_by_name_alone() -> None:
    assert not any(map(rests_on_the_name_alone, BLOCKING))
    assert rests_on_the_name_alone(Blocking(("name_key",)))


def test_linkage_never_reads_what_must_not_count() -> None:
    assert not {"sex", "religion", "ethnicity", "marital_status"} & set(ROW_COLUMNS)


def test_no_rows_and_empty_rows_are_no_trouble() -> None:
    assert Linkage(seed=7, threads=1).resolve(table([])).persons.empty
    blank = table([Person(1, "").row("complaints"), Person(2, "").row("complaints")])
    assert Linkage(seed=7, threads=1).resolve(blank).persons["person_id"].nunique() == 2


def test_a_person_keeps_the_name_when_records_are_added() -> None:
    who = Person(1, "Sarce Tanono")
    rows = [*crowd(50), who.row("registrations")]
    later = who.row("passports") | {"recorded_at": FIRST_DAY + timedelta(days=300)}
    linkage = Linkage(seed=7, threads=1)
    before, after = (person_of(linkage.resolve(table(known))) for known in (rows, [*rows, later]))
    assert after.loc[before.index].equals(before)
    assert after["passports/1-2"] == before["registrations/1-1"]


@pytest.fixture(scope="module")
def many() -> pd.DataFrame:
    """Rows enough to learn from: a crowd of which some register again, without a NIK."""
    again = [
        passport
        | {"feed": "registrations", "key": f"again {passport['key']}", "nik": None, "passport_no": None}
        for passport in crowd(400)[1::6]
    ]
    return table([*crowd(400), *again])


@pytest.fixture
def _learn_from_little(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(train, "LEAST_ROWS", 500)
    monkeypatch.setattr(train, "LEAST_PAIRS", 50)
    monkeypatch.setattr(train, "SAMPLED_PAIRS", 20_000)


@pytest.mark.usefixtures("_learn_from_little")
def test_a_later_call_equals_a_fresh_object_trained_on_the_same_rows(many: pd.DataFrame) -> None:
    early = many.iloc[:700]
    kept, fresh = Linkage(seed=7, threads=1), Linkage(seed=7, threads=2)
    before = kept.resolve(early)
    fresh.train(early.sample(frac=1, random_state=4))
    later, anew = kept.resolve(many), fresh.resolve(many.sample(frac=1, random_state=5))
    assert later.persons.equals(anew.persons)
    assert later.evidence.equals(anew.evidence)
    assert kept.resolve(early).persons.equals(before.persons)


@pytest.mark.usefixtures("_learn_from_little")
def test_learning_finds_the_persons_of_the_crowd(many: pd.DataFrame) -> None:
    linkage = Linkage(seed=7, threads=1)
    ids = person_of(linkage.resolve(many))
    assert all(ids[f"registrations/R{number}"] == ids[f"passports/A{number:07d}"] for number in range(400))
    assert ids.nunique() == 400
    assert linkage.model is not None
    levels = [
        level
        for comparison in linkage.model.settings["comparisons"]
        for level in comparison["comparison_levels"][1:]
    ]
    assert all(0 < level["m_probability"] < 1 and 0 < level["u_probability"] < 1 for level in levels)


@pytest.mark.usefixtures("_learn_from_little")
def test_columns_that_are_all_empty_leave_the_rest_to_work(many: pd.DataFrame) -> None:
    poor = many.assign(nik=None, phone=None, passport_no=None)
    assert person_of(Linkage(seed=7, threads=1).resolve(poor)).nunique() < 0.6 * len(poor)


def test_the_model_is_learned_again_once_the_records_have_grown_by_half() -> None:
    linkage = Linkage(seed=7, threads=1)
    rows = table(crowd(100))
    linkage.resolve(rows.iloc[:120])
    first = linkage.model
    linkage.resolve(rows.iloc[:150])
    assert linkage.model is first
    linkage.resolve(rows)
    assert linkage.model is not first
