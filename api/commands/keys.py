"""``suluh keys``: how the keys stand, change them, and share them among three custodians."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from pathlib import Path

    from records.settings import Settings

_CLEAR_SCREEN = "\x1b[2J\x1b[3J\x1b[H"  # what scrolled away too


def status() -> None:
    """Keadaan kunci / how the keys stand."""
    from sqlalchemy import func, select

    from records.rights.context import operator
    from records.settings import Settings
    from records.store import open_store
    from records.tables.custody import data_keys, row_keys

    settings = Settings.load()
    count = func.count(row_keys.c.id).label("under")
    wanted = (
        select(data_keys.c.key_id, data_keys.c.created_at, data_keys.c.retired_at, data_keys.c.wrapped, count)
        .outerjoin_from(data_keys, row_keys)
        .group_by(data_keys.c.key_id)
        .order_by(data_keys.c.key_id)
    )
    with open_store(settings, operator()) as store:
        with store.reading() as connection:
            keys = connection.execute(wanted).all()
        store.keys.refresh()
    for key in keys:
        state = "dipakai · in use" if key.retired_at is None else "pensiun · retired"
        state = state if key.wrapped else "dimusnahkan · destroyed"
        typer.echo(
            f"kunci data · data key {key.key_id:>3}  {key.created_at:%Y-%m-%d}  {key.under:>12,}  {state}"
        )
    for name, file in (
        ("kunci induk · master key", settings.master_key_file),
        ("token", settings.token_key_file),
    ):
        typer.echo(f"{name:26} {file}{'' if file.exists() else '  (belum ada · none yet)'}")
    if beside(settings):
        typer.echo(
            "PERINGATAN: kunci induk terletak di perangkat yang sama dengan data; siapa pun yang mengambil "
            "perangkat itu dapat membukanya (SULUH_MASTER_KEY_FILE).\n"
            "WARNING: the master key lies on the same device as the data; whoever takes that device can open "
            "them (SULUH_MASTER_KEY_FILE)."
        )


def rotate() -> None:
    """Ganti kunci data tanpa menghentikan layanan / a new data key, while others go on working."""
    from records.custody.rotation import rotate as rotate_keys
    from records.rights.context import operator
    from records.settings import Settings
    from records.store import open_store

    with open_store(Settings.load(), operator()) as store:
        done = rotate_keys(store)
    typer.echo(
        f"Kunci data {done.key_id} dipakai; {done.rewrapped:,} kunci baris dibungkus ulang, {done.left:,} masih "
        f"di bawah kunci lama, {done.destroyed} kunci lama dimusnahkan.\n"
        f"Data key {done.key_id} is in use; {done.rewrapped:,} row keys rewrapped, {done.left:,} still under an "
        f"old one, {done.destroyed} old keys destroyed."
    )


def rotate_master() -> None:
    """Ganti kunci induk / a new master key. Bagian pemegang lama tidak berlaku lagi / old shares end."""
    from records.custody.rotation import rotate_master as rotate_master_key
    from records.rights.context import operator
    from records.settings import Settings
    from records.store import open_store

    with open_store(Settings.load(), operator()) as store:
        old = rotate_master_key(store)
    if old is not None:
        typer.echo(
            f"Kunci induk lama kini di {old}. Cadangan lama memerlukannya; musnahkan bila cadangan itu habis "
            "masanya.\n"
            f"The old master key now lies in {old}. Older backups need it; destroy it when they have expired."
        )
    typer.echo(
        "Bagikan kunci baru kepada para pemegang: suluh keys split\n"
        "Share the new key among the custodians: suluh keys split"
    )


def split() -> None:
    """Bagi kunci untuk tiga pemegang, dua cukup / shares for three custodians; two are enough."""
    from records import audit
    from records.audit import Act, Deed
    from records.custody import custodians
    from records.custody.custodians import Keys
    from records.custody.rotation import fingerprint
    from records.keys import read_key
    from records.rights.context import operator
    from records.settings import Settings
    from records.store import open_store

    settings = Settings.load()
    keys = Keys(read_key(settings.master_key_file), read_key(settings.token_key_file))
    with open_store(settings, operator()) as store, store.begin() as connection:
        audit.write(connection, Act(Deed.SPLIT_KEYS, "master_key", (f"master/{fingerprint(keys.master)}",)))
    for number, lines in enumerate(custodians.split(keys), start=1):
        typer.echo(f"SULUH · bagian {number} dari 3 · share {number} of 3 · {fingerprint(keys.master)}")
        for place, line in enumerate(lines, start=1):
            typer.echo(f"  {place}:  {line}")
        if sys.stdout.isatty():  # no custodian reads another's share
            typer.prompt("Salin, lalu Enter / copy it down, then Enter", default="", show_default=False)
            typer.echo(_CLEAR_SCREEN, nl=False)


def recover() -> None:
    """Pulihkan kunci dari dua bagian / write the key files anew from two shares."""
    from records import audit
    from records.audit import Act, Deed
    from records.custody import custodians
    from records.custody.rotation import fingerprint
    from records.rights.context import operator
    from records.settings import Settings
    from records.store import open_store

    settings = Settings.load()
    shares = [
        [_line(share, number) for number in range(1, custodians.LINES + 1)] for share in ("pertama", "kedua")
    ]
    keys = custodians.recover(*shares)
    _put(settings.master_key_file, keys.master)
    _put(settings.token_key_file, keys.token)
    with open_store(settings, operator()) as store, store.begin() as connection:
        store.keys.refresh()  # refuses a master key that does not open this database
        audit.write(connection, Act(Deed.RECOVER_KEYS, "master_key", (f"master/{fingerprint(keys.master)}",)))
    typer.echo("Kunci dipulihkan dan membuka basis data ini.\nThe keys are recovered and open this database.")


def beside(settings: Settings) -> bool:
    """Whether whoever takes the data's device has the master key too; a server of one's own lies elsewhere."""
    key, data = settings.master_key_file, settings.data_dir
    if settings.database_url is not None or not (key.exists() and data.exists()):
        return False
    return key.stat().st_dev == data.stat().st_dev


def _line(share: str, number: int) -> str:
    """Ask for one line until it is free of slips."""
    from records.custody.custodians import ShareRefused, read_line

    while True:
        typed: str = typer.prompt(f"Bagian {share}, baris {number}")
        try:
            read_line(number, typed)
        except ShareRefused as refusal:
            typer.echo(f"{refusal.text_id} {refusal.text_en}", err=True)
        else:
            return typed


def _put(file: Path, key: bytes) -> None:
    from records.errors import SettingsRefused
    from records.keys import read_key, write_key

    write_key(file, key)
    if read_key(file) != key:
        raise SettingsRefused(
            f"Di {file} ada kunci lain; pindahkan dahulu.", f"{file} holds another key; move it away first."
        )
