"""One sealed history for all tests that only tamper with it and roll back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from databases import own_database, settings_of
from history import SECRET, WITNESS, heads_of, sealed_history, write_entries

from records.addresses import Addresses
from records.audit import witness
from records.audit.kept import Kept
from records.rights.context import job
from records.settings import Settings
from records.store import open_store


@pytest.fixture(scope="module")
def sealed(server: Addresses, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """251 entries sealed under two heads, the second countersigned; three more wait."""
    with own_database(server) as database:
        settings = settings_of(database, tmp_path_factory.mktemp("data"))
        with open_store(settings, job()) as store:
            sealed_history(store, 250, SECRET)
            with store.begin() as writing:
                head, signature = witness.countersign(heads_of(writing), "LPSK", WITNESS)
                witness.accept(writing, Kept([head, signature]))
            sealed_history(store, 0, SECRET)
            write_entries(store, 3)
        yield settings
