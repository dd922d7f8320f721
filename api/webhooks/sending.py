"""One attempt to deliver a message over HTTPS: no redirect, no proxy, no more than a few seconds."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import httpx

from api.webhooks.addresses import AddressRefused, Resolve, check_url, resolve, vetted

Send = Callable[[str, Mapping[str, str], bytes], str]
"""Sends a body with headers to an address; gives the status, or a code of what went wrong."""

TIMEOUT = httpx.Timeout(10, connect=5)
DELIVERED = frozenset(str(status) for status in range(200, 300))
GONE = "410"


@dataclass(frozen=True)
class Sender:
    """How messages go out; ``private`` as the setting says, ``verify`` and ``lookup`` are for tests."""

    private: bool = False
    verify: ssl.SSLContext | None = None
    lookup: Resolve = resolve

    def __call__(self, url: str, headers: Mapping[str, str], body: bytes) -> str:
        """Send once; the answer's body is not read."""
        try:
            host, port = check_url(url, private=self.private)
            address = vetted(host, port, self.lookup, private=self.private)
        except AddressRefused:
            return "address_refused"
        there = httpx.URL(url).copy_with(host=address)
        named = host if port == 443 else f"{host}:{port}"
        try:
            with (
                httpx.Client(
                    verify=self.verify or ssl.create_default_context(), trust_env=False, timeout=TIMEOUT
                ) as client,
                # The certificate is the name's, though the connection goes to the address that was looked at.
                client.stream(
                    "POST",
                    there,
                    content=body,
                    headers={**headers, "Host": named, "Content-Type": "application/json"},
                    extensions={"sni_hostname": host},
                ) as answer,
            ):
                return str(answer.status_code)
        except httpx.TimeoutException:
            return "timeout"
        except httpx.ConnectError as error:
            return (
                "tls" if "CERTIFICATE" in str(error).upper() or "SSL" in str(error).upper() else "unreachable"
            )
        except (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError, OSError):
            return "broken"
