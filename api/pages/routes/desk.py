"""Antrean hari ini: a clerk's own office, three steps to an answer: find, make sure, ask.

No registration number stands in an address: each step posts it. The answer's page is the same for every answer but
for the word, what belongs to it and the questions.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from api.pages.desk_words import Words
from api.pages.screen import go, language_of, show
from api.service.door import Visit, door
from detection.screening.answer import Answer
from detection.screening.referral import Sent, send, where
from detection.screening.screen import screen
from protection.desk.paper import BOXES, entered, note
from protection.desk.queue import Applicant, applicant, look_for, queue
from records.days import zone_of
from records.errors import InputRefused, NotFound, SuluhError

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
    return _answer(request, visit, one, told)


@ROUTER.post("/konselor")
def send_to_counsellor(visit: Asker, registration: Number = "") -> Response:
    """The applicant asks for a counsellor, whatever the answer was: the same row that an answer writes."""
    one = applicant(visit.connection, visit.house.store.keys, registration, visit.now)
    _send(visit, one, visit.now)
    return go("/antrean", "sent_to_counsellor")


@ROUTER.get("/dicatat")
def see_noted(request: Request, visit: Asker) -> Response:
    """The form for what was noted on paper, and what one has entered today."""
    return _noted(request, visit)


def _noted(
    request: Request, visit: Visit, error: SuluhError | None = None, typed: dict[str, str] | None = None
) -> Response:
    local = visit.now.astimezone(zone_of(visit.context.areas))
    return show(
        request,
        visit,
        "desk_noted.html.jinja",
        200 if error is None else error.status,
        notes=entered(visit.connection, visit.now),
        boxes=BOXES,
        typed={"registration": "", "day": local.date().isoformat(), "hour": "", "done": ""} | (typed or {}),
        error=error,
    )


@ROUTER.post("/dicatat")
def enter_noted(
    request: Request,
    visit: Asker,
    registration: Number = "",
    day: Annotated[str, Form(max_length=10)] = "",
    hour: Annotated[str, Form(max_length=5)] = "",
    done: Annotated[str, Form(max_length=20)] = "",
) -> Response:
    """Keep a row of the paper with its true time, and ask now what could not be asked then."""
    typed = {"registration": registration, "day": day, "hour": hour, "done": done}
    house, context = visit.house, visit.context
    try:
        with visit.connection.begin_nested():
            happened_at = _moment(visit, day, hour)
            one = _known(visit, registration)
            number = None if one is None else one.registration
            note(visit.connection, context, number, done, happened_at, visit.now)
            if one is None:
                return go("/antrean/dicatat", "paper_noted")
            if done == "counsel":
                _send(visit, one, happened_at)
            told = screen(
                visit.connection,
                house.store.keys,
                house.desk,
                house.settings.token_key(),
                one.registration,
                context,
                visit.now,
            )
    except SuluhError as error:
        return _noted(request, visit, error, typed)
    return _answer(request, visit, one, told, happened_at)


def _send(visit: Visit, one: Applicant, at: datetime) -> None:
    area = where(one.regency, visit.context)
    sent = Sent(one.registration, one.person_id, area, visit.context.office or None)
    send(visit.connection, sent, visit.context.who, at)


def _known(visit: Visit, registration: str) -> Applicant | None:
    typed = registration.strip()
    if not typed:
        return None
    try:
        return applicant(visit.connection, visit.house.store.keys, typed, visit.now)
    except NotFound:
        raise InputRefused(
            "Nomor itu belum ada di kantor ini. Simpan kertasnya sampai pendaftaran dikirim, atau kosongkan nomor.",
            "This office has no such number yet. Keep the paper until the registration is handed in, or leave the "
            "number empty.",
        ) from None


def _moment(visit: Visit, day: str, hour: str) -> datetime:
    try:
        return datetime.fromisoformat(f"{day}T{hour.replace('.', ':')}").replace(
            tzinfo=zone_of(visit.context.areas)
        )
    except ValueError:
        raise InputRefused(
            "Isi hari dan jam seperti pada kertas.", "Give day and hour as on the paper."
        ) from None


def _answer(
    request: Request, visit: Visit, one: Applicant, told: Answer, noted: datetime | None = None
) -> Response:
    words = _words(request, visit)
    return show(request, visit, "desk_answer.html.jinja", one=one, told=told, words=words, noted=noted)


def _words(request: Request, visit: Visit) -> Words:
    return Words(language_of(request, visit.context))
