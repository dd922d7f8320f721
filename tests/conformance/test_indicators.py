"""What every declared indicator must satisfy, played on the scenes in which it fires."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import pytest
from factories import Told, held
from scenes import DAY, SCENES, Scene, stage
from scenes.stage import Evidence, Row

from detection.indicators import INDICATOR_BY_ID, INDICATORS, NOT_SHOWN, SUPPORT, Indicator, grounds, sentence
from detection.indicators.words import WORDS
from records.contract import FEED_BY_NAME
from records.days import instant
from records.facts import facts_of
from records.feed import FieldType

FORBIDDEN = ("sex", "nik_sex_agrees", "marital_status", "birth_place", "education")
AREAS = ("village_code", "regency_code", "issuer_regency_code", "issuing_regency_code", "district_code")
OTHER_PROVINCE = {"52": "35", "35": "52", "31": "51", "51": "31"}
"""Provinces that trade places; those of the transit checkpoints, which a dated list names, stay."""
ALWAYS_READ = {"recorded_at", "sequence", "entity_key"}
PORT = re.compile(r"[A-Z-]+")
NUMBER_OR_DAY = re.compile(r"-?\d{1,6}(\.\d)?|\d{4}-\d{2}-\d{2}")

DECLARED = (*INDICATORS, *SUPPORT)
of_indicator = pytest.mark.parametrize("indicator", DECLARED, ids=lambda indicator: indicator.id)
in_scene = pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.indicator)


def _told(scene: Scene) -> list[Evidence]:
    return _told_in(SCENES.index(scene))


@cache
def _told_in(number: int) -> list[Evidence]:
    return stage().evidence(SCENES[number].indicator, SCENES[number].rows)


CATALOGUE = (
    *(f"D{number:02d}" for number in range(1, 14)),
    *(f"P{number:02d}" for number in range(1, 15)),
    *(f"R{number:02d}" for number in range(1, 14)),
    *(f"N{number:02d}" for number in range(1, 13)),
    *(f"E{number:02d}" for number in range(1, 13)),
    *(f"V{number:02d}" for number in range(1, 5)),
)
"""The sixty-eight indicators of the field's catalogue."""


def test_every_indicator_of_the_catalogue_is_declared_or_it_is_said_why_not():
    declared = {indicator.id for indicator in DECLARED}
    assert not declared & set(NOT_SHOWN)
    assert declared | set(NOT_SHOWN) == set(CATALOGUE)
    assert all(indonesian and english for indonesian, english in NOT_SHOWN.values())


def test_what_only_helps_is_no_indicator():
    assert {indicator.id[0] for indicator in SUPPORT} == {"V"}
    assert not {indicator.id[0] for indicator in INDICATORS} & {"V"}


def test_each_id_stands_once():
    assert max(Counter(indicator.id for indicator in DECLARED).values()) == 1


@of_indicator
def test_it_is_told_in_both_languages(indicator: Indicator):
    pairs = (
        (indicator.label_id, indicator.label_en),
        (indicator.trap_id, indicator.trap_en),
        (indicator.says_id, indicator.says_en),
    )
    assert all(indonesian and english and indonesian != english for indonesian, english in pairs)
    assert indicator.rows.__doc__
    assert re.findall(r"{\d}", indicator.says_id) == re.findall(r"{\d}", indicator.says_en)


@of_indicator
def test_it_cites_its_ground_and_weighs_it(indicator: Indicator):
    cited = grounds(indicator.id, DAY)
    assert cited
    assert all(ground.text and "[bk]" not in ground.text for ground in cited)
    assert 1 <= indicator.severity <= 5


@of_indicator
def test_it_reads_columns_that_exist_and_none_that_is_forbidden(indicator: Indicator):
    for column in indicator.reads:
        feed, name = column.split(".")
        names = set(FEED_BY_NAME[feed].by_name) | {fact.name for fact in facts_of(feed)}
        assert name in names
        assert name not in FORBIDDEN


