"""The service as it stands towards the network: the application within its log, its headers and its limits.

They stand outside the application rather than among its middleware, because an answer to a fault is made by the
outermost layer of Starlette and would otherwise leave without them.
"""

from __future__ import annotations

from typing import Any

from starlette.types import ASGIApp

from api.service.access_log import LOGGING, AccessLog
from api.service.headers import Headers
from api.service.limits import Limit, Limits
from api.service.metrics import count
from api.service.rate_limits import AddressRates

SERVER: dict[str, Any] = {
    "server_header": False,
    "access_log": False,
    "log_config": LOGGING,
    "proxy_headers": False,  # whoever puts a proxy in front names it, or visitors could choose their own address
    "h11_max_incomplete_event_size": 32 * 2**10,
    "limit_concurrency": 200,
    "timeout_keep_alive": 5,
    "timeout_graceful_shutdown": 10,  # what is under way is finished; what waits for nothing is not waited for
    "ws": "none",
}
"""How uvicorn is run: ``uvicorn.run(guard(application), **SERVER)``."""


def guard(application: ASGIApp, limit: Limit | None = None) -> ASGIApp:
    """The application within log, headers and limits."""
    return AccessLog(Headers(AddressRates(Limits(application, limit))), count)
