"""What the tables declare."""

from __future__ import annotations

import pytest
from sqlalchemy import Table

from records.tables import RIGHTS, metadata


@pytest.mark.parametrize("table", metadata.sorted_tables, ids=lambda table: table.name)
def test_a_table_and_each_of_its_columns_say_what_they_hold(table: Table) -> None:
    assert table.comment
    assert [column.name for column in table.columns if not column.comment] == []


def test_every_table_says_what_the_application_may_do_with_it() -> None:
    assert [rights.table.name for rights in RIGHTS] != []
    assert {rights.table for rights in RIGHTS} == set(metadata.tables.values())


def test_rights_name_columns_that_exist_and_never_change_an_append_only_table() -> None:
    for rights in RIGHTS:
        assert set(rights.update) <= set(rights.table.columns.keys())
        assert not (rights.append_only and rights.update)
