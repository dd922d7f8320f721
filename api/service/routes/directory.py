"""Direktori layanan: who helps where, what fits somebody, and the calls to people who came back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, Field

from api.service.door import Visit, door
from protection.directory import Fitting, entries, fitting, follow_ups, sheet
from protection.directory.entries import Entry, Service
from protection.directory.follow_ups import Due
from protection.directory.sheet import TakenIn
from records import audit
from records.audit import Act, Deed

ROUTER = APIRouter(prefix="/v1")

Number = Annotated[int, Path(ge=1, le=2**63 - 1)]
Area = Annotated[str, Query(pattern=r"^([0-9]{2}|[0-9]{4})?$")]
Codes = Annotated[list[Annotated[str, Field(max_length=30)]], Field(max_length=30)]


class Written(BaseModel):
    """A service as somebody writes it; one of that name in that regency is changed."""

    regency: Annotated[str, Field(max_length=4)]
    name: Annotated[str, Field(max_length=200)]
    kind: Annotated[str, Field(max_length=30)]
    needs: Codes
    hours: Annotated[str, Field(max_length=200)]
    languages: Codes = []
    address: Annotated[str, Field(max_length=300)] = ""
    phone: Annotated[str, Field(max_length=40)] = ""
    round_the_clock: bool = False
    women: bool = False
    children: bool = False
    body: Annotated[str, Field(max_length=60)] = ""


class Table(Response):
    """A CSV file."""

    media_type = "text/csv"


class Sheet(BaseModel):
    """A directory as the text of a CSV file."""

    csv: Annotated[str, Field(max_length=200_000)]


class Called(BaseModel):
    """A call to somebody who came back; a note only where they agreed."""

    ref: Annotated[str, Field(max_length=200)]
    step: Annotated[str, Field(max_length=20)]
    outcome: Annotated[str, Field(max_length=30)]
    note: Annotated[str, Field(max_length=4000)] = ""
    agreed_to_note: bool = False


@dataclass(frozen=True)
class Done:
    """The number of what was written."""

    number: int


@ROUTER.get("/services")
def read_services(visit: Annotated[Visit, door("directory:read")], regency: Area = "") -> list[Service]:
    """Layanan di kabupaten/kota dan provinsinya. / The services of a regency and its province."""
    return entries.listing(visit.connection, regency)


@ROUTER.get("/services/fitting")
def read_fitting(
    visit: Annotated[Visit, door("directory:read")],
    regency: Annotated[str, Query(pattern=r"^[0-9]{4}$")],
    needs: Annotated[list[str], Query(max_length=20)],
    child: bool = False,
    woman_officer: bool = False,
    language: Annotated[str | None, Query(max_length=3)] = None,
) -> list[Fitting]:
    """Layanan yang cocok, yang terbaik dahulu. / The services that fit, the best first."""
    found = fitting(visit.connection, regency, needs, child, woman_officer, language, visit.now)
    objects = tuple(f"service/{each.service.service_id}" for each in found)
    audit.write(visit.connection, Act(Deed.READ, "service", objects))
    return found


@ROUTER.get("/services/sheet", response_class=Table)
def read_sheet(visit: Annotated[Visit, door("directory:read")]) -> Table:
    """Seluruh direktori sebagai CSV. / The whole directory as CSV."""
    return Table(
        sheet.export(visit.connection),
        headers={"Content-Disposition": 'attachment; filename="layanan.csv"'},
    )


@ROUTER.post("/services/sheet")
def write_sheet(written: Sheet, visit: Annotated[Visit, door("directory:change")]) -> TakenIn:
    """Terima CSV; bila ada baris keliru, tidak ada yang diterima. / Take a CSV in; nothing where a line is wrong."""
    return sheet.take_in(visit.connection, visit.context, written.csv, visit.now)


@ROUTER.post("/services")
def write_service(written: Written, visit: Annotated[Visit, door("directory:change")]) -> Done:
    """Tambah atau ubah layanan. / Add or change a service."""
    told = written.model_dump() | {"needs": tuple(written.needs), "languages": tuple(written.languages)}
    return Done(entries.put(visit.connection, visit.context, Entry(**told), visit.now))


@ROUTER.post("/services/{service_id}/end")
def end_service(service_id: Number, visit: Annotated[Visit, door("directory:change")]) -> Done:
    """Keluarkan dari direktori. / Take a service from the directory."""
    entries.end(visit.connection, visit.context, service_id, visit.now)
    return Done(service_id)


@ROUTER.get("/follow-ups")
def read_due(visit: Annotated[Visit, door("follow_up:read")]) -> list[Due]:
    """Panggilan setelah kepulangan yang jatuh tempo. / The calls after a return that are due."""
    return follow_ups.due(visit.connection, visit.now)


@ROUTER.post("/follow-ups")
def write_call(called: Called, visit: Annotated[Visit, door("follow_up:write")]) -> Done:
    """Catat panggilan. / Write down a call."""
    return Done(
        follow_ups.called(
            visit.connection,
            visit.house.store.keys,
            visit.context,
            called.ref,
            called.step,
            called.outcome,
            called.note,
            agreed_to_note=called.agreed_to_note,
            now=visit.now,
        )
    )
