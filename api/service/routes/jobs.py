"""Jobs: what is declared, how far each is, what failed for good; start one, let a dead letter be tried anew."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel

from api.jobs import queue, runs
from api.jobs.declared import jobs_of
from api.jobs.queue import DeadLetter
from api.jobs.runs import Run
from api.service.cursors import Paged
from api.service.door import Visit, door
from records import audit
from records.audit import Act, Deed

ROUTER = APIRouter(prefix="/v1")

BIGGEST = 2**63 - 1


class Start(BaseModel):
    """What a job may be started with; most take nothing."""

    as_of: date | None = None


@dataclass(frozen=True)
class Standing:
    """One declared job, its entries in the queue by state, and its newest run with its progress."""

    name: str
    text_id: str
    text_en: str
    schedule_wib: str | None
    queued: dict[str, int]
    last_run: Run | None


@dataclass(frozen=True)
class Queued:
    """The number of an entry of the queue."""

    number: int


@ROUTER.get("/jobs")
def read_jobs(visit: Annotated[Visit, door("job:read")]) -> list[Standing]:
    """Every job and how it stands."""
    counts, newest = queue.counts(visit.connection), runs.newest(visit.connection)
    mine = jobs_of(visit.house.settings.node)
    audit.write(visit.connection, Act(Deed.READ, "job", tuple(job.name for job in mine)))
    return [
        Standing(
            job.name,
            job.text_id,
            job.text_en,
            job.schedule,
            {state: number for (name, state), number in sorted(counts.items()) if name == job.name},
            newest.get(job.name),
        )
        for job in mine
    ]


@ROUTER.post("/jobs/{name}", status_code=202)
def start_job(
    name: Annotated[str, Path(max_length=50)], body: Start, visit: Annotated[Visit, door("job:start")]
) -> Queued:
    """Put a job into the queue, to be done at once."""
    asked = {} if body.as_of is None else {"as_of": body.as_of.isoformat()}
    number = queue.start(visit.connection, name, asked, visit.house.settings.node)
    audit.write(visit.connection, Act(Deed.START_JOB, "job", (f"{name}/{number}",), fields=tuple(asked)))
    return Queued(number)


@ROUTER.get("/dead-letters")
def read_dead_letters(
    visit: Annotated[Visit, door("job:read")],
    page: Paged,
) -> list[DeadLetter]:
    """What failed as often as it may, by number."""
    found = queue.dead_letters(visit.connection, page.after, page.most)
    audit.write(visit.connection, Act(Deed.READ, "dead_letter", tuple(str(each.number) for each in found)))
    return page.of(found, lambda each: each.number)


@ROUTER.post("/dead-letters/{number}/retries", status_code=202)
def retry_dead_letter(
    number: Annotated[int, Path(ge=1, le=BIGGEST)], visit: Annotated[Visit, door("job:start")]
) -> Queued:
    """Let one be tried anew."""
    queue.retry(visit.connection, number)
    audit.write(visit.connection, Act(Deed.START_JOB, "dead_letter", (str(number),)))
    return Queued(number)
