"""Model: every version with its figures and who answers for it; signed by people, promoted by two."""

from __future__ import annotations

from datetime import date
from pathlib import Path as Folder
from typing import Annotated

from fastapi import APIRouter, Form, Path, Request, Response

from api.jobs import queue
from api.jobs.declared import JOB
from api.pages.model_charts import at_capacity, calibration, told_steps, told_tenths, weeks
from api.pages.record_words import Recorder
from api.pages.screen import go, language_of, show
from api.service.door import Visit, door
from features.catalogue import GROUPS
from models.drift import SHIFTED, WATCH
from models.fairness import BAR, Verdict
from models.serving import kept, promotions, reading, signers, trainings
from models.serving.promotions import ACT, Role, Wish, refs
from models.serving.reading import Whole
from protection.learning.weights import weights
from records import four_eyes
from records.days import day_of
from records.errors import InputRefused, SuluhError
from records.four_eyes import reading as approvals
from records.four_eyes.machine import State

ROUTER = APIRouter(prefix="/model", include_in_schema=False)
Digest = Annotated[str, Path(min_length=64, max_length=64, pattern="^[0-9a-f]+$")]
Reading = Annotated[Visit, door("model:read", composed=True)]
TARGETS = ("tppo", "non_procedural")
FIGURES = ("average_precision", "auc", "precision", "recall")
MOST_TOLD = 50
_SIGNATURE_BYTES = 64


@ROUTER.get("")
def see_models(request: Request, visit: Reading) -> Response:
    """Every kept model, newest first, and the trainings that were asked for."""
    return _listed(request, visit)


@ROUTER.post("/latihan")
def ask_for_training(
    request: Request,
    visit: Annotated[Visit, door("model:train", composed=True)],
    as_of: Annotated[str, Form(max_length=10)] = "",
    capacity: Annotated[int, Form(ge=1, le=100_000)] = 40,
) -> Response:
    """Ask for a training; a worker carries it out."""
    today = day_of(visit.now)
    try:
        day = date.fromisoformat(as_of) if as_of else today
        if day > today:
            raise ValueError
    except ValueError:
        error = InputRefused("Tulis hari yang sudah tiba.", "Write a day that has come.")
        return _listed(request, visit, error, as_of, capacity)
    trainings.ask(visit.connection, day, capacity, visit.now)
    queue.defer(visit.connection, JOB["train"], {})
    return go("/model", "training_asked")


@ROUTER.get("/{digest}")
def see_model(digest: Digest, request: Request, visit: Reading) -> Response:
    """One model: figures, curves, reasons, drift, groups, signatures, what it has been."""
    return _shown(request, visit, digest)


@ROUTER.post("/{digest}/tanda-tangan")
def sign(
    digest: Digest,
    request: Request,
    visit: Annotated[Visit, door("model:sign", composed=True)],
    signature: Annotated[str, Form(max_length=400)],
) -> Response:
    """Vouch for a model with one's own key; the signature was made where the key lies."""
    try:
        with visit.connection.begin_nested():
            key = signers.key_of(visit.connection, visit.context.who)
            given = _signature(signature)
            signers.sign(visit.connection, _folder(visit), digest, key, given, visit.now)
    except SuluhError as error:
        return _shown(request, visit, digest, "sign", error, signature=signature)
    return go(f"/model/{digest}", "signed")


@ROUTER.post("/{digest}/permintaan")
def ask_second_person(
    digest: Digest,
    request: Request,
    visit: Annotated[Visit, door("model:promote", composed=True)],
    reason: Annotated[str, Form(max_length=2_000)] = "",
    role: Annotated[Role, Form()] = Role.CHAMPION,
) -> Response:
    """Ask a lead to agree that a model becomes champion, or is retired."""
    (ground,) = four_eyes.ACT[ACT].grounds
    try:
        with visit.connection.begin_nested():
            kept.find(visit.connection, digest)
            four_eyes.ask(visit.connection, visit.house.store.keys, ACT, refs(digest, role), ground, reason)
    except SuluhError as error:
        return _shown(request, visit, digest, "ask", error, reason=reason, role=role)
    return go(f"/model/{digest}", "asked")


