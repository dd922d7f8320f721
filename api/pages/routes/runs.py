"""Jalannya perhitungan: the runs of detection, and the jobs with their progress, retries and dead letters."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, Path, Query, Request, Response

from api.jobs import queue, runs
from api.jobs.declared import jobs_of
from api.pages.record_words import Recorder
from api.pages.screen import go, language_of, show
from api.service.door import Visit, door
from protection.learning.runs import listing
from records import audit
from records.audit import Act, Deed
from records.errors import InputRefused, SuluhError

ROUTER = APIRouter(prefix="/jalan", include_in_schema=False)
MOST = 50
BIGGEST = 2**63 - 1
Name = Annotated[str, Path(max_length=50)]
Before = Annotated[int | None, Query(ge=1, le=BIGGEST)]


@ROUTER.get("")
def see_runs(
    request: Request, visit: Annotated[Visit, door("run:read", composed=True)], before: Before = None
) -> Response:
    """The runs of detection, newest first."""
    found = listing(visit.connection, before, MOST)
    return show(
        request,
        visit,
        "runs.html.jinja",
        found=found,
        following=found[-1].run_id if len(found) == MOST else None,
        say=Recorder(language_of(request, visit.context)),
    )


@ROUTER.get("/tugas")
def see_jobs(
    request: Request,
    visit: Annotated[Visit, door("job:read", composed=True)],
    name: Annotated[str, Query(max_length=50)] = "",
    before: Before = None,
) -> Response:
    """Every job and how it stands, what failed for good, the newest attempts."""
    return _jobs(request, visit, name, before)


@ROUTER.post("/tugas/{name}")
def start_job(
    name: Name,
    request: Request,
    visit: Annotated[Visit, door("job:start", composed=True)],
    as_of: Annotated[str, Form(max_length=10)] = "",
) -> Response:
    """Put a job into the queue, to be done at once."""
    try:
        with visit.connection.begin_nested():
            asked = {"as_of": _day(as_of).isoformat()} if as_of else {}
            number = queue.start(visit.connection, name, asked, visit.house.settings.node)
            entry = Act(Deed.START_JOB, "job", (f"{name}/{number}",), fields=tuple(asked))
            audit.write(visit.connection, entry)
    except SuluhError as error:
        return _jobs(request, visit, "", None, error, as_of)
    return go("/jalan/tugas", "job_started")


@ROUTER.post("/gagal/{number}")
def retry(
    number: Annotated[int, Path(ge=1, le=BIGGEST)], visit: Annotated[Visit, door("job:start")]
) -> Response:
    """Let a dead letter be tried anew."""
    queue.retry(visit.connection, number)
    audit.write(visit.connection, Act(Deed.START_JOB, "dead_letter", (str(number),)))
    return go("/jalan/tugas", "job_started")


def _jobs(
    request: Request,
    visit: Visit,
    name: str,
    before: int | None,
    error: SuluhError | None = None,
    as_of: str = "",
) -> Response:
    connection = visit.connection
    counts, newest = queue.counts(connection), runs.newest(connection)
    attempts = runs.latest(connection, name, before, MOST)
    dead = queue.dead_letters(connection)
    mine = jobs_of(visit.house.settings.node)
    audit.write(connection, Act(Deed.READ, "job", tuple(job.name for job in mine)))
    return show(
        request,
        visit,
        "jobs.html.jinja",
        200 if error is None else error.status,
        jobs=mine,
        job={job.name: job for job in mine},
        counts=counts,
        newest=newest,
        attempts=attempts,
        tries={each.queue_id: sum(one.queue_id == each.queue_id for one in attempts) for each in attempts},
        dead=dead,
        worker=queue.worker_seen(connection),
        name=name,
        following=attempts[-1].run_id if len(attempts) == MOST else None,
        error=error,
        as_of=as_of,
    )


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise InputRefused("Tulis tanggal yang ada.", "Write a day that exists.") from None
