"""Certificates for a LAN without a public name: an authority of one's own, and the service's certificate under it.

The authority can vouch for the names and networks that it was made with and for nothing else (name constraints,
RFC 5280 section 4.2.1.10), so that browsers which trust it are not open to whoever steals its key. Certificates hold
for 397 days, which is the most that browsers take.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from records.errors import InputRefused
from records.files import whole

AUTHORITY_LASTS = timedelta(days=3650)
CERTIFICATE_LASTS = timedelta(days=397)
AUTHORITY, AUTHORITY_KEY = "authority.pem", "authority.key"
CERTIFICATE, CERTIFICATE_KEY = "server.pem", "server.key"
_BEFORE = timedelta(hours=1)
"""Clocks in an office differ."""


def make(folder: Path, names: Sequence[str], addresses: Sequence[str], now: datetime) -> x509.Certificate:
    """Make the service's certificate in ``folder``, and the authority where there is none; gives the certificate.

    Raises InputRefused where nothing is named, or where the authority was made for other names.
    """
    try:
        hosts = [ipaddress.ip_address(address) for address in addresses]
    except ValueError as error:
        raise InputRefused(f"Bukan alamat IP: {error}", f"No IP address: {error}") from None
    if not names and not hosts:
        raise InputRefused("Sebutkan nama atau alamat.", "Give a name or an address.")
    alternatives: list[x509.GeneralName] = [x509.DNSName(name.lower()) for name in names]
    alternatives += [x509.IPAddress(host) for host in hosts]
    authority, authority_key = _authority(folder, alternatives, now)
    key = ec.generate_private_key(ec.SECP256R1())
    title = names[0] if names else addresses[0]
    certificate = (
        _draft(title, authority.subject, key.public_key(), authority_key.public_key(), now, CERTIFICATE_LASTS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(_usage(signs=False), critical=True)
        .sign(authority_key, hashes.SHA256())
    )
    _write(folder / CERTIFICATE_KEY, _pem(key), 0o600)
    _write(folder / CERTIFICATE, _pem_of(certificate) + _pem_of(authority), 0o644)
    return certificate


def _authority(
    folder: Path, alternatives: list[x509.GeneralName], now: datetime
) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    permitted = [_whole(name) for name in alternatives]
    if (folder / AUTHORITY).exists():
        found = x509.load_pem_x509_certificate((folder / AUTHORITY).read_bytes())
        if not (folder / AUTHORITY_KEY).exists():
            raise InputRefused(
                f"Letakkan {AUTHORITY_KEY} kembali di {folder} untuk perpanjangan.",
                f"Put {AUTHORITY_KEY} back into {folder} for the renewal.",
            )
        key = serialization.load_pem_private_key((folder / AUTHORITY_KEY).read_bytes(), None)
        constraints = found.extensions.get_extension_for_class(x509.NameConstraints).value
        beyond = [name for name in permitted if name not in (constraints.permitted_subtrees or ())]
        if beyond or not isinstance(key, ec.EllipticCurvePrivateKey):
            told = ", ".join(str(name.value) for name in beyond)
            raise InputRefused(
                f"Otoritas di {folder} dibuat untuk nama lain, bukan {told}. Buat di folder baru.",
                f"The authority in {folder} was made for other names, not {told}. Make another in a new folder.",
            )
        return found, key
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Suluh LAN")])
    made = (
        _draft("Suluh LAN", subject, key.public_key(), key.public_key(), now, AUTHORITY_LASTS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.NameConstraints(permitted, None), critical=True)
        .add_extension(_usage(signs=True), critical=True)
        .sign(key, hashes.SHA256())
    )
    _write(folder / AUTHORITY_KEY, _pem(key), 0o600)
    _write(folder / AUTHORITY, _pem_of(made), 0o644)
    return made, key


def _draft(
    title: str,
    issuer: x509.Name,
    key: ec.EllipticCurvePublicKey,
    issuers: ec.EllipticCurvePublicKey,
    now: datetime,
    lasts: timedelta,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, title)]))
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _BEFORE)
        .not_valid_after(now + lasts)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuers), critical=False)
    )


def _whole(name: x509.GeneralName) -> x509.GeneralName:
    """A name as a constraint; of an address the network that is that address alone."""
    if isinstance(name, x509.IPAddress):
        return x509.IPAddress(ipaddress.ip_network(f"{name.value}"))
    return name


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs,
        crl_sign=signs,
        encipher_only=False,
        decipher_only=False,
    )


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return key.private_bytes(*form)


def _pem_of(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _write(file: Path, content: bytes, mode: int) -> None:
    with whole(file, mode) as stream:
        stream.write(content)
