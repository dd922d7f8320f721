"""``suluh account``: accounts from the server itself; the first administrator is made here.

Every act is done in the name of whoever is logged in on the server, and audited so.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from api.signin.accounts import Grant
    from api.signin.gate import Gate
    from records.rights.context import Context

Login = Annotated[str, typer.Argument(help="Nama masuk / login")]
RoleName = Annotated[str, typer.Option("--role", help="Peran / role, for example admin, satgas, ltsa")]
Areas = Annotated[
    str,
    typer.Option(
        "--areas",
        help="Kode provinsi atau kabupaten/kota, dipisah koma; nasional = * / codes of provinces or regencies",
    ),
]
Body = Annotated[
    str, typer.Option("--body", help="Lembaga / institution: kind-name, for example satgas-ntb, ltsa-mataram")
]
Office = Annotated[str, typer.Option("--office", help="Kode kantor LTSA / code of the LTSA office")]


def create(
    login: Login,
    *,
    name: Annotated[str, typer.Option(prompt="Nama · name", help="Nama orangnya / the person's name")],
    role: RoleName,
    areas: Areas = "*",
    body: Body,
    office: Office = "",
) -> None:
    """Buat akun dengan satu peran / make an account with one role; prints its one-time code."""
    from api.signin import accounts
    from api.signin.identity import Identity

    with _opened() as (gate, context, connection):
        account_id, code = accounts.make(connection, gate, context, Identity(login, name), _now())
        accounts.grant(connection, context, account_id, _grant(role, areas, body, office), _now())
    _tell(login, code)


def listing() -> None:
    """Semua akun dengan perannya / every account with its roles."""
    from api.signin import accounts

    with _opened() as (gate, _, connection):
        listed = accounts.listing(connection, gate, _now())
    for each in listed:
        state = "  NONAKTIF · DISABLED" if each.disabled else ""
        typer.echo(f"{each.account_id}  {each.login}  {each.name}{state}")
        for role in each.roles:
            areas = ",".join(area or "*" for area in role.areas)
            typer.echo(f"    {role.grant_id:>5}  {role.role}  {areas}  {role.body}  {role.office}".rstrip())


def grant(login: Login, *, role: RoleName, areas: Areas = "*", body: Body, office: Office = "") -> None:
    """Beri peran lagi / give another role."""
    from api.signin import accounts

    with _opened() as (gate, context, connection):
        account_id = accounts.find(connection, gate, login)
        number = accounts.grant(connection, context, account_id, _grant(role, areas, body, office), _now())
    typer.echo(f"Peran nomor {number} diberikan.\nRole number {number} granted.")


def end_role(number: Annotated[int, typer.Argument(help="Nomor peran / number of the role")]) -> None:
    """Akhiri sebuah peran / end a role; sessions end with it."""
    from api.signin import accounts

    with _opened() as (_, context, connection):
        accounts.end_role(connection, context, number, _now())
    typer.echo("Peran diakhiri.\nThe role is ended.")


def reset(login: Login) -> None:
    """Ganti semua bukti dengan satu kode / a one-time code in place of password and second factor."""
    from api.signin import accounts

    with _opened() as (gate, context, connection):
        code = accounts.reset(connection, context, accounts.find(connection, gate, login), _now())
    _tell(login, code)


def code(login: Login) -> None:
    """Kode sekali pakai akun peragaan / one-time code of an account of the demonstration."""
    from api import demonstration, demonstration_accounts
    from records.errors import NotFound
    from records.node import Node
    from records.settings import Settings

    settings = Settings.load()
    with _opened() as (gate, _, connection):
        made_up = demonstration.only_made_up(connection, settings.data_dir)
        if not made_up or (settings.node is Node.LPSK and not demonstration.beside_made_up(settings)):
            raise NotFound("Bukan basis data peragaan.", "This is no database of the demonstration.")
        typer.echo(demonstration_accounts.code(connection, gate, login, _now()))


def disable(login: Login) -> None:
    """Nonaktifkan akun, seketika / nobody enters with it, from the next request on."""
    from api.signin import accounts

    with _opened() as (gate, context, connection):
        accounts.disable(connection, context, accounts.find(connection, gate, login), _now())
    typer.echo("Akun dinonaktifkan.\nThe account is disabled.")


def enable(login: Login) -> None:
    """Aktifkan kembali / let it be entered again."""
    from api.signin import accounts

    with _opened() as (gate, context, connection):
        accounts.enable(connection, context, accounts.find(connection, gate, login))
    typer.echo("Akun diaktifkan.\nThe account is enabled.")


def end_sessions(login: Login) -> None:
    """Keluarkan dari semua sesi / end every session of an account."""
    from api.signin import accounts

    with _opened() as (gate, _, connection):
        ended = accounts.end_sessions(connection, accounts.find(connection, gate, login), _now())
    typer.echo(f"{ended} sesi diakhiri.\n{ended} sessions ended.")


def link(
    login: Login, subject: Annotated[str, typer.Argument(help="sub di penyedia identitas / at the provider")]
) -> None:
    """Hubungkan dengan penyedia identitas / tie the account to a subject of the identity provider."""
    from api.signin import accounts
    from api.signin.oidc import provider_of
    from records.errors import SettingsRefused
    from records.settings import Settings

    provider = provider_of(Settings.load())
    if provider is None:
        raise SettingsRefused(
            "Penyedia identitas belum diatur (SULUH_OIDC_ISSUER).",
            "There is no identity provider in the settings (SULUH_OIDC_ISSUER).",
        )
    with _opened() as (gate, context, connection):
        account_id = accounts.find(connection, gate, login)
        accounts.link(connection, gate, context, account_id, provider.issuer, subject, _now())
    typer.echo("Akun terhubung.\nThe account is linked.")


@contextmanager
def _opened() -> Iterator[tuple[Gate, Context, Connection]]:
    """A transaction of whoever runs commands on this server."""
    from api.signin.gate import Gate
    from records.rights.context import operator
    from records.rights.purpose import Purpose
    from records.settings import Settings
    from records.store import open_store

    settings, context = Settings.load(), operator(Purpose.ADMINISTRATION)
    with open_store(settings, context) as store, store.begin() as connection:
        yield Gate.of(store, settings), context, connection


def _grant(role: str, areas: str, body: str, office: str) -> Grant:
    from api.signin.accounts import Grant
    from records.errors import InputRefused
    from records.rights.role import PROGRAM, Role

    known = [each.value for each in Role if each not in PROGRAM]
    if role not in known:
        raise InputRefused(
            f"Peran tidak dikenal. Yang ada: {', '.join(known)}",
            f"There is no such role. There are: {', '.join(known)}",
        )
    codes = tuple("" if area.strip() == "*" else area.strip() for area in areas.split(","))
    return Grant(Role(role), codes, body, office)


def _now() -> datetime:
    return datetime.now(UTC)


def _tell(login: str, code: str) -> None:
    typer.echo(
        f"Kode sekali pakai untuk {login}, berlaku 24 jam, tidak ditampilkan lagi:\n"
        f"One-time code for {login}, valid for 24 hours, never shown again:\n\n    {code}\n\n"
        "Dengan kode ini orang tersebut masuk, lalu membuat kata sandi dan mengaktifkan kode sekali pakai.\n"
        "With it the person signs in, sets a password and activates one-time codes."
    )
