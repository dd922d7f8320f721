"""Counts for those who plan and report, never about anyone: what is small is left out.

A count below ten is not told, and where only one of a table is small a second is left out with it, so that nothing
follows from the sum (statistical disclosure control; UU 27/2022 article 15 lets statistics be made of personal data
where nobody is identified). The rows are counted as the program sees them, within the areas of whoever asks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, text

from protection.delays import people
from records import audit
from records.audit import Act, Deed
from records.rights.context import as_program

LEAST = 10
"""A smaller count is not told."""


@dataclass(frozen=True)
class Measure:
    """One table of counts: a query that gives a name and a number, within ``suluh_reaches``."""

    name: str
    title_id: str
    title_en: str
    query: str


MEASURES: tuple[Measure, ...] = (
    Measure(
        "alerts_by_kind",
        "Peringatan dini pada perhitungan terakhir, menurut jenis",
        "Early warnings of the newest run, by kind",
        "SELECT kind, count(*) FROM alerts WHERE run_id = (SELECT max(run_id) FROM detection_runs) "
        "AND suluh_reaches_one(areas) GROUP BY 1",
    ),
    Measure(
        "alerts_by_province",
        "Peringatan dini tentang orang pada perhitungan terakhir, menurut provinsi",
        "Early warnings about people of the newest run, by province",
        "SELECT left(area, 2), count(DISTINCT alert_id) FROM alerts, unnest(areas) AS area "
        "WHERE kind = 'person' AND run_id = (SELECT max(run_id) FROM detection_runs) "
        "AND suluh_reaches(area) GROUP BY 1",
    ),
    Measure(
        "work_by_state",
        "Pekerjaan atas peringatan, menurut keadaan",
        "Work on early warnings, by state",
        "SELECT state, count(*) FROM alert_work WHERE suluh_reaches_one(areas) GROUP BY 1",
    ),
    Measure(
        "work_by_outcome",
        "Pekerjaan yang diputuskan, menurut hasil",
        "Work that was decided on, by outcome",
        "SELECT outcome, count(*) FROM alert_work WHERE outcome IS NOT NULL AND suluh_reaches_one(areas) "
        "GROUP BY 1",
    ),
    Measure(
        "registrations_by_month",
        "Pendaftaran, menurut bulan dicatat",
        "Registrations, by the month of their recording",
        "SELECT to_char(recorded_at AT TIME ZONE 'Asia/Jakarta', 'YYYY-MM'), count(DISTINCT entity_key) "
        "FROM source_rows WHERE feed = 'registrations' AND suluh_reaches(area) GROUP BY 1",
    ),
    Measure(
        "mistakes_by_month",
        "Orang yang tertahan tanpa temuan, menurut bulan",
        "People who were held up and about whom nothing was found, by month",
        people("month"),
    ),
    Measure(
        "mistakes_by_regency",
        "Orang yang tertahan tanpa temuan, menurut kabupaten/kota",
        "People who were held up and about whom nothing was found, by regency",
        people("regency"),
    ),
)
"""Every table that is told; a finding about people is told by ``work_by_outcome`` alone, in its own words."""


@dataclass(frozen=True)
class Cell:
    """One count; None where it is too small to be told."""

    name: str
    count: int | None


@dataclass(frozen=True)
class Table:
    """One table of counts; ``suppressed`` says how many of its counts are not told."""

    name: str
    title_id: str
    title_en: str
    cells: tuple[Cell, ...]
    suppressed: int


def statistics(connection: Connection) -> list[Table]:
    """Every table, within the areas of the context; one audit entry."""
    with as_program(connection):
        tables = [
            _table(each, {str(name): int(count) for name, count in connection.execute(text(each.query))})
            for each in MEASURES
        ]
    audit.write(connection, Act(Deed.READ, "statistics", tuple(each.name for each in MEASURES)))
    return tables


def suppress(counts: Mapping[str, int]) -> dict[str, int | None]:
    """The counts that may be told; zero tells of nobody, and stays."""
    small = {name for name, count in counts.items() if 0 < count < LEAST}
    others = sorted((count, name) for name, count in counts.items() if name not in small and count > 0)
    if len(small) == 1 and others:
        small.add(others[0][1])
    return {name: None if name in small else count for name, count in counts.items()}


def _table(measure: Measure, counts: Mapping[str, int]) -> Table:
    told = suppress(counts)
    cells = tuple(Cell(name, told[name]) for name in sorted(told))
    hidden = sum(cell.count is None for cell in cells)
    return Table(measure.name, measure.title_id, measure.title_en, cells, hidden)
