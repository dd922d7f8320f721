"""What administrators do with accounts. Each act writes one audit entry, and whatever narrows rights ends sessions.

The transaction is the administrator's; nobody changes their own account this way. Whatever gives somebody a
way in or a right needs a second person (``records.four_eyes``, ``change_rights``) who has agreed to exactly
that; whatever takes one away does not wait. Commands on the server are the exception: they make the first
administrator, and whoever has the server has the database.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from api.signin import credentials, identity, secret, sessions
from api.signin.credentials import Kind
from api.signin.gate import Gate
from api.signin.identity import Identity
from api.signin.reach import check_reach
from records import audit, four_eyes
from records.audit import Act, Deed
from records.errors import InputRefused, NotFound
from records.rights.authorise import Forbidden
from records.rights.context import Context
from records.rights.role import Role
from records.tables import account_roles, accounts

_EVERY_PROOF = (Kind.PASSWORD, Kind.SET_UP_CODE, Kind.TOTP, Kind.RECOVERY_CODE)


@dataclass(frozen=True)
class Grant:
    """A role to be given: where, and for which institution; ``valid_to`` None is until it is ended."""

    role: Role
    areas: tuple[str, ...]
    body: str
    office: str = ""
    valid_to: datetime | None = None


@dataclass(frozen=True)
class Granted(Grant):
    """A role that an account has."""

    grant_id: int = 0


@dataclass(frozen=True)
class Listed:
    """One account as administrators see it; ``number`` is its place in the list."""

    number: int
    account_id: str
    login: str
    name: str
    disabled: bool
    roles: tuple[Granted, ...]


def make(connection: Connection, gate: Gate, by: Context, who: Identity, now: datetime) -> tuple[str, str]:
    """An account without a role, and the set-up code with which it is entered first, within a day.

    The code is shown once. Raises InputRefused.
    """
    identity.check(who)
    account_id = secret.identity("a")
    try:
        with connection.begin_nested():
            identity.put(connection, gate, account_id, who, created_at=now, created_by=by.who)
    except IntegrityError:
        raise InputRefused("Nama masuk ini sudah dipakai.", "This login is taken.") from None
    code = credentials.put_set_up_code(connection, account_id, now)
    audit.write(connection, Act(Deed.ACCOUNT_MAKE, "account", (account_id,)))
    return account_id, code


def grant(connection: Connection, by: Context, account_id: str, new: Grant, now: datetime) -> int:
    """Give a role; gives its number. The account's sessions end, so that the next one is chosen knowingly."""
    _another(by, account_id)
    _there(connection, account_id)
    check_reach(new.role, new.areas, new.body, new.office)
    if new.valid_to is not None and new.valid_to <= now:
        raise InputRefused("Peran ini sudah berakhir.", "This role has ended already.")
    agreed(connection, by, grant_ref(account_id, new))
    added = connection.execute(
        insert(account_roles)
        .values(
            account_id=account_id,
            role=new.role.value,
            areas=list(new.areas),
            body=new.body,
            office=new.office,
            valid_from=now,
            valid_to=new.valid_to,
            granted_at=now,
            granted_by=by.who,
        )
        .returning(account_roles.c.grant_id)
    )
    grant_id: int = added.scalar_one()
    sessions.end_all(connection, account_id, "rights", now)
    audit.write(
        connection, Act(Deed.ROLE_GRANT, "account", (account_id, f"grant-{grant_id}"), fields=(new.role,))
    )
    return grant_id


def grant_ref(account_id: str, new: Grant) -> str:
    """What a second person agrees to: the role, its areas, its institution, and nothing more."""
    areas = "+".join(area or "*" for area in sorted(new.areas))
    until = "" if new.valid_to is None else new.valid_to.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    return f"role:{account_id}/{new.role}/{areas}/{new.body}/{new.office}/{until}"


def agreed(connection: Connection, by: Context, ref: str) -> None:
    """Use the second person's approval of this up. Raises SecondPersonNeeded."""
    if by.role is not Role.OPERATOR:
        four_eyes.use(connection, "change_rights", (ref,))


def end_role(
    connection: Connection, by: Context, grant_id: int, now: datetime, account_id: str | None = None
) -> None:
    """End a role now, of that account where one is named, and the account's sessions with it. Raises NotFound."""
    columns = account_roles.c
    ended = connection.execute(
        update(account_roles)
        .where(
            columns.grant_id == grant_id,
            columns.account_id != by.who,
            columns.account_id == (account_id or columns.account_id),
            columns.valid_to.is_(None) | (columns.valid_to > now),
        )
        .values(valid_to=now)
        .returning(columns.account_id, columns.role)
    ).one_or_none()
    if ended is None:
        raise NotFound("Peran tidak ditemukan.", "There is no such role.")
    sessions.end_all(connection, ended.account_id, "rights", now)
    act = Act(Deed.ROLE_END, "account", (ended.account_id, f"grant-{grant_id}"), fields=(ended.role,))
    audit.write(connection, act)


