"""Entity tags (RFC 9110 section 8.8): who has an answer already is told so, and who changes something can say which
state of it they saw.

A tag is a keyed digest of an answer's bytes, so that nobody tells from it what stands in an answer. Reading is
audited all the same: what is saved is the way, not the look.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from hashlib import blake2b
from typing import Any

from fastapi import Request
from pydantic import TypeAdapter
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from records.errors import SuluhError

_DIGEST_BYTES = 16
_JSON = "application/json"


class Changed(SuluhError):
    """What was to be changed is no longer as the request says (If-Match)."""

    code = "changed"
    status = 412

    def __init__(self) -> None:
        super().__init__(
            "Data ini sudah berubah sejak Anda membacanya; baca lagi.",
            "This has changed since you read it; read it again.",
        )


def tag(key: bytes, content: bytes) -> str:
    """The tag of an answer's bytes."""
    return f'"{blake2b(content, key=key, digest_size=_DIGEST_BYTES, person=b"etag").hexdigest()}"'


def names(header: str, own: str) -> bool:
    """Whether a header's list of tags names this one; compared weakly, as for reading."""
    listed = [each.strip().removeprefix("W/") for each in header.split(",")]
    return own in listed or "*" in listed


def demand_match(request: Request, key: bytes, kind: Any, state: object) -> None:
    """Raise Changed where the request says, by ``If-Match``, that it saw another state than this one.

    ``state`` is what a GET would answer with, and ``kind`` its declared type.
    """
    wanted = request.headers.get("if-match")
    if wanted is not None and not names(wanted, tag(key, TypeAdapter(kind).dump_json(state))):
        raise Changed


class ETags:
    """ASGI middleware: a tag on every JSON answer to a GET, and 304 to whoever has it already."""

    def __init__(self, app: ASGIApp, key: Callable[[], bytes]) -> None:
        self._app = app
        self._key = key

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and tag the answer."""
        if scope["type"] != "http" or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        seen = Headers(scope=scope).get("if-none-match", "")
        start: Message | None = None
        body: list[bytes] = []

        async def tagged(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start" and _is_tagged(message):
                start = message
                return
            if start is None:
                await send(message)
                return
            body.append(message.get("body", b""))
            if not message.get("more_body", False):
                await self._finish(start, b"".join(body), seen, send)

        await self._app(scope, receive, tagged)

    async def _finish(self, start: Message, content: bytes, seen: str, send: Send) -> None:
        headers = MutableHeaders(scope=start)
        own = headers.get("etag") or tag(self._key(), content)
        headers["ETag"] = own
        if seen and names(seen, own):
            start["status"] = 304
            for name in ("content-length", "content-type"):
                del headers[name]
            content = b""
        await send(start)
        await send({"type": "http.response.body", "body": content})


def _is_tagged(start: Message) -> bool:
    headers: Iterable[tuple[bytes, bytes]] = start["headers"]
    kind = next((value for name, value in headers if name.lower() == b"content-type"), b"")
    return bool(start["status"] == 200 and kind.decode("latin-1").startswith(_JSON))
