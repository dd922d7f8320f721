"""Feeds: what they hold, how they stand, and rows and files handed in by the institutions that own them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Path, Request
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool

from api.after_ingest import follow_up
from api.service.door import Visit, door
from api.service.house import House
from api.service.idempotency import Key, once
from api.service.idempotency import Request as Repeatable
from records import audit
from records.audit import Act, Deed
from records.contract import FEED_BY_NAME
from records.errors import InputRefused, NotFound
from records.feed import Feed, FieldType
from records.feed import Field as Column
from records.rights.authorise import Forbidden, authorise
from records.rights.context import as_program
from records.rights.permissions import PERMISSION
from sources.examples import example
from sources.handing_in import MOST_ROWS, Desk, HandedIn, take_file, take_rows
from sources.holdings import Holding, holdings
from sources.suppliers import demand_supplier, seen_by

FILES = "/v1/files"
FILE_BYTES = 64 * 2**20
"""What a file may hold; larger ones are taken in on the server itself, with ``suluh ingest``."""

ROWS = "/v1/feeds"
ROWS_BYTES = 8 * 2**20

ROUTER = APIRouter(prefix="/v1")

SUFFIXES = {
    "text/csv": ".csv",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/x-ndjson": ".ndjson",
    "application/vnd.apache.parquet": ".parquet",
}
"""Formats of files by their content type."""

_CSV = "".join(
    ",".join(map(str, line)) + "\n"
    for line in (example("agencies"), [str(cell) for cell in example("agencies").values()])
)
_FILE_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "text/csv": {"schema": {"type": "string", "minLength": 1}, "example": _CSV},
            **{
                media: {"schema": {"type": "string", "format": "binary", "minLength": 1}}
                for media in SUFFIXES
                if media != "text/csv"
            },
        },
    }
}

FeedName = Annotated[
    str,
    Path(
        max_length=40,
        description="Nama feed / name of the feed.",
        json_schema_extra={"enum": list(FEED_BY_NAME)},
        examples=["agencies"],
    ),
]


class Rows(BaseModel):
    """Rows of one feed, one or many: cells by the name of the field, as the feed's schema says."""

    rows: Annotated[list[dict[str, Any]], Field(min_length=1, max_length=MOST_ROWS)]


@dataclass(frozen=True)
class FeedState:
    """A feed, its owner, and how it stands; ``states`` are missing, late or agreement_ended."""

    feed: str
    owner_id: str
    owner_en: str
    late_after_days: int
    states: tuple[str, ...]
    rows: int
    waiting_in_quarantine: int
    last_recorded_at: datetime | None
    last_received_at: datetime | None


@dataclass(frozen=True)
class FeedForm:
    """What a row of a feed looks like: a JSON Schema, an invented example, and the fields that are stored."""

    feed: str
    title: str
    key: tuple[str, ...]
    row: dict[str, Any]
    example: dict[str, str | int | bool]


@ROUTER.get("/feeds")
def read_feeds(visit: Annotated[Visit, door("feed:read")]) -> list[FeedState]:
    """Keadaan setiap feed; pemasok melihat miliknya saja. / How each feed stands; a supplier sees its own."""
    seen = seen_by(visit.context)
    with as_program(visit.connection):
        found = holdings(visit.connection, visit.house.agreements, visit.now)
    told = [_state(each) for each in found if each.source.feed.name in seen]
    audit.write(visit.connection, Act(Deed.READ, "feed", tuple(each.feed for each in told)))
    return told


@ROUTER.get("/feeds/{feed}")
def read_feed(feed: FeedName, visit: Annotated[Visit, door("feed:read")]) -> FeedForm:
    """Bentuk satu baris feed. / What a row of the feed looks like."""
    if feed not in seen_by(visit.context):
        raise NotFound("Feed itu tidak ada.", "There is no such feed.")
    audit.write(visit.connection, Act(Deed.READ, "feed", (feed,)))
    found = FEED_BY_NAME[feed]
    return FeedForm(feed, found.title, found.key, row_schema(found), example(feed))


