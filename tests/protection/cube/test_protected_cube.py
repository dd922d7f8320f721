"""No figure, and no difference or sum of figures, tells of a few people: tried over all pairs of allowed queries."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

from attacking import attacks, leaks, money_leaks, queries
from hypothesis import given, settings
from hypothesis import strategies as st

from protection.cube.dimensions import BANDS, DIMENSIONS, LEAST, MEASURES, MODI, ROUGH, band, modus_of
from protection.cube.protecting import Row, protect

YEAR = 2024
AREAS, MODUS, KINDS, BAND = (
    ("52", "53", "35", "32"),
    ("debt", "crew", "unknown"),
    ("victim", "witness"),
    ("0-7", "none"),
)
SERVICES = ("medical", "legal", "return")


def a_row(
    area: str, modus: str, kind: str, decision: str, services: Sequence[str], claimed: int, paid: int
) -> Row:
    category = {"area": area, "modus": modus, "kind": kind, "decision": decision}
    return Row(YEAR, category, frozenset(services), {"claimed": claimed * ROUGH, "paid": paid * ROUGH})


ROWS = st.lists(
    st.builds(
        a_row,
        st.sampled_from(AREAS),
        st.sampled_from(MODUS),
        st.sampled_from(KINDS),
        st.sampled_from(BAND),
        st.lists(st.sampled_from(SERVICES), max_size=3),
        st.sampled_from([0, 0, 1, 5, 80]),
        st.sampled_from([0, 0, 0, 2, 9]),
    ),
    max_size=45,
)


def unprotected(rows: Sequence[Row], year: int) -> dict[str, Any]:
    """The planted fault: every cell that holds enough is told, and nothing else is thought of."""
    told = protect(rows, year)
    tables: dict[str, dict[str, Any]] = {}
    for dimension in DIMENSIONS:
        cells: dict[str, int] = {}
        for row in rows:
            for category in row.within(dimension):
                cells[category] = cells.get(category, 0) + 1
        tables[dimension.name] = {
            each: {"cases": count, "claimed": None, "paid": None}
            for each, count in cells.items()
            if count >= LEAST
        }
    return {**told, "total": {**told["total"], "cases": len(rows)}, "tables": tables}


@settings(max_examples=150)
@given(ROWS)
def test_no_pair_of_figures_tells_of_a_few(rows: list[Row]) -> None:
    assert leaks(rows, protect(rows, YEAR)) == []


@settings(max_examples=80)
@given(ROWS)
def test_no_pair_of_amounts_tells_whose_money_it_is(rows: list[Row]) -> None:
    figures = protect(rows, YEAR)
    for measure in ("claimed", "paid"):
        assert money_leaks(rows, figures, measure) == []


@settings(max_examples=80)
@given(ROWS)
def test_what_is_told_is_true_and_tables_add_up(rows: list[Row]) -> None:
    figures = protect(rows, YEAR)
    for measure in ("cases", "claimed", "paid"):
        for name, (cases, number) in queries(rows, figures, measure).items():
            true = len(cases) if measure == "cases" else sum(rows[n].money[measure] for n in cases) // ROUGH
            assert number == true, name
    for dimension in DIMENSIONS:
        table = figures["tables"].get(dimension.name)
        if table and not dimension.many:
            assert sum(cells["cases"] for cells in table.values()) == len(rows)
            hidden = {row.category[dimension.name] for row in rows} - set(table)
            assert len(hidden) != 1, "one that is alone in the rest is told by the rest"


def many(seed: int = 3, count: int = 600) -> list[Row]:
    draw = random.Random(seed)  # noqa: S311  (made-up rows)
    return [
        a_row(
            str(draw.choices(range(1, 39), [1 / n for n in range(1, 39)])[0]),
            draw.choices([modus.name for modus in MODI], range(1, len(MODI) + 1))[0],
            draw.choices(["victim", "witness", "reporter", "family"], [70, 12, 6, 12])[0],
            draw.choices([*(name for _, name in BANDS), "91+", "none"], [5, 10, 30, 30, 10, 15])[0],
            [each for each in ("medical", "legal", "safe_house", "return") if draw.random() < 0.3],
            int(draw.paretovariate(1.5) * 5) if draw.random() < 0.6 else 0,
            int(draw.paretovariate(1.5)) if draw.random() < 0.1 else 0,
        )
        for _ in range(count)
    ]


def test_a_year_like_lpsks_stays_useful_and_leaks_nothing() -> None:
    rows = many()
    figures = protect(rows, YEAR)
    assert leaks(rows, figures) == []
    told = queries(rows, figures, "cases")
    areas = {row.category["area"] for row in rows}
    assert len(figures["tables"]["area"]) - 1 >= len(areas) / 2, (
        "half of the provinces have a figure of their own"
    )
    assert figures["total"]["cases"] == 600
    assert figures["total"]["claimed"] is not None
    assert len(list(attacks(told))) > 500


def test_an_unprotected_cube_is_caught() -> None:
    years = [many(seed, 30) for seed in range(12)]
    assert sum(leaks(rows, unprotected(rows, YEAR)) != [] for rows in years) >= 4
    assert [leaks(rows, protect(rows, YEAR)) for rows in years] == [[]] * 12
    usual, lone = (a_row(area, "debt", "victim", "none", [], 0, 0) for area in ("52", "53"))
    assert leaks([usual] * 9 + [lone], unprotected([usual] * 9 + [lone], YEAR)) != []
    assert leaks([usual] * 9 + [lone], protect([usual] * 9 + [lone], YEAR)) == []


def test_a_year_with_a_few_cases_tells_nothing_at_all() -> None:
    few = [a_row("52", "debt", "victim", "none", ["legal"], 5, 5)] * (LEAST - 1)
    assert protect(few, YEAR) == {
        "year": YEAR,
        "total": {measure.name: None for measure in MEASURES},
        "tables": {},
    }
    assert protect(few, YEAR + 1)["total"]["cases"] is None


def test_one_big_sum_is_not_told_by_itself() -> None:
    rows = [a_row("52", "debt", "victim", "none", [], 1, 0) for _ in range(8)]
    rows += [a_row("52", "debt", "victim", "none", [], 900, 0)]
    assert protect(rows, YEAR)["total"]["claimed"] is None
    assert protect(rows, YEAR)["total"]["paid"] == 0


def test_days_fall_into_bands_and_signs_into_one_modus() -> None:
    assert [band(days) for days in (0, 7, 8, 30, 91, None)] == ["0-7", "0-7", "8-14", "15-30", "91+", "none"]
    assert modus_of(frozenset({"R05", "P01"})) == "debt"
    assert modus_of(frozenset({"V01"})) == "unknown"
