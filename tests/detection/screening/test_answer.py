"""Three words, public rules, and nothing else that tells."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detection.screening import counsellors
from detection.screening.alarms import changes, too_many
from detection.screening.answer import NEXT, QUESTIONS, Outcome, answer
from detection.screening.counsellors import Counsel, Office, counsel
from detection.screening.documents import demanded, missing
from detection.screening.screen import draw
from records.law import in_force

DAY = date(2025, 1, 6)
SCHEMES = ("p_to_p", "g_to_g", "ukps", "mandiri")
KINDS = sorted({document for scheme in SCHEMES for document in demanded(scheme, "TWN", DAY)})
DESK = Counsel("desk", "Meja pengaduan kantor ini", "The complaints desk of this office")


@given(st.sampled_from(SCHEMES), st.sampled_from(["TWN", "MYS", None]), st.sets(st.sampled_from(KINDS)))
def test_beside_the_word_and_its_questions_no_field_differs(
    scheme: str, country: str | None, held: set[str]
) -> None:
    lacking = missing(scheme, country, held, DAY)
    one, other = (answer(referred, lacking, DESK) for referred in (True, False))
    assert one.outcome is Outcome.COUNSEL
    assert other.outcome is (Outcome.COMPLETE if lacking else Outcome.GO_ON)
    for told in (one, other):
        assert (told.next_id, told.next_en, told.questions) == (*NEXT[told.outcome], QUESTIONS[told.outcome])
    assert (one.documents, one.counsel) == (other.documents, other.counsel) == (lacking, DESK)


@given(st.sampled_from(SCHEMES), st.sampled_from(["TWN", "MYS", None]), st.sets(st.sampled_from(KINDS)))
def test_what_is_missing_is_what_is_demanded_and_not_held(
    scheme: str, country: str | None, held: set[str]
) -> None:
    lacking = [each.document for each in missing(scheme, country, held, DAY)]
    assert lacking == [each for each in demanded(scheme, country, DAY) if each not in held]


def test_every_demanded_document_is_told_in_both_languages_with_place_and_cost() -> None:
    for scheme in SCHEMES:
        told = missing(scheme, "TWN", (), DAY)
        assert [each.document for each in told] == demanded(scheme, "TWN", DAY)
        assert all(all(getattr(each, field) for field in each.__dataclass_fields__) for each in told)


def test_no_word_of_an_answer_tells_of_a_watch() -> None:
    texts = [text for pair in NEXT.values() for text in pair]
    texts += [text for asked in QUESTIONS.values() for each in asked for text in (each.id, each.en)]
    for word in (
        "risiko",
        "curiga",
        "terindikasi",
        "peringatan",
        "TPPO",
        "risk",
        "suspect",
        "alert",
        "traffick",
    ):
        assert not [text for text in texts if word.lower() in text.lower()]


def office(code: str, regency: str, *, has_mrc: bool, closed_on: date | None = None) -> Office:
    return Office(code, f"LTSA {code}", regency, has_mrc, None, closed_on)


def test_a_counsellor_is_here_or_at_the_nearest_office_that_has_one() -> None:
    here = office("A", "5203", has_mrc=False)
    near, far = office("C", "5203", has_mrc=True), office("B", "5201", has_mrc=True)
    assert counsel("A", [replace(here, has_mrc=True), near, far], DAY).office == "A"
    assert counsel("A", [here, near, far], DAY).office == "C"
    assert counsel("A", [here, replace(near, closed_on=DAY), far], DAY).office == "B"


def test_without_a_counsellor_in_the_province_there_is_a_line_and_at_last_the_complaints_desk(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    known = [office("A", "5203", has_mrc=False), office("D", "3315", has_mrc=True)]
    told = counsel("A", known, DAY)
    assert (told.kind, told.phone) == ("line", in_force("counsel_line", DAY)[0]["phone"])
    monkeypatch.setattr(counsellors, "in_force", lambda *_: [])
    assert counsel("A", known, DAY).kind == counsel("nowhere", known, DAY).kind == "desk"


def test_the_lot_falls_on_the_share_that_it_should_and_only_the_key_tells_on_whom() -> None:
    keys = [f"REG{number:06d}" for number in range(20_000)]
    drawn = {key for key in keys if draw(b"k" * 32, key) < 0.02}
    assert 330 < len(drawn) < 470
    assert drawn == {key for key in keys if draw(b"k" * 32, key) < 0.02}
    assert drawn != {key for key in keys if draw(b"l" * 32, key) < 0.02}


def test_changes_are_counted_from_one_asking_to_the_next() -> None:
    assert changes([("a",)]) == changes([("a",), ("a",)]) == 0
    assert changes([("a",), ("b",), ("a",)]) == 2


def test_a_day_far_above_the_usual_is_too_many_and_a_busy_desk_is_not() -> None:
    usual = {date(2025, 1, day): 40 for day in range(1, 6)}
    assert not too_many(usual | {DAY: 80}, DAY, at_least=30, times_usual=3)
    assert too_many(usual | {DAY: 119}, DAY, at_least=30, times_usual=3)
    assert not too_many({DAY: 20}, DAY, at_least=30, times_usual=3)
    assert too_many({DAY: 29}, DAY, at_least=30, times_usual=3)
