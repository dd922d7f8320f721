"""The table of the security standard is whole, and every test that it names exists."""

from __future__ import annotations

import ast
import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
Row = dict[str, str]

LEVELS = {"1": 70, "2": 183}
"""How many requirements ASVS 5.0.0 has at each level that is claimed whole."""
CHOSEN = frozenset(
    {"v5.0.0-2.3.5", "v5.0.0-6.3.8", "v5.0.0-7.5.3", "v5.0.0-8.1.3", "v5.0.0-8.2.4", "v5.0.0-8.3.2"}
    | {"v5.0.0-8.3.3", "v5.0.0-14.2.6", "v5.0.0-14.2.7", "v5.0.0-15.2.4", "v5.0.0-15.4.2", "v5.0.0-16.5.4"}
)
"""Requirements of level 3 that are held to as well."""
WITH_TESTS = {"met": True, "partly": True, "not yet": False, "not applicable": False}


def table() -> list[Row]:
    with (ROOT / "docs" / "asvs.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def functions(file: Path) -> frozenset[str]:
    if not file.is_file():
        return frozenset()
    tree = ast.parse(file.read_text("utf-8"))
    return frozenset(
        each.name for each in tree.body if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)
    )


def faults(rows: Iterable[Row]) -> Iterator[str]:
    """What is wrong with rows: a state without its proof, a test that is not there."""
    for row in rows:
        tests = row["tests"].split()
        if row["state"] not in WITH_TESTS or bool(tests) != WITH_TESTS[row["state"]]:
            yield f"{row['id']}: {row['state']} with {len(tests)} tests"
        if bool(row["reason"]) == (row["state"] == "met"):
            yield f"{row['id']}: {row['state']} needs a reason, and met needs none"
        for test in tests:
            file, _, name = test.partition("::")
            if name not in functions(ROOT / file):
                yield f"{row['id']}: {test} does not exist"


def test_every_requirement_of_levels_1_and_2_has_a_row_and_the_chosen_ones_of_level_3() -> None:
    rows = table()
    assert {level: Counter(row["level"] for row in rows)[level] for level in LEVELS} == LEVELS
    assert {row["id"] for row in rows if row["level"] == "3"} >= CHOSEN
    ids = [row["id"] for row in rows]
    assert all(re.fullmatch(r"v5\.0\.0-\d{1,2}\.\d{1,2}\.\d{1,2}", each) for each in ids)
    places = [tuple(map(int, each.removeprefix("v5.0.0-").split("."))) for each in ids]
    assert places == sorted(set(places))


def test_every_named_test_exists_and_every_state_has_its_proof() -> None:
    assert list(faults(table())) == []


@pytest.mark.parametrize(
    "planted",
    [
        {"state": "met", "tests": "", "reason": ""},
        {"state": "met", "tests": "tests/nowhere.py::test_x", "reason": ""},
        {"state": "met", "tests": "tests/conformance/test_asvs.py::test_that_nobody_wrote", "reason": ""},
        {"state": "not yet", "tests": "", "reason": ""},
        {"state": "fine", "tests": "", "reason": "x"},
        {"state": "partly", "tests": "", "reason": "x"},
    ],
)
def test_a_row_without_proof_is_caught(planted: Row) -> None:
    assert list(faults([{"id": "v5.0.0-1.1.1", "level": "1", "asks": "x"} | planted]))
