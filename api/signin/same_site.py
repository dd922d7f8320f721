"""Requests that change something must come from our own pages (cross-site request forgery).

The browser says where a request comes from, in headers that no page can set: ``Sec-Fetch-Site``, and
``Origin`` in browsers without it. One of them must be there and name ourselves; a form on another site, a
sibling subdomain included, cannot make it so. (OWASP CSRF Prevention Cheat Sheet, Fetch Metadata.)
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol
from urllib.parse import urlsplit

from api.signin.refusals import CrossSite

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing."""


def check(method: str, headers: Mapping[str, str]) -> None:
    """Raise CrossSite where a request that changes something was not made by our own pages.

    ``headers`` have names in small letters.
    """
    if method.upper() in SAFE:
        return
    site = headers.get("sec-fetch-site")
    if site is not None:
        own = site == "same-origin"
    else:
        origin = urlsplit(headers.get("origin", ""))
        own = origin.netloc != "" and origin.netloc == headers.get("host")
    if not own:
        raise CrossSite


class Sent(Protocol):
    """What is read of a request."""

    @property
    def method(self) -> str:
        """HTTP method."""

    @property
    def headers(self) -> Mapping[str, str]:
        """Headers; names in any case."""


def check_request(request: Sent) -> None:
    """Raise CrossSite likewise; for signing in itself, which another site must not cause either."""
    check(request.method, {name.lower(): text for name, text in request.headers.items()})
