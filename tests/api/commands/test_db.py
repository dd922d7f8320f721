"""``suluh db``."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import typer
from sqlalchemy import NullPool, create_engine, text

from api.commands.db import Action, db
from records.schema import newest
from records.settings import Settings


@pytest.fixture
def run(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[[Action], str]:
    """Run one action on the test's database; gives what it printed."""
    monkeypatch.setattr(Settings, "load", classmethod(lambda _: settings))

    def act(action: Action) -> str:
        db(action)
        return capsys.readouterr().out

    return act


def as_owner(settings: Settings, statement: str) -> None:
    assert settings.database_owner_url
    owner = create_engine(settings.database_owner_url.get_secret_value(), poolclass=NullPool)
    with owner.begin() as connection:
        connection.execute(text(statement))


def test_status_tells_where_the_database_stands_and_no_password(
    run: Callable[[Action], str], settings: Settings
) -> None:
    told = run(Action.STATUS)
    assert f"newest: {newest()}" in told
    assert "source_rows              0" in told
    assert settings.database_owner_url
    assert settings.database_owner_url.get_secret_value().split(":")[2].split("@")[0] not in told


def test_status_of_an_empty_database_changes_nothing_in_it(
    run: Callable[[Action], str], settings: Settings
) -> None:
    as_owner(settings, "DROP SCHEMA public, jobs CASCADE")
    as_owner(settings, "CREATE SCHEMA public")
    for _ in range(2):
        told = run(Action.STATUS)
        assert "none" in told
        assert "source_rows" not in told


def test_migrate_brings_it_to_the_newest(run: Callable[[Action], str], settings: Settings) -> None:
    as_owner(settings, "DROP SCHEMA public, jobs CASCADE")
    as_owner(settings, "CREATE SCHEMA public")
    assert newest() in run(Action.MIGRATE)
    assert "As declared." in run(Action.CHECK)


def test_check_fails_on_a_planted_difference(run: Callable[[Action], str], settings: Settings) -> None:
    assert "As declared." in run(Action.CHECK)
    as_owner(settings, "GRANT DELETE ON source_rows TO suluh_app")
    with pytest.raises(typer.Exit):
        run(Action.CHECK)
