"""Show what is masked: some fields, for a reason, for a time, and with a second person where one is protected."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ARRAY, Connection, Text, bindparam, text

from protection.disclosure.person import seen
from records import audit, four_eyes
from records.audit import Act, Deed
from records.contract import FEEDS
from records.custody import sealed_words
from records.custody.keyring import Keyring
from records.errors import InputRefused
from records.feed import Identifier
from records.rights.context import Context
from records.tables import reveals

# The function sees every protected party, whatever the context does not.
_PROTECTED = text("SELECT suluh_protected(:refs)").bindparams(bindparam("refs", type_=ARRAY(Text)))

NEVER = frozenset({Identifier.REPORTER})
"""Who told us something is shown to nobody."""

REVEALABLE = frozenset(
    field.name for feed in FEEDS for field in feed.identifiers if field.identifier not in NEVER
)
"""The fields that may be shown, by the contract's names."""

SHORTEST_REASON = 15
"""Characters; a word of habit is no reason."""


@dataclass(frozen=True)
class Reveal:
    """Values in clear by row and field; whoever shows them hides them again at ``until``."""

    person_id: str
    values: Mapping[str, Mapping[str, str]]
    until: datetime


def reveal(
    connection: Connection,
    keys: Keyring,
    context: Context,
    person_id: str,
    fields: Collection[str],
    reason: str,
    *,
    as_of: date,
    now: datetime,
    lasts: timedelta,
) -> Reveal:
    """The clear values of some fields of a person whom the context may see.

    Raises InputRefused without a reason or for a field that is never shown, NotFound, and SecondPersonNeeded
    where the person is protected and nobody else has agreed.
    """
    if len(reason.strip()) < SHORTEST_REASON:
        raise InputRefused(
            f"Tuliskan alasan membuka data, sedikitnya {SHORTEST_REASON} huruf.",
            f"Write why the data are shown, in at least {SHORTEST_REASON} characters.",
        )
    if not fields or not set(fields) <= REVEALABLE:
        raise InputRefused("Ada isian yang tidak dapat dibuka.", "There is a field that is never shown.")
    rows = seen(connection, keys, person_id, as_of)
    refs = [f"person:{person_id}", *(row.ref for row in rows)]
    if connection.scalar(_PROTECTED, {"refs": refs}):
        four_eyes.use(connection, "reveal_protected", (f"person:{person_id}",))
    _keep(connection, keys, context, person_id, fields, reason, now, now + lasts)
    audit.write(connection, Act(Deed.REVEAL, "person", (person_id,), None, tuple(sorted(fields))))
    values = {
        row.ref: {name: row.identifiers[name] for name in sorted(fields) if name in row.identifiers}
        for row in rows
    }
    return Reveal(person_id, {ref: cells for ref, cells in values.items() if cells}, now + lasts)


def _keep(
    connection: Connection,
    keys: Keyring,
    context: Context,
    person_id: str,
    fields: Collection[str],
    reason: str,
    now: datetime,
    until: datetime,
) -> None:
    # The reason may name people, so it is sealed like what they are called.
    sealed_words.put(
        connection,
        keys,
        reveals,
        reason.strip(),
        sealed_words.about(reveals.name, context.who, person_id),
        into="reason",
        who=context.who,
        person_id=person_id,
        fields=sorted(fields),
        revealed_at=now,
        until=until,
    )
