"""``suluh alert``: make a frozen alert again from the rows of its day, and hold it against what was frozen."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

_SHOWN = 10


def reproduce(
    number: Annotated[
        int, typer.Argument(metavar="ID", min=1, help="Nomor peringatan / number of the alert")
    ],
    *,
    write: Annotated[
        Path | None, typer.Option(help="Folder untuk kedua naskah / folder for both statements")
    ] = None,
) -> None:
    """Buat ulang peringatan dari catatannya dan bandingkan / make an alert again from its records and compare."""
    from hashlib import sha256

    from rich.console import Console

    from api.progress import working
    from detection.reproduce import reproduce as run
    from records.rights.context import operator
    from records.settings import Settings
    from records.store import open_store

    settings, console = Settings.load(), Console()
    with (
        open_store(settings, operator()) as store,
        working(console, "Membuat ulang / making it again") as tell,
    ):
        folder = settings.data_dir
        found = run(store, number, folder / "copy", settings.threads, folder / "models", tell)
    if write is not None:
        write.mkdir(mode=0o700, parents=True, exist_ok=True)
        (write / f"{number}-frozen.json").write_bytes(found.frozen)
        (write / f"{number}-again.json").write_bytes(found.again or b"")
    typer.echo(f"beku · frozen  {sha256(found.frozen).hexdigest()}  {len(found.frozen)} B")
    if found.again is not None:
        typer.echo(f"lagi · again   {sha256(found.again).hexdigest()}  {len(found.again)} B")
    if found.same:
        typer.echo("Sama persis.\nThe same bytes.")
        return
    if found.again is None:
        typer.echo("Tidak dapat dibuat lagi.\nIt cannot be made again.")
    for name in found.differs[:_SHOWN]:
        typer.echo(f"  berbeda · differs  {name}")
    if len(found.differs) > _SHOWN:
        typer.echo(f"  … {len(found.differs) - _SHOWN}")
    for erased in found.erased[:_SHOWN]:
        typer.echo(f"  dihapus menurut hukum · lawfully erased  {erased.ref} ({erased.erasure_id})")
    if len(found.erased) > _SHOWN:
        typer.echo(f"  … {len(found.erased) - _SHOWN}")
    for name in found.changed:
        typer.echo(f"  diubah sejak itu · changed since  {name}")
    if not found.explained:
        typer.echo("Perbedaan ini tidak terjelaskan.\nNothing explains this difference.", err=True)
        raise typer.Exit(1)
