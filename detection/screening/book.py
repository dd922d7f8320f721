"""The desk's book: what the batch knows about everyone, laid out so that one person's neighbourhood is found at once.

It is written by the batch from the very tables that its own matrix comes from, for the day on which desks will ask.
It holds tokens and numbers, never an identifier, and can be written anew at any time.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import ibis
import pandas as pd
import pyarrow as pa
from ibis.expr.types import Table

from features.around import AROUND_KINDS, SPREADING, own, thing_oddities
from features.recruitment import CORRIDOR_DAYS
from graphs.linkage.recruiters import MENTION_COLUMNS
from graphs.network.findings import findings
from graphs.network.known import Known
from graphs.network.mentions import mentions
from graphs.network.ties import ties
from records import shelf
from records.days import instant
from records.shelf import Shelf

SHELVES: dict[str, tuple[str, ...]] = {
    "own": ("person_id",),
    "ties": ("kind", "thing"),
    "oddities": ("kind", "thing"),
    "mentions": ("kind", "thing"),
    "found_around": ("kind", "thing"),
    "corridors": ("country", "position"),
    "job_orders": ("job_order_no",),
    "document_numbers": ("doc_type", "doc_no"),
    "recruiters": ("feed", "key"),
    "mentioned_phone": ("phone",),
    "mentioned_account": ("account",),
    "mentioned_at": ("name", "regency_code"),
    "mentioned_for": ("name", "license_no"),
}
"""Every shelf and the key that its rows are found by."""


@dataclass(frozen=True)
class Page:
    """The first page: the day that the book is for, up to which row it was written, by which model it is read."""

    as_of: date
    data_sequence: int
    model_version: str
    threshold: float | None


@dataclass(frozen=True)
class Book:
    """An open book."""

    page: Page
    shelves: Mapping[str, Shelf]

    def find(self, name: str, keys: Sequence[tuple[str | None, ...]]) -> pa.Table:
        """The rows of a shelf with these keys."""
        return self.shelves[name].find([shelf.joined(key) for key in keys])


def write(folder: Path, known: Known, mentioned: pd.DataFrame, page: Page) -> None:
    """Write the book of a day into a new folder; ``mentioned`` are its mentions of recruiters."""
    folder.mkdir(parents=True)
    for name, rows in (*_tables(known), *_mentioned(known, mentioned)):
        shelf.write(folder / f"{name}.arrow", rows, SHELVES[name])
    text = {**page.__dict__, "as_of": page.as_of.isoformat()}
    (folder / "page.json").write_text(json.dumps(text))


def read(folder: Path) -> Book:
    """Open the book in a folder; raises FileNotFoundError where there is none."""
    text = json.loads((folder / "page.json").read_text())
    page = Page(**{**text, "as_of": date.fromisoformat(text["as_of"])})
    return Book(page, {name: Shelf(folder / f"{name}.arrow") for name in SHELVES})


def newest(books: Path, day: date) -> Path | None:
    """The folder of the latest book for this day or one before it; one of an earlier release lacks shelves."""
    found = sorted(
        path.parent
        for path in books.glob("[0-9]*/page.json")
        if all((path.parent / f"{name}.arrow").exists() for name in SHELVES)
    )
    return next((each for each in reversed(found) if each.name <= day.isoformat()), None)


def _tables(known: Known) -> list[tuple[str, pa.Table]]:
    registrations, documents = known.feed("registrations"), known.about("documents")
    since = instant(known.as_of) - timedelta(days=CORRIDOR_DAYS)
    values = own(known).select("person_id", *(feature.name for feature in SPREADING))
    tied, summed, found = ties(known), thing_oddities(known), findings(known)
    tied = tied.filter(tied.kind.isin(list(AROUND_KINDS))).select(
        "person_id", "kind", "thing", "since", "until"
    )
    concerned = values.select("person_id", counts=ibis.literal(value=True))
    costs = registrations.filter(
        (registrations.recorded_at >= since) & registrations.declared_cost_idr.notnull()
    )
    tables: dict[str, Table] = {
        "own": values,
        "ties": tied.left_join(concerned, "person_id").drop("person_id_right"),
        "oddities": summed.drop("n", "n_recent", "first_used", "last_used"),
        "mentions": mentions(known),
        "found_around": tied.select("kind", "thing", "person_id").inner_join(found, "person_id"),
        # In the order of the cost: what lies in the middle is then found without looking at the rest.
        "corridors": costs.select("entity_key", "country", "position", "declared_cost_idr").order_by(
            "declared_cost_idr", "entity_key"
        ),
        "job_orders": registrations.select("entity_key", "job_order_no"),
        "document_numbers": documents.select(
            "entity_key", "sequence", "recorded_at", "registration_id", "doc_type", "doc_no", "person_id"
        ),
    }
    return [(name, table.to_pyarrow()) for name, table in tables.items()]


def _mentioned(known: Known, mentioned: pd.DataFrame) -> list[tuple[str, pa.Table]]:
    text = [name for name in MENTION_COLUMNS if name != "recorded_at"]
    schema = pa.schema(
        [
            *((name, pa.string()) for name in text),
            ("recorded_at", pa.timestamp("us", tz="UTC")),
            ("recruiter_id", pa.string()),
        ]
    )
    both = mentioned.merge(known.recruiters, on=["feed", "key"])
    rows = pa.Table.from_pandas(both[schema.names], schema, preserve_index=False)
    names = ("recruiters", "mentioned_phone", "mentioned_account", "mentioned_at", "mentioned_for")
    return [(name, rows) for name in names]
