"""``suluh backup``, ``restore`` and ``upgrade``: what an installation needs to outlive its disk and its release."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from records.audit.check import Verdict


def backup(
    file: Annotated[Path, typer.Argument(help="Berkas cadangan / backup file, NAME.suluh")],
) -> None:
    """Buat cadangan tersegel / make a sealed backup; the service may go on."""
    from datetime import UTC, datetime

    from api.upkeep.backup import make
    from records.errors import InputRefused
    from records.rights.context import operator
    from records.rights.purpose import Purpose
    from records.settings import Settings
    from records.store import addresses, open_store

    if file.exists():
        raise InputRefused(f"{file} sudah ada.", f"{file} exists already.")
    settings = Settings.load()
    with (
        addresses(settings) as where,
        open_store(settings, operator(Purpose.ADMINISTRATION)) as store,
    ):
        made = make(settings, where.owner, store, file, datetime.now(UTC))
    typer.echo(
        f"{made.file}: {made.bytes:,} bita, audit sampai entri {made.entries}.\n"
        f"{made.file}: {made.bytes:,} bytes, audit up to entry {made.entries}.\n"
        f"SHA-256 {made.sha256}\n"
        "Kunci tidak ada di dalamnya; pastikan dua pemegang bagian dapat memulihkannya (suluh keys split).\n"
        "The keys are not in it; make sure that two custodians can recover them (suluh keys split)."
    )


def restore(
    file: Annotated[Path, typer.Argument(help="Berkas cadangan / backup file")],
    *,
    heads: Annotated[
        list[Path] | None,
        typer.Option(help="Kepala audit yang disimpan di tempat lain / heads that were kept elsewhere"),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Hanya periksa berkasnya / only check the file")
    ] = False,
) -> None:
    """Pulihkan cadangan ke tempat kosong / restore a backup onto an empty place."""
    from datetime import UTC, datetime

    from api.upkeep.restore import check as look
    from api.upkeep.restore import kept_heads
    from api.upkeep.restore import restore as run
    from records.settings import Settings

    settings = Settings.load()
    if check:
        _tell_manifest(look(settings, file))
        return
    done = run(settings, file, datetime.now(UTC), kept_heads(heads or []))
    _tell_manifest(done.manifest)
    typer.echo(
        f"Dipulihkan; yang tercatat sesudahnya hilang dan perlu dimasukkan lagi.\n"
        f"Restored; what was recorded after that is gone and has to be taken in again.\n"
        f"Penghapusan diulang · erased again: {done.again}"
    )
    if not done.listed:
        typer.echo(
            "Daftar penghapusan yang lebih baru tidak ada. Salin erasures/tombstones.ndjson yang disimpan terpisah, "
            "lalu: suluh erase reapply\n"
            "There was no newer list of erasures. Copy the erasures/tombstones.ndjson that was kept apart, then: "
            "suluh erase reapply",
            err=True,
        )
    if done.lost:
        first, last = done.lost
        typer.echo(
            f"Entri audit {first} sampai {last} yang disaksikan lembaga lain tidak ada di sini; beri tahu mereka.\n"
            f"Links {first} to {last} of the audit, which another agency witnessed, are not here; tell them.",
            err=True,
        )
    _tell_verdict(done.verdict)
    if not done.verdict.sound:
        raise typer.Exit(1)


def upgrade(
    *,
    folder: Annotated[
        Path | None,
        typer.Option(help="Folder cadangan / of the backup; SULUH_BACKUP_DIR or DATA_DIR/backups"),
    ] = None,
) -> None:
    """Perbarui basis data ke rilis ini, dengan cadangan / bring the database to this release, behind a backup."""
    from datetime import UTC, datetime

    from api.upkeep.upgrade import upgrade as run
    from records.settings import Settings

    settings = Settings.load()
    done = run(settings, folder or settings.backup_dir or settings.data_dir / "backups", datetime.now(UTC))
    if done is None:
        typer.echo("Basis data sudah sesuai rilis ini.\nThe database is of this release already.")
    else:
        typer.echo(
            f"Basis data dari migrasi {done.before or '–'} ke {done.after}; cadangan: {done.backup or '–'}\n"
            f"The database went from migration {done.before or '–'} to {done.after}; backup: {done.backup or '–'}"
        )


def doctor(
    *,
    certificate: Annotated[
        Path | None,
        typer.Option(help="Sertifikat yang dipakai / certificate in use; DATA_DIR/tls/server.pem"),
    ] = None,
) -> None:
    """Periksa pemasangan ini / examine this installation; ends with 1 where something must be done."""
    from datetime import UTC, datetime

    from api.upkeep.doctor.check import Patient
    from api.upkeep.doctor.checks import examine
    from records.settings import Settings

    failed = False
    for found in examine(Patient(Settings.load(), datetime.now(UTC), certificate)):
        failed |= found.failed
        mark = "✗" if found.failed else "!" if found.fault else "✓"
        typer.echo(f"{mark} {found.check.text_id} · {found.check.text_en}")
        if fault := found.fault:
            typer.echo(
                f"    {fault.text_id}\n      → {fault.do_id}\n    {fault.text_en}\n      → {fault.do_en}"
            )
    if failed:
        raise typer.Exit(1)


def _tell_manifest(manifest: dict[str, Any]) -> None:
    rows = sum(manifest["rows"].values())
    typer.echo(
        f"Cadangan tanggal · backup of {manifest['made_at']}, rilis · release {manifest['release']}, "
        f"migrasi · migration {manifest['migration']}\n"
        f"{rows:,} baris · rows, {len(manifest['members'])} berkas · files, "
        f"audit sampai entri · up to entry {manifest['entries']}"
    )


def _tell_verdict(verdict: Verdict) -> None:
    if verdict.sound:
        typer.echo(f"Audit utuh · the audit is sound: {verdict.links:,}")
    for finding in verdict.findings[:5]:
        typer.echo(f"{finding.text_id}\n  {finding.text_en}", err=True)
