"""``suluh erase``: how erasure stands, what is due, and what follows an erasure on disk and in backups.

Erasing itself needs two people with accounts and goes through the service; none of these commands does it.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

DAY = ["%Y-%m-%d"]


def status() -> None:
    """Keadaan penghapusan dan jendela cadangan / how erasure stands, and the backups' window."""
    from protection.erasure.sweep import standing
    from records.days import WIB
    from records.rights.context import operator
    from records.settings import Settings
    from records.store import open_store

    with open_store(Settings.load(), operator()) as store, store.reading() as connection:
        now = standing(connection)
    typer.echo(f"penghapusan · erasures  {now.erasures}")
    if now.last_at and now.backups_until:
        typer.echo(f"terakhir · last         {now.last_at.astimezone(WIB):%Y-%m-%d %H.%M} WIB")
        typer.echo(f"cadangan lama habis · old backups gone by  {now.backups_until.astimezone(WIB):%Y-%m-%d}")


def due(
    *, on: Annotated[datetime | None, typer.Option(formats=DAY, help="Pada hari / on the day")] = None
) -> None:
    """Data yang habis masa simpannya / what is due because its time is over."""
    from collections import Counter
    from datetime import UTC

    from protection.erasure.due import due as find
    from records import audit
    from records.audit import Act, Deed
    from records.days import WIB
    from records.rights.context import operator
    from records.settings import Settings
    from records.store import open_store

    day = (on or datetime.now(UTC).astimezone(WIB)).date()
    with open_store(Settings.load(), operator()) as store, store.begin() as connection:
        found = find(connection, day)
        act = Act(Deed.READ, "source_row", (f"due/{day}",), max(len(found), 1), ("recorded_at",))
        audit.write(connection, act)
    for period, count in Counter(each.period for each in found).items():
        typer.echo(f"{count:>9,}  {period.text_id} ({period.days} hari)\n{'':11}{period.text_en}")
    typer.echo(f"{len(found):>9,}  orang · people")


def sweep() -> None:
    """Bersihkan salinan dan berkas basis data setelah penghapusan / clean the copy and the files."""
    from protection.erasure.sweep import sweep as run
    from records.rights.context import operator
    from records.settings import Settings
    from records.store import addresses, open_store

    settings = Settings.load()
    with addresses(settings) as where, open_store(settings, operator()) as store:
        swept = run(store, where.owner, settings.data_dir, settings.token_key(), settings.threads)
    typer.echo(
        f"{swept.forgotten} baris keluar dari salinan; {swept.listed} batu nisan tercatat.\n"
        f"{swept.forgotten} rows left the copy; {swept.listed} tombstones listed."
    )


def reapply(
    tombstones: Annotated[
        Path | None,
        typer.Argument(help="Daftar penghapusan / list; SULUH_DATA_DIR/erasures/tombstones.ndjson"),
    ] = None,
) -> None:
    """Setelah pemulihan cadangan: hapus lagi yang telah dihapus / after a restore: erase again."""
    from sqlalchemy import NullPool, create_engine

    from protection.erasure.backups import list_in
    from protection.erasure.backups import reapply as run
    from records.rights.context import operator
    from records.settings import Settings
    from records.store import addresses, open_store

    settings = Settings.load()
    with (
        addresses(settings) as where,
        open_store(settings, operator()),
        create_engine(where.owner, poolclass=NullPool).begin() as connection,
    ):
        operator().enter(connection)
        again = run(connection, tombstones or list_in(settings.data_dir), settings.token_key())
    typer.echo(
        f"{again} baris dihapus lagi. Lanjutkan: suluh erase sweep\n{again} rows erased again. Go on: suluh erase sweep"
    )
