"""LPSK's own node beside a province's, for the demonstration: another database, other keys, other accounts.

Nothing of the province's settings reaches it but how many cores there are. In service the node stands on a machine of
LPSK's own (docs/operators.md).
"""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime

from sqlalchemy import Connection

from api import demonstration_accounts
from api.demonstration_accounts import LPSK_CAST, Key
from api.jobs.process import command, end_with_parent, environment
from api.signin.gate import Gate
from protection.exchange import peers
from protection.exchange.keys import Card, NodeKeys
from records.errors import NotFound
from records.node import Node
from records.rights.context import operator
from records.rights.purpose import Purpose
from records.settings import Settings
from records.store import open_store

FOLDER = "lpsk"
HOST = "127.0.0.1"
"""Another name of this machine than the province's: browsers keep cookies by name, whatever the port."""
PATIENCE = 20.0
"""Seconds that the node has to stop."""


def settings_beside(settings: Settings) -> Settings:
    """The settings of the node beside; whatever the environment says of files, keys and databases is the province's."""
    folder = settings.data_dir / FOLDER
    fields = Settings.model_fields.items()
    plain = {name: field.default for name, field in fields if field.default_factory is None}
    files = {
        name: field.default_factory({"data_dir": folder})  # type: ignore[call-arg]
        for name, field in fields
        if field.default_factory is not None
    }
    own = {
        "data_dir": folder,
        "node": Node.LPSK,
        "node_name": "lpsk",
        "threads": settings.threads,
        "letterhead": "LEMBAGA PERLINDUNGAN SAKSI DAN KORBAN",
    }
    return Settings(**{**plain, **files, **own})


def prepare(settings: Settings, port: int) -> tuple[Key, ...]:
    """Make the node beside and its accounts, and introduce the two to each other; gives the new keys."""
    beside, now = settings_beside(settings), datetime.now(UTC)
    context = operator(Purpose.ADMINISTRATION)
    here, there = NodeKeys.of(settings).card, NodeKeys.of(beside).card
    with open_store(settings, context) as store, store.begin() as connection:
        _introduce(connection, there, f"http://{HOST}:{port + 1}", here.name, now)
    with open_store(beside, context) as store, store.begin() as connection:
        _introduce(connection, here, f"http://{HOST}:{port}", there.name, now)
        gate = Gate.of(store, beside)
        return tuple(demonstration_accounts.make(connection, gate, context, now, LPSK_CAST))


def _introduce(connection: Connection, card: Card, way: str, own_name: str, now: datetime) -> None:
    try:
        known = peers.known(connection, card.name)
    except NotFound:
        known = None
    if known is None or (known.card, known.address, known.trusted) != (card, way, True):
        peers.introduce(connection, card, card.fingerprint, way, own_name, now)
        peers.confirm_own(connection, card.name, now)


class Beside:
    """The node's process; use it as a context. It ends with us, however we end."""

    def __init__(self, settings: Settings, port: int) -> None:
        beside = settings_beside(settings)
        own = {
            "SULUH_DATA_DIR": str(beside.data_dir),
            "SULUH_NODE": beside.node.value,
            "SULUH_NODE_NAME": beside.node_name,
            "SULUH_THREADS": str(beside.threads),
            "SULUH_LETTERHEAD": beside.letterhead,
        }
        inherited = {name: text for name, text in environment().items() if not name.startswith("SULUH_")}
        self._environment = {**inherited, **own}
        self._port = port
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Beside:
        self.process = subprocess.Popen(  # noqa: S603  (our own module)
            command("api.lpsk_beside", str(self._port)), stdin=subprocess.PIPE, env=self._environment
        )
        return self

    def __exit__(self, *_: object) -> None:
        """Ask it to stop, and wait for it."""
        assert self.process  # noqa: S101  (it was entered)
        self.process.terminate()
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def main() -> None:
    """``python -m api.lpsk_beside PORT``: serve LPSK's node as long as standard input stays open."""
    from api.commands.serve import serve  # noqa: PLC0415  (heavy, and this module is read by the province's too)

    end_with_parent()
    serve(host=HOST, port=int(sys.argv[1]))


if __name__ == "__main__":
    main()
