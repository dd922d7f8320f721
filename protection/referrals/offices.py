"""The office that a referral is meant for: one of the directory, and the institution whose accounts answer for it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, select, text

from protection.directory import entries
from protection.referrals.receivers import ANSWERERS
from records.errors import InputRefused, NotFound
from records.rights.context import as_program
from records.tables import services

_ANSWERS = text("""
    SELECT EXISTS (
        SELECT FROM account_roles AS r JOIN accounts AS a USING (account_id)
        WHERE a.disabled_at IS NULL AND r.role = :role AND r.body = :body
            AND r.valid_from <= clock_timestamp() AND (r.valid_to IS NULL OR r.valid_to > clock_timestamp())
            AND EXISTS (
                SELECT FROM unnest(r.areas) AS beginning, unnest(CAST(:areas AS text[])) AS area
                WHERE starts_with(area, beginning)
            )
    )
""")


@dataclass(frozen=True)
class Office:
    """An office as a referral tells it, whether or not it still stands in the directory."""

    service_id: int
    name: str
    hours: str
    phone: str


def meant(
    connection: Connection,
    receiver: str,
    service_id: int | None,
    to_body: str | None,
    areas: Collection[str],
) -> str | None:
    """The institution that a referral is for, of an office or as named; None for any of the kind.

    Raises InputRefused for an office of another kind, and for an institution in which nobody could read it here.
    """
    body = to_body or None
    if service_id is not None:
        body = _of_office(connection, receiver, service_id) or body
    role = ANSWERERS.get(receiver)
    if body is None or role is None:
        return None
    asked = {"role": role.value, "body": body, "areas": list(areas)}
    with as_program(connection):
        answers = connection.scalar(_ANSWERS, asked)
    if not answers:
        raise InputRefused(
            "Di lembaga itu belum ada yang dapat membuka rujukan ini. Pilih kantor lain, atau semua kantor sejenis.",
            "Nobody at that institution can open this referral yet. Choose another office, or any of the kind.",
        )
    return body


def offices(connection: Connection, service_ids: Collection[int]) -> dict[int, Office]:
    """The offices of those numbers; whoever calls writes the entry."""
    mine = services.c
    wanted = select(mine.service_id, mine.name, mine.hours, mine.phone).where(
        mine.service_id.in_(service_ids)
    )
    rows = connection.execute(wanted).all() if service_ids else []
    return {row.service_id: Office(row.service_id, row.name, row.hours, row.phone or "") for row in rows}


def _of_office(connection: Connection, receiver: str, service_id: int) -> str | None:
    try:
        service = entries.one(connection, service_id)
    except NotFound:
        service = None
    if service is None or service.entry.kind != receiver:
        raise InputRefused(
            "Pilih kantor yang sesuai dengan penerimanya.", "Choose an office of that receiver."
        )
    return service.entry.body or None
