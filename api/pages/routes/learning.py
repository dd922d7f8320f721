"""Tinjau ulang, andai, galat: what past runs raised and what became of it, other capacities, where the ranking errs."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Path, Query, Request, Response

from api.jobs import queue
from api.jobs.declared import JOB
from api.pages.charts import Axis, Curve, Point, plot
from api.pages.record_words import Recorder
from api.pages.screen import go, language_of, show
from api.service.door import Visit, door
from features.catalogue import GROUPS
from models.serving import kept, reading
from protection.learning import past_weeks
from protection.learning.capacity import LARGEST, SMALLEST, STEP, held_out, lists
from protection.learning.runs import closely, weeks
from protection.learning.study import study
from protection.learning.telling import Telling
from records.days import day_of
from records.errors import InputRefused, SuluhError

ROUTER = APIRouter(include_in_schema=False)
PERIODS = (28, 91, 182, 365)
DEFAULT_DAYS, CAPACITY, MOST_WEEKS = 182, 40, 20
Days = Annotated[int, Query(ge=1, le=3660)]
Runs = Annotated[Visit, door("run:read", composed=True)]


def telling(visit: Visit) -> Telling:
    """Those who see the alerts themselves are told exact counts."""
    return Telling(visit.may("alert:read"))


@ROUTER.get("/tinjau-ulang")
def see_weeks(request: Request, visit: Runs, days: Days = DEFAULT_DAYS) -> Response:
    """Past runs, newest first, and what became of whom they put forward; past weeks that were computed anew."""
    return _looked_back(request, visit, days)


@ROUTER.post("/tinjau-ulang/pekan")
def ask_for_week(
    request: Request,
    visit: Annotated[Visit, door("model:train", composed=True)],
    as_of: Annotated[str, Form(max_length=10)] = "",
    capacity: Annotated[int, Form(ge=1, le=100_000)] = CAPACITY,
) -> Response:
    """Ask for a past week without a run; a worker computes it."""
    try:
        with visit.connection.begin_nested():
            try:
                day = date.fromisoformat(as_of)
            except ValueError:
                raise InputRefused("Tulis tanggal pekan itu.", "Write the day of that week.") from None
            past_weeks.ask(visit.connection, day, capacity, visit.now)
            queue.defer(visit.connection, JOB["look_back"], {})
    except SuluhError as error:
        return _looked_back(request, visit, DEFAULT_DAYS, error, as_of, capacity)
    return go("/tinjau-ulang", "week_asked")


def _looked_back(
    request: Request,
    visit: Visit,
    days: int,
    error: SuluhError | None = None,
    as_of: str = "",
    capacity: int = CAPACITY,
) -> Response:
    since = day_of(visit.now) - timedelta(days=days)
    return show(
        request,
        visit,
        "replay.html.jinja",
        200 if error is None else error.status,
        found=weeks(visit.connection, telling(visit), since),
        anew=past_weeks.latest(visit.connection, telling(visit), MOST_WEEKS),
        days=days,
        periods=PERIODS,
        error=error,
        as_of=as_of,
        capacity=capacity,
        yesterday=day_of(visit.now) - timedelta(days=1),
    )


@ROUTER.get("/tinjau-ulang/{run_id}")
def see_week(run_id: Annotated[int, Path(ge=1, le=2**63 - 1)], request: Request, visit: Runs) -> Response:
    """One run."""
    return show(
        request,
        visit,
        "replay_week.html.jinja",
        found=closely(visit.connection, telling(visit), run_id),
        groups=GROUPS,
        exact=telling(visit).exact,
    )


@ROUTER.get("/andai")
def see_what_if(
    request: Request,
    visit: Annotated[Visit, door("model:read", composed=True)],
    k: Annotated[int, Query(ge=SMALLEST, le=LARGEST)] = 40,
    days: Days = 182,
    model: Annotated[str, Query(pattern="^([0-9a-f]{64})?$")] = "",
) -> Response:
    """How many of the confirmed another capacity would have listed."""
    connection, language = visit.connection, language_of(request, visit.context)
    since = day_of(visit.now) - timedelta(days=days)
    models = reading.lines(connection, 0, 20)
    champion = next((each.digest for each in models if each.role == "champion"), "")
    chosen = model or champion or (models[0].digest if models else "")
    folder = visit.house.settings.data_dir / "models"
    look = reading.look(connection, folder, chosen) if chosen else None
    evaluation = None if look is None else look.evaluations["tppo"]
    held, table = None, []
    if evaluation is not None:
        whole = kept.find(connection, chosen)
        held = held_out(whole, evaluation, k)
        table = [(each, held_out(whole, evaluation, each)) for each in range(SMALLEST, LARGEST + 1, STEP)]
    curves = [
        Curve(
            [
                Point(places, figure.value, "", figure.low, figure.high)
                for places, row in table
                if (figure := getattr(row, name)) is not None
            ],
            language.gettext(name),
            dots=dots,
            other=name == "recall",
        )
        for name in ("precision", "recall")
        for dots in (False, True)
    ]
    return show(
        request,
        visit,
        "what_if.html.jinja",
        k=k,
        days=days,
        periods=PERIODS,
        span=(SMALLEST, LARGEST, STEP),
        lists=lists(connection, telling(visit), since, k) if visit.may("run:read") else None,
        models=models,
        chosen=chosen,
        held=held,
        table=table,
        chart=plot(
            language.gettext("Precision and recall by the number of people a week"),
            Axis(language.gettext("people a week"), 0, LARGEST, language.number),
            Axis("", 0, 1, language.percent),
            curves,
            mark=float(k),
        ),
    )


@ROUTER.get("/galat")
def see_errors(request: Request, visit: Runs, days: Days = 182) -> Response:
    """Where the ranking raises what is none, and misses what is one."""
    found = study(visit.connection, telling(visit), visit.now - timedelta(days=days), visit.now)
    return show(
        request,
        visit,
        "errors.html.jinja",
        study=found,
        days=days,
        periods=PERIODS,
        groups=GROUPS,
        say=Recorder(language_of(request, visit.context)),
    )
