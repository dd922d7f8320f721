"""Antrean hari ini: a clerk's own office, three steps to an answer: find, make sure, ask.

No registration number stands in an address: each step posts it. The answer's page is the same for every answer but
for the word, what belongs to it and the questions.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from api.pages.desk_words import Words
from api.pages.screen import language_of, show
from api.service.door import Visit, door
from detection.screening.screen import screen
from protection.desk.queue import applicant, look_for, queue
from records.errors import NotFound, SuluhError

ROUTER = APIRouter(prefix="/antrean", include_in_schema=False)

Asker = Annotated[Visit, door("screening:ask", composed=True)]
Number = Annotated[str, Form(max_length=100)]


@ROUTER.get("")
def see_queue(request: Request, visit: Asker) -> Response:
    """Who is at the desk today, as imported."""
    return _queue(request, visit)


def _queue(request: Request, visit: Visit, error: SuluhError | None = None, typed: str = "") -> Response:
    return show(
        request,
        visit,
        "desk.html.jinja",
        200 if error is None else error.status,
        queue=queue(visit.connection, visit.now),
        words=_words(request, visit),
        typed=typed,
        error=error,
    )


@ROUTER.get("/kertas")
def see_paper(request: Request, visit: Asker) -> Response:
    """The list to print before the line goes down: boxes to tick, and empty rows for whoever comes."""
    found = queue(visit.connection, visit.now)
    return show(request, visit, "desk_paper.html.jinja", queue=found, words=_words(request, visit))


@ROUTER.post("/cari")
def find(request: Request, visit: Asker, words: Number = "") -> Response:
    """Find by registration number or NIK: one is shown at once, none is told with what to do."""
    try:
        found = look_for(visit.connection, visit.house.tokens, words, visit.now)
    except SuluhError as error:
        return _queue(request, visit, error, words)
    if len(found) == 1:
        return _one(request, visit, found[0].registration)
    return _found(request, visit, words, *found)


def _found(request: Request, visit: Visit, typed: str, *found: object) -> Response:
    named = _words(request, visit)
    status = 200 if found else 404
    return show(request, visit, "desk_found.html.jinja", status, found=found, words=named, typed=typed)


@ROUTER.post("/pendaftaran")
def look(request: Request, visit: Asker, registration: Number = "") -> Response:
    """Make sure that it is the right person, before asking."""
    try:
        return _one(request, visit, registration)
    except NotFound:
        return _found(request, visit, registration)


def _one(request: Request, visit: Visit, registration: str, error: SuluhError | None = None) -> Response:
    one = applicant(visit.connection, visit.house.store.keys, registration, visit.now)
    status = 200 if error is None else error.status
    values = {"one": one, "words": _words(request, visit), "error": error}
    return show(request, visit, "desk_one.html.jinja", status, **values)


@ROUTER.post("/jawaban")
def ask(request: Request, visit: Asker, registration: Number = "") -> Response:
    """How to go on. What is shown beside the word, its questions and what it means is alike for every answer."""
    try:
        one = applicant(visit.connection, visit.house.store.keys, registration, visit.now)
    except NotFound:
        return _found(request, visit, registration)
    house = visit.house
    try:
        with visit.connection.begin_nested():
            told = screen(
                visit.connection,
                house.store.keys,
                house.desk,
                house.settings.token_key(),
                registration,
                visit.context,
                visit.now,
            )
    except SuluhError as error:
        return _one(request, visit, registration, error)
    return show(
        request, visit, "desk_answer.html.jinja", one=one, told=told, words=_words(request, visit), noted=None
    )


def _words(request: Request, visit: Visit) -> Words:
    return Words(language_of(request, visit.context))
