"""The sealer beside the service: it goes on whatever happens, and tells what keeps it from sealing."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from records.audit.seal import watch
from records.errors import SuluhError
from records.rights.context import job
from records.rights.purpose import Purpose
from records.store import Store

_LOG = logging.getLogger("suluh.seal")

PAUSE_AFTER_FAULT = 5.0


@contextmanager
def sealing(store: Store, secret: bytes) -> Iterator[None]:
    """Seal what is written, as long as the block."""
    stopped = threading.Event()
    acting = store.acting(job(Purpose.ADMINISTRATION))

    def seal_on_and_on() -> None:
        while not stopped.is_set():
            try:
                watch(acting, secret, stopped.is_set)
            except (SuluhError, DBAPIError) as error:
                # What waits stays where it is and is sealed later; nothing of it is lost.
                code = error.code if isinstance(error, SuluhError) else type(error).__name__
                _LOG.error("not sealed", extra={"told": {"error": str(code)}})
                stopped.wait(PAUSE_AFTER_FAULT)

    sealer = threading.Thread(target=seal_on_and_on, name="sealer")
    sealer.start()
    try:
        yield
    finally:
        stopped.set()
        sealer.join()
