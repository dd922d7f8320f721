"""The same request, sent again because nobody knows whether it arrived, is done once and answered twice alike.

Whoever asks chooses a key (header ``Idempotency-Key``, draft-ietf-httpapi-idempotency-key-header). The answer is
kept for a day, with the act in one transaction; the key and what was asked are kept as digests alone. Only answers
without personal values may be kept.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Annotated, TypeVar

from fastapi import Header
from pydantic import TypeAdapter
from sqlalchemy import Connection, delete, insert, select

from api.service.door import Visit
from records import audit
from records.audit import Act, Deed
from records.errors import SuluhError
from records.store import take_turn
from records.tables import answered_requests

KEPT = timedelta(days=1)
"""How long an answer is given again."""

_C = answered_requests.c
Answer = TypeVar("Answer")

Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        description="Kunci pilihan Anda; permintaan yang sama dengan kunci yang sama dijalankan sekali. "
        "/ A key of your choice; the same request under the same key is done once.",
        examples=["5f0c9a1e-8d57-4a0e-9b53-0f6f2f7f1c11"],
    ),
]


class KeyUsed(SuluhError):
    """The key came with another request before."""

    code = "idempotency_key_used"
    status = 409

    def __init__(self) -> None:
        super().__init__(
            "Kunci ini sudah dipakai untuk permintaan lain.", "This key was used for another request."
        )


@dataclass(frozen=True)
class Request:
    """What is asked: the key (None: every time anew), at which place, and a digest of all that was sent."""

    key: str | None
    place: str
    body: bytes


def once(visit: Visit, request: Request, kind: type[Answer], do: Callable[[], Answer]) -> Answer:
    """What ``do`` gives, or gave when the same request came first; it writes one audit entry either way.

    Raises KeyUsed. A request that is refused is not remembered, and may be sent again under its key.
    """
    if request.key is None:
        return do()
    connection, who = visit.connection, visit.context.who
    key = sha256(request.key.encode()).digest()
    take_turn(connection, f"request {who} {key.hex()}")  # two at once: the second sees what the first did
    _forget(connection, visit)
    before = connection.execute(select(answered_requests).where(_C.who == who, _C.key == key)).one_or_none()
    adapter = TypeAdapter(kind)
    if before is None:
        answer = do()
        connection.execute(
            insert(answered_requests).values(
                who=who,
                key=key,
                place=request.place,
                body=request.body,
                answer=adapter.dump_python(answer, mode="json"),
                answered_at=visit.now,
            )
        )
        return answer
    if (before.place, before.body) != (request.place, request.body):
        raise KeyUsed
    audit.write(connection, Act(Deed.READ, "answered_request", (request.place,)))
    return adapter.validate_python(before.answer)


def _forget(connection: Connection, visit: Visit) -> None:
    connection.execute(
        delete(answered_requests).where(_C.who == visit.context.who, _C.answered_at < visit.now - KEPT)
    )
