"""An installation with people in it, and an empty place beside it that a backup can be restored onto."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from databases import UNTOUCHED, own_database, settings_of

from records.addresses import Addresses
from records.settings import Settings


@pytest.fixture
def blank(server: Addresses, tmp_path: Path) -> Iterator[Settings]:
    """An empty database and an empty folder, with the keys that custodians would have recovered."""
    with own_database(server, UNTOUCHED) as database:
        yield settings_of(database, tmp_path / "restored")
