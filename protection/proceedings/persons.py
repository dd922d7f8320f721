"""Adding somebody to a proceeding: victim, witness or suspect; a victim is never made a suspect here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from sqlalchemy import ARRAY, Connection, Text, bindparam, func, select, text

from protection.outcomes.contrary import bearers, found_victim
from protection.outcomes.particulars import FIELDS, about_person, refs_of
from protection.proceedings.founding import settle
from protection.proceedings.reading import Proceeding
from protection.proceedings.stepping import change, held
from protection.proceedings.telling import Said, tell
from records import normal
from records.custody import sealed_words
from records.custody.keyring import Keyring
from records.days import day_of
from records.errors import InputRefused, NotFound, SuluhError
from records.rights.context import Context, as_program
from records.tables.proceedings import proceeding_persons
from records.tokens import Tokeniser

ROLES = ("victim", "witness", "suspect")

_VICTIM_HERE = text("""
    SELECT EXISTS (SELECT FROM proceeding_persons WHERE role = 'victim' AND refs && :refs)
""").bindparams(bindparam("refs", type_=ARRAY(Text)))
_REGISTERED = text("""
    SELECT person_id FROM identities WHERE feed = 'registrations' AND entity_key = :key
    ORDER BY run_id DESC LIMIT 1
""")


class VictimFound(SuluhError):
    """Who was found a victim, or is protected, is not made a suspect here."""

    code: ClassVar[str] = "victim_found"
    status: ClassVar[int] = 409


@dataclass(frozen=True)
class Somebody:
    """Whom to add: a person of the records, or particulars of who stands in none."""

    role: str
    person_id: str | None = None
    particulars: Mapping[str, str] = field(default_factory=dict)


def add(
    connection: Connection,
    keys: Keyring,
    tokens: Tokeniser,
    context: Context,
    proceeding_id: int,
    version: int,
    whom: Somebody,
    now: datetime,
) -> Proceeding:
    """Add somebody; their labels follow from the stage at once.

    Raises NotFound, Stale, InputRefused, VictimFound. Writes one audit entry.
    """
    before = held(connection, proceeding_id, version)
    if whom.role not in ROLES:
        raise InputRefused("Pilih perannya.", "Choose the role.")
    cells = _checked(whom)
    refs = refs_of(connection, whom.person_id) if whom.person_id else ()
    if whom.person_id and not refs:
        raise NotFound("Orang itu tidak ditemukan.", "There is no such person.")
    if whom.role == "suspect":
        _refuse_victims(connection, tokens, cells, refs)
    people = proceeding_persons.c
    number = connection.scalar(
        select(func.max(people.person_seq)).where(people.proceeding_id == proceeding_id)
    )
    person_seq = (number or 0) + 1
    sealed_words.put(
        connection,
        keys,
        proceeding_persons,
        cells or None,
        about_person(proceeding_id, person_seq),
        proceeding_id=proceeding_id,
        person_seq=person_seq,
        role=whom.role,
        person_id=whom.person_id,
        refs=list(refs),
        added_by=context.who,
        added_at=now,
    )
    after = change(connection, before, {})
    today = day_of(now)
    tell(connection, keys, context, after, before.stage, Said("person", today), now)
    settle(connection, context, after, now)
    return after


def registered(connection: Connection, registration: str) -> str:
    """The person whom a registration, by its number, is about. Raises NotFound where the context sees none."""
    found = connection.scalar(_REGISTERED, {"key": registration})
    if found is None:
        raise NotFound("Pendaftaran itu tidak ditemukan.", "There is no such registration.")
    return str(found)


def _checked(whom: Somebody) -> dict[str, str]:
    cells = {name: value.strip() for name, value in whom.particulars.items() if value and value.strip()}
    if bool(whom.person_id) == bool(cells) or not set(cells) <= set(FIELDS):
        raise InputRefused(
            "Pilih orang dari catatan, atau isi data dirinya.",
            "Choose a person of the records, or give their particulars.",
        )
    if cells and "full_name" not in cells:
        raise InputRefused("Isi namanya.", "Give the name.")
    if "nik" in cells and normal.nik(cells["nik"]) is None:
        raise InputRefused("NIK terdiri atas 16 angka.", "A NIK has 16 digits.")
    return cells


def _refuse_victims(
    connection: Connection,
    tokens: Tokeniser,
    cells: Mapping[str, str],
    refs: Sequence[str],
) -> None:
    """Evidence against somebody who may be a victim goes to LPSK alone, and is told of to nobody here."""
    asked = list(refs)
    with as_program(connection):
        if cells:
            asked = bearers(connection, tokens, cells)
        guarded = found_victim(connection, asked) or connection.scalar(_VICTIM_HERE, {"refs": asked})
    if guarded:
        raise VictimFound(
            "Orang ini tidak dapat dicatat sebagai tersangka di sini. Sampaikan bukti melalui LPSK.",
            "This person cannot be recorded as a suspect here. Hand evidence over through LPSK.",
        )
