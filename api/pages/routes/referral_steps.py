"""The steps of a referral: consent, sending, taking back, answers, what goes without consent, paper."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response

from api.pages import referral_forms as forms
from api.pages.routes.referrals import Number, referral_page
from api.pages.screen import go
from api.service.door import Visit, door
from protection.referrals import agreeing, answering, making, paper, sending
from protection.referrals.sections import SECTION
from protection.referrals.states import Step
from records.errors import InputRefused, NotFound, SuluhError

ROUTER = APIRouter(prefix="/rujukan", include_in_schema=False)

Maker = Annotated[Visit, door("referral:make", composed=True)]
Answerer = Annotated[Visit, door("referral:answer", composed=True)]
Given = Annotated[dict[str, list[str]], Depends(forms.typed)]
Version = Annotated[int, Form(ge=1, le=2**31 - 1)]
Code = Annotated[str, Form(max_length=40)]


@ROUTER.post("/{referral_id}/isi")
def write(
    request: Request, visit: Maker, referral_id: Number, version: Version, form: Given, section: Code = ""
) -> Response:
    """Write a section of a draft anew."""

    def act() -> None:
        if section not in SECTION:
            raise InputRefused("Rujukan tidak mempunyai bagian itu.", "A referral has no such section.")
        content = {section: forms.filled(SECTION[section], form)}
        making.write(
            visit.connection, visit.store.keys, visit.context, referral_id, version, content, visit.now
        )

    return _step(request, visit, referral_id, section, act)


@ROUTER.post("/{referral_id}/setuju")
def agree(request: Request, visit: Maker, referral_id: Number, version: Version, form: Given) -> Response:
    """Write a consent down."""

    def act() -> None:
        at = forms.moment(visit, forms.first(form, "consent_at")) or visit.now
        by, shared = forms.first(form, "consent_by"), form.get("shared", [])
        agreeing.agree(
            visit.connection, visit.store.keys, visit.context, referral_id, version, by, shared, at, visit.now
        )

    return _step(request, visit, referral_id, "agree", act)


@ROUTER.post("/{referral_id}/cabut")
def withdraw(request: Request, visit: Maker, referral_id: Number, version: Version, form: Given) -> Response:
    """Withdraw consent to some sections."""
    name = visit.house.settings.node_name
    return _step(
        request,
        visit,
        referral_id,
        "withdraw",
        lambda: agreeing.withdraw(
            visit.connection,
            visit.store.keys,
            visit.context,
            referral_id,
            version,
            form.get("withdrawn", []),
            name,
            visit.now,
        ),
    )


@ROUTER.post("/{referral_id}/kirim")
def send(request: Request, visit: Maker, referral_id: Number, version: Version) -> Response:
    """Send it, or what was agreed to since."""
    name = visit.house.settings.node_name
    return _step(
        request,
        visit,
        referral_id,
        "send",
        lambda: sending.send(
            visit.connection, visit.store.keys, visit.context, referral_id, version, name, visit.now
        ),
        "referral_sent",
    )


@ROUTER.post("/{referral_id}/tarik")
def revoke(
    request: Request, visit: Maker, referral_id: Number, version: Version, reason: Code = ""
) -> Response:
    """Take it back."""
    return _step(
        request,
        visit,
        referral_id,
        "revoke",
        lambda: sending.revoke(
            visit.connection, visit.store.keys, visit.context, referral_id, version, reason, visit.now
        ),
    )


@ROUTER.post("/{referral_id}/tanpa-persetujuan/minta")
def ask(request: Request, visit: Maker, referral_id: Number, form: Given) -> Response:
    """Ask a second person for what has no consent, or go ahead in an emergency and answer for it."""
    asked: list[int] = []

    def act() -> None:
        asked.append(
            agreeing.ask(
                visit.connection,
                visit.store.keys,
                visit.context,
                referral_id,
                form.get("shared", []),
                forms.first(form, "ground"),
                forms.first(form, "reason"),
                emergency=forms.first(form, "emergency") == "1",
            )
        )

    answer = _step(request, visit, referral_id, "override", act, "asked")
    return go(f"/persetujuan/{asked[0]}", "asked") if asked and visit.may("approval:read") else answer


@ROUTER.post("/{referral_id}/tanpa-persetujuan")
def override(request: Request, visit: Maker, referral_id: Number, version: Version, form: Given) -> Response:
    """Let go without consent what two people decided."""
    return _step(
        request,
        visit,
        referral_id,
        "override",
        lambda: agreeing.override(
            visit.connection,
            visit.store.keys,
            visit.context,
            referral_id,
            version,
            form.get("shared", []),
            visit.now,
        ),
    )


@ROUTER.post("/{referral_id}/jawab")
def answer(
    request: Request,
    visit: Answerer,
    referral_id: Number,
    version: Version,
    step: Code = "",
    reason: Code = "",
    words: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    """Answer what came to our inbox."""
    return _answered(request, visit, referral_id, version, (step, reason, words), answering.answer)


@ROUTER.post("/{referral_id}/catat")
def note(
    request: Request,
    visit: Maker,
    referral_id: Number,
    version: Version,
    step: Code = "",
    reason: Code = "",
    words: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    """Note what a receiver without an account said."""
    return _answered(request, visit, referral_id, version, (step, reason, words), answering.note)


@ROUTER.post("/{referral_id}/berkas")
def make_paper(request: Request, visit: Maker, referral_id: Number) -> Response:
    """The encrypted file for a receiver without an account."""
    settings = visit.house.settings
    try:
        with visit.connection.begin_nested():
            made = paper.make(
                visit.connection,
                visit.store.keys,
                visit.context,
                referral_id,
                settings.node_name,
                settings.letterhead,
                visit.now,
            )
    except NotFound:
        raise
    except SuluhError as error:
        return referral_page(request, visit, referral_id, failed="paper", error=error)
    headers = {"Content-Disposition": f'attachment; filename="{made.name}"', "Cache-Control": "no-store"}
    return Response(made.pdf, media_type="application/pdf", headers=headers)


@ROUTER.post("/{referral_id}/berkas/{paper_id}/kode")
def show_code(request: Request, visit: Maker, referral_id: Number, paper_id: Number) -> Response:
    """The code of a file, once."""
    try:
        with visit.connection.begin_nested():
            code = paper.show_code(
                visit.connection, visit.store.keys, visit.context, referral_id, paper_id, visit.now
            )
    except NotFound:
        raise
    except SuluhError as error:
        return referral_page(request, visit, referral_id, failed="paper", error=error)
    return referral_page(request, visit, referral_id, code=code)


def _step(
    request: Request,
    visit: Visit,
    referral_id: int,
    form: str,
    act: Callable[[], object],
    told: str = "saved",
) -> Response:
    try:
        with visit.connection.begin_nested():
            act()
    except NotFound:
        raise
    except SuluhError as error:
        return referral_page(request, visit, referral_id, failed=form, error=error)
    return go(f"/rujukan/{referral_id}", told)


def _answered(
    request: Request,
    visit: Visit,
    referral_id: int,
    version: int,
    said: tuple[str, str, str],
    act: Callable[..., int],
) -> Response:
    def taken() -> None:
        if said[0] not in list(Step):
            raise InputRefused("Pilih jawabannya.", "Choose the answer.")
        step, reason, words = Step(said[0]), said[1], said[2]
        act(
            visit.connection,
            visit.store.keys,
            visit.context,
            referral_id,
            version,
            step,
            reason,
            words,
            visit.now,
        )

    return _step(request, visit, referral_id, "answer", taken)
