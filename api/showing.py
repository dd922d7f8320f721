"""A detection in the terminal: the most urgent alerts with their reasons, then networks and agencies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Console, Group
from rich.markup import escape
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from api.agencies import ToldAgency, told_agencies
from api.alerts import Bilingual, ToldAlert, told_alerts
from api.wording import day, decimal, number
from detection.detect import Detection

STRENGTH = {3: "●●●", 2: "●●○", 1: "●○○"}
SHOWN_NETWORKS, SHOWN_AGENCIES = 3, 3
SHOWN_FOR, SHOWN_AGAINST, SHOWN_INDICATORS = 2, 1, 3


def show_detection(console: Console, detection: Detection, show: int) -> None:
    """Print the ``show`` most urgent alerts and what was found around them."""
    alerts = told_alerts(detection)
    scored = number(int(detection.now.standing["is_open"].sum()))
    console.rule(f"[bold]Peringatan per {day(detection.as_of)}[/bold] [dim]alerts as of that day[/dim]")
    console.print(
        f"{number(len(alerts))} dari {scored} orang yang belum berangkat diusulkan untuk ditinjau.\n"
        f"[dim]{number(len(alerts))} of {scored} people who have not left are put forward for review.[/dim]"
    )
    for alert in alerts[:show]:
        console.print(_panel(alert))
    if len(alerts) > show:
        console.print(f"[dim]… {number(len(alerts) - show)} lagi dalam laporan / more in the report[/dim]")
    if detection.networks:
        console.print(_networks(detection))
    if agencies := told_agencies(detection)[:SHOWN_AGENCIES]:
        console.print(_agencies(agencies))
    if detection.missing_feeds:
        feeds = ", ".join(detection.missing_feeds)
        console.print(f"[yellow]Belum ada data / nothing received:[/yellow] {feeds}")


def _panel(alert: ToldAlert) -> Panel:
    words = "mungkin memerlukan perlindungan [dim]may need protection[/dim]"
    title = f"[bold]{alert.rank} · {alert.code}[/bold] {words}"
    return Panel(Group(*_lines(alert)), title=title, title_align="left", padding=(0, 1))


def _lines(alert: ToldAlert) -> Iterator[Text | Padding]:
    yield _both(alert.chance)
    for reason in alert.reasons_for[:SHOWN_FOR]:
        yield _point(f"[red]+[/red] {STRENGTH[reason.strength]} ", reason.words, len(reason.records))
    for reason in alert.reasons_against[:SHOWN_AGAINST]:
        yield _point(f"[green]−[/green] {STRENGTH[reason.strength]} ", reason.words, len(reason.records))
    for sign in alert.indicators[:SHOWN_INDICATORS]:
        label = f"{sign.element}: {sign.id} {escape(sign.label.id)} [dim]{escape(sign.label.en)}[/dim]"
        yield Padding(Text.from_markup(f"[yellow]![/yellow] {label}"), (0, 0, 0, 2))
    if (more := len(alert.indicators) - SHOWN_INDICATORS) > 0:
        yield Padding(Text.from_markup(f"[dim]… {more} indikator lagi / more indicators[/dim]"), (0, 0, 0, 2))
    standing = "; ".join(f"{element.id}: {how.id}" for element, how in alert.elements)
    yield Text.from_markup(f"Unsur TPPO – {standing}")
    if alert.missing:
        yield Text.from_markup(f"[dim]Belum diketahui / not known:[/dim] {escape('; '.join(alert.missing))}")


def _both(words: Bilingual) -> Text:
    return Text.from_markup(f"{escape(words.id)}\n[dim]{escape(words.en)}[/dim]")


def _point(mark: str, words: Bilingual, records: int) -> Padding:
    behind = f" [dim]({records} catatan / records)[/dim]" if records else ""
    text = f"{mark}{escape(words.id)}{behind}\n[dim]{escape(words.en)}[/dim]"
    return Padding(Text.from_markup(text), (0, 0, 0, 2))


def _networks(detection: Detection) -> Table:
    table = Table("#", title="Jaringan terindikasi / networks to look into", title_justify="left")
    table.add_column("Orang\npeople", justify="right")
    table.add_column("Perkiraan terindikasi\nlikely at risk", justify="right")
    table.add_column("Alasan\nreasons")
    for network in detection.networks[:SHOWN_NETWORKS]:
        expected = decimal(network.expected_victims, 1) if detection.risk.learned else "–"
        reasons = "; ".join(reason.id for reason in network.reasons)
        table.add_row(str(network.rank), number(len(network.persons)), expected, reasons)
    return table


def _agencies(agencies: Sequence[ToldAgency]) -> Table:
    table = Table(
        "#", title="P3MI untuk diperiksa lebih dulu / agencies to inspect first", title_justify="left"
    )
    table.add_column("Nomor izin\nlicence", no_wrap=True)
    table.add_column("Alasan\nreasons")
    for agency in agencies:
        table.add_row(str(agency.rank), agency.license_no, "; ".join(sign.id for sign in agency.signs))
    return table
