"""The warm desk beside the service: each new day and each new book is opened before anyone asks."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from api.service.house import House
from records.days import WIB
from records.errors import SuluhError

_LOG = logging.getLogger("suluh.desk")

EVERY = 60.0
"""Seconds between two looks for a new day or book."""


@contextmanager
def heating(house: House) -> Iterator[None]:
    """Keep the desk warm as long as the block; a book that cannot be used is told, and the old one serves on."""
    stopped = threading.Event()

    def heat_on_and_on() -> None:
        while not stopped.is_set():
            try:
                house.desk.heat(house.clock().astimezone(WIB).date() + timedelta(days=1))
            except (SuluhError, OSError, ValueError) as error:
                code = error.code if isinstance(error, SuluhError) else type(error).__name__
                _LOG.error("desk not warmed", extra={"told": {"error": code}})
            stopped.wait(EVERY)

    heater = threading.Thread(target=heat_on_and_on, name="heater")
    heater.start()
    try:
        yield
    finally:
        stopped.set()
        heater.join()
