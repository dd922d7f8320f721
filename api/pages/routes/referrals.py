"""Rujukan: what I have referred, what came to us, a new one, and one with its steps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Path, Query, Request, Response

from api.pages import referral_forms as forms
from api.pages.screen import go, show
from api.service.door import Visit, door
from api.service.routes.work import BIGGEST
from protection.directory.kinds import KIND, LANGUAGE, NEED
from protection.referrals import making, reading
from protection.referrals.agreeing import ACT
from protection.referrals.offers import helpers, offers
from protection.referrals.receivers import ANSWERERS, Way, receivers
from protection.referrals.sections import AGES, NEEDED, NEEDS, ROLES, SECTIONS
from protection.referrals.states import REASON, STEP_WORDS, WORDS, Side, Step, possible, reasons
from records.days import day_of
from records.errors import NotFound, SuluhError
from records.four_eyes.acts import ACT as ACTS

ROUTER = APIRouter(prefix="/rujukan", include_in_schema=False)

Reader = Annotated[Visit, door("referral:read", composed=True)]
Maker = Annotated[Visit, door("referral:make", composed=True)]
Answerer = Annotated[Visit, door("referral:answer", composed=True)]
Number = Annotated[int, Path(ge=1, le=BIGGEST)]
Source = Annotated[int | None, Query(ge=1, le=BIGGEST)]
Given = Annotated[dict[str, list[str]], Depends(forms.typed)]
Version = Annotated[int, Form(ge=1, le=2**31 - 1)]
Code = Annotated[str, Form(max_length=40)]


@ROUTER.get("")
def see_all(request: Request, visit: Reader) -> Response:
    """What came to our inbox, and what I have referred."""
    came = reading.incoming(visit.connection, visit.context) if visit.may("referral:answer") else []
    return show(
        request,
        visit,
        "referrals.html.jinja",
        came=came,
        mine=reading.outgoing(visit.connection, visit.context),
        receivers=_receivers(visit),
        words=WORDS,
    )


@ROUTER.get("/baru")
def see_form(
    request: Request,
    visit: Maker,
    peringatan: Source = None,
    tindakan: Source = None,
    konseling: Source = None,
) -> Response:
    """A new referral; what the records tell is not asked."""
    sources = {"alert_id": peringatan, "action_id": tindakan, "counsel_id": konseling}
    return _form(request, visit, sources)


@ROUTER.post("/baru")
def begin(
    request: Request,
    visit: Maker,
    form: Given,
    peringatan: Source = None,
    tindakan: Source = None,
    konseling: Source = None,
) -> Response:
    """Begin it, or show who fits what was typed; what was typed stays where it is refused."""
    sources = {"alert_id": peringatan, "action_id": tindakan, "counsel_id": konseling}
    if forms.first(form, "look"):
        return _form(request, visit, sources, form)
    try:
        with visit.connection.begin_nested():
            wish = forms.wish(form, visit, sources)
            number = making.begin(visit.connection, visit.store.keys, visit.context, wish, visit.now)
    except NotFound:
        raise
    except SuluhError as error:
        return _form(request, visit, sources, form, error)
    return go(f"/rujukan/{number}", "referral_begun")


@ROUTER.get("/{referral_id}")
def see_one(request: Request, visit: Reader, referral_id: Number) -> Response:
    """One referral: what it holds, who agreed, its steps, what can be done."""
    return referral_page(request, visit, referral_id)


@ROUTER.post("/{referral_id}/buka")
def open_section(request: Request, visit: Reader, referral_id: Number, section: Code = "") -> Response:
    """Open a guarded section; the opening is written down."""
    content = reading.open_section(visit.connection, visit.store.keys, visit.context, referral_id, section)
    return referral_page(request, visit, referral_id, opened={section: content})


def _form(
    request: Request,
    visit: Visit,
    sources: Mapping[str, int | None],
    form: forms.Typed | None = None,
    error: SuluhError | None = None,
) -> Response:
    facts = making.prepare(visit.connection, visit.store.keys, visit.now, **sources)
    names = {"alert_id": "peringatan", "action_id": "tindakan", "counsel_id": "konseling"}
    typed = forms.begun(visit, facts) if form is None else form
    asked = forms.asked(typed, visit, facts)
    query = "&".join(f"{names[name]}={value}" for name, value in sources.items() if value)
    return show(
        request,
        visit,
        "referral_new.html.jinja",
        200 if error is None else error.status,
        facts=facts,
        typed=typed,
        error=error,
        query=f"?{query}" if query else "",
        asked=asked,
        offers=offers(visit.connection, asked, visit.now),
        helpers=helpers(visit.connection, asked, visit.now),
        kinds=KIND,
        help_needs=NEED,
        languages=LANGUAGE,
        needs=NEEDS,
        above=forms.ABOVE,
        regencies=forms.regencies(visit, facts),
        sections=forms.WRITTEN,
        roles=ROLES,
        ages=AGES,
        givers=forms.givers(facts.child),
    )


def referral_page(
    request: Request,
    visit: Visit,
    referral_id: int,
    *,
    opened: Mapping[str, Mapping[str, Any]] | None = None,
    failed: str = "",
    error: SuluhError | None = None,
    code: str = "",
) -> Response:
    """The page of one referral: after a step, with what was opened, what was refused, or a code to write down."""
    whole = reading.one(visit.connection, visit.store.keys, visit.context, referral_id)
    one = whole.referral
    to = _receivers(visit).get(one.receiver)
    ours = ANSWERERS.get(one.receiver) is visit.context.role and visit.may("referral:answer")
    by_paper = one.mine and to is not None and to.way is Way.PAPER
    return show(
        request,
        visit,
        "referral.html.jinja",
        200 if error is None else error.status,
        whole=whole,
        one=one,
        to=to,
        mandate=next((each for each in to.mandates if each.code == one.mandate), None) if to else None,
        opened=opened or {},
        sections=SECTIONS,
        needed=NEEDED,
        shown=forms.shown,
        may_send=possible(one.state, Side.SENDER) if one.mine else frozenset(),
        may_answer=possible(one.state, Side.RECEIVER) if ours or by_paper else frozenset(),
        by_paper=by_paper,
        reasons={step.value: reasons(step) for step in (Step.REJECT, Step.FINISH, Step.REVOKE)},
        reason=REASON,
        words=WORDS,
        step_words=STEP_WORDS,
        givers=forms.givers(one.child),
        act=ACTS[ACT],
        consent_at=forms.now_here(visit),
        failed=failed,
        error=error,
        code=code,
    )


def _receivers(visit: Visit) -> dict[str, Any]:
    return {each.code: each for each in receivers(_today(visit))}


def _today(visit: Visit) -> date:
    return day_of(visit.now)
