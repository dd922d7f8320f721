"""``suluh exchange``: how this node introduces itself, whom it knows, and bundles on a stick."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer


def keys() -> None:
    """Baris perkenalan dan sidik kunci simpul ini / how this node introduces itself."""
    from protection.exchange.keys import NodeKeys
    from records.settings import Settings

    card = NodeKeys.of(Settings.load()).card
    typer.echo(
        f"{card.line}\n\nSidik kunci, dibacakan lewat telepon · fingerprint, read aloud by telephone:\n\n"
        f"    {card.fingerprint}\n"
    )


def peer(
    card: Annotated[str, typer.Argument(help="Baris perkenalan simpul lain / the other node's line")],
    fingerprint: Annotated[str, typer.Option(help="Sidik yang dibacakan / as it was read aloud")],
    way: Annotated[
        str, typer.Option(help="https://…, /folder, atau kosong untuk stik / or empty for a stick")
    ] = "",
) -> None:
    """Masukkan simpul lain; orang kedua menyetujui di layanan / enter another node."""
    from protection.exchange import peers
    from protection.exchange.keys import Card
    from records.rights.context import operator
    from records.rights.purpose import Purpose
    from records.settings import Settings
    from records.store import open_store

    settings = Settings.load()
    with open_store(settings, operator(Purpose.ADMINISTRATION)) as store, store.begin() as connection:
        found = peers.introduce(
            connection, Card.read(card), fingerprint, way, settings.node_name, datetime.now(UTC)
        )
    typer.echo(
        f"{found.name} dimasukkan, belum dipercaya. Seorang administrator meminta persetujuan orang kedua di layanan, "
        f"tindakan introduce_node, tentang {found.ref}, lalu mengonfirmasi.\n"
        f"{found.name} is entered and not trusted yet. An administrator asks for a second person in the service, act "
        f"introduce_node, about {found.ref}, and then confirms it."
    )


def peers() -> None:
    """Simpul yang dikenal / the nodes that this one knows."""
    from protection.exchange import outbox
    from protection.exchange import peers as book
    from records import audit
    from records.audit import Act, Deed
    from records.rights.context import operator
    from records.rights.purpose import Purpose
    from records.settings import Settings
    from records.store import open_store

    with (
        open_store(Settings.load(), operator(Purpose.ADMINISTRATION)) as store,
        store.begin() as connection,
    ):
        found, waits = book.listing(connection), outbox.waits(connection)
        audit.write(connection, Act(Deed.READ, "peer", tuple(each.ref for each in found)))
    for each in found:
        state = "dipercaya · trusted" if each.trusted else "belum atau tidak lagi · not yet, or no longer"
        typer.echo(
            f"{each.name:20} {each.node.value:9} {each.card.fingerprint}  {state}  "
            f"{each.address or each.folder or 'stik · stick'}  menunggu · waiting: {waits.get(each.name, 0)}"
        )


def export(
    folder: Annotated[Path, typer.Argument(help="Folder pada stik / folder on the stick")],
    to: Annotated[str | None, typer.Option(help="Hanya untuk simpul ini / for this node alone")] = None,
) -> None:
    """Tulis yang menunggu ke stik / write what waits to a stick."""
    from protection.exchange import carrying
    from protection.exchange import peers as book
    from protection.exchange.keys import NodeKeys
    from records.rights.context import job
    from records.rights.purpose import Purpose
    from records.settings import Settings
    from records.store import open_store

    settings = Settings.load()
    with open_store(settings, job(Purpose.PROTECTION)) as store:
        with store.reading() as connection:
            known = [each for each in book.trusted(connection) if to in (None, each.name)]
        mine, now = NodeKeys.of(settings), datetime.now(UTC)
        for each in known:
            laid = carrying.lay_out(store, mine, each, folder, now)
            typer.echo(f"{each.name}: {laid} berkas ditulis · bundles written")


def bring_in(
    folder: Annotated[Path, typer.Argument(help="Folder pada stik / folder on the stick")],
) -> None:
    """Terima dari stik; yang sudah diterima dihapus dari stik / take in from a stick."""
    from api.arrivals import HANDLERS
    from protection.exchange import carrying
    from protection.exchange.keys import NodeKeys
    from records.rights.context import job
    from records.rights.purpose import Purpose
    from records.settings import Settings
    from records.store import open_store

    settings = Settings.load()
    with open_store(settings, job(Purpose.PROTECTION)) as store:
        done = carrying.take_up(
            store, NodeKeys.of(settings), HANDLERS[settings.node], folder, datetime.now(UTC)
        )
    typer.echo(
        f"{done.taken} diterima, {done.turned_away} ditolak.\n{done.taken} taken in, {done.turned_away} turned away."
    )
    if done.turned_away:
        raise typer.Exit(1)


def end(name: Annotated[str, typer.Argument(help="Nama simpul / name of the node")]) -> None:
    """Hentikan pertukaran dengan simpul itu / let nothing go or come any more."""
    from protection.exchange import peers as book
    from records.rights.context import operator
    from records.rights.purpose import Purpose
    from records.settings import Settings
    from records.store import open_store

    with (
        open_store(Settings.load(), operator(Purpose.ADMINISTRATION)) as store,
        store.begin() as connection,
    ):
        book.end(connection, name, datetime.now(UTC))
    typer.echo("Pertukaran dihentikan.\nThe exchange is ended.")
