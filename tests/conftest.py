"""Fixture strategy: a test takes the smallest thing that has what it needs.

Most tests need no database. Those that do take ``store``: a database of their own, empty and migrated, on one
real PostgreSQL that starts with the first such test and serves the whole session. A database is copied from a
migrated template, which costs a fraction of a second, and is dropped afterwards. ``settings`` points whatever
opens a store by itself (commands, for instance) to that database, and to a data folder of the test's own.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from databases import own_database, settings_of
from no_skips import pytest_make_collect_report, pytest_runtest_makereport  # noqa: F401  (hooks)
from worlds import SmallWorld, small_world

from records.addresses import Addresses
from records.node import Node
from records.postgres import running
from records.rights.context import job
from records.schema import migrate
from records.settings import Settings
from records.store import Store, open_store

# Timings are never assertions, and under CI the same examples are tried every time.
hypothesis.settings.register_profile("suluh", deadline=None, derandomize="CI" in os.environ)
hypothesis.settings.load_profile("suluh")

SLOWEST = (
    "test_rights_of_pages.py",
    "test_rights_matrix.py",
    "test_schemathesis.py",
    "test_every_page.py",
    "test_replay_through_the_service.py",
    "test_detect_job.py",
    "test_training.py",
)
"""Files of a minute and more: begun first, so that no process works on one of them while the other has nothing."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The slowest files first, the others in their order."""
    rank = {name: number for number, name in enumerate(SLOWEST)}
    items.sort(key=lambda item: rank.get(item.path.name, len(rank)))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Spell what was captured so that it can be sent: half a character would stop a worker."""
    report.sections = [(name, text.encode("utf-8", "replace").decode()) for name, text in report.sections]


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """A developer's own SULUH_… variables must not reach a test."""
    for name in list(os.environ):
        if name.startswith("SULUH_"):
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def reachable_folder() -> Iterator[Path]:
    """A folder that the server's account can reach; when we are root, pytest's own are closed to it.

    It lies in memory where there is room, because a cluster waits for its disk a great deal.
    """
    memory = Path("/dev/shm")  # noqa: S108  (mkdtemp makes a folder of our own in it)
    roomy = memory.is_dir() and shutil.disk_usage(memory).free > 2**31
    folder = Path(tempfile.mkdtemp(prefix="suluh-test-", dir=memory if roomy else None))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def server(reachable_folder: Path) -> Iterator[Addresses]:
    """A PostgreSQL of this session; its database ``suluh`` is migrated, and the template of the others."""
    with running(Settings(data_dir=reachable_folder / "server")) as addresses:
        migrate(addresses.owner)
        yield addresses


@pytest.fixture
def settings(server: Addresses, tmp_path: Path) -> Iterator[Settings]:
    """Settings of a province with a database and a data folder of the test's own."""
    with own_database(server) as database:
        yield settings_of(database, tmp_path / "data")


@pytest.fixture
def lpsk_settings(server: Addresses, tmp_path: Path) -> Iterator[Settings]:
    """Settings of LPSK's own node: another database, another folder, other keys."""
    with own_database(server) as database:
        yield settings_of(database, tmp_path / "lpsk", Node.LPSK)


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    """An open store on the test's own database, in the name of the program's own jobs."""
    with open_store(settings, job()) as opened:
        yield opened


@pytest.fixture
def lpsk_store(lpsk_settings: Settings) -> Iterator[Store]:
    """An open store of LPSK's own node, beside a province's."""
    with open_store(lpsk_settings, job()) as opened:
        yield opened


@pytest.fixture(scope="session")
def world() -> SmallWorld:
    """A simulated province of 500 people, with the true identities."""
    return small_world()
