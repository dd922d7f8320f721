"""How fast one visitor may ask: a bucket of tokens for each account, each program and each address.

The buckets lie in the memory of one process: another process beside it has its own, and a restart fills them. That
keeps a runaway program from starving the others; guessing of passwords is slowed in the database
(``api.signin.throttle``).
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from time import monotonic

from starlette.types import ASGIApp, Receive, Scope, Send

from api.service.problems import Problem, as_json
from records.errors import SuluhError

MOST_BUCKETS = 10_000


@dataclass(frozen=True)
class Rate:
    """``at_once`` requests, and ``a_second`` more each second."""

    of: str
    at_once: int
    a_second: float


ACCOUNT = Rate("account", 60, 5)
CLIENT = Rate("client", 200, 50)
ADDRESS = Rate("address", 1_000, 200)
"""An office, or a proxy, stands behind one address."""

BUNDLES = Rate("bundles", 120, 5)
"""What one address may hand in for other nodes: nobody is recognised there."""

RATES: tuple[Rate, ...] = (ACCOUNT, CLIENT, ADDRESS, BUNDLES)
"""Every rate, of whom it holds."""


class TooFast(SuluhError):
    """More requests than the rate allows."""

    code = "too_fast"
    status = 429

    def __init__(self, wait: int) -> None:
        super().__init__(
            f"Terlalu banyak permintaan; coba lagi dalam {wait} detik.",
            f"Too many requests; try again in {wait} seconds.",
        )
        self.wait = wait


class Rates:
    """The buckets of one process; ``clock`` gives seconds that only grow. Safe to share between threads."""

    def __init__(self, clock: Callable[[], float] = monotonic, most: int = MOST_BUCKETS) -> None:
        self._clock = clock
        self._most = most
        self._buckets: OrderedDict[tuple[str, str], tuple[float, float]] = OrderedDict()
        self._lock = Lock()

    def take(self, rate: Rate, who: str) -> None:
        """Count one request of someone. Raises TooFast, and then nothing is counted."""
        now, key = self._clock(), (rate.of, who)
        with self._lock:
            left, since = self._buckets.pop(key, (float(rate.at_once), now))
            left = min(float(rate.at_once), left + (now - since) * rate.a_second)
            self._buckets[key] = (left - 1 if left >= 1 else left, now)
            if len(self._buckets) > self._most:  # whoever was not seen for longest has a full bucket again
                self._buckets.popitem(last=False)
        if left < 1:
            raise TooFast(max(1, math.ceil((1 - left) / rate.a_second)))


class AddressRates:
    """ASGI middleware that holds each network address to its rate, before anybody is recognised."""

    def __init__(self, app: ASGIApp, rates: Rates | None = None, rate: Rate = ADDRESS) -> None:
        self._app = app
        self._rates = rates or Rates()
        self._rate = rate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or tell that it came too fast."""
        if scope["type"] == "http" and scope.get("client"):
            try:
                self._rates.take(self._rate, scope["client"][0])
            except TooFast as refusal:
                answer = as_json(Problem(refusal.status, refusal.code, refusal.text_id, refusal.text_en))
                answer.headers["Retry-After"] = str(refusal.wait)
                answer.headers["Connection"] = "close"  # the body is not read
                await answer(scope, receive, send)
                return
        await self._app(scope, receive, send)
