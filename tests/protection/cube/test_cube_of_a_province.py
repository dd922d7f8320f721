"""Three hundred drawn people of a province: released figures and histories are what was counted by hand."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

from attacking import leaks, queries
from drawn_findings import counted, drawn, settle

from protection.cube.dimensions import DIMENSIONS
from protection.cube.protecting import Row
from protection.cube.releasing import release, released
from protection.cube.sources import rows_of
from protection.cube.told import as_csv, lines
from protection.hidden.counting import hidden, histories
from records.days import WIB
from records.node import Node
from records.rights.context import NATION, Context
from records.rights.purpose import Purpose
from records.rights.role import Role
from records.store import Store

NOW = datetime(2026, 2, 1, 3, tzinfo=UTC)
ANALYST = Context("analis", Role.ANALYST, Purpose.STATISTICS, NATION, "satgas-ntb")
YEARS = (2021, 2022, 2023)


def test_a_province_tells_what_was_counted_by_hand_and_of_no_few(store: Store) -> None:
    made = drawn(300)
    settle(store, made)
    truth = [
        Row(
            min(each.sources["outcomes"]).astimezone(WIB).year,
            {"area": each.area, "modus": each.modus, "kind": each.body},
        )
        for each in made.people
        if "outcomes" in each.sources
    ]
    with store.acting(ANALYST).begin() as connection:
        found = rows_of(connection, store.keys, Node.PROVINCE)
        for year in YEARS:
            assert histories(connection, year) == dict(counted(made.people, year))
            missed = hidden(connection, year)
            figures = release(connection, ANALYST, found, year, NOW, missed).figures
            own = [row for row in truth if row.year == year]
            assert figures["total"] == {"cases": len(own)}
            assert {"area", "modus", "kind"} >= set(figures["tables"]), (
                "nothing that a province does not keep"
            )
            assert leaks(own, figures) == []
            for name, (cases, number) in queries(own, figures, "cases").items():
                assert number == len(cases), (year, name)
            print(year, len(own), missed, sorted(counted(made.people, year).items()))
        file = as_csv(lines(released(connection))).decode().splitlines()
    assert Counter((row.year, *sorted(row.category.items())) for row in found) == Counter(
        (row.year, *sorted(row.category.items())) for row in truth
    )
    assert file[0] == "tahun,dimensi,kategori,cases"
    assert {line.split(",")[1] for line in file[1:]} <= {"total", *(each.name for each in DIMENSIONS)}
