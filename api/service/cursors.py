"""Pages of a list: an opaque, signed cursor that says after which entry to go on.

The next page stands in the ``Link`` header (RFC 8288), so an answer is the list itself. A cursor belongs to one
list; one that was changed, or comes from another list, is refused. It tells a position and nothing else, and whoever
shows it still sees only what their own context sees.
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Annotated, TypeVar

from fastapi import Depends, Query, Request, Response

from api.service.house import House
from records.errors import SuluhError

BIGGEST = 2**63 - 1
_SEAL_BYTES = 12
_NUMBER_BYTES = 8
DEFAULT, MOST = 50, 200


class CursorRefused(SuluhError):
    """The cursor was not made here, or for another list."""

    code = "cursor_refused"
    status = 400

    def __init__(self) -> None:
        super().__init__(
            "Penanda halaman (cursor) tidak berlaku di sini.", "The cursor is not valid for this list."
        )


Entry = TypeVar("Entry")


@dataclass(frozen=True)
class Page:
    """Which part of a list is asked for: ``most`` entries after the one numbered ``after``."""

    after: int
    most: int
    request: Request
    response: Response

    def of(self, entries: Sequence[Entry], number: Callable[[Entry], int]) -> list[Entry]:
        """The entries as the answer; where there may be more, the next page is named in the ``Link`` header."""
        cursor = self.following(entries, number)
        if cursor is not None:
            asked = self.request.url.include_query_params(cursor=cursor)
            self.response.headers["Link"] = f'<{asked.path}?{asked.query}>; rel="next"'
        return list(entries)

    def following(self, entries: Sequence[Entry], number: Callable[[Entry], int]) -> str | None:
        """The cursor of the page after these entries; None where there are no more."""
        if len(entries) < self.most:
            return None
        return seal(_key(self.request), self.request.url.path, number(entries[-1]))


def page(
    request: Request,
    response: Response,
    cursor: Annotated[
        str | None,
        Query(
            max_length=80,
            description="Dari Link: rel=next halaman sebelumnya. / From Link: rel=next of the page before.",
        ),
    ] = None,
    most: Annotated[
        int, Query(ge=1, le=MOST, description="Banyaknya, paling banyak. / How many at most.")
    ] = DEFAULT,
) -> Page:
    """The part of a list that a request asks for. Raises CursorRefused."""
    after = 0 if cursor is None else unseal(_key(request), request.url.path, cursor)
    return Page(after, most, request, response)


Paged = Annotated[Page, Depends(page)]
"""What a route that lists something takes."""


def seal(key: bytes, place: str, number: int) -> str:
    """The cursor of a position in a list."""
    content = number.to_bytes(_NUMBER_BYTES)
    return base64.urlsafe_b64encode(content + _mark(key, place, content)).decode()


def unseal(key: bytes, place: str, cursor: str) -> int:
    """The position that a cursor tells. Raises CursorRefused."""
    try:
        number = int.from_bytes(base64.urlsafe_b64decode(cursor.encode("ascii"))[:_NUMBER_BYTES])
    except ValueError:
        raise CursorRefused from None
    if not hmac.compare_digest(seal(key, place, number), cursor):
        raise CursorRefused
    return number


def _mark(key: bytes, place: str, content: bytes) -> bytes:
    return blake2b(
        place.encode() + b"\0" + content, key=key, digest_size=_SEAL_BYTES, person=b"cursor"
    ).digest()


def _key(request: Request) -> bytes:
    house: House = request.app.state.house
    return house.key
