"""``suluh ingest``: take files in, and tell what became of every row."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from sources.report import FaultLine, FileReport

SHOWN_FAULTS = 20
FAULTS_HEADER = ("file", "row", "field", "reason", "value_class", "alasan", "explanation")

TellFault = Callable[[Path, "FaultLine"], None]


def ingest(
    paths: Annotated[list[Path], typer.Argument(help="Berkas atau folder / files or folders")],
    faults: Annotated[
        Path | None, typer.Option(help="Tulis semua kesalahan ke CSV ini / write every fault to this CSV")
    ] = None,
) -> None:
    """Terima berkas: periksa, catat, karantina / take files in: check, record, quarantine."""
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import Progress, TaskID

    from api.after_ingest import follow_up
    from records.rights.context import operator
    from records.settings import Settings
    from records.store import open_store
    from records.tokens import Tokeniser
    from sources import agreements, incoming
    from sources.ingest import Ingest
    from sources.report import Status, printable

    console, settings = Console(), Settings.load()
    files = incoming.find(paths)
    key = settings.token_key()
    in_force = agreements.load(settings.agreements_file)
    with open_store(settings, operator()) as store, _fault_file(faults) as tell_fault:
        taking = Ingest(store, Tokeniser(key), key, in_force, tell_fault=tell_fault)
        reports = []
        with Progress(console=console, disable=not console.is_terminal, transient=True) as bars:
            everything = bars.add_task("Semua / all", total=len(files))
            for path in files:
                bar = bars.add_task(escape(printable(path.name)), total=1.0)

                def show(done: float, _rows: int, bar: TaskID = bar) -> None:
                    bars.update(bar, completed=done)

                reports.append(taking.take(path, show))
                bars.remove_task(bar)
                bars.advance(everything)
        with store.begin() as connection:
            follow_up(connection, taking.now)
    _tell(console, reports)
    if any(report.status is Status.REFUSED for report in reports):
        raise typer.Exit(1)


@contextmanager
def _fault_file(path: Path | None) -> Iterator[TellFault | None]:
    """Where to write every fault, one a line and without values; None where nobody asked."""
    if path is None:
        yield None
        return
    from sources.reasons import REASON_BY_CODE
    from sources.report import printable

    with path.open("w", newline="", encoding="utf-8-sig") as file:  # the mark makes Excel read it as UTF-8
        writer = csv.writer(file)
        writer.writerow(FAULTS_HEADER)

        def tell(source: Path, fault: FaultLine) -> None:
            problem = fault.problem
            words = REASON_BY_CODE[problem.reason]
            told = (problem.field or "", problem.reason, problem.value_class, words.text_id, words.text_en)
            # A name that begins with a sign could be taken for a formula; with its folder before it, it is none.
            name = printable(source.name)
            writer.writerow((name if name[0].isalnum() else f"./{name}", fault.row_number, *told))

        yield tell


def _tell(console: Console, reports: list[FileReport]) -> None:
    console.print(_files(reports))
    for report in reports:
        for note in _notes(report):
            console.print(note)
    reasons: Counter[str] = sum((report.reasons for report in reports), Counter())
    if reasons:
        console.print(_reasons(reasons))
        console.print(_first_faults(reports))


def _files(reports: list[FileReport]) -> Table:
    from rich.markup import escape

    table = _table("Berkas\nfile")
    table.columns[0].overflow = "fold"
    names = ("read", "new", "repeated", "quarantined")
    for name, title in zip(names, ("Dibaca", "Baru", "Berulang", "Karantina"), strict=True):
        table.add_column(f"{title}\n{name}", justify="right", no_wrap=True)
    totals = Counter[str]()
    for report in reports:
        counts = {name: getattr(report, name) for name in names}
        totals.update(counts)
        table.add_row(escape(report.name), *map(_number, counts.values()))
    table.add_section()
    table.add_row("Jumlah / total", *(_number(totals[name]) for name in names))
    return table


def _notes(report: FileReport) -> Iterator[str]:
    from rich.markup import escape

    from sources.report import Status

    file = f"[bold]{escape(report.name)}[/bold]"
    if report.status is Status.KNOWN:
        yield f"{file}: sudah diterima sebelumnya, dilewati. [dim]Taken in before, skipped.[/dim]"
    if report.status is Status.REFUSED:
        yield f"{file}: [bold red]DITOLAK / REFUSED[/bold red]"
    for text_id, text_en in report.notes:
        yield f"{file}: {escape(text_id)}\n  [dim]{escape(text_en)}[/dim]"


def _reasons(reasons: Counter[str]) -> Table:
    from sources.reasons import REASON_BY_CODE

    table = _table("Karantina menurut alasan\nquarantine by reason")
    table.add_column("Baris\nrows", justify="right")
    for reason, count in reasons.most_common():
        words = REASON_BY_CODE[reason]
        table.add_row(f"{words.text_id}\n[dim]{words.text_en}[/dim]", _number(count))
    return table


def _first_faults(reports: list[FileReport]) -> Table:
    from rich.markup import escape

    from sources.reasons import REASON_BY_CODE, VALUE_CLASS_BY_CODE

    table = _table("Berkas, baris\nfile, row")
    table.add_column("Kolom\nfield", no_wrap=True)
    table.add_column(f"{SHOWN_FAULTS} kesalahan pertama\nfirst {SHOWN_FAULTS} faults")
    faults = [(report.name, fault) for report in reports for fault in report.first_faults]
    for file, fault in faults[:SHOWN_FAULTS]:
        problem = fault.problem
        reason, value = REASON_BY_CODE[problem.reason], VALUE_CLASS_BY_CODE[problem.value_class]
        told = f"{reason.text_id} ({value.text_id})\n[dim]{reason.text_en} ({value.text_en})[/dim]"
        table.add_row(f"{escape(file)}, {fault.row_number}", problem.field or "", told)
    return table


def _table(first: str) -> Table:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    return Table(first, box=SIMPLE_HEAD, pad_edge=False)


def _number(count: int) -> str:
    """A count as Indonesian writes it: 1.234.567."""
    return f"{count:,}".replace(",", ".")
