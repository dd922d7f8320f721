"""The headers that every answer carries, also an error's; a route can tighten them and never loosen them.

Sources: OWASP ASVS 5.0.0 chapter 3.4, OWASP Secure Headers Project, CSP Level 3, RFC 9111 (caching), RFC 6797 (HSTS).
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        # Pictures come from our own routes alone: a data: address would let markup that slips in bring its own.
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        # Browsers that know it refuse innerHTML and its like, by which a tooltip or a label would run script.
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )
)
STRICT_TRANSPORT_SECURITY = "max-age=63072000; includeSubDomains"


@dataclass(frozen=True)
class Header:
    """A header of every answer, and why; ``fixed`` replaces what a route says, otherwise the route's stands."""

    name: str
    value: str
    why: str
    fixed: bool = True


HEADERS: tuple[Header, ...] = (
    Header("X-Content-Type-Options", "nosniff", "a browser takes nothing for what it is not told to be"),
    Header("Referrer-Policy", "no-referrer", "no address of ours goes to another host"),
    Header("Cross-Origin-Opener-Policy", "same-origin", "no other page holds our window"),
    Header("Cross-Origin-Resource-Policy", "same-origin", "no other page embeds our answers"),
    Header("X-Frame-Options", "DENY", "as frame-ancestors, for old browsers"),
    Header("X-Robots-Tag", "none", "nothing here is for search engines"),
    Header(
        "Permissions-Policy",
        "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
        "a script that slips in gets no device",
    ),
    Header("Cache-Control", "no-store", "nothing stays on a shared computer", fixed=False),
)
GIVEAWAYS = ("server", "x-powered-by", "x-aspnet-version")
"""Headers that tell attackers what runs here."""


class Headers:
    """ASGI middleware that puts the headers on every HTTP answer; stands outside everything that may fail."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and complete the answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def completed(message: Message) -> None:
            if message["type"] == "http.response.start":
                complete(MutableHeaders(scope=message), message["status"], secure=scope["scheme"] == "https")
            await send(message)

        await self._app(scope, receive, completed)


def complete(headers: MutableHeaders, status: int, *, secure: bool) -> None:
    """Put the headers among those of an answer."""
    for name in GIVEAWAYS:
        del headers[name]
    for header in HEADERS:
        # What went wrong is never kept, whatever the route would allow for what went right.
        if header.fixed or status >= HTTPStatus.BAD_REQUEST or header.name not in headers:
            headers[header.name] = header.value
    # Policies add up: with one of the route's own both hold, so that a route can only forbid more.
    headers.append("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    if secure:
        headers["Strict-Transport-Security"] = STRICT_TRANSPORT_SECURITY
