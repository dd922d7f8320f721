"""A context reaches PostgreSQL whole, and only for its transaction."""

from __future__ import annotations

import getpass
from dataclasses import replace

import pytest
from sqlalchemy import text

from records.rights.context import NATION, Context, job, operator
from records.rights.purpose import Purpose
from records.rights.role import Role
from records.store import Store

SETTINGS = ("who", "role", "purpose", "areas", "body", "office")
READ = text("SELECT " + ", ".join(f"current_setting('suluh.{name}', true)" for name in SETTINGS))
CLERK = Context("a-1", Role.LTSA, Purpose.SERVICE, ("52", "3315"), "ltsa-mataram", "LTSA-01")


def test_every_part_reaches_the_database(store: Store) -> None:
    with store.acting(CLERK).begin() as connection:
        found = tuple(connection.execute(READ).one())
    assert found == ("a-1", "ltsa", "pelayanan", "52,3315", "ltsa-mataram", "LTSA-01")


@pytest.mark.parametrize(("areas", "written"), [((), ""), (NATION, "*"), (("52", ""), "52,*")])
def test_the_nation_is_not_mistaken_for_no_area(store: Store, areas: tuple[str, ...], written: str) -> None:
    with store.acting(replace(CLERK, areas=areas)).begin() as connection:
        assert connection.execute(READ).one()[3] == written


def test_nothing_is_left_when_the_transaction_ends(store: Store) -> None:
    with store.acting(CLERK).begin():
        pass
    with replace(store, context=None).begin() as connection:
        assert {value or "" for value in connection.execute(READ).one()} == {""}


def test_the_program_acts_over_the_whole_installation_in_its_own_name() -> None:
    assert job() == Context("suluh", Role.SYSTEM, Purpose.PREVENTION, ("",), "", "")
    assert job(Purpose.STATISTICS).purpose is Purpose.STATISTICS
    assert operator() == Context(getpass.getuser(), Role.OPERATOR, Purpose.PREVENTION, ("",), "", "")
    assert operator(Purpose.OVERSIGHT).purpose is Purpose.OVERSIGHT
