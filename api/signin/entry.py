"""Recognise a visitor: by the session's cookie or a program's key, anew from the database at each request.

Nothing is remembered between requests, so a disabled account, an ended role or a revoked key counts at the
next one.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from api.signin import clients, cookies, same_site, sessions
from api.signin.refusals import Unauthorised
from api.signin.visitor import Visitor, demand_fresh, freshly_authenticated
from records.rights.authorise import Forbidden
from records.rights.context import job
from records.rights.purpose import Purpose, holds
from records.rights.role import Role
from records.store import Store

__all__ = ["Request", "Visitor", "demand_fresh", "freshly_authenticated", "visitor"]

PURPOSE_HEADER = "suluh-purpose"
BEARER = "bearer"


class Request(Protocol):
    """What is read of a request; Starlette's has it."""

    @property
    def method(self) -> str:
        """HTTP method."""

    @property
    def headers(self) -> Mapping[str, str]:
        """Headers; names in any case."""

    @property
    def cookies(self) -> Mapping[str, str]:
        """Cookies by name."""


def visitor(store: Store, request: Request, now: datetime) -> Visitor:
    """Who makes this request.

    Raises Unauthorised where nobody can be recognised, SetUpNeeded where the account is not set up yet,
    CrossSite where another site caused it, Forbidden where the role does not hold the purpose asked for.
    """
    headers = {name.lower(): text for name, text in request.headers.items()}
    scheme, _, key = headers.get("authorization", "").partition(" ")
    with store.acting(job(Purpose.ADMINISTRATION)).begin() as connection:
        if scheme:
            if scheme.lower() != BEARER:
                raise Unauthorised
            found = clients.recognise(connection, key.strip(), now)
        else:
            token = request.cookies.get(cookies.SESSION.name, "")
            found = sessions.recognise(connection, token, now)
            same_site.check(request.method, headers)
    asked = headers.get(PURPOSE_HEADER)
    return found if asked is None else sessions.for_purpose(found, _purpose(found.context.role, asked))


def _purpose(role: Role, asked: str) -> Purpose:
    if asked not in set(Purpose) or not holds(role, Purpose(asked)):
        raise Forbidden(
            "Peran Anda tidak memiliki dasar hukum untuk tujuan ini.",
            "Your role has no legal ground for this purpose.",
        )
    return Purpose(asked)
