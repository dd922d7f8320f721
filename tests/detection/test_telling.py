from __future__ import annotations

import math

import pytest

from detection.telling import told
from features.catalogue import columns

BY_NAME = {column.name: column for column in columns()}


@pytest.mark.parametrize(
    ("name", "value", "indonesian", "english"),
    [
        ("no_job_order", 1.0, "tanpa job order", "no job order"),
        ("no_job_order", 0.0, "tanpa job order: tidak", "no job order: not so"),
        ("documents_rejected", 0.25, "dokumen ditolak: 25 %", "documents rejected: 25 %"),
        (
            "cost_to_usual",
            1.5,
            "biaya dibanding biaya lazim koridor itu: 1,5×",
            "declared cost against the usual one of the corridor: 1.5×",
        ),
        ("days_registered", 12.0, "hari sejak pendaftaran: 12 hari", "days since registration: 12 days"),
    ],
)
def test_a_value_is_told_in_both_languages(name: str, value: float, indonesian: str, english: str) -> None:
    assert told(BY_NAME[name], value, "id") == indonesian
    assert told(BY_NAME[name], value, "en") == english


def test_a_mean_around_a_person_is_told_as_a_share() -> None:
    words = told(BY_NAME["phone_left_for_non_work"], 0.4, "en")
    assert words.endswith("(others with the same phone): 40 %")


def test_a_group_that_has_said_whom_it_is_about_is_not_told_twice() -> None:
    assert told(BY_NAME["phone_left_one_way"], 0.5, "en", in_group=True) == "left on a one-way ticket: 50 %"


def test_what_is_missing_is_said_to_be_unknown() -> None:
    assert told(BY_NAME["no_job_order"], math.nan, "id") == "tanpa job order: tidak diketahui"


def test_no_word_says_more_than_indication() -> None:
    forbidden = {"pelaku", "korban", "tersangka", "terbukti bersalah", "ilegal"}
    for column in columns():
        words = column.words("id").lower()
        assert not any(word in words for word in forbidden), words
