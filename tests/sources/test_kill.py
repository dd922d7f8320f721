"""kill -9 in the middle of ingest: running again completes, and leaves exactly the rows of one clean run.

``KILLS=50 KILL_FEEDS=folder pytest tests/sources/test_kill.py`` kills more often, on files of your own.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from factories import desk_row, write_csv
from planted_faults import plant
from sqlalchemy import text
from unsealed import quarantined_rows_of, source_rows_of

from records.rights.context import job
from records.settings import Settings
from records.store import open_store

KILLS = int(os.environ.get("KILLS", "5"))
FEEDS = os.environ.get("KILL_FEEDS")
COMMAND = [sys.executable, "-c", "from api.cli import main; main()", "ingest"]
WHAT_IS_RECORDED = (
    "SELECT f.name, f.sha256, r.row_number, r.feed, entity_key, recorded_at, digest, known"
    " FROM source_rows AS r JOIN received_files AS f USING (file_id)",
    "SELECT name, q.row_number, field, reason, value_class"
    " FROM quarantined_rows AS q JOIN received_files USING (file_id)",
    "SELECT name, sha256, feed, rows_read, rows_new, rows_repeated, rows_quarantined, filled"
    " FROM received_files",
    "SELECT count(*) FROM audit_entries WHERE act = 'receive'",
    "SELECT holder, count(*) FROM row_keys GROUP BY holder",
)


def environment(settings: Settings, key: Path) -> dict[str, str]:
    own = {"SULUH_DATA_DIR": str(settings.data_dir), "SULUH_TOKEN_KEY_FILE": str(key)}
    for name in ("database_url", "database_owner_url"):
        if url := getattr(settings, name):
            own[f"SULUH_{name.upper()}"] = url.get_secret_value()
    return os.environ | own


def run(feeds: Path, environ: dict[str, str]) -> float:
    """Ingest to the end; gives the seconds that it took."""
    start = time.monotonic()
    subprocess.run([*COMMAND, str(feeds)], env=environ, check=True, capture_output=True)
    return time.monotonic() - start


def killed(feeds: Path, environ: dict[str, str], after: float) -> bool:
    """Ingest, killed after so many seconds; whether it was still at work then."""
    process = subprocess.Popen([*COMMAND, str(feeds)], env=environ, stdout=subprocess.DEVNULL)
    try:
        return process.wait(after) != 0
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return True


def recorded(settings: Settings) -> list[list[tuple[Any, ...]]]:
    with open_store(settings, job()) as store, store.reading() as connection:
        found = [
            sorted((tuple(row) for row in connection.execute(text(query))), key=repr)
            for query in WHAT_IS_RECORDED
        ]
        return [*found, source_rows_of(store, "opened"), quarantined_rows_of(store, "opened")]


@pytest.fixture
def feeds(tmp_path: Path) -> Path:
    if FEEDS:
        return Path(FEEDS)
    folder = tmp_path / "feeds"
    folder.mkdir()
    plant(folder, "csv", 500)
    for feed in ("tips", "passports", "departures", "returns"):
        write_csv(folder / f"{feed}.csv", [desk_row(feed, number) for number in range(1_500)])
    return folder


def test_after_kills_at_random_points_exactly_the_rows_of_one_clean_run_are_there(
    settings: Settings, reachable_folder: Path, tmp_path: Path, feeds: Path
) -> None:
    key = tmp_path / "keys" / "token.key"
    clean = environment(settings, key)
    whole, idle = run(feeds, clean), run(feeds, clean)
    expected = recorded(settings)
    assert all(expected), "the clean run recorded nothing"
    draw, kills = random.Random(7), 0  # noqa: S311  (test data, no secret)
    while kills < KILLS:
        # An embedded server of its own: its keeper loses its user at every kill, as it would on a desk.
        embedded = Settings(data_dir=reachable_folder / "killed", token_key_file=key)
        environ = environment(embedded, key)
        while kills < KILLS and killed(feeds, environ, draw.uniform(idle / 2, whole)):
            kills += 1
        run(feeds, environ)
        assert recorded(embedded) == expected
        shutil.rmtree(embedded.data_dir)