def reset(connection: Connection, by: Context, account_id: str, now: datetime) -> str:
    """A new set-up code in place of all that the account proved itself with; gives it, to be handed over.

    Nobody learns or chooses another's password. (OWASP ASVS 5.0, 6.4.6) Whoever holds the code could come in
    as that person, which is why a second one must agree.
    """
    _another(by, account_id)
    _there(connection, account_id)
    agreed(connection, by, f"account:{account_id}/reset")
    credentials.retire(connection, account_id, now, *_EVERY_PROOF)
    code = credentials.put_set_up_code(connection, account_id, now)
    sessions.end_all(connection, account_id, "password", now)
    audit.write(connection, Act(Deed.ACCOUNT_RESET, "account", (account_id,)))
    return code


def disable(connection: Connection, by: Context, account_id: str, now: datetime) -> None:
    """Nobody enters with it from the next request on."""
    _another(by, account_id)
    _there(connection, account_id)
    _set_disabled(connection, account_id, now)
    sessions.end_all(connection, account_id, "disabled", now)
    audit.write(connection, Act(Deed.ACCOUNT_DISABLE, "account", (account_id,)))


def enable(connection: Connection, by: Context, account_id: str) -> None:
    """It may be entered again, with what it proved itself with before."""
    _another(by, account_id)
    _there(connection, account_id)
    agreed(connection, by, f"account:{account_id}/enable")
    _set_disabled(connection, account_id, None)
    audit.write(connection, Act(Deed.ACCOUNT_ENABLE, "account", (account_id,)))


def link(
    connection: Connection, gate: Gate, by: Context, account_id: str, issuer: str, subject: str, now: datetime
) -> None:
    """From now on who is ``subject`` at ``issuer`` enters with this account. Raises InputRefused if taken."""
    _another(by, account_id)
    _there(connection, account_id)
    token = gate.keyed.subject(issuer, subject)
    agreed(connection, by, f"account:{account_id}/link/{token}")
    credentials.retire(connection, account_id, now, Kind.OIDC)
    try:
        with connection.begin_nested():
            credentials.put(connection, account_id, Kind.OIDC, token, now)
    except IntegrityError:
        raise InputRefused(
            "Identitas ini sudah terhubung dengan akun lain.", "This identity is linked to another account."
        ) from None
    audit.write(connection, Act(Deed.ACCOUNT_LINK, "account", (account_id, token)))


def end_sessions(connection: Connection, account_id: str, now: datetime) -> int:
    """Throw somebody out, from the next request on; gives how many sessions."""
    _there(connection, account_id)
    ended = sessions.end_all(connection, account_id, "killed", now)
    audit.write(connection, Act(Deed.SIGN_OUT, "account", (account_id,), count=max(ended, 1)))
    return ended


def listing(
    connection: Connection, gate: Gate, now: datetime, after: int = 0, most: int | None = None
) -> Sequence[Listed]:
    """Accounts in their order, with the roles in force: all, or ``most`` of those after number ``after``."""
    wanted = select(accounts).where(accounts.c.number > after).order_by(accounts.c.number).limit(most)
    rows = connection.execute(wanted).all()
    columns = account_roles.c
    roles = connection.execute(
        select(account_roles)
        .where(columns.account_id.in_([row.account_id for row in rows]))
        .where(columns.valid_from <= now, columns.valid_to.is_(None) | (columns.valid_to > now))
        .order_by(columns.grant_id)
    ).all()
    named = identity.of(connection, gate, [row.account_id for row in rows])
    listed = [
        Listed(
            row.number,
            row.account_id,
            named[row.account_id].login if row.account_id in named else "",
            named[row.account_id].name if row.account_id in named else "",
            row.disabled_at is not None,
            tuple(
                Granted(
                    Role(each.role), tuple(each.areas), each.body, each.office, each.valid_to, each.grant_id
                )
                for each in roles
                if each.account_id == row.account_id
            ),
        )
        for row in rows
    ]
    ids = tuple(each.account_id for each in listed)
    audit.write(connection, Act(Deed.READ, "account", ids, fields=("login", "name")))
    return listed


def find(connection: Connection, gate: Gate, login: str) -> str:
    """The account of a login; raises NotFound."""
    token = gate.keyed.login(login)
    found = connection.scalar(select(accounts.c.account_id).where(accounts.c.login_token == token))
    if found is None:
        raise NotFound("Akun tidak ditemukan.", "There is no such account.")
    return str(found)


def administrators(connection: Connection, now: datetime) -> int:
    """How many accounts may administer; none in a new installation."""
    columns = account_roles.c
    asked = (
        select(func.count(columns.account_id.distinct()))
        .join(accounts, accounts.c.account_id == columns.account_id)
        .where(
            columns.role == Role.ADMIN.value,
            accounts.c.disabled_at.is_(None),
            columns.valid_to.is_(None) | (columns.valid_to > now),
        )
    )
    return connection.scalar(asked) or 0


def _set_disabled(connection: Connection, account_id: str, since: datetime | None) -> None:
    connection.execute(update(accounts).where(accounts.c.account_id == account_id).values(disabled_at=since))


def _there(connection: Connection, account_id: str) -> None:
    if connection.scalar(select(accounts.c.account_id).where(accounts.c.account_id == account_id)) is None:
        raise NotFound("Akun tidak ditemukan.", "There is no such account.")


def _another(by: Context, account_id: str) -> None:
    if by.who == account_id:
        raise Forbidden(
            "Akun sendiri diubah oleh orang lain.", "Your own account is changed by somebody else."
        )
