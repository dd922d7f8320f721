"""Processes of our own that end with the one that started them, however that one ends."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path

_ROOT = Path(__file__).parents[2]


def command(module: str, *arguments: str) -> list[str]:
    """How a module of ours is started; -P keeps the folder where the user stands out of the search."""
    return [sys.executable, "-P", "-m", module, *arguments]


def environment(own: Mapping[str, str] | None = None) -> dict[str, str]:
    """The surroundings of such a process: what we found, it finds."""
    path = os.pathsep.join([str(_ROOT), *filter(None, sys.path)])
    return {**os.environ, "OMP_WAIT_POLICY": "PASSIVE", "PYTHONPATH": path, **(own or {})}


def end_with_parent(then: Callable[[], None] | None = None) -> None:
    """Act when standard input ends: the kernel closes it with whoever holds its other end, by kill -9 too.

    Without ``then`` the process asks itself to stop, as by SIGTERM.
    """

    def wait() -> None:
        while os.read(0, 1024):
            pass
        (then or (lambda: os.kill(os.getpid(), signal.SIGTERM)))()

    threading.Thread(target=wait, name="lifeline", daemon=True).start()
