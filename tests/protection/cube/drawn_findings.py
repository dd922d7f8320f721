"""A province's people, drawn: which bodies told of each, in versions, and what a release must count of them."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from factories import desk_row
from sqlalchemy import insert
from unsaid_scene import take

from protection.cube.dimensions import MODI, UNKNOWN
from records.days import WIB
from records.store import Store
from records.tables import alerts, detection_runs, identities, person_areas

AREAS = ("5203", "5204", "5202", "5271")
BODIES = ("police", "bp2mi", "satgas", "lpsk")
SIGNS = {modus.name: min(modus.codes) for modus in MODI} | {UNKNOWN: "V01"}
NEW_YEAR = datetime(2022, 12, 31, 16, 59, tzinfo=UTC)
"""One minute before the year in Jakarta."""


@dataclass
class Somebody:
    """One person: where from, what their alert shows, when each source (in each of its cases) said what still stands.

    ``body`` is the one whose finding was first.
    """

    person_id: str
    area: str
    modus: str
    sources: dict[str, list[datetime]] = field(default_factory=dict)
    body: str = ""

    def in_year(self, source: str, year: int) -> bool:
        return any(at.astimezone(WIB).year == year for at in self.sources.get(source, ()))


@dataclass
class Province:
    """Everybody, and the rows that were written of them."""

    people: list[Somebody] = field(default_factory=list)
    rows: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    owners: dict[tuple[str, str], str] = field(default_factory=dict)

    def tells(self, feed: str, owner: str, key: str, at: datetime, **cells: str) -> None:
        rows = self.rows.setdefault(feed, [])
        rows.append(desk_row(feed, len(rows) + 1, recorded_at=at.isoformat(), **cells))
        self.owners[feed, key] = owner


def drawn(count: int, seed: int = 3) -> Province:
    """Draw so many people: some are found easily and some hardly, and a police finding begins with a complaint."""
    draw, made = random.Random(seed), Province()  # noqa: S311  (made-up people)
    for number in range(count):
        somebody = Somebody(f"P-{number}", draw.choices(AREAS, [9, 5, 2, 1])[0], draw.choice(list(SIGNS)))
        ease = draw.choice([0.15, 0.35, 0.7])
        at = draw.choice([NEW_YEAR, NEW_YEAR + timedelta(minutes=2)])
        if draw.random() < 0.9:
            at = datetime(2021, 6, 1, tzinfo=UTC) + timedelta(days=draw.randrange(800))
        if draw.random() < ease:
            _complained(made, somebody, draw, at)
        if draw.random() < ease + 0.2 * ("complaints" in somebody.sources):
            _found(made, somebody, draw, at)
        if draw.random() < ease:
            _returned(made, somebody, draw, at)
        made.people.append(somebody)
    return made


def _complained(made: Province, somebody: Somebody, draw: random.Random, at: datetime) -> None:
    key = f"C-{somebody.person_id}"
    for later in (0, 40, 400)[: draw.choice([1, 1, 2, 3])]:
        told = at + timedelta(days=later)
        made.tells(
            "complaints", somebody.person_id, key, told, complaint_id=key, narrative=f"Laporan {later}."
        )
    somebody.sources["complaints"] = [at]


def _returned(made: Province, somebody: Somebody, draw: random.Random, at: datetime) -> None:
    key, kind = (
        f"T-{somebody.person_id}",
        draw.choice(["contract_end", "deported", "repatriated", "deceased"]),
    )
    made.tells("returns", somebody.person_id, key, at, return_id=key, kind=kind)
    if kind in ("deported", "repatriated"):
        somebody.sources["returns"] = [at]


def _found(made: Province, somebody: Somebody, draw: random.Random, at: datetime) -> None:
    """One body's findings, version by version, and perhaps another's, later."""
    histories: tuple[tuple[tuple[str, int], ...], ...] = (
        (("tppo_victim", 0),),
        (("tppo_victim", 0), ("tppo_victim", 300)),  # told again in another year
        (("tppo_suspect", 0), ("tppo_victim", 30), ("tppo_victim", 380)),
        (("tppo_victim", 0), ("withdrawn", 50)),
        (("tppo_victim", 0), ("withdrawn", 50), ("tppo_victim", 420)),
        (("cleared", 0),),
    )
    for turn, days in enumerate((0, 200)[: draw.choice([1, 1, 2])]):
        history = draw.choices(histories, [50, 15, 5, 10, 5, 15])[0]
        body, case = draw.choice(BODIES), f"K{turn}-{somebody.person_id}"
        for finding, later in history:
            told = at + timedelta(days=days + later)
            cells = {"case_id": case, "person_seq": "1", "finding": finding, "source": body}
            made.tells("case_outcomes", somebody.person_id, f"{case}/1", told, **cells)
        if history[-1][0] != "tppo_victim":
            continue
        said = [finding == "tppo_victim" for finding, _ in history]
        first = len(said) - said[::-1].index(False) if False in said else 0
        since = at + timedelta(days=days + history[first][1])
        known = somebody.sources.setdefault("outcomes", [])
        if not known or since < min(known):
            somebody.body = body
        known.append(since)


def settle(store: Store, made: Province) -> None:
    """The rows go through the ordinary ingest; who is who, areas and alerts stand as a run would have left them.

    The first run held each row for a person of its own; the second knows better.
    """
    for feed, rows in made.rows.items():
        take(store, feed, *rows)
    with store.begin() as connection:
        first, second = (_run(connection, day) for day in (date(2025, 1, 6), date(2025, 1, 13)))
        held = [
            {"run_id": run, "feed": feed, "entity_key": key, "person_id": person}
            for (feed, key), owner in made.owners.items()
            for run, person in ((first, f"only-{key}"), (second, owner))
        ]
        connection.execute(insert(identities), held)
        for rank, each in enumerate(made.people, 1):
            connection.execute(
                insert(person_areas).values(person_id=each.person_id, area=each.area, run_id=second)
            )
            shown = [{"indicator": "V01"}, {"indicator": SIGNS[each.modus]}]
            values = {"run_id": second, "kind": "person", "subject": each.person_id, "rank": rank}
            values |= {
                "probability": 0.2,
                "refs": [],
                "areas": [each.area],
                "statement": {"indicators": shown},
            }
            connection.execute(insert(alerts).values(values))


def _run(connection: object, day: date) -> int:
    values = {
        "as_of": day, "capacity": 5, "data_sequence": 9, "data_digest": "d", "model_version": "m",
        "learned": False, "people": 4, "missing": [], "seed": 7,
    }  # fmt: skip
    made = insert(detection_runs).values(values).returning(detection_runs.c.run_id)
    number: int = connection.execute(made).scalar_one()  # type: ignore[attr-defined]
    return number


def counted(people: Sequence[Somebody], year: int) -> Counter[tuple[bool, ...]]:
    """How many people each set of sources found in a year."""
    histories = (
        tuple(each.in_year(source, year) for source in ("complaints", "outcomes", "returns"))
        for each in people
    )
    return Counter(history for history in histories if any(history))
