import json
from pathlib import Path

import pytest
from planted_faults import PLANTS, Planted, plant

from sources.reading import CheckedRow, Fault, read
from sources.reasons import REASON_BY_CODE, VALUE_CLASS_BY_CODE

FILES = [
    pytest.param(("csv", {}), id="csv"),
    pytest.param(("csv", {"encoding": "utf-8-sig", "delimiter": ";"}), id="csv with mark and semicolons"),
    pytest.param(("csv", {"encoding": "utf-16"}), id="csv in UTF-16"),
    pytest.param(("xlsx", {}), id="xlsx"),
    pytest.param(("ndjson", {}), id="ndjson"),
    pytest.param(("parquet", {}), id="parquet"),
]


Read = tuple[Planted, list[CheckedRow | Fault]]


@pytest.fixture(params=FILES, scope="module")
def planted(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Read:
    kind, options = request.param
    made = plant(tmp_path_factory.mktemp("faults"), kind, 1_000, **options)
    return made, list(read(made.path))


def test_every_planted_fault_is_reported_with_its_row_field_and_reason(planted: Read) -> None:
    made, rows = planted
    found = {row.number: (row.field, row.reason) for row in rows if isinstance(row, Fault)}
    assert found == {number: (fault.field, fault.reason) for number, fault in made.faults.items()}


def test_no_nik_changes_among_the_rows_that_pass(planted: Read) -> None:
    made, rows = planted
    passed = [row.values for row in rows if isinstance(row, CheckedRow)]
    assert {values["registration_id"]: values["nik"] for values in passed} == made.niks


def test_every_reason_and_class_that_is_given_has_its_words(planted: Read) -> None:
    for row in planted[1]:
        if isinstance(row, Fault):
            for problem in row.problems:
                assert problem.reason in REASON_BY_CODE
                assert problem.value_class in VALUE_CLASS_BY_CODE


def test_what_is_kept_of_a_faulty_row_can_be_stored_as_json(planted: Read) -> None:
    for row in planted[1]:
        if isinstance(row, Fault):
            stored = json.dumps(row.raw, ensure_ascii=False, allow_nan=False)
            assert "\\u0000" not in stored
            stored.encode()  # fails on half a surrogate pair, as PostgreSQL would


def test_there_are_at_least_twenty_kinds_of_planted_faults() -> None:
    assert len({fault.name for fault in PLANTS}) >= 20
    assert sum("csv" in fault.formats for fault in PLANTS) >= 20


def test_faults_are_planted_everywhere(tmp_path: Path) -> None:
    planted = plant(tmp_path, "csv", 1_000)
    assert len(planted.faults) == 1_000
    assert len({fault.name for fault in planted.faults.values()}) >= 20
