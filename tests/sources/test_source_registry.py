from datetime import date, timedelta
from pathlib import Path

import pytest

from records.contract import FEEDS
from records.errors import AgreementEnded, SettingsRefused
from sources import agreements
from sources.agreements import in_force, load, newest
from sources.reasons import REASONS, VALUE_CLASSES
from sources.registry import SOURCES, Source

SHIPPED = load(None)
each_source = pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.feed.name)


def test_every_feed_of_the_contract_has_one_source_in_the_same_order() -> None:
    assert tuple(source.feed for source in SOURCES) == FEEDS


@each_source
def test_a_source_has_an_owner_in_both_languages_a_ground_and_a_cadence(source: Source) -> None:
    assert source.owner_id
    assert source.owner_en
    assert source.grounds
    assert all(ground.citation for ground in source.grounds)
    assert any(ground.verified for ground in source.grounds)
    assert source.cadence_days > 0


@each_source
def test_a_source_has_an_agreement_whose_fields_exist_and_that_names_its_parties(source: Source) -> None:
    agreement = newest(source, SHIPPED)
    assert agreement is not None
    assert len(agreement.parties) >= 2
    assert agreement.fields[source.feed.name] <= set(source.feed.by_name)


@each_source
def test_the_fields_that_make_a_row_exist(source: Source) -> None:
    feed = source.feed
    assert {*feed.key, "recorded_at"} <= {field.name for field in feed.fields if field.required}
    if feed.person:
        person = {feed.person.name, feed.person.birth_date, feed.person.nik} - {None}
        assert person <= set(feed.by_name)


@each_source
def test_amounts_have_a_unit(source: Source) -> None:
    assert all(field.unit for field in source.feed.fields if field.minimum is not None)


@each_source
def test_an_agreement_ends_visibly_after_its_last_day(source: Source) -> None:
    agreement = newest(source, SHIPPED)
    assert agreement is not None
    assert in_force(source, SHIPPED, agreement.valid_to) is agreement
    with pytest.raises(AgreementEnded, match=agreement.number):
        in_force(source, SHIPPED, agreement.valid_to + timedelta(days=1))
    with pytest.raises(AgreementEnded):
        in_force(source, SHIPPED, agreement.valid_from - timedelta(days=1))
    with pytest.raises(AgreementEnded, match="no agreement"):
        in_force(source, (), agreement.valid_to)


def test_a_renewal_carries_on_where_the_agreement_ended(tmp_path: Path) -> None:
    text, path = agreements.SHIPPED.read_text(), tmp_path / "agreements.toml"
    first = text.replace("2099-12-31", "2027-12-31")
    path.write_text(first + text.replace("2023-01-01", "2028-01-01").replace("SINTETIS", "LANJUTAN"))
    both, source = load(path), SOURCES[0]
    assert "SINTETIS" in in_force(source, both, date(2027, 12, 31)).number
    assert "LANJUTAN" in in_force(source, both, date(2028, 1, 1)).number


AGREEMENT = """
[[agreements]]
id = "gugus_tugas"
number = "1"
parties = ["A", "B"]
valid_from = {valid_from}
valid_to = 2028-12-31
[agreements.fields]
{fields}
"""


@pytest.mark.parametrize(
    ("valid_from", "fields", "told"),
    [
        ("2029-01-01", 'tips = ["tip_id", "recorded_at"]', "order"),
        ("2023-01-01", 'tips = ["tip_id"]', "recorded_at"),
        ("2023-01-01", 'tips = ["tip_id", "recorded_at", "religion"]', "religion"),
        ("2023-01-01", 'bank_accounts = ["iban"]', "bank_accounts"),
        ("2023-01-01", 'recruiter_links = ["link_id", "recorded_at", "subject_ref"]', "subject_type"),
    ],
)
def test_an_agreement_that_does_not_fit_the_contract_is_refused(
    tmp_path: Path, valid_from: str, fields: str, told: str
) -> None:
    path = tmp_path / "agreements.toml"
    path.write_text(AGREEMENT.format(valid_from=valid_from, fields=fields))
    with pytest.raises(SettingsRefused, match=told):
        load(path)


def test_every_reason_and_class_is_told_in_both_languages_once() -> None:
    for words in (REASONS, VALUE_CLASSES):
        assert len({word.code for word in words}) == len(words)
        assert all(word.text_id and word.text_en and word.text_id != word.text_en for word in words)
