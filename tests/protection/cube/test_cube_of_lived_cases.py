"""Cases lived through by LPSK's ordinary functions: what is released is what was counted by hand, and tells of no few.

``SULUH_LIVED_CASES`` says how many; 300 take a minute or two.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime

from attacking import attacks, leaks, money_leaks, queries
from drawn_cases import MILLION, Truth, live
from lpsk_scene import people

from protection.cube.dimensions import DIMENSIONS, band
from protection.cube.protecting import REST, Row
from protection.cube.releasing import release, released
from protection.cube.sources import rows_of
from protection.cube.told import NOT_TOLD, OTHERS, as_csv, lines
from records.node import Node
from records.rights.context import NATION, Context
from records.rights.purpose import Purpose
from records.rights.role import Role
from records.store import Store

COUNT = int(os.environ.get("SULUH_LIVED_CASES", "100"))
NOW = datetime(2026, 7, 1, 3, tzinfo=UTC)
ANALYST = Context("h-lpsk", Role.LPSK, Purpose.STATISTICS, NATION, "lpsk")
YEARS = (2024, 2025)


def as_row(truth: Truth) -> Row:
    """What was lived, in the form that a cube is made of."""
    category = {
        "area": truth.area,
        "modus": truth.modus,
        "kind": truth.role,
        "decision": band(truth.days),
    }
    money = {"claimed": truth.claimed * MILLION, "paid": truth.paid * MILLION}
    return Row(truth.year, category, frozenset(truth.services), money)


def flat(rows: Sequence[Row]) -> Counter[object]:
    return Counter(
        (row.year, *sorted(row.category.items()), *sorted(row.services), *sorted(row.money.items()))
        for row in rows
    )


def test_what_is_released_of_lived_cases_is_the_counted_truth(lpsk_store: Store) -> None:
    people(lpsk_store)
    truth = live(lpsk_store, COUNT)
    rows = [as_row(each) for each in truth]
    with lpsk_store.acting(ANALYST).begin() as connection:
        found = rows_of(connection, lpsk_store.keys, Node.LPSK)
        made = {year: release(connection, ANALYST, found, year, NOW) for year in YEARS}
        told = lines(released(connection))
    assert flat(found) - flat(rows) == flat(rows) - flat(found) == Counter()

    for year in YEARS:
        own = [row for row in rows if row.year == year]
        figures = made[year].figures
        for measure in ("cases", "claimed", "paid"):
            for name, (cases, number) in queries(own, figures, measure).items():
                amounts = [1 if measure == "cases" else own[n].money[measure] // MILLION for n in cases]
                assert number == sum(amounts), (year, name, measure)
        assert figures["total"]["cases"] == len(own)
        assert {dimension.name for dimension in DIMENSIONS} == set(figures["tables"])
        tried = len(list(attacks(queries(own, figures, "cases"))))
        print(f"{year}: {len(own)} cases, {tried} attacks")
        assert tried > 50
        assert leaks(own, figures) == []
        assert money_leaks(own, figures, "claimed") == money_leaks(own, figures, "paid") == []

    written = as_csv(told).decode().splitlines()
    expected = ["tahun,dimensi,kategori,cases,claimed,paid"]
    for line in told:
        category = line.category or (OTHERS if line.dimension else "")
        amounts = [NOT_TOLD if each is None else str(each) for each in (line.cases, line.claimed, line.paid)]
        expected.append(",".join([str(line.year), line.dimension or "total", category, *amounts]))
        cells = made[line.year].figures
        cells = cells["tables"][line.dimension][line.category or REST] if line.dimension else cells["total"]
        assert cells == {"cases": line.cases, "claimed": line.claimed, "paid": line.paid}
    assert written == expected
