"""``suluh run``: the whole way on a made-up province, from files to reasoned alerts and the report."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from api.demonstration_accounts import Key
    from detection.detect import Detection
    from records.settings import Settings

MORNING = timedelta(hours=6)
"""When the work of a run of the past is opened on its day."""


def run(
    *,
    show: Annotated[int, typer.Option(min=0, help="Berapa yang ditampilkan / how many to show")] = 3,
    until: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            help="Senin terakhir provinsi itu; minggu ini / the Monday up to which it is made; this week's",
        ),
    ] = None,
    serve: Annotated[
        bool, typer.Option(help="Lalu jalankan layanan dan halaman / then serve the pages")
    ] = False,
    port: Annotated[int, typer.Option(help="Porta layanan / port of the pages")] = 8443,
) -> None:
    """Jalankan semuanya pada provinsi buatan / run everything on a made-up province."""
    from rich.console import Console

    from api.commands.detect import detect
    from api.commands.ingest import ingest
    from api.demonstration import CAPACITY, as_of, province, refuse_mixing
    from api.progress import working
    from records.days import instant
    from records.rights.context import operator
    from records.settings import Settings
    from records.store import open_store

    settings, console = Settings.load(), Console()
    day = as_of(settings.data_dir, (until or datetime.now(UTC)).date())
    with open_store(settings, operator()) as store:  # the steps open it again, and find its server running
        with store.reading() as connection:
            refuse_mixing(connection, settings.data_dir)
        console.rule("1/3 · Provinsi buatan [dim]a made-up province[/dim]")
        with working(console, "Membuat / making"):
            feeds = province(settings.data_dir, day)
        console.print(f"{feeds}", soft_wrap=True)
        console.rule("2/3 · Terima dan periksa [dim]take in and check[/dim]")
        ingest([feeds])
        keys = _serve_a_model(console, settings, day) if serve else ()
        console.rule("3/3 · Tautkan, pelajari, temukan [dim]link, learn, detect[/dim]")
        found = detect(as_of=datetime.combine(day, time.min), capacity=CAPACITY, show=show)
        _open_work(settings, found, instant(day) + MORNING if until else datetime.now(UTC))
    _tell_what_next(console, feeds, day)
    if serve:
        from api.commands.serve import serve as start

        _let_in(console, keys)
        from api import lpsk_beside

        _let_in(
            console,
            lpsk_beside.prepare(settings, port),
            f"LPSK: simpul sendiri [dim]its own node[/dim]  [bold]http://{lpsk_beside.HOST}:{port + 1}[/bold]",
            f"SULUH_NODE=lpsk SULUH_DATA_DIR={settings.data_dir / lpsk_beside.FOLDER} suluh",
        )
        console.rule(f"Buka [dim]open[/dim]  [bold]http://localhost:{port}[/bold]")
        with lpsk_beside.Beside(settings, port + 1):
            start(port=port)


def _open_work(settings: Settings, found: Detection, now: datetime) -> None:
    """What a night does with what was found, so that nobody waits for the first one; done twice it adds nothing."""
    from api.demonstration import CAPACITY
    from detection.alerts.nightly import follow
    from detection.urgent.nightly import after_run
    from records.rights.context import job
    from records.store import open_store

    with open_store(settings, job()) as store:
        follow(store, found, CAPACITY, settings.token_key(), now, settings.random_looks)
        after_run(store, found, now)


def _serve_a_model(console: Console, settings: Settings, day: date) -> tuple[Key, ...]:
    """Make an account for each role; train a model, which two of them put into service. Gives the new keys."""
    from api.demonstration import CAPACITY, SPEC
    from api.demonstration_accounts import bodies, make
    from api.demonstration_model import put_in_service
    from api.progress import working
    from api.signin.gate import Gate
    from protection.directory.seed import seed
    from records.rights.context import operator
    from records.rights.purpose import Purpose
    from records.store import open_store

    context, now = operator(Purpose.ADMINISTRATION), datetime.now(UTC)
    with open_store(settings, context) as store:
        with store.begin() as connection:
            keys = tuple(make(connection, Gate.of(store, settings), context, now))
        with store.begin() as connection:
            seed(connection, context, SPEC.provinces[0], now, bodies())
        with working(console, "Melatih model / training a model") as tell:
            put_in_service(store, settings, day, now, CAPACITY, tell)
    return keys


def _let_in(
    console: Console,
    keys: tuple[Key, ...],
    title: str = "Akun peragaan [dim]accounts of the demonstration[/dim]",
    suluh: str = "suluh",
) -> None:
    """Print how the accounts are entered, once."""
    from rich.table import Column, Table

    console.rule(title)
    if keys:
        # A password is copied whole: it stands on one line of an ordinary terminal.
        table = Table("masuk · login", Column("kata sandi · password", no_wrap=True), "peran · role")
        for key in keys:
            table.add_row(key.character.login, key.password, key.character.role.value)
        console.print(table)
        console.print("Ditampilkan sekali ini saja. · Shown only this once.")
    else:
        console.print(
            "Akun sudah dibuat; kata sandinya ditampilkan waktu itu. · Made before, and shown then."
        )
        console.print(f"Baru / anew: {suluh} account reset LOGIN", soft_wrap=True)
    told = f"Kode sekali pakai tanpa ponsel / one-time code without a phone: {suluh} account code LOGIN"
    console.print(told, soft_wrap=True)


def _tell_what_next(console: Console, feeds: Path, day: date) -> None:
    suluh = Path(sys.argv[0])
    here = suluh.relative_to(Path.cwd()) if suluh.is_relative_to(Path.cwd()) else suluh
    console.rule("Selanjutnya [dim]what to do next[/dim]")
    for command, words in (
        ("sources", "apa yang diterima dan apa yang kurang · what was received, what is missing"),
        ("history registrations REG0000100", "riwayat satu catatan · the versions of one record"),
        (
            f"replay {feeds} --from {day - timedelta(weeks=12)} --to {day} --out suluh-replay",
            "ulangi masa lalu minggu demi minggu · relive the past week by week",
        ),
    ):
        console.print(f"  [bold]{here} {command}[/bold]", soft_wrap=True, highlight=False)
        console.print(f"      [dim]{words}[/dim]", soft_wrap=True)
