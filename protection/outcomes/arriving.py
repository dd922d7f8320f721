"""On the province's node: LPSK's outcomes come by token, and become labels of the people who were referred.

Bundles may be lost, doubled or come in another order: of each token the highest number holds, whatever came first,
and the same number twice changes nothing.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import Any

from sqlalchemy import func, select

from protection.exchange.kinds import Arrival
from protection.outcomes.labels import Finding, Key, Note, Origin, note
from records import audit
from records.audit import Act, Deed
from records.errors import InputRefused
from records.rights.context import as_program
from records.tables.proceedings import label_records
from records.tables.referrals import referrals

FINDINGS = {"victim": Finding.VICTIM, "cleared": Finding.CLEARED, "withdrawn": Finding.WITHDRAWN}
"""What LPSK says, in the words of the feed."""

MOST = 10_000
_LONGEST = 200
_LABELS = label_records.c


def arrive(arrival: Arrival) -> None:
    """Take a batch in. Raises InputRefused where it is not of the form. Writes one audit entry."""
    told = _read(arrival.document)
    for token, number, finding in told:
        _take(arrival, token, number, finding)
    act = Act(Deed.CONFIRM_OUTCOME, "outcome_batch", (), len(told), ("outcome",))
    audit.write(arrival.connection, act)


def key_of(token: str) -> Key:
    """The feed's key for a token: opaque, and not the token itself."""
    return Key(f"SL-{blake2b(token.encode(), digest_size=8, person=b'outcome').hexdigest()}", 1)


def _take(arrival: Arrival, token: str, number: int, finding: Finding) -> None:
    connection = arrival.connection
    with as_program(connection):
        newest = connection.scalar(select(func.max(_LABELS.number)).where(_LABELS.token == token))
        seen = connection.scalar(
            select(_LABELS.label_id).where(_LABELS.token == token, _LABELS.number == number)
        )
        refs = connection.scalar(select(referrals.c.refs).where(referrals.c.token == token))
    if seen is not None:
        return
    left_out = "superseded" if newest is not None and newest > number else None
    if not refs:
        left_out = "unknown"
    told = Note(
        Origin.LPSK,
        key_of(token),
        finding,
        "lpsk",
        arrival.peer,
        tuple(refs or ()),
        token=token,
        number=number,
        left_out=left_out,
    )
    note(connection, told, arrival.now)


def _read(document: dict[str, Any]) -> list[tuple[str, int, Finding]]:
    told = document.get("outcomes")
    if not isinstance(told, list) or len(told) > MOST:
        raise _formless()
    return [_one(each) for each in told]


def _one(told: object) -> tuple[str, int, Finding]:
    if not isinstance(told, dict) or set(told) != {"token", "number", "outcome"}:
        raise _formless()
    token, number, outcome = told["token"], told["number"], told["outcome"]
    if not isinstance(token, str) or not 0 < len(token) <= _LONGEST or outcome not in FINDINGS:
        raise _formless()
    if not isinstance(number, int) or isinstance(number, bool) or not 0 < number < 2**31:
        raise _formless()
    return token, number, FINDINGS[outcome]


def _formless() -> InputRefused:
    return InputRefused("Isi kelompok hasil keliru.", "The batch of outcomes is not of its form.")
