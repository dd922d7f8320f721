"""LPSK's own node beside a province, as real processes on real clusters: who can get at what, and what crosses."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from sqlalchemy import NullPool, create_engine, text
from sqlalchemy.exc import OperationalError

from api.arrivals import HANDLERS
from api.demonstration_accounts import LPSK_CAST, Key
from api.lpsk_beside import HOST, Beside, prepare, settings_beside
from api.signin import accounts
from api.signin.gate import Gate
from api.signin.identity import Identity
from api.upkeep.backup import make as back_up
from api.upkeep.doctor.check import Patient
from api.upkeep.doctor.checks import examine
from api.upkeep.restore import check as look_into
from api.upkeep.upgrade import upgrade
from protection.exchange import carrying, peers, put
from protection.exchange.keys import NodeKeys
from records.errors import SettingsRefused
from records.keys import key_in
from records.node import Node, keep_to_its_kind
from records.rights.context import job, operator
from records.rights.purpose import Purpose
from records.settings import Settings
from records.store import addresses, open_store
from records.tables import exchange_in

CANARY = "Kanari Purnamasari Wulandari"
PACKET = {
    "referral": "RJ-KANARI",
    "token": "rt_kanari",
    "version": 1,
    "from": "somebody else",
    "to": "lpsk",
    "made_at": "2026-03-02T05:00:00+00:00",
    "role": "korban",
    "consent": {
        "by": "self",
        "at": "2026-03-02T05:00:00+00:00",
        "sections": ["identity", "role"],
        "without": [],
    },
    "sections": {"role": {"role": "korban"}, "identity": {"name": CANARY}},
}


@dataclass(frozen=True)
class Both:
    """The two nodes; LPSK's serves on a port of its own."""

    province: Settings
    lpsk: Settings
    port: int
    keys: tuple[Key, ...]
    beside: Beside


def free_ports() -> int:
    """A port whose successor is free too."""
    while True:
        with closing(socket.create_server((HOST, 0))) as first:
            port: int = first.getsockname()[1]
            try:
                socket.create_server((HOST, port + 1)).close()
            except OSError:
                continue
            return port


@pytest.fixture(scope="module")
def both(reachable_folder: Path) -> Iterator[Both]:
    province, port = Settings(data_dir=reachable_folder / "beside", threads=1), free_ports()
    lpsk = settings_beside(province)
    with open_store(province), open_store(lpsk):
        keys = prepare(province, port)
        with Beside(province, port + 1) as beside:
            deadline = time.monotonic() + 120
            while time.monotonic() < deadline:
                try:
                    if httpx.get(f"http://{HOST}:{port + 1}/health", timeout=5).status_code == 200:
                        break
                except httpx.TransportError:
                    time.sleep(0.2)
            yield Both(province, lpsk, port, keys, beside)
        assert beside.process
        assert beside.process.returncode in (0, -15), "it stopped when it was asked to"


def test_it_has_accounts_of_its_own_and_lpsks_routes_alone(both: Both) -> None:
    assert [key.character for key in both.keys] == list(LPSK_CAST)
    at = f"http://{HOST}:{both.port + 1}"
    assert httpx.get(f"{at}/masuk", timeout=30).status_code == 200
    assert httpx.get(f"{at}/v1/exchange", timeout=30).status_code == 401
    assert [httpx.get(f"{at}{path}", timeout=30).status_code for path in ("/v1/alerts", "/tugas")] == [
        404,
        404,
    ]
    assert prepare(both.province, both.port) == (), "made once, introduced once"


