"""The warm desk beside the service: each new day and each new book is opened before anyone asks."""

from __future__ import annotations

import gc
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from api.service.house import House
from records.days import day_of
from records.errors import SuluhError

_LOG = logging.getLogger("suluh.desk")

EVERY = 60.0
"""Seconds between two looks for a new day or book."""


def _settle() -> None:
    """Take what stays for a day out of the collector's sight: walking through it would hold up answers at the desk."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()


@contextmanager
def heating(house: House) -> Iterator[None]:
    """Keep the desk warm as long as the block; a book that cannot be used is told, and the old one serves on."""
    stopped = threading.Event()

    def heat_on_and_on() -> None:
        while not stopped.is_set():
            try:
                if house.desk.heat(day_of(house.clock()) + timedelta(days=1)):
                    _settle()
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