@ROUTER.post("/feeds/{feed}/rows")
def hand_in_rows(
    feed: FeedName,
    rows: Annotated[
        Rows,
        Body(
            openapi_examples={
                name: {"summary": found.title, "value": {"rows": [example(name)]}}
                for name, found in FEED_BY_NAME.items()
            }
        ),
    ],
    visit: Annotated[Visit, door("feed:hand_in", composed=True)],
    key: Key = None,
) -> HandedIn:
    """Serahkan satu atau banyak baris; yang keliru dikarantina. / Hand in rows; faulty ones are set aside.

    All rows are one delivery and one transaction: recorded, or set aside with a reason, or nothing at all.
    """
    _demand(visit, feed)
    canonical = json.dumps(rows.rows, sort_keys=True).encode()
    asked = Repeatable(key, f"feed:hand_in/{feed}", sha256(canonical).digest())
    return once(
        visit,
        asked,
        HandedIn,
        lambda: _followed(visit, take_rows(_desk(visit), visit.connection, feed, rows.rows)),
    )


async def file_body(request: Request) -> bytes | None:
    """The file, from those who may hand in; the door turns the others away. It is read before the door opens."""
    house: House = request.app.state.house
    visitor = await run_in_threadpool(house.recognise, request)
    try:
        authorise(visitor.context, PERMISSION["feed:hand_in"], visitor.scopes)
    except Forbidden:
        return None
    return await request.body()


@ROUTER.post("/files/{feed}", openapi_extra=_FILE_BODY)
def hand_in_file(
    feed: FeedName,
    request: Request,
    content: Annotated[bytes | None, Depends(file_body)],
    visit: Annotated[Visit, door("feed:hand_in", composed=True)],
    key: Key = None,
) -> HandedIn:
    """Serahkan berkas CSV, XLSX, NDJSON atau Parquet. / Hand in a CSV, XLSX, NDJSON or Parquet file."""
    _demand(visit, feed)
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media not in SUFFIXES or not content:
        raise InputRefused(
            f"Kirim berkas sebagai isi permintaan, dengan Content-Type: {', '.join(SUFFIXES)}.",
            f"Send the file as the request's body, with Content-Type: {', '.join(SUFFIXES)}.",
        )
    body, suffix = content, SUFFIXES[media]
    asked = Repeatable(key, f"feed:hand_in/{feed}", sha256(media.encode() + b"\0" + body).digest())
    return once(
        visit,
        asked,
        HandedIn,
        lambda: _followed(visit, take_file(_desk(visit), visit.connection, feed, suffix, body)),
    )


def row_schema(feed: Feed) -> dict[str, Any]:
    """A JSON Schema of a feed's row."""
    return {
        "type": "object",
        "properties": {field.name: _cell_schema(field) for field in feed.fields},
        "required": [field.name for field in feed.fields if field.required],
    }


_TYPES: dict[FieldType, dict[str, Any]] = {
    FieldType.STRING: {"type": "string"},
    FieldType.INTEGER: {"type": "integer"},
    FieldType.BOOLEAN: {"type": "boolean"},
    FieldType.DATE: {"type": "string", "format": "date"},
    FieldType.DATETIME: {"type": "string", "format": "date-time"},
}


def _cell_schema(field: Column) -> dict[str, Any]:
    told = dict(_TYPES[field.type])
    if field.one_of:
        told["enum"] = list(field.one_of)
    if field.pattern:
        told["pattern"] = f"^{field.pattern}$"
    if field.minimum is not None:
        told["minimum"] = field.minimum
    if field.identifier:
        told["x-identifier"] = field.identifier.value
    return told


def _desk(visit: Visit) -> Desk:
    house = visit.house
    return Desk(visit.store, house.tokens, house.key, house.agreements, visit.now)


def _followed(visit: Visit, handed: HandedIn) -> HandedIn:
    if handed.new:
        follow_up(visit.connection, visit.now)
    return handed


def _demand(visit: Visit, feed: str) -> None:
    if feed not in FEED_BY_NAME:
        raise NotFound("Feed itu tidak ada.", "There is no such feed.")
    demand_supplier(visit.context.body, feed)


def _state(found: Holding) -> FeedState:
    source = found.source
    return FeedState(
        source.feed.name,
        source.owner_id,
        source.owner_en,
        source.cadence_days,
        tuple(state.value for state in found.states),
        found.rows,
        found.waiting,
        found.last_recorded_at,
        found.last_received_at,
    )
