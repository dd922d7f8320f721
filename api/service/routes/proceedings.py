"""Criminal proceedings: opened, led from stage to stage, who is in them and what labels came of them."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field

from api.service.cursors import Paged
from api.service.door import Visit, door
from protection.proceedings import laws, opening, persons, reading, stepping
from protection.proceedings.laws import CrimeLaw
from protection.proceedings.opening import Opening
from protection.proceedings.persons import Somebody
from protection.proceedings.reading import Proceeding, Whole
from protection.proceedings.stages import EDGES, Edge, Ruling, Stage
from protection.proceedings.stepping import Next
from records import audit
from records.audit import Act, Deed
from records.days import day_of

ROUTER = APIRouter(prefix="/v1/proceedings")

BIGGEST = 2**63 - 1
Number = Annotated[int, Path(ge=1, le=BIGGEST)]
Version = Annotated[int, Field(ge=1, le=2**31 - 1, description="Version that was read; another is refused.")]
DocumentNo = Annotated[str | None, Field(min_length=1, max_length=100, pattern=r"^[\w ./-]+$")]
Institution = Annotated[str | None, Field(min_length=1, max_length=100, pattern=r"^[\w ./-]+$")]
Law = Annotated[str, Field(min_length=1, max_length=40)]
Article = Annotated[str, Field(min_length=1, max_length=20, pattern=r"^\d+(\(\d+\))?$")]
Area = Annotated[str, Field(pattern=r"^[0-9]{4}$")]
Words = Annotated[str, Field(max_length=8000)]
Short = Annotated[str, Field(max_length=200)]
Cell = Annotated[str, Field(max_length=200)]


class Opened(BaseModel):
    """How it begins: information or a police report, the law, and where, unless an alert tells."""

    stage: Stage
    law: Law
    articles: Annotated[list[Article], Field(min_length=1, max_length=30)]
    happened_on: date
    document_no: DocumentNo = None
    institution: Institution = None
    officer: Short = ""
    words: Words = ""
    alert_id: Annotated[int | None, Field(ge=1, le=BIGGEST)] = None
    areas: Annotated[list[Area], Field(max_length=20)] = []


class GoneOn(BaseModel):
    """The next stage with its document; law and articles where they change, what was ruled at a ruling."""

    version: Version
    stage: Stage
    happened_on: date
    document_no: DocumentNo = None
    institution: Institution = None
    law: Law | None = None
    articles: Annotated[list[Article], Field(max_length=30)] = []
    ruling: Ruling | None = None
    officer: Short = ""
    words: Words = ""


class Added(BaseModel):
    """Whom to add: a person of the records, or particulars of who stands in none."""

    version: Version
    role: Annotated[str, Field(max_length=10)]
    person_id: Annotated[str | None, Field(min_length=1, max_length=100)] = None
    full_name: Cell = ""
    nik: Cell = ""
    passport_no: Cell = ""
    phone: Cell = ""


class Declared(BaseModel):
    """The steps that there are, and the laws of today."""

    steps: tuple[Edge, ...]
    laws: tuple[CrimeLaw, ...]


@ROUTER.get("")
def read_all(
    visit: Annotated[Visit, door("proceeding:read")],
    page: Paged,
    ended: Annotated[bool, Query(description="Those that ended, not those that go on.")] = False,
) -> list[Proceeding]:
    """Proceedings of one's areas, the newest first."""
    found = reading.listing(visit.connection, ended=ended, most=page.most, after=page.after)
    return page.of(list(found), lambda _: page.after + len(found))


@ROUTER.get("/declared")
def read_declared(visit: Annotated[Visit, door("proceeding:read")]) -> Declared:
    """The steps from stage to stage, and the laws and articles of today."""
    audit.write(visit.connection, Act(Deed.READ, "law", ()))
    return Declared(steps=EDGES, laws=laws.laws(day_of(visit.now)))


@ROUTER.post("", status_code=201)
def begin(opened: Opened, visit: Annotated[Visit, door("proceeding:write")]) -> Proceeding:
    """Open a proceeding."""
    values = opened.model_dump() | {"articles": tuple(opened.articles), "areas": tuple(opened.areas)}
    return opening.begin(
        visit.connection, visit.house.store.keys, visit.context, Opening(**values), visit.now
    )


@ROUTER.get("/{proceeding_id}")
def read_one(proceeding_id: Number, visit: Annotated[Visit, door("proceeding:read")]) -> Whole:
    """One with everybody in it, by case code, and every step."""
    return reading.one(visit.connection, visit.house.store.keys, proceeding_id)


@ROUTER.post("/{proceeding_id}/stages")
def go_on(
    proceeding_id: Number, gone_on: GoneOn, visit: Annotated[Visit, door("proceeding:write")]
) -> Proceeding:
    """Bring it to its next stage; findings come and go with it."""
    values = gone_on.model_dump(exclude={"version"}) | {"articles": tuple(gone_on.articles)}
    return stepping.go_on(
        visit.connection,
        visit.house.store.keys,
        visit.context,
        proceeding_id,
        gone_on.version,
        Next(**values),
        visit.now,
    )


@ROUTER.post("/{proceeding_id}/persons")
def add(proceeding_id: Number, added: Added, visit: Annotated[Visit, door("proceeding:write")]) -> Proceeding:
    """Add a victim, a witness or a suspect; a victim is never made a suspect."""
    cells = added.model_dump(include={"full_name", "nik", "passport_no", "phone"})
    return persons.add(
        visit.connection,
        visit.house.store.keys,
        visit.house.tokens,
        visit.context,
        proceeding_id,
        added.version,
        Somebody(added.role, added.person_id, cells),
        visit.now,
    )
