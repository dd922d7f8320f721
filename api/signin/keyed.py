"""Keyed tokens of logins, devices, addresses and subjects: equal ones meet, and nothing can be read from them.

A login or an address is short enough that a plain hash of it could be reversed by trying; the key lies outside
the database (``SULUH_TOKEN_KEY_FILE``).
"""

from __future__ import annotations

import unicodedata
from hashlib import blake2b
from ipaddress import IPv6Address, ip_address

TOKEN_BYTES = 16
_PROVIDER_BYTES = 32


class Keyed:
    """Tokens and seals under one key of 32 bytes."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def login(self, login: str) -> str:
        """``ln_…``; capitals and spaces around do not count."""
        return self._token("ln", unicodedata.normalize("NFKC", login).strip().casefold())

    def device(self, cookie: str) -> str:
        """``dv_…`` of the device's cookie."""
        return self._token("dv", cookie)

    def address(self, address: str) -> str:
        """``ad_…`` of a network address; of an IPv6 one the network (/64) counts, which a household has."""
        try:
            parsed = ip_address(address)
        except ValueError:
            return self._token("ad", address)
        if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is None:
            return self._token("ad", parsed.packed[:8].hex())
        return self._token("ad", str(getattr(parsed, "ipv4_mapped", None) or parsed))

    def subject(self, issuer: str, subject: str) -> str:
        """``sj_…`` of a person at an identity provider."""
        return self._token("sj", f"{issuer}\n{subject}")

    def pair(self, *tokens: str) -> str:
        """``pr_…`` of two tokens together."""
        return self._token("pr", "\n".join(tokens))

    def provider(self, what: str, begun: str) -> str:
        """A value that only we can tell from another one: state, nonce and verifier of one sign-in."""
        keyed = blake2b(
            f"{what}\n{begun}".encode(), key=self._key, digest_size=_PROVIDER_BYTES, person=b"oidc"
        )
        return keyed.hexdigest()

    def _token(self, prefix: str, text: str) -> str:
        plain = text.encode("utf-8", "surrogatepass")
        keyed = blake2b(plain, key=self._key, digest_size=TOKEN_BYTES, person=b"sign-in-" + prefix.encode())
        return f"{prefix}_{keyed.hexdigest()}"
