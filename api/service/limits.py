"""What a request may not exceed, checked before any route sees it; what does is told as a problem, not as a fault.

The shapes are those of known faults: many ranges (CVE-2025-62727), bodies without end (CVE-2023-30798), depth that
ends in a RecursionError, NUL that PostgreSQL refuses, numbers of a million digits, one header given twice so that two
readers believe different things.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.service.json_guard import refuse_json
from api.service.problems import Problem, as_json
from records.errors import SuluhError


@dataclass(frozen=True)
class Limit:
    """The limits of one installation; ``roomy`` gives more bytes to bodies under some paths (files)."""

    headers: int = 64
    header_bytes: int = 16 * 2**10
    target_bytes: int = 4 * 2**10
    body_bytes: int = 2**20
    roomy: Mapping[str, int] = field(default_factory=dict)
    json_bytes: int = 8 * 2**20
    patience_seconds: float = 30.0

    def body_of(self, path: str) -> int:
        """The most bytes that a body for this path may have."""
        return next((most for start, most in self.roomy.items() if path.startswith(start)), self.body_bytes)


class RequestRefused(SuluhError):
    """A request beyond the limits, or one that two readers could understand differently."""

    code = "request_refused"
    status = 400

    def __init__(self, status: int, text_id: str, text_en: str) -> None:
        super().__init__(text_id, text_en)
        self.answer = status


LARGE_JSON = 64 * 2**10

_ONCE = frozenset(
    {b"host", b"content-length", b"content-type", b"transfer-encoding", b"authorization", b"cookie", b"range"}
)
_ONE_RANGE = re.compile(rb"bytes=(?:[0-9]{1,18}-[0-9]{0,18}|-[0-9]{1,18})")
_LENGTH = re.compile(rb"[0-9]{1,18}")
_HIDDEN = re.compile(rb"%(?:0[0-9a-f]|1[0-9a-f]|7f)|[\x00-\x20\x7f]", re.IGNORECASE)
_JSON = re.compile(rb"application/(?:[a-z0-9.+-]+\+)?json\b", re.IGNORECASE)


class Limits:
    """ASGI middleware that holds requests to the limits."""

    def __init__(self, app: ASGIApp, limit: Limit | None = None) -> None:
        self._app = app
        self._limit = limit or Limit()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request beyond the limits here, and pass every other on."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False
        body = _Body(self._limit, receive, self._limit.body_of(scope["path"]))

        async def noticed(message: Message) -> None:
            nonlocal started
            if (
                body.refusal is None or started
            ):  # the application may tell a refused body as a fault of its own
                started = True
                await send(message)

        try:
            headers = check_head(scope, self._limit)
            if is_json := _JSON.match(headers.get(b"content-type", b"")) is not None:
                body.most = min(body.most, self._limit.json_bytes)
            if (length := headers.get(b"content-length")) and int(length) > body.most:
                raise _too_large()
            if is_json:
                await body.hold()
            await self._app(scope, body.receive, noticed)
        except RequestRefused as refusal:
            body.refusal = refusal
        except Exception:
            if body.refusal is None:
                raise
        if body.refusal is not None and not started:
            await _answer(body.refusal)(scope, receive, send)


def _answer(refusal: RequestRefused) -> Response:
    answer = as_json(Problem(refusal.answer, refusal.code, refusal.text_id, refusal.text_en))
    answer.headers["Connection"] = "close"  # what is left of the body is not read
    return answer


def check_head(scope: Scope, limit: Limit) -> dict[bytes, bytes]:
    """The request's headers, once each; raises RequestRefused."""
    listed: list[tuple[bytes, bytes]] = scope["headers"]
    if (
        len(listed) > limit.headers
        or sum(len(name) + len(value) for name, value in listed) > limit.header_bytes
    ):
        raise RequestRefused(431, "Kepala permintaan terlalu besar.", "The request's headers are too large.")
    target = scope.get("raw_path", b"") + scope["query_string"]
    if len(target) > limit.target_bytes:
        raise RequestRefused(414, "Alamat terlalu panjang.", "The address is too long.")
    if _HIDDEN.search(target):
        raise RequestRefused(400, "Alamat memuat karakter kendali.", "The address holds control characters.")
    headers = dict(listed)
    if any(name in _ONCE and value != headers[name] for name, value in listed) or (
        len([name for name, _ in listed if name in _ONCE]) != len(_ONCE & headers.keys())
    ):
        raise RequestRefused(
            400, "Kepala permintaan tertulis dua kali.", "A header of the request stands twice."
        )
    if (length := headers.get(b"content-length")) is not None and not _LENGTH.fullmatch(length):
        raise RequestRefused(400, "Panjang isi tidak sah.", "The declared length is invalid.")
    if headers.get(b"content-encoding", b"identity").lower() != b"identity":
        raise RequestRefused(
            415, "Isi yang dimampatkan tidak diterima.", "Compressed bodies are not accepted."
        )
    if (wanted := headers.get(b"range")) is not None and not _ONE_RANGE.fullmatch(wanted):
        raise RequestRefused(416, "Hanya satu rentang yang diterima.", "Only one range is accepted.")
    return headers


class _Body:
    """A request's body on its way: counted, waited for no longer than patience lasts, and held where it is JSON."""

    def __init__(self, limit: Limit, receive: Receive, most: int) -> None:
        self.most = most
        self._limit = limit
        self._receive = receive
        self._seen = 0
        self._finished = False
        self._held: list[Message] = []
        self.refusal: RequestRefused | None = None

    async def receive(self) -> Message:
        """The next message, within limits; raises RequestRefused."""
        if self._held:
            return self._held.pop(0)
        if self._finished:  # the server now tells when the visitor goes away, which may take any time
            return await self._receive()
        try:
            message: Message = await asyncio.wait_for(self._receive(), timeout=self._limit.patience_seconds)
        except TimeoutError:
            self.refusal = RequestRefused(408, "Kiriman terlalu lambat.", "The request came too slowly.")
            raise self.refusal from None
        self._seen += len(message.get("body", b""))
        if self._seen > self.most:
            self.refusal = _too_large()
            raise self.refusal
        self._finished = message["type"] != "http.request" or not message.get("more_body", False)
        return message

    async def hold(self) -> None:
        """Read the whole body, refuse JSON that is not what it seems, and give it again afterwards."""
        messages = []
        while not self._finished:
            messages.append(await self.receive())
        content = b"".join(message.get("body", b"") for message in messages)
        # A large one is looked through beside the loop, so that others are answered meanwhile.
        large = len(content) > LARGE_JSON
        if reason := await asyncio.to_thread(refuse_json, content) if large else refuse_json(content):
            raise RequestRefused(400, *reason)
        self._held = messages


def _too_large() -> RequestRefused:
    return RequestRefused(413, "Kiriman terlalu besar.", "The request is too large.")
