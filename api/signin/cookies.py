"""The cookies: names, lifetimes and attributes, in one place.

The prefix ``__Host-`` makes browsers insist on Secure, on Path=/ and on no Domain, so that no other host of
the same domain can plant or read them. SameSite is Lax, not Strict: with Strict an officer who follows a link
from an official mail, or returns from the identity provider, would arrive signed out; what Lax leaves open is
closed by ``api.signin.same_site``, and no GET changes anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

_DAY = 86_400


@dataclass(frozen=True)
class Cookie:
    """One cookie; ``max_age`` in seconds, None until the browser is closed."""

    name: str
    max_age: int | None

    def attributes(self) -> dict[str, Any]:
        """What Starlette's ``set_cookie`` takes besides the value."""
        return {
            "key": self.name,
            "max_age": self.max_age,
            "path": "/",
            "secure": True,
            "httponly": True,
            "samesite": "lax",
        }


SESSION = Cookie("__Host-suluh-session", None)
DEVICE = Cookie("__Host-suluh-device", 180 * _DAY)
"""Tells devices apart on which somebody has signed in; opens nothing by itself."""
PROVIDER = Cookie("__Host-suluh-provider", 600)
"""Ties the answer of an identity provider to the browser that asked."""
LANGUAGE = Cookie("__Host-suluh-language", 365 * _DAY)
THEME = Cookie("__Host-suluh-theme", 365 * _DAY)
KEYS = Cookie("__Host-suluh-keys", 365 * _DAY)
"""Whether single keys do something on the pages."""
NEWS = Cookie("__Host-suluh-news", 60)
"""What was just done, told once on the next page; a code and an opaque id."""

COOKIES: tuple[Cookie, ...] = (SESSION, DEVICE, PROVIDER, LANGUAGE, THEME, KEYS, NEWS)
