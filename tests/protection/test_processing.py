"""The record of processing and the impact assessment say what the program declares, all of it and as of today."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from protection.processing import documents
from protection.processing.documents import assessment, record
from protection.processing.risks import RISKS, TRIGGERS
from protection.processing.specific import SPECIFIC
from records.contract import FEED_BY_NAME
from records.rights.permissions import PERMISSIONS
from records.rights.purpose import GROUNDS
from sources.registry import SOURCES

ROOT = Path(__file__).parents[2]


def test_the_committed_documents_are_those_that_the_declarations_make() -> None:
    assert (ROOT / "docs" / "processing-record.md").read_text("utf-8") == record(), "run: suluh processing"
    assert (ROOT / "docs" / "impact-assessment.md").read_text("utf-8") == assessment(), (
        "run: suluh processing"
    )


def test_a_new_permission_changes_the_record(monkeypatch: pytest.MonkeyPatch) -> None:
    planted = replace(PERMISSIONS[-1], name="planted:read")
    monkeypatch.setattr(documents, "PERMISSIONS", (*PERMISSIONS, planted))
    assert "planted:read" in record()
    assert record() != (ROOT / "docs" / "processing-record.md").read_text("utf-8")


def test_every_source_field_purpose_and_permission_is_in_the_record() -> None:
    told = record()
    named = [source.feed.name for source in SOURCES] + [each.name for each in PERMISSIONS]
    named += [field.name for source in SOURCES for field in source.feed.fields]
    assert [name for name in named if f"`{name}`" not in told] == []
    assert [each.purpose for each in GROUNDS if each.purpose.value not in told] == []


def test_every_risk_has_measures_that_a_test_of_this_project_shows() -> None:
    for risk in RISKS:
        assert {risk.likelihood, risk.severity} <= {1, 2, 3}
        assert risk.checks
        assert [check for check in risk.checks if not (ROOT / check).exists()] == [], risk.name
    assert len({each.name for each in RISKS}) == len(RISKS)
    assert [each.letter for each in TRIGGERS] == list("abcdefg")


def test_specific_data_are_fields_that_exist() -> None:
    assert [each for each in SPECIFIC if each.field not in FEED_BY_NAME[each.feed].by_name] == []


def test_the_documents_follow_the_rules_of_the_day_that_is_asked_for() -> None:
    assert "2027-06-01" in record(date(2027, 6, 1))
