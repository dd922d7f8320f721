"""How the browser's tests make a province and serve it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import uvicorn
from windows import Served

from api import demonstration
from api.commands.run import run
from api.demonstration_accounts import CAST, Character, make
from api.demonstration_model import put_in_service
from api.service.application import LIMIT, create_app
from api.service.guard import SERVER, guard
from api.service.house import House
from api.signin import accounts
from api.signin.gate import Gate
from api.signin.passwords import Hasher
from records.days import instant
from records.node import Node
from records.rights.context import operator
from records.rights.purpose import Purpose
from records.settings import Settings
from records.store import Store
from records.tokens import Tokeniser
from sources.simulator.spec import Spec

SPEC = replace(demonstration.SPEC, people=300, weeks=22)
CAPACITY = 45
"""People put forward: enough for every test to work on some of them."""
UNTIL = datetime(2024, 6, 3, tzinfo=UTC).date()


def made(
    settings: Settings,
    spec: Spec = SPEC,
    capacity: int = CAPACITY,
    rework: Callable[[Path], None] = lambda _: None,
) -> None:
    """A province taken in, its early warnings raised; ``rework`` may change its files before they are taken in."""
    original = demonstration.province

    def province(data_dir: Path, until: date) -> Path:
        feeds = original(data_dir, until)
        rework(feeds)
        return feeds

    with pytest.MonkeyPatch.context() as patch:  # undone before another test of this process begins
        patch.setattr(demonstration, "SPEC", spec)
        patch.setattr(demonstration, "CAPACITY", capacity)
        patch.setattr(demonstration, "province", province)
        patch.setattr(Settings, "load", classmethod(lambda _: settings))
        run(show=0, until=datetime.combine(UNTIL, datetime.min.time()))


def serve(store: Store, settings: Settings, cast: Sequence[Character] = CAST) -> Iterator[Served]:
    """The server while it runs, with an account for each of the cast; a province's with a model in service."""
    begun, morning = time.monotonic(), instant(UNTIL) + timedelta(hours=9)

    def clock() -> datetime:
        return morning.astimezone(UTC) + timedelta(seconds=time.monotonic() - begun)

    house = House(store, settings, Tokeniser(settings.token_key()), clock)
    cheap = replace(Gate.of(store, settings), hasher=Hasher(8, 1, 1))
    house.__dict__["gate"] = cheap
    context = operator(Purpose.ADMINISTRATION)
    with store.acting(context).begin() as connection:
        keys = {key.character.login: key for key in make(connection, cheap, context, clock(), cast)}
        ids = {login: accounts.find(connection, cheap, login) for login in keys}
    if settings.node is Node.PROVINCE:
        put_in_service(store, settings, UNTIL, clock(), CAPACITY)
    server = uvicorn.Server(
        uvicorn.Config(
            guard(create_app(house), LIMIT), host="localhost", port=0, **{**SERVER, "log_config": None}
        )
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield Served(f"http://localhost:{port}", house, keys, ids)
    server.should_exit = True
    thread.join(10)
