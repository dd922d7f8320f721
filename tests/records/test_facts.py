from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from records.contract import FEED_BY_NAME, FEEDS
from records.facts import FACTS, entity_key, known_row, nik_birth_date
from records.tokens import Tokeniser

TOKENS = Tokeniser(b"f" * 32)
REGISTRATION = {
    "registration_id": "REG1",
    "recorded_at": datetime(2024, 5, 1, tzinfo=UTC),
    "nik": "5203015708950001",
    "full_name": "Siti Rahmawati",
    "birth_date": date(1995, 8, 17),
    "sex": "P",
    "village_code": "5203012001",
    "phone": "081234567890",
    "referrer_phone": "+6281234567890",
    "referrer_name": "Hasan",
    "guardian_name": "H. Hassan",
}


def known(**changes: object) -> dict[str, object]:
    return known_row(FEED_BY_NAME["registrations"], {**REGISTRATION, **changes}, TOKENS)


def test_identifiers_leave_as_tokens_and_plain_fields_as_they_are() -> None:
    row = known()
    clear = {"5203015708950001", "Siti Rahmawati", "081234567890", "Hasan"}
    assert not clear & {str(value) for value in row.values()}
    assert row["birth_date"] == date(1995, 8, 17)
    assert row["phone"] == row["referrer_phone"]


def test_facts_say_what_agrees() -> None:
    row = known()
    assert row["nik_well_formed"] is True
    assert row["nik_birth_date_agrees"] is True
    assert row["nik_sex_agrees"] is True
    assert row["nik_regency_agrees"] is True
    assert row["referrer_phone_is_own"] is True
    assert row["guardian_is_referrer"] is True


@pytest.mark.parametrize(
    ("changes", "fact"),
    [
        ({"birth_date": date(1995, 8, 18)}, "nik_birth_date_agrees"),
        ({"sex": "L"}, "nik_sex_agrees"),
        ({"village_code": "5201012001"}, "nik_regency_agrees"),
        ({"nik": "520301570895000"}, "nik_well_formed"),
        ({"nik": "5203019908950001"}, "nik_well_formed"),
        ({"referrer_phone": "081234567891"}, "referrer_phone_is_own"),
        ({"guardian_name": "Amaq Sahdan"}, "guardian_is_referrer"),
    ],
)
def test_facts_say_what_does_not_agree(changes: dict[str, object], fact: str) -> None:
    assert known(**changes)[fact] is False


def test_what_is_missing_agrees_with_nothing_and_contradicts_nothing() -> None:
    row = known(nik=None, phone=None, guardian_name=None)
    for fact in ("nik_well_formed", "nik_birth_date_agrees", "referrer_phone_is_own", "guardian_is_referrer"):
        assert row[fact] is None


def test_a_womans_birth_day_stands_forty_higher() -> None:
    assert nik_birth_date("5203015708950001") == (17, 8, 95)
    assert nik_birth_date("5203011708950001") == (17, 8, 95)


def test_the_subject_of_a_link_is_hidden_where_it_identifies_someone() -> None:
    link = {"link_id": "L1", "recorded_at": datetime(2024, 1, 1, tzinfo=UTC), "subject_type": "passport"}
    feed = FEED_BY_NAME["recruiter_links"]
    hidden = known_row(feed, {**link, "subject_ref": "C1234567"}, TOKENS)["subject_ref"]
    passport = {"passport_no": "C1234567"}
    assert hidden == entity_key(FEED_BY_NAME["passports"], passport, TOKENS)
    plain = known_row(feed, {**link, "subject_type": "registration", "subject_ref": "REG1"}, TOKENS)
    assert plain["subject_ref"] == "REG1"


def test_a_phone_in_a_narrative_is_found() -> None:
    tip = {
        "tip_id": "T1",
        "recorded_at": datetime(2024, 1, 1, tzinfo=UTC),
        "narrative": "Hubungi 0812-3456-7890 ya, warga ditampung.",
    }
    row = known_row(FEED_BY_NAME["tips"], tip, TOKENS)
    assert row["narrative_phone"] == known()["phone"]
    assert "shelter" in str(row["narrative_signs"])


def test_every_fact_is_documented_and_of_a_feed() -> None:
    feeds = {feed.name for feed in FEEDS}
    for fact in FACTS:
        assert fact.compute.__doc__, fact.name
        assert fact.feed in feeds
        assert fact.name not in FEED_BY_NAME[fact.feed].by_name
