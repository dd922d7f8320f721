"""One line of JSON for each request and for each log record; never a query, a body, a message of an error.

The path is the route's pattern, since people put numbers into addresses. What an exception says may quote a person's
data, so only its kind and its place are told. Who did what to whom stands in the audit, not here.
"""

from __future__ import annotations

import json
import logging
import secrets
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOG = logging.getLogger("suluh.access")
REQUEST_ID = "X-Request-Id"
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
LONGEST_MESSAGE = 2_000

Count = Callable[[str, str | None, int, float], None]
"""Is told the method, the route's pattern, the status and the seconds of each answer."""


class AccessLog:
    """ASGI middleware: gives the request an id of 128 random bits, and writes the line when the answer is sent.

    The id stands in ``scope["state"]["request_id"]`` and in the answer, for the person who reports a fault. An id that
    a visitor sends is not used: two requests could then be taken for one.
    """

    def __init__(self, app: ASGIApp, count: Count | None = None) -> None:
        self._app = app
        self._count = count

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and write its line."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        told: dict[str, Any] = {"request_id": secrets.token_hex(16), "status": 500, "bytes": 0}
        scope.setdefault("state", {})["request_id"] = told["request_id"]
        started = time.perf_counter()

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                told["status"] = message["status"]
                MutableHeaders(scope=message)[REQUEST_ID] = told["request_id"]
            else:
                told["bytes"] += len(message.get("body", b""))
            await send(message)

        try:
            await self._app(scope, receive, counted)
        finally:
            told["ms"] = round((time.perf_counter() - started) * 1000, 1)
            asked = _asked(scope)
            LOG.info("request", extra={"told": told | asked})
            if self._count is not None:
                self._count(asked["method"], asked["route"], told["status"], told["ms"] / 1000)


def _asked(scope: Scope) -> dict[str, Any]:
    method = scope["method"] if scope["method"] in METHODS else "other"
    pattern = getattr(scope.get("route"), "path", None)
    return {"method": method, "route": pattern, "from": (scope.get("client") or (None,))[0]}


class JsonLines(logging.Formatter):
    """A record as one line of ASCII JSON, so that nothing in it can begin a line of its own or colour a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage()[:LONGEST_MESSAGE],
        }
        line |= getattr(record, "told", {})
        if record.exc_info and record.exc_info[0]:
            kind, _, trace = record.exc_info
            while trace and trace.tb_next:
                trace = trace.tb_next
            line["error"] = kind.__name__
            line["place"] = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else None
        return json.dumps(line, ensure_ascii=True, default=str)


LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": JsonLines}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "suluh": {"level": "INFO"},
        # Says at each start that the queue is defined in the module that runs; that is how the worker is started.
        "procrastinate.blueprints": {"level": "ERROR"},
        # uvicorn's own access line would show queries.
        "uvicorn": {"level": "INFO"},
        "uvicorn.access": {"handlers": [], "propagate": False, "level": "CRITICAL"},
    },
}
"""For ``logging.config.dictConfig`` and uvicorn's ``log_config``."""
