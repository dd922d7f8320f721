"""Planted worlds: a model that alarms about women more often is found, a fair one passes, few give no verdict."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
import pytest
from worlds import SmallWorld

from detection import groups
from detection.groups import ATTRIBUTES, attributes, audited, counted
from features.around import AROUND_KINDS, OWN
from features.catalogue import columns
from features.compute import Snapshot
from graphs.network.known import Known
from models.examples import Examples
from models.fairness import Fairness, Verdict
from models.risk import Learnt, Risk

DAY = date(2025, 1, 6)


@pytest.fixture(scope="module")
def known(world: SmallWorld, tmp_path_factory: pytest.TempPathFactory) -> Known:
    return world.known(tmp_path_factory.mktemp("lake"), DAY)


def test_the_attributes_are_those_of_the_newest_row(known: Known, world: SmallWorld) -> None:
    told = attributes(known)
    assert tuple(told.columns) == ATTRIBUTES
    rows = world.world.feeds["registrations"].merge(world.persons, left_on="registration_id", right_on="key")
    newest = rows.sort_values("recorded_at").drop_duplicates("person_id", keep="last").set_index("person_id")
    newest = newest[newest.recorded_at < "2025-01-06"]
    both = told.join(newest, suffixes=("", "_row"), how="inner")
    assert len(both) > 100
    for ours, theirs in ((both["sex"], both["sex_row"]), (both["scheme"], both["scheme_row"])):
        agree = ours.fillna("") == theirs.fillna("")
        assert agree.mean() > 0.99
    province = both["village_code"].str[:2].replace("", None)
    assert (both["province"] == province)[province.notna()].mean() > 0.99


def test_age_bands_meet_without_a_gap() -> None:
    born = pd.to_datetime(["2007-01-07", "2007-01-06", "1990-01-07", "1990-01-06", "1960-05-05", None])
    assert [groups._band(each, DAY) for each in born] == ["<18", "18-24", "25-34", "35-44", "45+", None]


def test_no_feature_reads_what_only_an_audit_may_read() -> None:
    reads = {read for family in OWN for feature in family.features for read in feature.reads}
    assert not reads & {"registrations.sex", "passports.sex"}
    names = {column.name for column in columns()}
    for attribute in ("sex", "province", "scheme", "age_band"):
        assert attribute not in names
        assert not names & {f"{kind}_{attribute}" for kind in AROUND_KINDS}


@dataclass(frozen=True)
class Planted:
    """People whose outcome is known, in two groups, and how often a model alarms about each."""

    people: int
    rates: tuple[float, float]

    def judge(self) -> dict[str, Fairness]:
        draw = np.random.default_rng(11)
        woman = np.arange(self.people) % 2 == 0
        raised = draw.random(self.people) < np.where(woman, *self.rates)
        index = pd.Index([f"p{n}" for n in range(self.people)])
        of = pd.DataFrame(
            {"sex": np.where(woman, "P", "L"), "province": "52", "scheme": None, "age_band": "25-34"},
            index=index,
        )
        return {each.attribute: each for each in counted(pd.Series(raised, index), of)}


def test_a_biased_model_is_found() -> None:
    found = Planted(6000, (0.4, 0.2)).judge()
    assert found["sex"].verdict is Verdict.UNFAIR
    assert (found["sex"].lowest, found["sex"].highest) == ("L", "P")


def test_a_fair_model_passes() -> None:
    found = Planted(20_000, (0.3, 0.3)).judge()
    assert found["sex"].verdict is Verdict.FAIR
    assert found["province"].verdict is Verdict.ONE_GROUP


def test_few_people_give_no_verdict_and_unknown_groups_are_counted() -> None:
    found = Planted(200, (0.4, 0.2)).judge()
    assert found["sex"].verdict is Verdict.TOO_FEW
    assert (found["scheme"].verdict, found["scheme"].unknown) == (Verdict.TOO_FEW, 200)


def test_only_unfounded_known_outcomes_are_false_alarms(known: Known) -> None:
    people = sorted(attributes(known).index)
    sex = attributes(known).loc[people, "sex"]
    said = np.where(sex == "P", 0.9, 0.1) + np.linspace(0, 0.01, len(people))
    found = pd.DataFrame(False, index=range(len(people)), columns=["tppo", "non_procedural", "cleared"])
    standing = pd.DataFrame({"is_open": False}, index=people)
    found.loc[0, "tppo"] = True
    standing.iloc[1] = True
    standing.iloc[2] = True
    found.loc[2, "cleared"] = True
    matrix = pd.DataFrame(index=range(len(people)))
    taught = Examples(
        matrix, np.array(people, dtype=object), found, np.array(people, dtype=object), np.ones(len(people))
    )
    learnt = Learnt(Risk(DAY, {}, ""), {"tppo": said})
    snapshot = Snapshot(DAY, matrix, standing, known.persons)
    by = {each.attribute: each for each in audited(known, snapshot, taught, learnt, volume=100)}
    counts = by["sex"]
    # The found person and the one who is still open are in no rate; the cleared one is.
    assert sum(group.people for group in counts.groups) + counts.unknown == len(people) - 2
    women = next(group for group in counts.groups if group.name == "P")
    assert women.false_alarms >= 98
    assert counts.verdict is Verdict.UNFAIR
