"""``suluh models``: which models there are, how far data have moved, keys to sign with, and signing.

Promotion is an act of two people who have signed in, and is done through the service alone.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from models.serving.reading import Audited

Digest = Annotated[str, typer.Argument(help="Digest model, atau awalnya / its digest, or how it begins")]


def listing() -> None:
    """Semua model, terbaru dahulu / every model, newest first."""
    from models.serving import reading
    from records.rights.context import operator
    from records.rights.purpose import Purpose
    from records.settings import Settings
    from records.store import open_store

    with open_store(Settings.load(), operator(Purpose.STATISTICS)) as store, store.begin() as connection:
        lines = reading.lines(connection)
    for line in lines:
        learned = "" if line.learned else "  (poin · points)"
        typer.echo(f"{line.digest}  {line.version}  {line.role or '-':10}  {line.made_by}{learned}")
    if not lines:
        typer.echo("Belum ada model: suluh train · no model yet: suluh train")


def show(digest: Digest) -> None:
    """Satu model: tanda tangan, riwayat, kelompok, bayangan / one model: signatures, book, groups, shadow."""
    from models.serving import kept, reading
    from records.rights.context import operator
    from records.rights.purpose import Purpose
    from records.settings import Settings
    from records.store import open_store

    settings = Settings.load()
    with open_store(settings, operator(Purpose.STATISTICS)) as store, store.begin() as connection:
        whole = reading.whole(
            connection, store.keys, settings.data_dir / "models", kept.full(connection, digest)
        )
    typer.echo(f"{whole.model.digest}\n{whole.model.version}  {whole.role or '-'}")
    for signature in whole.signatures:
        typer.echo(f"  ditandatangani · signed  {signature.account_id}  {signature.at:%Y-%m-%d %H:%M}")
    for act in whole.promotions:
        second = f" + {act.approved_by}" if act.approved_by else ""
        typer.echo(f"  {act.at:%Y-%m-%d %H:%M}  {act.role:10}  {act.asked_by}{second}  {act.reason or '-'}")
    for each in whole.fairness:
        typer.echo(audited_line(each))
    if whole.shadow is not None:
        beside = whole.shadow
        typer.echo(f"  bayangan · shadow: {beside.runs} × ; sama · same {beside.overlap}/{beside.raised}")
        if beside.challenger_found is not None:
            typer.echo(
                f"  kemudian ditemukan · found since: {beside.challenger_found} (ini · this), "
                f"{beside.champion_found} (yang dipakai · champion), keduanya · both {beside.both_found}"
            )


def drift(
    digest: Annotated[str | None, typer.Argument(help="Bawaan: yang dipakai / default: champion")] = None,
) -> None:
    """Pergeseran data, skor, dan alasan sejak pelatihan / how far inputs, scores and reasons have moved."""
    from models.serving import kept, promotions, reading
    from records import audit
    from records.errors import NotFound
    from records.rights.context import operator
    from records.rights.purpose import Purpose
    from records.settings import Settings
    from records.store import open_store

    with open_store(Settings.load(), operator(Purpose.STATISTICS)) as store, store.begin() as connection:
        wanted = kept.full(connection, digest) if digest else promotions.standing(connection).champion
        if wanted is None:
            raise NotFound("Belum ada model yang ditetapkan.", "No model has been promoted yet.")
        moved = reading.drift(connection, wanted)
        audit.write(connection, audit.Act(audit.Deed.READ, "model", (f"model:{wanted}",)))
    for each in moved:
        indonesian, english = reading.moved_words(each.value)
        shares = "" if each.share_now is None else f"  {each.share_then:.0%} → {each.share_now:.0%}"
        typer.echo(
            f"{each.about:7} {each.name:24} {each.value:7.3f}  {indonesian} · {english}"
            f"{shares}  {each.worst or ''}".rstrip()
        )
    if not moved:
        typer.echo("Belum ada putaran dengan model ini · no run with this model yet")


def key(
    login: Annotated[str, typer.Argument(help="Nama masuk / login")],
    file: Annotated[Path, typer.Option(help="Berkas kunci baru, milik orangnya / the person's new key file")],
) -> None:
    """Buat kunci penanda tangan model untuk seseorang / a key with which a person signs models."""
    from api.signin import accounts
    from api.signin.gate import Gate
    from models.serving import signers
    from records.rights.context import operator
    from records.rights.purpose import Purpose
    from records.settings import Settings
    from records.store import open_store

    settings, context = Settings.load(), operator(Purpose.ADMINISTRATION)
    with open_store(settings, context) as store, store.begin() as connection:
        account_id = accounts.find(connection, Gate.of(store, settings), login)
        number = signers.make_key(connection, account_id, file, context.who, datetime.now(UTC))
    typer.echo(
        f"Kunci {number} ada di {file}. Serahkan kepada orangnya dan hapus dari peladen ini.\n"
        f"Key {number} is in {file}. Hand it to the person, and delete it from this server."
    )


def sign(
    digest: Digest,
    key: Annotated[Path, typer.Option(help="Berkas kunci orangnya / the person's key file")],
) -> None:
    """Tandatangani model / sign a model; the person does this after a look of their own."""
    from models import signing
    from models.serving import kept, signers
    from records.rights.context import operator
    from records.rights.purpose import Purpose
    from records.settings import Settings
    from records.store import open_store

    settings = Settings.load()
    folder, private = settings.data_dir / "models", signers.read_private(key)
    with open_store(settings, operator(Purpose.STATISTICS)) as store, store.begin() as connection:
        wanted = kept.full(connection, digest)
        signature = private.sign(signing.to_sign(signing.read_bytes(kept.place(folder, wanted))))
        public = private.public_key().public_bytes_raw()
        account_id = signers.sign(connection, folder, wanted, public, signature, datetime.now(UTC))
    typer.echo(f"Ditandatangani oleh · signed by {account_id}: {wanted}")


def audited_line(each: Audited) -> str:
    """One attribute of the audit of groups in a line."""
    ratio = "-" if each.ratio is None else f"{each.ratio:.2f} (95 %: {each.low:.2f} – {each.high:.2f})"
    return f"  {each.attribute:9} {ratio:28}  {each.told_id} · {each.told_en}"
