"""Asking an application without a server, on one event loop of the process.

``TestClient`` begins a thread and a loop for each request and crosses between threads nine times in it, which costs
more than most answers where thousands are asked for.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from functools import cache
from typing import Any, TypeVar

from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient, Response

NAME = "testclient"
Answer = TypeVar("Answer")


def ask(application: FastAPI, method: str, address: str, **asked: Any) -> Response:
    """The answer to one who has not been here before; ``asked`` as for ``httpx.request``. A fault is answered 500."""

    async def answer() -> Response:
        client = AsyncClient(
            transport=ASGITransport(application, raise_app_exceptions=False, client=(NAME, 50_000)),
            base_url="http://testserver",
            headers={"user-agent": NAME},
        )
        return await client.request(method, address, **asked)

    return wait(answer())


def wait(doing: Coroutine[Any, Any, Answer]) -> Answer:
    """What comes of it, on the loop of the process; ``asyncio.run`` refuses where a browser is driven."""
    return asyncio.run_coroutine_threadsafe(doing, _loop()).result()


@cache
def _loop() -> asyncio.AbstractEventLoop:
    # A thread of its own: where a browser is driven, the main one has a loop already.
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, daemon=True).start()
    return loop
