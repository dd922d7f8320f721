"""The whole way on a small made-up province: what the terminal shows, what the report holds, and what doubles."""

from __future__ import annotations

import csv
import getpass
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from html.parser import HTMLParser
from pathlib import Path

import pytest
from rich.console import Console
from sqlalchemy import func, select, text

from api import demonstration
from api.commands.run import run
from api.demonstration import only_made_up, refuse_mixing
from records.errors import InputRefused
from records.rights.context import job
from records.settings import Settings
from records.store import open_store
from records.tables import audit_entries, metadata

SPEC = replace(demonstration.SPEC, people=300, weeks=22)
AS_OF = date(2024, 6, 3)
GROWS = {"audit_entries", "audit_unsealed"}
"""Every look is an act, and leaves its entry."""


@dataclass(frozen=True)
class Played:
    """What two runs in a row left behind."""

    settings: Settings
    shown: str
    shown_again: str
    counts: dict[str, int]
    counts_again: dict[str, int]
    html: str

    @property
    def feeds(self) -> Path:
        return self.settings.data_dir / "province" / "feeds"


@pytest.fixture(scope="module")
def played(reachable_folder: Path) -> Iterator[Played]:
    settings = Settings(data_dir=reachable_folder / "played", threads=1)
    with pytest.MonkeyPatch.context() as patch, open_store(settings):
        patch.setattr(demonstration, "SPEC", SPEC)
        patch.setattr(demonstration, "CAPACITY", 6)
        patch.setattr(Settings, "load", classmethod(lambda _: settings))
        shown, counts = look(settings)
        html = (settings.data_dir / "reports" / f"{AS_OF}.html").read_text("utf-8")
        shown_again, counts_again = look(settings)
        yield Played(settings, shown, shown_again, counts, counts_again, html)


def look(settings: Settings) -> tuple[str, dict[str, int]]:
    """Run once: what was printed, and the rows of every table."""
    with pytest.MonkeyPatch.context() as patch:
        console = Console(record=True, width=100, file=(settings.data_dir / "shown.txt").open("w"))
        patch.setattr("rich.console.Console", lambda *_, **__: console)
        patch.setattr("sys.argv", ["suluh", "run"])
        run(show=3, until=datetime.combine(AS_OF, time.min))
    with open_store(settings, job()) as store, store.reading() as connection:
        counted = {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in metadata.sorted_tables
        }
    return console.export_text(), counted


def cells(folder: Path, *columns: str) -> set[str]:
    """Every value that stands in the columns of any feed."""
    found = set()
    for path in folder.glob("*.csv"):
        with path.open(encoding="utf-8") as file:
            for row in csv.DictReader(file):
                found |= {row[column] for column in columns if row.get(column)}
    return found


def identifiers(folder: Path) -> set[str]:
    names = cells(
        folder, "full_name", "recruiter_name", "referrer_name", "mother_name", "mentioned_name", "name"
    )
    return {each for each in names if " " in each} | cells(
        folder, "nik", "phone", "referrer_phone", "applicant_phone", "passport_no", "recruiter_phone"
    )


def test_the_terminal_shows_alerts_with_reasons_the_report_and_what_to_do_next(played: Played) -> None:
    assert played.shown.count("mungkin memerlukan perlindungan") == 3
    for words in ("alasan", "Unsur TPPO", "tidak dapat dinilai", f"{AS_OF}.html", "suluh sources"):
        assert words.lower() in played.shown.lower().replace("\n", " "), words
    next_commands = played.shown.partition("Selanjutnya")[2]
    assert len(re.findall(r"(?m)^  suluh (sources|history|replay)\b", next_commands)) == 3


def test_running_again_doubles_nothing_and_shows_the_same(played: Played) -> None:
    assert played.counts["alerts"] > 0
    assert played.counts["alert_work"] > 0
    assert {name: count for name, count in played.counts_again.items() if name not in GROWS} == {
        name: count for name, count in played.counts.items() if name not in GROWS
    }
    alerts = [shown.partition("Peringatan per")[2] for shown in (played.shown, played.shown_again)]
    assert alerts[0] == alerts[1]


