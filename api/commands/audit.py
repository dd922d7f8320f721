"""``suluh audit``: seal what was written, verify it, and exchange signed heads with another agency."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from records.audit.check import Verdict
    from records.audit.kept import Kept
    from records.settings import Settings
    from records.store import Store

SHOWN = 10
"""Findings that are told one by one."""

HeadFiles = Annotated[
    list[Path] | None,
    typer.Option("--heads", help="Kepala yang disimpan di tempat lain / heads that were kept elsewhere"),
]
Keys = Annotated[
    list[str] | None,
    typer.Option("--key", help="Kunci publik yang dipercaya / public key that is trusted (hex)"),
]


def status() -> None:
    """Tampilkan keadaan segel / show what is sealed, what waits, and the last head."""
    from sqlalchemy import func, select

    from records.audit import trail, witness
    from records.audit.signing import public_key
    from records.tables import (
        audit_countersignatures,
        audit_entries,
        audit_heads,
        audit_seals,
        audit_unsealed,
    )

    settings = _settings()
    with _store(settings) as store, store.reading() as connection:
        waits = select(func.count(), func.min(audit_entries.c.at)).select_from(
            audit_unsealed.join(audit_entries)
        )
        waiting, since = connection.execute(waits).one()
        sealed = connection.scalar(select(func.max(audit_seals.c.position))) or 0
        number = connection.scalar(select(func.max(audit_heads.c.number))) or 0
        countersigned = connection.scalar(select(func.max(audit_countersignatures.c.number)))
        name, head = trail.installation(connection), trail.last_head(connection)
    typer.echo(f"pemasangan · installation     {name}")
    typer.echo(f"kunci publik · public key     {public_key(settings.audit_key())}")
    typer.echo(f"disegel · sealed              {_number(sealed)}")
    typer.echo(
        f"menunggu · waiting            {_number(waiting)}{f' (sejak · since {since})' if since else ''}"
    )
    typer.echo(f"kepala · heads                {_number(number)}")
    typer.echo(f"saksi sampai · countersigned  {countersigned or '–'}")
    if head:
        typer.echo(witness.short(head))


def seal(
    *,
    watch: Annotated[
        bool, typer.Option("--watch", help="Terus menyegel sampai dihentikan / go on until stopped")
    ] = False,
    clock_was_wrong: Annotated[
        bool,
        typer.Option(
            "--clock-was-wrong", help="Jam dulu salah, kini benar / the clock was wrong and is right now"
        ),
    ] = False,
) -> None:
    """Segel entri audit yang menunggu / chain the entries that wait, and sign the heads that are due."""
    import signal

    from records import audit
    from records.audit import seal as sealer

    settings = _settings()
    secret = settings.audit_key()
    stopped: list[int] = []
    if watch:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda got, _frame: stopped.append(got))
    with _store(settings) as store:
        if watch:
            sealer.watch(store, secret, lambda: bool(stopped))
            return
        total = 0
        if clock_was_wrong:
            with store.begin() as connection:
                audit.write(connection, audit.Act(audit.Deed.SET_CLOCK, "clock", ()))
            total = sealer.seal(store, secret, clock_was_wrong=True)
        while sealed := sealer.seal(store, secret):
            total += sealed
    typer.echo(f"{_number(total)} entri disegel.\n{total:,} entries sealed.")


def verify(
    file: Annotated[
        Path | None, typer.Argument(help="Hasil ekspor; tanpa ini basis data / an export, else the database")
    ] = None,
    *,
    heads: HeadFiles = None,
    key: Keys = None,
    since: Annotated[
        str | None, typer.Option(help="Hanya sesudah waktu ini / only what follows this moment (ISO 8601)")
    ] = None,
) -> None:
    """Verifikasi seluruh jejak audit / recompute the whole audit, and name the first place that was changed."""
    kept = _kept(heads or [], frozenset(key or ()))
    if file:
        from records.audit.check import Check
        from records.audit.export import check_export

        check = Check(key or (), kept)
        with file.open("rb") as lines:
            check_export(lines, check)
        verdict = check.verdict()
    else:
        from records.audit.verify import verify as verify_database

        settings = _settings()
        trusted = frozenset(key or ()) or _own_key(settings)
        with _store(settings) as store:
            verdict = verify_database(store, trusted, kept, since)
    _tell(verdict, bool(heads))
    if not verdict.sound:
        raise typer.Exit(1)


def heads(
    out: Annotated[Path | None, typer.Option(help="Tulis ke berkas ini / write to this file")] = None,
    *,
    everything: Annotated[
        bool, typer.Option("--all", help="Semua, bukan hanya sejak saksi terakhir / all, not only the newest")
    ] = False,
) -> None:
    """Keluarkan kepala untuk lembaga saksi / export the signed heads for another agency to countersign.

    Without a file: the newest head in a short form for paper.
    """
    from sqlalchemy import func, select

    from records.audit import trail, witness
    from records.audit.export import write_heads
    from records.errors import NotFound
    from records.tables import audit_countersignatures, audit_heads

    with _store(_settings()) as store, store.reading() as connection:
        newest = trail.last_head(connection)
        if newest is None:
            raise NotFound("Belum ada kepala.", "There is no head yet.")
        if out is None:
            typer.echo(witness.short(newest))
            return
        seen = select(func.coalesce(func.max(audit_countersignatures.c.number), 0)).scalar_subquery()
        before = connection.scalar(
            select(func.max(audit_heads.c.position)).where(audit_heads.c.number < seen)
        )
        documents = trail.heads(connection, newest["installation"], 0 if everything else before or 0)
        with out.open("wb") as file:
            write_heads(documents, file)
    typer.echo(f"{out}: kepala sampai {newest['number']}.\n{out}: heads up to {newest['number']}.")


def countersign(
    file: Annotated[Path, typer.Argument(help="Kepala dari lembaga lain / heads of another agency")],
    key_file: Annotated[
        Path, typer.Option("--key", help="Kunci saksi; dibuat bila belum ada / witness's key")
    ],
    witness: Annotated[str, typer.Option(help="Nama lembaga saksi / name of the witness")],
    kept: Annotated[Path, typer.Option(help="Kepala yang sudah disimpan saksi / what the witness keeps")],
    out: Annotated[Path, typer.Option(help="Untuk dikembalikan / to be handed back")],
) -> None:
    """Tanda tangani kepala lembaga lain sebagai saksi / countersign another agency's newest head.

    Refuses where the heads contradict those kept so far. No database is needed.
    """
    from records.audit import witness as witnessing
    from records.audit.export import write_heads
    from records.keys import key_in

    known = _kept([file, *([kept] if kept.exists() else [])], frozenset())
    head, signature = witnessing.countersign(known, witness, key_in(key_file))
    draft = kept.with_name(f".{kept.name}.new")
    with draft.open("wb") as target:
        write_heads((known.heads[number] for number in sorted(known.heads)), target)
    draft.replace(kept)
    with out.open("wb") as target:
        write_heads((head, signature), target)
    typer.echo(witnessing.short(head))


def accept(
    file: Annotated[Path, typer.Argument(help="Kepala bertanda tangan saksi / countersigned heads")],
) -> None:
    """Simpan tanda tangan saksi / store another agency's countersignatures."""
    from records.audit import witness

    known = _kept([file], frozenset())
    with _store(_settings()) as store, store.begin() as connection:
        count = witness.accept(connection, known)
    typer.echo(f"{count} tanda tangan saksi disimpan.\n{count} countersignatures stored.")


