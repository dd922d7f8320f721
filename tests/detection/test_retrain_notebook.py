"""The notebook trains as the command does, is what the script says, and runs from beginning to end."""

from __future__ import annotations

import runpy
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jupytext
import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from api.cli import app
from models.serving import kept
from records.settings import Settings
from records.store import Store
from records.tables.promotions import model_bundles
from records.tokens import Tokeniser
from sources import agreements
from sources.incoming import find
from sources.ingest import Ingest
from sources.simulator.spec import Spec
from sources.simulator.world import simulate, write

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
SCRIPT, BUILT = NOTEBOOKS / "retrain.py", NOTEBOOKS / "retrain.ipynb"
DAY = date(2024, 7, 1)


def cells(notebook: Any) -> list[tuple[str, str]]:
    return [(cell.cell_type, cell.source) for cell in notebook.cells]


def test_the_built_notebook_is_what_jupytext_makes_of_the_script() -> None:
    made = jupytext.reads(SCRIPT.read_text("utf-8"), fmt="py:percent")
    built = jupytext.read(BUILT)
    assert cells(built) == cells(made)
    assert not [cell for cell in built.cells if cell.cell_type == "code" and cell.outputs]


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Settings:
    """The environment of whoever opens the notebook."""
    assert settings.database_url
    assert settings.database_owner_url
    monkeypatch.setenv("SULUH_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("SULUH_DATABASE_URL", settings.database_url.get_secret_value())
    monkeypatch.setenv("SULUH_DATABASE_OWNER_URL", settings.database_owner_url.get_secret_value())
    monkeypatch.setenv("SULUH_THREADS", "1")
    return settings


def test_the_script_runs_and_keeps_a_model(
    store: Store, elsewhere: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("detection.history.LOOK_BACK", timedelta(days=27))
    monkeypatch.setenv("RETRAIN_AS_OF", DAY.isoformat())
    monkeypatch.setenv("RETRAIN_CAPACITY", "5")
    write(simulate(Spec(people=100, weeks=26, seed=11)), tmp_path / "world")
    key = elsewhere.token_key()
    taking = Ingest(store, Tokeniser(key), key, agreements.load(None))
    for path in find([tmp_path / "world" / "feeds"]):
        taking.take(path, lambda _done, _rows: None)
    told = runpy.run_path(str(SCRIPT))
    trained = told["trained"]
    with store.reading() as connection:
        (row,) = connection.execute(select(model_bundles)).all()
    assert (row.digest, row.as_of, row.capacity) == (trained.kept.digest, DAY, 5)
    assert kept.place(elsewhere.data_dir / "models", row.digest).exists()
    assert set(told["fairness"]["attribute"]) == {"sex", "province", "scheme", "age_band"}
    assert not told["figures"].empty


@pytest.mark.usefixtures("elsewhere")
def test_the_command_trains_by_the_same_function(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[object, ...]] = []

    def train(_store: Store, _settings: Settings, *rest: object, **_: object) -> SimpleNamespace:
        asked.append(rest)
        told = SimpleNamespace(
            digest="d",
            version="v",
            tracking_run="r",
            learned=False,
            metrics={"tppo": {}, "non_procedural": {}},
        )
        return SimpleNamespace(kept=told, fairness=())

    monkeypatch.setattr("detection.training.train", train)
    done = CliRunner().invoke(app, ["train", "--as-of", "2024-07-01", "--capacity", "5"])
    assert done.exit_code == 0, done.output
    ((day, now, capacity),) = asked
    assert (day, capacity) == (DAY, 5)
    assert isinstance(now, datetime)
    assert now.tzinfo is UTC