@in_scene
def test_what_is_recorded_later_moves_nothing(scene: Scene):
    later = instant(DAY)
    corrections = [replace(row, fields=_corrected(row) | {"recorded_at": later}) for row in scene.rows]
    strangers = [
        replace(row, who=f"{row.who}-later", fields=_renamed(row) | {"recorded_at": later})
        for row in scene.rows
    ]
    assert stage().evidence(scene.indicator, [*scene.rows, *corrections, *strangers]) == _told(scene)


def test_a_correction_recorded_the_moment_before_does_move_something():
    before = instant(DAY) - timedelta(seconds=1)
    moved = [
        stage().evidence(
            scene.indicator,
            [
                *scene.rows,
                *(replace(row, fields=_corrected(row) | {"recorded_at": before}) for row in scene.rows),
            ],
        )
        != _told(scene)
        for scene in SCENES
    ]
    assert sum(moved) > len(moved) / 2


@in_scene
def test_the_order_of_the_rows_moves_nothing(scene: Scene):
    assert stage().evidence(scene.indicator, scene.rows[::-1]) == _told(scene)


@in_scene
def test_its_evidence_is_rows_that_exist(scene: Scene):
    plain, *_ = held(scene.rows)
    known = {(feed, row["entity_key"]) for feed, rows in plain.items() for row in rows}
    told = _told(scene)
    assert {(feed, key) for _, feed, key, _ in told} <= known
    assert len(told) == len(set(told))


@in_scene
def test_deleting_the_records_behind_it_takes_it_away(scene: Scene):
    told = _told(scene)
    for person in {person for person, *_ in told}:
        behind = {(feed, key) for who, feed, key, _ in told if who == person}
        left = stage().evidence(scene.indicator, scene.rows, gone=behind)
        assert person not in {who for who, *_ in left}


@in_scene
def test_provinces_that_trade_places_move_nothing(scene: Scene):
    def elsewhere(_: str, row: Row) -> Row:
        return row | {name: _elsewhere(str(row[name])) for name in AREAS if row.get(name)}

    assert stage().evidence(scene.indicator, scene.rows, elsewhere) == _told(scene)


@in_scene
def test_it_depends_on_nothing_but_what_it_declares(scene: Scene):
    """So on no particulars of the person either, for none of those may be declared."""
    indicator = INDICATOR_BY_ID[scene.indicator]

    def bare(feed: str, row: Row) -> Row:
        return {name: value if _declared(indicator, feed, name) else None for name, value in row.items()}

    assert stage().evidence(scene.indicator, scene.rows, bare) == _told(scene)


@in_scene
def test_its_detail_names_nobody_and_becomes_a_sentence(scene: Scene):
    indicator = INDICATOR_BY_ID[scene.indicator]
    for *_, detail in _told(scene):
        for part in detail.split("; "):
            assert part in WORDS or NUMBER_OR_DAY.fullmatch(part) or PORT.fullmatch(part)
        for language in ("id", "en"):
            words = sentence(indicator, detail, language)
            assert words.endswith(".")
            assert "{" not in words


def _corrected(row: Told) -> dict[str, object]:
    """The row with every field changed that does not tell which entity it is."""
    feed, fields = FEED_BY_NAME[row.feed], dict(row.fields)
    for name, was in row.fields.items():
        field = feed.by_name[name]
        if name in feed.key or field.required:
            continue
        if field.one_of:
            fields[name] = next(value for value in field.one_of if value != was)
        elif field.type is FieldType.DATE:
            fields[name] = date(2010, 1, 1)
        elif field.type is FieldType.STRING:
            fields[name] = "0"
    return fields


def _renamed(row: Told) -> dict[str, object]:
    """The row as another entity's."""
    key = {
        name: "9" if name == "person_seq" else f"{row.fields[name]}9" for name in FEED_BY_NAME[row.feed].key
    }
    return {**row.fields, **{name: int(text) if name == "person_seq" else text for name, text in key.items()}}


def _elsewhere(code: str) -> str:
    return OTHER_PROVINCE.get(code[:2], code[:2]) + code[2:]


def _declared(indicator: Indicator, feed: str, column: str) -> bool:
    return (
        column in ALWAYS_READ
        or column in FEED_BY_NAME[feed].key
        or f"{feed}.{column}" in indicator.reads
        or (feed in ("documents", "desk_visits") and column == "registration_id")
    )
