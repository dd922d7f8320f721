"""The messenger beside the service: carries events to the programs that asked, whatever happens."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from sqlalchemy.exc import DBAPIError

from api.service.house import House
from api.webhooks.delivery import deliver, spread
from api.webhooks.overdue import look
from api.webhooks.sending import Sender
from records.errors import SuluhError
from records.rights.context import job

_LOG = logging.getLogger("suluh.webhooks")

PAUSE = 2.0
"""Seconds between two rounds."""

LOOK_EVERY = timedelta(hours=1)
"""How often what is late by the clock alone is looked for."""

AT_ONCE = 20


@contextmanager
def telling(house: House) -> Iterator[None]:
    """Carry events, as long as the block. Several processes may: each letter is one's at a time."""
    stopped = threading.Event()
    store, sender = house.store.acting(job()), Sender(house.settings.webhook_private)

    def tell_on_and_on() -> None:
        looked = None
        while not stopped.wait(PAUSE):
            now = house.clock()
            try:
                if looked is None or now - looked >= LOOK_EVERY:
                    look(store, house.agreements, now)
                    looked = now
                spread(store, now)
                deliver(store, now, sender, AT_ONCE)
            except (SuluhError, DBAPIError) as error:
                # What waits stays in the outbox.
                code = error.code if isinstance(error, SuluhError) else type(error).__name__
                _LOG.error("not told", extra={"told": {"error": str(code)}})

    messenger = threading.Thread(target=tell_on_and_on, name="messenger")
    messenger.start()
    try:
        yield
    finally:
        stopped.set()
        messenger.join()
