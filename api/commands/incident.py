"""``suluh incident``: whom an account or a key touched, for the notice within 3 x 24 hours."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

MOMENT = ["%Y-%m-%dT%H:%M", "%Y-%m-%d"]


def incident(
    *,
    account: Annotated[str | None, typer.Option(help="Akun / account id, as the audit names it")] = None,
    client: Annotated[str | None, typer.Option(help="Kunci program / API client id")] = None,
    since: Annotated[datetime, typer.Option("--from", formats=MOMENT, help="Sejak / from (WIB)")],
    until: Annotated[datetime, typer.Option("--to", formats=MOMENT, help="Sampai / until (WIB)")],
    found: Annotated[
        datetime | None, typer.Option(formats=MOMENT, help="Ditemukan / found (WIB); now")
    ] = None,
    out: Annotated[Path, typer.Option(help="Map hasil / folder of the pack")],
) -> None:
    """Daftar orang yang terdampak dari audit / list the affected people from the audit."""
    from datetime import UTC

    from protection.incident import Span, pack, people
    from protection.notices import write
    from records.days import WIB
    from records.errors import InputRefused
    from records.rights.context import operator
    from records.rights.purpose import Purpose
    from records.settings import Settings
    from records.store import open_store

    who = account or client
    if who is None or (account and client):
        raise InputRefused("Sebutkan --account atau --client.", "Name either --account or --client.")
    now = datetime.now(UTC)
    span = Span(who, since.replace(tzinfo=WIB), until.replace(tzinfo=WIB))
    with open_store(Settings.load(), operator(Purpose.OVERSIGHT)) as store, store.begin() as connection:
        packed = pack(connection, span, found.replace(tzinfo=WIB) if found else now)
    for path in write(packed, out, now):
        typer.echo(path)
    due = packed.due_at.astimezone(WIB)
    typer.echo(
        f"{people(packed.affected)} orang; tenggat {due:%Y-%m-%d %H.%M} WIB\n"
        f"{people(packed.affected)} people; due {due:%Y-%m-%d %H:%M} WIB"
    )