def test_no_name_and_no_number_of_anyone_is_shown(played: Played) -> None:
    known = identifiers(played.feeds)
    assert len(known) > 500
    for shown in (played.shown, played.html):
        assert [each for each in known if each in shown] == []
        assert not re.search(r"\b\d{16}\b", shown)


def test_a_planted_identifier_would_be_seen(played: Played) -> None:
    planted = played.html.replace("Suluh", sorted(identifiers(played.feeds))[0])
    assert [each for each in identifiers(played.feeds) if each in planted]


def test_the_report_needs_no_other_host_and_no_script(played: Played) -> None:
    assert "default-src 'none'" in played.html
    assert "<script" not in played.html
    assert not re.search(r"""(?:src|href)=["'](?!#)""", played.html)
    assert not re.search(r"url\((?!#)", played.html)
    assert "@import" not in played.html


class Outline(HTMLParser):
    """The open elements, ids and references of a page; closing a wrong element is remembered."""

    void = frozenset({"meta", "br", "img", "link", "hr", "input"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.ids: list[str] = []
        self.references: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = dict(attrs)
        self.ids += [value for name, value in attrs if name == "id" and value]
        self.references += [value for name in ("aria-labelledby",) if (value := facts.get(name))]
        if (facts.get("href") or "").startswith("#"):
            self.references.append(str(facts["href"])[1:])
        if tag not in self.void:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in self.void:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)


def test_the_report_is_well_formed_and_its_references_lead_somewhere(played: Played) -> None:
    outline = Outline()
    outline.feed(played.html)
    assert (outline.open, outline.wrong) == ([], [])
    of_page = [
        one for one in outline.ids if not re.match(r"[mp][0-9a-f]{8,}$", one)
    ]  # marks of figures are shared
    assert len(of_page) == len(set(of_page))
    assert set(outline.references) <= set(outline.ids)


def test_the_report_says_what_matters(played: Played) -> None:
    alerts = re.findall(r'<article class="alert" id="(K-\w{5})"', played.html)
    assert 1 <= len(set(alerts)) == len(alerts) <= 6
    for words in (
        "Provinsi buatan",
        "Yang tidak dikatakannya",
        "Alasan yang memperlemah",
        "Tidak pernah dibaca model",
        "Peta asal",
        "/ 14",
        "CC BY 4.0",
    ):
        assert words in played.html, words
    assert "korban TPPO" not in played.html.replace("dinyatakan korban TPPO", "")


def test_the_report_is_readable_by_its_owner_alone(played: Played) -> None:
    path = played.settings.data_dir / "reports" / f"{AS_OF}.html"
    assert path.stat().st_mode & 0o077 == 0


def test_whoever_looks_at_alerts_stands_in_the_audit(played: Played) -> None:
    wanted = select(audit_entries.c.who, audit_entries.c.object_count).where(audit_entries.c.act == "read")
    with open_store(played.settings, job()) as store, store.reading() as connection:
        entries = connection.execute(wanted).all()
    alerts = played.html.count('<article class="alert"')
    assert [tuple(entry) for entry in entries] == [(getpass.getuser(), alerts)] * 2


def test_a_database_with_other_records_is_refused(played: Played) -> None:
    with open_store(played.settings, job()) as store, store.begin() as connection:
        assert only_made_up(connection, played.settings.data_dir)
        connection.execute(
            text(
                "INSERT INTO received_files (sha256, feed, name, format) "
                "VALUES ('0', 'tips', 'tips.csv', 'csv')"
            )
        )
        with pytest.raises(InputRefused, match="SULUH_DATA_DIR"):
            refuse_mixing(connection, played.settings.data_dir)
        connection.rollback()
