"""``suluh account``: the first administrator, and what the server may do with accounts."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from api.cli import app
from api.signin.first import first_step
from records.errors import InputRefused, NotFound
from records.rights.context import job
from records.settings import Settings
from records.store import Store

Run = Callable[..., str]
ADMIN = ("--name", "Orang Contoh", "--role", "admin", "--body", "satgas-nasional")


@pytest.fixture
def run(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run one command on the test's database; gives what it printed, or raises what it raised."""
    monkeypatch.setattr(Settings, "load", classmethod(lambda _: settings))

    def account(*words: str) -> str:
        done = CliRunner().invoke(app, ["account", *words], standalone_mode=False)
        if done.exception:
            raise done.exception
        return done.output

    return account


def code_in(told: str) -> str:
    (found,) = re.findall(r"(?:[0-9A-Z]{4}-){5}[0-9A-Z]{4}", told)
    return str(found)


def test_a_new_installation_says_how_the_first_administrator_is_made(run: Run, store: Store) -> None:
    now = datetime.now(UTC)
    told = first_step(store, now)
    assert told
    command = next(line.split() for line in told.splitlines() if line.startswith("    suluh account"))
    assert code_in(run("create", "kepala.tu", "--name", "Orang Contoh", *command[4:]))
    assert first_step(store, now) is None


def test_codes_are_new_each_time_and_names_are_listed_with_roles(run: Run) -> None:
    first = code_in(run("create", "kepala.tu", *ADMIN))
    assert code_in(run("reset", "kepala.tu")) != first
    run(
        "grant", "kepala.tu", "--role", "ltsa", "--areas", "5271", "--body", "ltsa-mataram", "--office", "L-1"
    )
    told = run("list")
    assert "kepala.tu  Orang Contoh" in told
    assert "ltsa  5271  ltsa-mataram  L-1" in told
    run("end-role", "2")
    assert "ltsa" not in run("list")
    run("disable", "kepala.tu")
    assert "DISABLED" in run("list")
    run("enable", "kepala.tu")
    assert "DISABLED" not in run("list")
    assert "0 sessions" in run("end-sessions", "kepala.tu")


def test_the_server_is_named_in_the_audit(run: Run, store: Store) -> None:
    run("create", "kepala.tu", *ADMIN)
    with store.acting(job()).reading() as connection:
        rows = connection.execute(text("SELECT act, role FROM audit_entries ORDER BY entry_id")).all()
    assert rows == [("account_make", "operator"), ("role_grant", "operator")]


@pytest.mark.parametrize(
    ("words", "refused"),
    [
        (("create", "x", *ADMIN), InputRefused),
        (("create", "Kepala TU", *ADMIN), InputRefused),
        (("create", "kepala.tu", "--name", "X", "--role", "system", "--body", "satgas-x"), InputRefused),
        (("create", "kepala.tu", "--name", "X", "--role", "satgas", "--body", "checkpoint-x"), InputRefused),
        (("create", "kepala.tu", "--name", "X", "--role", "satgas", "--body", "passport-x"), InputRefused),
        (("create", "kepala.tu", "--name", "X", "--role", "ltsa", "--body", "ltsa-x"), InputRefused),
        (("reset", "nobody.here"), NotFound),
        (("end-role", "77"), NotFound),
    ],
    ids=str,
)
def test_what_cannot_be_is_refused_and_leaves_nothing(
    run: Run, words: tuple[str, ...], refused: type[Exception]
) -> None:
    with pytest.raises(refused):
        run(*words)
    assert run("list") == ""


def test_a_login_is_one_accounts_whatever_its_capitals(run: Run) -> None:
    run("create", "kepala.tu", *ADMIN)
    with pytest.raises(InputRefused):
        run("create", "kepala.tu", *ADMIN)
    assert code_in(run("reset", "KEPALA.TU "))
