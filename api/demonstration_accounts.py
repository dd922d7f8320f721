"""An account for each role in the demonstration's database, and in no other: invented people who may look around.

Passwords and second factors are drawn anew for each installation and shown once.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from api.signin import accounts, credentials, one_time_codes
from api.signin.accounts import Grant
from api.signin.credentials import Kind
from api.signin.gate import Gate
from api.signin.identity import Identity
from protection.referrals.receivers import ANSWERERS
from records.errors import NotFound
from records.rights.context import Context
from records.rights.role import Role
from records.tables import source_rows

AREA = "52"
_SYLLABLES = (
    "ba",
    "ce",
    "di",
    "fo",
    "gu",
    "ha",
    "ji",
    "ke",
    "lo",
    "mu",
    "na",
    "pe",
    "ri",
    "so",
    "tu",
    "we",
    "yo",
)
_PARTS, _PART_LENGTH = 4, 3


@dataclass(frozen=True)
class Character:
    """Somebody invented, with one role of one institution."""

    login: str
    name: str
    role: Role
    body: str
    areas: tuple[str, ...] = (AREA,)


CAST: tuple[Character, ...] = (
    Character("satgas", "Peran Anggota Satgas", Role.SATGAS, "satgas-ntb"),
    Character("ketua.satgas", "Peran Ketua Sekretariat", Role.SATGAS_LEAD, "satgas-ntb"),
    Character("penyidik", "Peran Penyidik", Role.INVESTIGATOR, "police-ntb"),
    Character("bp3mi", "Peran Petugas BP3MI", Role.PLACEMENT_OFFICER, "placement-ntb"),
    Character("pengawas", "Peran Pengawas Ketenagakerjaan", Role.LABOUR_INSPECTOR, "labour-ntb"),
    Character("mrc", "Peran Konselor MRC", Role.MRC, "mrc-ntb"),
    Character("uptppa", "Peran Petugas UPTD PPA", Role.UPT_PPA, "upt_ppa-ntb"),
    Character("lpsk", "Peran Penangan Perkara LPSK", Role.LPSK, "lpsk-pusat"),
    Character("kustodian", "Peran Kustodian LPSK", Role.LPSK_CUSTODIAN, "lpsk-pusat"),
    Character("ltsa", "Peran Petugas Loket", Role.LTSA, "ltsa-ntb"),
    Character("relawan", "Peran Relawan Desa", Role.VOLUNTEER, "mrc-ntb"),
    Character("analis", "Peran Analis", Role.ANALYST, "satgas-ntb"),
    Character("ppdp", "Peran Pejabat PDP", Role.DATA_PROTECTION_OFFICER, "satgas-ntb"),
    Character("auditor", "Peran Auditor", Role.AUDITOR, "audit-ntb"),
    Character("admin", "Peran Administrator", Role.ADMIN, "provider-ntb", ("",)),
)
"""One for each role that a person may have."""


def bodies() -> dict[str, str]:
    """The institution that answers referrals of each kind here, for the made-up directory."""
    return {code: each.body for code, role in ANSWERERS.items() for each in CAST if each.role is role}


LPSK_CAST: tuple[Character, ...] = (
    Character("lpsk", "Peran Penangan Kasus LPSK", Role.LPSK, "lpsk-pusat", ("",)),
    Character("lpsk.dua", "Peran Penangan Kasus Kedua LPSK", Role.LPSK, "lpsk-pusat", ("",)),
    Character("kustodian", "Peran Kustodian LPSK", Role.LPSK_CUSTODIAN, "lpsk-pusat", ("",)),
    Character("auditor.lpsk", "Peran Auditor LPSK", Role.AUDITOR, "audit-lpsk", ("",)),
    Character("admin.lpsk", "Peran Administrator LPSK", Role.ADMIN, "lpsk-pusat", ("",)),
)
"""Those of LPSK's own node."""


@dataclass(frozen=True)
class Key:
    """How one account is entered; ``factor`` is what an authenticator is given."""

    character: Character
    password: str
    factor: str


def make(
    connection: Connection, gate: Gate, by: Context, now: datetime, cast: Sequence[Character] = CAST
) -> Iterator[Key]:
    """The accounts that are not there yet, each with its keys."""
    taken = {each.login for each in accounts.listing(connection, gate, now)}
    office = _busiest_office(connection)
    for character in cast:
        if character.login not in taken:
            account_id, _ = accounts.make(
                connection, gate, by, Identity(character.login, character.name), now
            )
            desk = office if character.role is Role.LTSA else ""
            accounts.grant(
                connection, by, account_id, Grant(character.role, character.areas, character.body, desk), now
            )
            password = "-".join(
                "".join(secrets.choice(_SYLLABLES) for _ in range(_PART_LENGTH)) for _ in range(_PARTS)
            )
            credentials.put(connection, account_id, Kind.PASSWORD, gate.hasher.hash(password), now)
            credentials.retire(connection, account_id, now, Kind.SET_UP_CODE)
            plain = credentials.offer_totp(connection, gate.store.keys, account_id, now)
            credentials.confirm_totp(
                connection, gate.store.keys, account_id, one_time_codes.code(plain, now), now
            )
            yield Key(character, password, one_time_codes.typed_form(plain))


def code(connection: Connection, gate: Gate, login: str, now: datetime) -> str:
    """The one-time code of this moment, for whoever has no authenticator at hand. Raises NotFound."""
    if login not in {character.login for character in (*CAST, *LPSK_CAST)}:
        raise NotFound("Bukan akun peragaan.", "That is no account of the demonstration.")
    account_id = accounts.find(connection, gate, login)
    factor = credentials.of_account(connection, account_id).totp
    if factor is None or factor.key is None:
        raise NotFound("Akun itu belum punya faktor kedua.", "That account has no second factor yet.")
    return one_time_codes.code(credentials.totp_secret(gate.store.keys, account_id, factor), now)


def _busiest_office(connection: Connection) -> str:
    """The office with the most registrations: its clerk has something to do."""
    column = source_rows.c.known["office_code"].astext
    counted = (
        select(column)
        .where(source_rows.c.feed == "registrations", column.is_not(None))
        .group_by(column)
        .order_by(func.count().desc(), column)
        .limit(1)
    )
    return str(connection.scalar(counted) or "LTSA")
