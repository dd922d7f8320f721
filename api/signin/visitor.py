"""Who has been recognised, and what they may do for the length of one request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from api.signin.refusals import ProofNeeded
from records.rights.context import Context


@dataclass(frozen=True)
class Visitor:
    """Whoever makes a request: a person with a session, or a program with a key.

    ``scopes`` are the permissions that a key is limited to, None for a person; ``authenticated_at`` is when
    the person last proved who they are, None for a program; ``at`` is the moment of the request.
    """

    context: Context
    at: datetime
    account_id: str | None = None
    session_id: str | None = None
    client_id: str | None = None
    scopes: frozenset[str] | None = None
    authenticated_at: datetime | None = None


def freshly_authenticated(visitor: Visitor, within: timedelta) -> bool:
    """Whether the person proved who they are at most so long ago; a program never did."""
    if visitor.authenticated_at is None:
        return False
    return timedelta() <= visitor.at - visitor.authenticated_at <= within


def demand_fresh(visitor: Visitor, within: timedelta = timedelta(minutes=5)) -> None:
    """Raise ProofNeeded unless the person has just proven who they are; for acts that harm if stolen."""
    if not freshly_authenticated(visitor, within):
        raise ProofNeeded
