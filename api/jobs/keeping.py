"""Keep a worker running beside the service: a process of its own, started again when it dies."""

from __future__ import annotations

import logging
import subprocess
import threading
import time

from api.jobs.process import command, environment

_LOG = logging.getLogger("suluh.worker")

_LONGEST_PAUSE = 60.0
_STEADY = 60.0
"""Seconds after which a worker that dies is not held to be dying at once."""
PATIENCE = 15.0
"""Seconds that a worker has to stop: more than it gives its jobs."""


class Workers:
    """The one worker of this service; use it as a context."""

    def __init__(self, module: str = "api.jobs.worker", first_pause: float = 1.0) -> None:
        self._module = module
        self._first_pause = first_pause
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._keep, name="worker-keeper")
        self.process: subprocess.Popen[bytes] | None = None
        self.started = 0

    def __enter__(self) -> Workers:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Ask the worker to stop, and wait for it."""
        self._stopped.set()
        self._thread.join()

    def _keep(self) -> None:
        pause = self._first_pause
        while not self._stopped.is_set():
            began = time.monotonic()
            self._run()
            if self._stopped.is_set():
                return
            pause = self._first_pause if time.monotonic() - began > _STEADY else pause * 2
            _LOG.error("worker ended by itself", extra={"told": {"again_in_seconds": pause}})
            self._stopped.wait(min(pause, _LONGEST_PAUSE))

    def _run(self) -> None:
        """One worker, to its end."""
        # Its standard input is the line of life: it ends with us, by kill -9 too.
        with subprocess.Popen(  # noqa: S603  (our own module)
            command(self._module), stdin=subprocess.PIPE, env=environment()
        ) as self.process:
            self.started += 1
            while self.process.poll() is None:
                if self._stopped.wait(0.2):
                    self.process.terminate()
                    try:
                        self.process.wait(PATIENCE)
                    except subprocess.TimeoutExpired:
                        self.process.kill()
                    return
