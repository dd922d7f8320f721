"""Certificates for a LAN: a browser that trusts the authority takes the service's name, and no other."""

from __future__ import annotations

import socket
import ssl
import stat
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from api.upkeep import certificates
from records.errors import InputRefused

NOW = datetime.now(UTC)
NAME, ADDRESS = "suluh.satgas.lan", "192.168.1.10"


def shake_hands(folder: Path, name: str) -> str:
    """A TLS handshake with the certificate; gives the protocol."""
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(folder / certificates.CERTIFICATE, folder / certificates.CERTIFICATE_KEY)
    client = ssl.create_default_context(cafile=str(folder / certificates.AUTHORITY))
    client.verify_flags |= ssl.VERIFY_X509_STRICT
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:

        def answer() -> None:
            taken, _ = listening.accept()
            with closing(taken):
                try:
                    server.wrap_socket(taken, server_side=True).close()
                except (ssl.SSLError, OSError):
                    return

        threading.Thread(target=answer, daemon=True).start()
        with (
            socket.create_connection(listening.getsockname()) as plain,
            client.wrap_socket(plain, server_hostname=name) as sealed,
        ):
            return str(sealed.version())


def test_browsers_that_trust_the_authority_take_name_and_address(tmp_path: Path) -> None:
    made = certificates.make(tmp_path, [NAME], [ADDRESS], NOW)
    assert {shake_hands(tmp_path, NAME), shake_hands(tmp_path, ADDRESS)} == {"TLSv1.3"}
    assert made.not_valid_after_utc - NOW <= timedelta(days=398)
    with pytest.raises(ssl.SSLCertVerificationError):
        shake_hands(tmp_path, "bank.example")
    for key in (certificates.AUTHORITY_KEY, certificates.CERTIFICATE_KEY):
        assert stat.S_IMODE((tmp_path / key).stat().st_mode) == 0o600


def test_a_renewal_keeps_the_authority_that_browsers_trust(tmp_path: Path) -> None:
    certificates.make(tmp_path, [NAME], [], NOW)
    authority = (tmp_path / certificates.AUTHORITY).read_bytes()
    first = (tmp_path / certificates.CERTIFICATE).read_bytes()
    certificates.make(tmp_path, [NAME], [], NOW)
    assert (tmp_path / certificates.AUTHORITY).read_bytes() == authority
    assert (tmp_path / certificates.CERTIFICATE).read_bytes() != first
    shake_hands(tmp_path, NAME)


def test_a_stolen_authority_vouches_for_no_other_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificates.make(tmp_path, [NAME], [], NOW)
    with pytest.raises(InputRefused):
        certificates.make(tmp_path, ["bank.example"], [], NOW)
    monkeypatch.setattr(
        certificates, "_whole", lambda _: certificates.x509.DNSName(NAME)
    )  # the check is passed by
    certificates.make(tmp_path, ["bank.example"], [], NOW)
    with pytest.raises(ssl.SSLCertVerificationError, match="permitted subtree"):
        shake_hands(tmp_path, "bank.example")


def test_what_cannot_be_certified_is_refused(tmp_path: Path) -> None:
    for names, addresses in (([], []), ([NAME], ["192.168.1.300"])):
        with pytest.raises(InputRefused):
            certificates.make(tmp_path, names, addresses, NOW)
    certificates.make(tmp_path, [NAME], [], NOW)
    (tmp_path / certificates.AUTHORITY_KEY).unlink()
    with pytest.raises(InputRefused):
        certificates.make(tmp_path, [NAME], [], NOW)
