"""A running embedded server: who may log in, what is open, what the log holds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import URL

from records.addresses import Addresses
from records.postgres.place import Place


@pytest.fixture
def place(server: Addresses, reachable_folder: Path) -> Place:  # noqa: ARG001  (the server must run)
    return Place.of(reachable_folder / "server")


def connect(url: URL, **other: str) -> psycopg.Connection[Any]:
    conninfo = url.set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(conninfo, **other)  # type: ignore[arg-type]


def test_the_right_password_is_demanded_and_by_scram_alone(server: Addresses) -> None:
    for url in (server.owner, server.application):
        with connect(url, require_auth="scram-sha-256") as connection:
            assert connection.execute("SELECT current_user").fetchone() == (url.username,)
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            connect(url, password=f"{url.password}0")
        with pytest.raises(psycopg.OperationalError, match="no password supplied"):
            connect(url.set(password=""))
        with pytest.raises(psycopg.OperationalError, match="authentication method requirement"):
            connect(url, require_auth="password,md5,none")


def test_the_superuser_cannot_log_in(server: Addresses) -> None:
    with pytest.raises(psycopg.OperationalError, match=r"no pg_hba\.conf entry"):
        connect(server.owner, user="postgres")


def test_no_network_port_is_open(place: Place) -> None:
    postmaster = (place.data / "postmaster.pid").read_text().split()[0]
    held = {str(descriptor.readlink()) for descriptor in Path(f"/proc/{postmaster}/fd").iterdir()}
    inodes = {name[8:-1] for name in held if name.startswith("socket:[")}
    tables = [Path(f"/proc/net/{table}") for table in ("tcp", "tcp6", "udp", "udp6")]
    network = [
        line.split()[9] for table in tables if table.exists() for line in table.read_text().splitlines()
    ]
    unix = [line.split()[6] for line in Path("/proc/net/unix").read_text().splitlines()]
    assert inodes & set(unix)  # its Unix socket is found in this way
    assert not inodes & set(network)


def test_secrets_and_data_are_closed_to_others(place: Place) -> None:
    assert place.run
    for path, mode in (
        (place.owner_password, 0o600),
        (place.application_password, 0o600),
        (place.log, 0o600),
        (place.data, 0o700),
        (place.run / "server", 0o700),
    ):
        assert path.stat().st_mode & 0o777 == mode, path


def test_the_cluster_has_checksums_and_the_locale_of_the_program_itself(server: Addresses) -> None:
    with connect(server.application) as connection:
        found = connection.execute(
            "SELECT current_setting('data_checksums'), current_setting('listen_addresses'), "
            "datlocprovider, datlocale FROM pg_database WHERE datname = current_database()"
        ).fetchone()
    assert found == ("on", "", "b", "C.UTF-8")


def test_the_log_holds_no_value_that_an_error_quotes(server: Addresses, place: Place) -> None:
    with connect(server.owner) as connection, pytest.raises(psycopg.Error, match="3273056010900009"):
        connection.execute("SELECT 'NIK 3273056010900009'::int")
    assert "3273056010900009" not in place.log.read_text()
