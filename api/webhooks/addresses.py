"""Where a message may be sent: to https alone, and never where an address leads into our own network.

Whoever subscribes chooses the address, so a server that fetched it blindly would open doors for them (OWASP SSRF
Prevention Cheat Sheet). The name is resolved once, every address of it is looked at, and the connection goes to that
very address: a name that changes its mind in between (DNS rebinding) gains nothing.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from records.errors import InputRefused

LONGEST = 500
Resolve = Callable[[str, int], list[str]]
"""Gives the addresses of a host."""

_TRANSLATED = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"), IPv6Network("2002::/16"))
"""Addresses of IPv6 that carry one of IPv4 within, which a router would unpack (RFC 6052, RFC 3056)."""


class AddressRefused(InputRefused):
    """Nothing is sent there."""

    code = "address_refused"

    def __init__(self) -> None:
        super().__init__(
            "Alamat harus https, tanpa nama pengguna, dan tidak mengarah ke jaringan dalam.",
            "The address must be https, without a user name, and not lead into an inner network.",
        )


def check_url(url: str, *, private: bool) -> tuple[str, int]:
    """Host and port of an address that may be subscribed; names are not resolved yet. Raises AddressRefused."""
    if len(url) > LONGEST or not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
        raise AddressRefused
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port or 443
    except ValueError:
        raise AddressRefused from None
    if parts.scheme != "https" or not host or "@" in parts.netloc or parts.fragment:
        raise AddressRefused
    try:
        literal = ip_address(host)
    except ValueError:
        if "." not in host and not private:  # a bare name is one of the own network
            raise AddressRefused from None
    else:
        if not allowed(literal, private=private):
            raise AddressRefused
    return host, port


def resolve(host: str, port: int) -> list[str]:
    """What the system's resolver says."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


def vetted(host: str, port: int, lookup: Resolve, *, private: bool) -> str:
    """An address of the host that may be connected to; where one of them may not, none is. Raises AddressRefused."""
    try:
        found = [ip_address(each) for each in lookup(host, port)]
    except (OSError, ValueError, UnicodeError):
        raise AddressRefused from None
    if not found or not all(allowed(each, private=private) for each in found):
        raise AddressRefused
    return str(found[0])


def allowed(address: IPv4Address | IPv6Address, *, private: bool) -> bool:
    """Whether a message may go there; ``private`` lets in the private ranges, never this machine or its cloud."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return allowed(address.ipv4_mapped, private=private)
        if address.scope_id is not None or any(address in network for network in _TRANSLATED):
            return False
    never = (
        address.is_loopback,
        address.is_link_local,
        address.is_multicast,
        address.is_unspecified,
        address.is_reserved,
    )
    return not any(never) and (address.is_global or (private and address.is_private))
