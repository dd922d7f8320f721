"""Asking an application without a server, on one event loop of the process.

``TestClient`` begins a thread and a loop for each request and crosses between threads nine times in it, which costs
more than most answers where thousands are asked for.
"""

from __future__ import annotations

import asyncio
import threading
from functools import cache
from typing import Any

from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient, Response

NAME = "testclient"


def ask(application: FastAPI, method: str, address: str, **asked: Any) -> Response:
    """The answer to one who has not been here before; ``asked`` as for ``httpx.request``. A fault is answered 500."""

    async def answer() -> Response:
        client = AsyncClient(
            transport=ASGITransport(application, raise_app_exceptions=False, client=(NAME, 50_000)),
            base_url="http://testserver",
            headers={"user-agent": NAME},
        )
        return await client.request(method, address, **asked)

    return asyncio.run_coroutine_threadsafe(answer(), _loop()).result()


@cache
def _loop() -> asyncio.AbstractEventLoop:
    # A thread of its own: where a browser is driven, the main one has a loop already.
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, daemon=True).start()
    return loop