def test_no_setting_and_no_key_of_the_province_reaches_it(
    both: Both, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SULUH_MASTER_KEY_FILE", str(tmp_path / "master.key"))
    monkeypatch.setenv("SULUH_DATABASE_URL", "postgresql://province@localhost/province")
    monkeypatch.setenv("SULUH_OIDC_ISSUER", "https://id.example")
    own = settings_beside(Settings(data_dir=both.province.data_dir, threads=1))
    assert own == both.lpsk
    assert [name for name in Beside(both.province, 1)._environment if name.startswith("SULUH_")] == [
        "SULUH_DATA_DIR",
        "SULUH_NODE",
        "SULUH_NODE_NAME",
        "SULUH_THREADS",
        "SULUH_LETTERHEAD",
    ]
    for each in (both.province, both.lpsk):  # made on first use
        each.token_key(), each.audit_key(), key_in(each.master_key_file)
    files = {file.name: file.read_bytes() for file in (both.province.data_dir / "keys").glob("*.key")}
    others = {file.name: file.read_bytes() for file in (both.lpsk.data_dir / "keys").glob("*.key")}
    shared = files.keys() & others.keys()
    assert shared >= {"master.key", "token.key", "audit.key", "exchange.key"}
    assert [name for name in shared if files[name] == others[name]] == []


def test_the_provinces_logins_do_not_open_lpsks_database(both: Both) -> None:
    with addresses(both.province) as mine, addresses(both.lpsk) as theirs:
        for login in (mine.owner, mine.application):
            there = login.set(query={**login.query, "host": theirs.owner.query["host"]})
            engine = create_engine(there, poolclass=NullPool)
            with pytest.raises(OperationalError, match="password authentication failed"), engine.connect():
                pass
        engine = create_engine(mine.owner, poolclass=NullPool)
        with engine.connect() as connection:
            names = set(connection.scalars(text("SELECT datname FROM pg_database")))
    assert names == {"postgres", "suluh", "template0", "template1"}, "LPSK's is in another cluster"


def test_a_referral_crosses_by_the_wire_and_lpsks_values_are_in_no_file_of_the_provinces(both: Both) -> None:
    with open_store(both.province, job(Purpose.PROTECTION)) as store:
        with store.begin() as connection:
            put(connection, store.keys, "lpsk", "referral", PACKET, about="RJ-KANARI")
        mine, now = NodeKeys.of(both.province), datetime.now(UTC)
        done = carrying.carry(store, mine, HANDLERS[Node.PROVINCE], now)
        assert (done.sent, done.failed) == (1, 0)
    with open_store(both.lpsk, operator(Purpose.ADMINISTRATION)) as store:
        with store.acting(job(Purpose.PROTECTION)).reading() as connection:
            assert [row.state for row in connection.execute(exchange_in.select())] == ["applied"]
        with store.begin() as connection:  # and a value that only LPSK knows
            gate = Gate.of(store, both.lpsk)
            accounts.make(connection, gate, operator(), Identity("kanari.lpsk", CANARY), now)
            connection.execute(text("SELECT set_config('suluh.nothing', 'x', true)"))
        with addresses(both.lpsk) as where:
            engine = create_engine(where.owner, poolclass=NullPool)
            with engine.begin() as connection:
                connection.execute(text(f"COMMENT ON DATABASE suluh IS '{CANARY}'"))
    assert _files_with(CANARY, both.lpsk.data_dir), "planted, so that it would be seen"
    assert _files_with(CANARY, both.province.data_dir, both.lpsk.data_dir) == []


def _files_with(words: str, folder: Path, but: Path | None = None) -> list[Path]:
    forms = [words.encode(), words.encode("utf-16-le"), words.encode().hex().encode()]
    return [
        file
        for file in folder.rglob("*")
        if file.is_file()
        and (but is None or not file.is_relative_to(but))
        and any(form in file.read_bytes() for form in forms)
    ]


def test_it_is_backed_up_upgraded_and_examined_as_any_node(both: Both, tmp_path: Path) -> None:
    now = datetime.now(UTC)
    with (
        addresses(both.lpsk) as where,
        open_store(both.lpsk, operator(Purpose.ADMINISTRATION)) as store,
    ):
        made = back_up(both.lpsk, where.owner, store, tmp_path / "lpsk.suluh", now)
    assert look_into(both.lpsk, made.file)["settings"]["SULUH_NODE"] == "lpsk"
    assert upgrade(both.lpsk, tmp_path, now) is None
    looks = {found.check.name: found.fault for found in examine(Patient(both.lpsk, now))}
    well = {"migration", "roles", "as_declared", "clock", "bundles", "apart"}
    assert {name: looks[name] for name in well} == dict.fromkeys(well)


def test_a_folder_stays_what_it_was(both: Both) -> None:
    with pytest.raises(SettingsRefused, match="SULUH_NODE"):
        keep_to_its_kind(both.lpsk.model_copy(update={"node": Node.PROVINCE}))


def test_each_knows_the_other(both: Both) -> None:
    for here, there in ((both.province, both.lpsk), (both.lpsk, both.province)):
        with open_store(here, job()) as store, store.reading() as connection:
            (peer,) = peers.trusted(connection)
        assert peer.card == NodeKeys.of(there).card
