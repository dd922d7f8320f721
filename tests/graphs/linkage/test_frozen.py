"""A few records, resolved by what a run has frozen, are the same persons as among all records."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from worlds import PARSE, TOKENS, SmallWorld

from graphs.linkage.frequencies import RARITIES
from graphs.linkage.frozen import Frozen, freeze
from graphs.linkage.identities import Linkage
from graphs.linkage.prepare import prepare
from graphs.linkage.rows import ClearRows
from graphs.linkage.score import score_pairs
from graphs.linkage.train import Model
from records.contract import FEED_BY_NAME
from records.facts import entity_key

DAY, KEY = date(2025, 3, 10), b"f" * 32


@pytest.fixture(scope="module")
def rows(world: SmallWorld) -> pd.DataFrame:
    clear = ClearRows()
    for feed in world.world.feeds:
        parsers = [(field.name, PARSE[field.type]) for field in FEED_BY_NAME[feed].fields]
        for number, row in enumerate(world.world.feeds[feed].to_dict("records")):
            values = {name: parse(row[name]) if row.get(name) else None for name, parse in parsers}
            clear.add(feed, str(entity_key(FEED_BY_NAME[feed], values, TOKENS)), number, values)
    return clear.as_of(DAY)


@pytest.fixture(scope="module")
def linkage(rows: pd.DataFrame) -> Linkage:
    learned = Linkage(seed=7, threads=1)
    learned.train(rows)
    return learned


def model(linkage: Linkage) -> Model:
    assert linkage.model is not None
    return linkage.model


def frozen(folder: Path, rows: pd.DataFrame, linkage: Linkage) -> Frozen:
    freeze(folder, rows, model(linkage), KEY)
    return Frozen(folder, KEY)


def test_the_weights_are_those_of_a_run(rows: pd.DataFrame, linkage: Linkage, tmp_path: Path) -> None:
    records = prepare(rows)
    shares = {rarity.column: rarity.count(records) for rarity in RARITIES}
    found = frozen(tmp_path, rows, linkage)._score.pairs(records, shares)
    assert len(found) > 300
    pd.testing.assert_frame_equal(found, score_pairs(records, model(linkage), threads=1))


def test_a_registration_is_whose_the_run_held_it_to_be(
    rows: pd.DataFrame, linkage: Linkage, tmp_path: Path
) -> None:
    whole = linkage.resolve(rows).persons.set_index(["feed", "key"])["person_id"]
    found = frozen(tmp_path, rows, linkage)
    place = pd.MultiIndex.from_frame(rows[["feed", "key"]])
    registrations = rows[rows["feed"] == "registrations"].head(60)
    for feed, key in zip(registrations["feed"], registrations["key"], strict=True):
        inside = [(feed, key)]
        for _ in range(2):
            inside = [*dict.fromkeys([*inside, *found.near(rows[place.isin(inside)])])]
        persons = found.resolve(rows[place.isin(inside)]).persons.set_index(["feed", "key"])["person_id"]
        assert persons[feed, key] == whole[feed, key]
        assert set(persons[persons == persons[feed, key]].index) == set(
            whole[whole == whole[feed, key]].index
        )


def test_nothing_that_is_kept_tells_a_value(rows: pd.DataFrame, linkage: Linkage, tmp_path: Path) -> None:
    freeze(tmp_path, rows, model(linkage), KEY)
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    values = [value for column in ("name", "nik", "phone", "passport_no") for value in rows[column].dropna()]
    assert values
    assert [value for value in values if value.encode() in kept] == []


def test_another_key_finds_nobody(rows: pd.DataFrame, linkage: Linkage, tmp_path: Path) -> None:
    freeze(tmp_path, rows, model(linkage), KEY)
    assert Frozen(tmp_path, b"g" * 32).near(rows.head(50)) == []