def export(
    file: Annotated[Path, typer.Argument(help="Berkas NDJSON / NDJSON file")],
) -> None:
    """Ekspor jejak audit untuk pemeriksa lain / export the audit for other verifiers (docs/audit-format.md)."""
    from records import audit
    from records.audit import trail
    from records.audit.export import write_export

    with _store(_settings()) as store:
        with store.begin() as connection:  # before anything is read: then nothing is read without it
            audit.write(connection, audit.Act(audit.Deed.EXPORT_AUDIT, "audit", ("all",)))
        with store.reading() as connection, file.open("xb") as target:
            file.chmod(0o600)
            lines = write_export(trail.documents(connection), target)
    typer.echo(f"{file}: {_number(lines)} baris.\n{file}: {lines:,} lines.")


def _settings() -> Settings:
    from records.settings import Settings

    return Settings.load()


@contextmanager
def _store(settings: Settings) -> Iterator[Store]:
    from records.rights.context import operator
    from records.rights.purpose import Purpose
    from records.store import open_store

    with open_store(settings, operator(Purpose.OVERSIGHT)) as store:
        yield store


def _own_key(settings: Settings) -> frozenset[str]:
    """The installation's public key, where its key file lies on this machine."""
    from records.audit.signing import public_key

    return frozenset({public_key(settings.audit_key())} if settings.audit_key_file.exists() else ())


def _kept(files: list[Path], trusted: frozenset[str]) -> Kept:
    from records.audit.kept import Kept, read_file

    return Kept((document for file in files for document in read_file(file)), trusted)


def _tell(verdict: Verdict, against_kept: bool) -> None:
    typer.echo(
        f"{_number(verdict.links)} entri disegel, {_number(verdict.heads)} kepala, "
        f"{_number(verdict.countersignatures)} tanda tangan saksi; "
        f"{_number(verdict.waiting)} entri menunggu segel"
        + (f" sejak {verdict.waiting_since}." if verdict.waiting_since else ".")
    )
    typer.echo(
        f"{verdict.links:,} entries sealed, {verdict.heads:,} heads, {verdict.countersignatures:,} "
        f"countersignatures; {verdict.waiting:,} entries wait to be sealed"
        + (f" since {verdict.waiting_since}." if verdict.waiting_since else ".")
    )
    for key in sorted(verdict.trust):
        typer.echo(f"kunci · key {key}")
    if verdict.sound and not against_kept:
        typer.echo(
            "Utuh menurut dirinya sendiri. Bandingkan dengan kepala yang disimpan di tempat lain (--heads).\n"
            "Sound in itself. Hold it against heads that were kept elsewhere (--heads)."
        )
    elif verdict.sound:
        typer.echo(
            "Utuh, dan sama dengan kepala yang disimpan di tempat lain.\n"
            "Sound, and the one that was kept elsewhere."
        )
    for finding in verdict.findings[:SHOWN]:
        typer.echo(f"{finding.text_id}\n  {finding.text_en}", err=True)
    if verdict.found > SHOWN:
        more = verdict.found - SHOWN
        typer.echo(f"… dan {_number(more)} lagi.\n  … and {more:,} more.", err=True)


def _number(count: int) -> str:
    return f"{count:,}".replace(",", ".")