@ROUTER.post("/{digest}/penetapan")
def promote(
    digest: Digest,
    request: Request,
    visit: Annotated[Visit, door("model:promote", composed=True)],
    role: Annotated[Role, Form()] = Role.CHALLENGER,
    reason: Annotated[str, Form(max_length=2_000)] = "",
    despite: Annotated[str, Form(max_length=2_000)] = "",
) -> Response:
    """Make a model champion (with a second person and both signatures), challenger, or retire it."""
    (ground,) = four_eyes.ACT[ACT].grounds
    wish = Wish(digest, role, ground, reason, despite)
    try:
        with visit.connection.begin_nested():
            keys = visit.house.store.keys
            promotions.promote(visit.connection, keys, _folder(visit), wish, visit.now)
    except SuluhError as error:
        return _shown(request, visit, digest, "promote", error, reason=reason, role=role, despite=despite)
    return go(f"/model/{digest}", "promoted")


def _folder(visit: Visit) -> Folder:
    return visit.house.settings.data_dir / "models"


def _signature(written: str) -> bytes:
    try:
        given = bytes.fromhex("".join(written.split()))
    except ValueError:
        given = b""
    if len(given) != _SIGNATURE_BYTES:
        raise InputRefused(
            "Tempelkan tanda tangan: 128 angka heksadesimal.", "Paste the signature: 128 hexadecimal digits."
        )
    return given


def _listed(
    request: Request, visit: Visit, error: SuluhError | None = None, as_of: str = "", capacity: int = 40
) -> Response:
    return show(
        request,
        visit,
        "models.html.jinja",
        200 if error is None else error.status,
        lines=reading.lines(visit.connection, 0, MOST_TOLD),
        trainings=trainings.latest(visit.connection, MOST_TOLD),
        error=error,
        as_of=as_of,
        capacity=capacity,
    )


def _shown(
    request: Request,
    visit: Visit,
    digest: str,
    form: str = "",
    error: SuluhError | None = None,
    **typed: str,
) -> Response:
    """The page of a model; everything typed is kept where a form was refused."""
    whole = reading.whole(visit.connection, visit.house.store.keys, _folder(visit), digest)
    look = reading.look(visit.connection, _folder(visit), digest)
    language = language_of(request, visit.context)
    evaluations = {} if look is None else look.evaluations
    known = {target: each for target, each in evaluations.items() if each is not None}
    return show(
        request,
        visit,
        "model.html.jinja",
        200 if error is None else error.status,
        whole=whole,
        model=whole.model,
        look=look,
        evaluations=known,
        calibrations={target: calibration(each, language) for target, each in known.items()},
        tenths={target: told_tenths(each) for target, each in known.items()},
        steps={target: told_steps(each) for target, each in known.items()},
        a_week=weeks(whole.model),
        groups=GROUPS,
        capacities={target: at_capacity(each, whole.model, language) for target, each in known.items()},
        weights=weights(visit.connection, whole.model.version),
        requests=_asked(visit, digest),
        unfair=_of(whole, Verdict.UNFAIR),
        too_few=_of(whole, Verdict.TOO_FEW) or not whole.fairness,
        targets=TARGETS,
        figures=FIGURES,
        bar=BAR,
        watch=WATCH,
        shifted=SHIFTED,
        say=Recorder(language),
        form_name=form,
        error=error,
        typed={"reason": "", "despite": "", "signature": "", "role": ""} | typed,
        Role=Role,
        Verdict=Verdict,
    )


def _asked(visit: Visit, digest: str) -> list[approvals.Request]:
    """Requests for a second person about this model that are not over."""
    if not visit.may("approval:read"):
        return []
    about = f"model:{digest}"
    found = approvals.latest(visit.connection, acts=(ACT,))
    return [each for each in found if about in each.refs and each.state in (State.ASKED, State.APPROVED)]


def _of(whole: Whole, verdict: Verdict) -> list[str]:
    return [each.attribute for each in whole.fairness if each.verdict is verdict]
