"""Referrals: begun with the person's consent, sent, answered, taken back; exactly what was agreed to is shared."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter

from api.service.door import Visit, door
from api.service.routes.referral_bodies import (
    Agreed,
    Answered,
    Asked,
    AskedFor,
    Begun,
    Changed,
    Choices,
    Named,
    Number,
    Opened,
    Opening,
    Paper,
    Reasoned,
    Shown,
    Versioned,
)
from protection.referrals import agreeing, answering, consents, making, paper, reading, receivers, sending
from protection.referrals.making import Wish
from protection.referrals.reading import Referral, Whole
from protection.referrals.sections import SECTIONS
from protection.referrals.states import REASONS
from records import audit
from records.audit import Act, Deed
from records.days import day_of

ROUTER = APIRouter(prefix="/v1/referrals")

Reader = Annotated[Visit, door("referral:read")]
Maker = Annotated[Visit, door("referral:make")]
Sender = Annotated[Visit, door("referral:make", composed=True)]
Answerer = Annotated[Visit, door("referral:answer")]


@ROUTER.get("/choices")
def read_choices(visit: Reader) -> Choices:
    """What a referral can be made of today."""
    audit.write(visit.connection, Act(Deed.READ, "referral_choices", ()))
    today = day_of(visit.now)
    return Choices(receivers.receivers(today), SECTIONS, consents.GIVERS, REASONS)


@ROUTER.get("")
def read_outgoing(visit: Reader) -> list[Referral]:
    """The newest that one has made; for the head of the secretariat, those of the area."""
    return reading.outgoing(visit.connection, visit.context)


@ROUTER.get("/incoming")
def read_incoming(visit: Annotated[Visit, door("referral:answer")]) -> list[Referral]:
    """The newest in one's inbox."""
    return reading.incoming(visit.connection, visit.context)


@ROUTER.post("", status_code=201)
def begin(begun: Begun, visit: Maker) -> Referral:
    """Begin one: a draft that nobody else reads."""
    values = begun.model_dump()
    wish = Wish(**(values | {"shared": frozenset(begun.shared)}))
    keys = visit.house.store.keys
    return _stands(visit, making.begin(visit.connection, keys, visit.context, wish, visit.now))


@ROUTER.get("/{referral_id}")
def read_one(referral_id: Number, visit: Reader) -> Whole:
    """One with its steps; what tells who it is is opened by itself."""
    return reading.one(visit.connection, visit.house.store.keys, visit.context, referral_id)


@ROUTER.post("/{referral_id}/openings")
def open_section(referral_id: Number, named: Opening, visit: Reader) -> Opened:
    """Open a guarded section; each opening is written down."""
    keys = visit.house.store.keys
    content = reading.open_section(visit.connection, keys, visit.context, referral_id, named.section)
    return Opened(named.section, content)


@ROUTER.post("/{referral_id}/sections")
def write(referral_id: Number, changed: Changed, visit: Maker) -> Referral:
    """Change a draft."""
    making.write(
        visit.connection,
        visit.house.store.keys,
        visit.context,
        referral_id,
        changed.version,
        changed.sections,
        visit.now,
        changed.unshared,
    )
    return _stands(visit, referral_id)


@ROUTER.post("/{referral_id}/consents")
def agree(referral_id: Number, agreed: Agreed, visit: Maker) -> Referral:
    """Write a consent down; what is new in it goes with the next sending."""
    agreeing.agree(
        visit.connection,
        visit.house.store.keys,
        visit.context,
        referral_id,
        agreed.version,
        agreed.by,
        agreed.sections,
        agreed.given_at,
        visit.now,
    )
    return _stands(visit, referral_id)


@ROUTER.post("/{referral_id}/withdrawals")
def withdraw(referral_id: Number, named: Named, visit: Maker) -> Referral:
    """Withdraw consent: the receiver reads these sections no more."""
    house = visit.house
    agreeing.withdraw(
        visit.connection,
        house.store.keys,
        visit.context,
        referral_id,
        named.version,
        named.sections,
        house.settings.node_name,
        visit.now,
    )
    return _stands(visit, referral_id)


@ROUTER.post("/{referral_id}/override-requests", status_code=201)
def ask_for_override(referral_id: Number, asked: AskedFor, visit: Maker) -> Asked:
    """Ask a second person for what has no consent, or break the glass in an emergency."""
    number = agreeing.ask(
        visit.connection,
        visit.house.store.keys,
        visit.context,
        referral_id,
        asked.sections,
        asked.ground,
        asked.reason,
        emergency=asked.emergency,
    )
    return Asked(number)


@ROUTER.post("/{referral_id}/overrides")
def override(referral_id: Number, named: Named, visit: Maker) -> Referral:
    """Let sections go without consent, as two people decided; it stays visible for ever."""
    agreeing.override(
        visit.connection,
        visit.house.store.keys,
        visit.context,
        referral_id,
        named.version,
        named.sections,
        visit.now,
    )
    return _stands(visit, referral_id)


@ROUTER.post("/{referral_id}/sending")
def send(referral_id: Number, sent: Versioned, visit: Sender) -> Referral:
    """Send it, or what was agreed to since."""
    house = visit.house
    sending.send(
        visit.connection,
        house.store.keys,
        visit.context,
        referral_id,
        sent.version,
        house.settings.node_name,
        visit.now,
    )
    return _stands(visit, referral_id)


@ROUTER.post("/{referral_id}/revocation")
def revoke(referral_id: Number, why: Reasoned, visit: Maker) -> Referral:
    """Take it back: the receiver reads nothing more."""
    keys = visit.house.store.keys
    sending.revoke(visit.connection, keys, visit.context, referral_id, why.version, why.reason, visit.now)
    return _stands(visit, referral_id)


@ROUTER.post("/{referral_id}/answers")
def answer(referral_id: Number, said: Answered, visit: Answerer) -> Referral:
    """Answer a referral that came to one's inbox."""
    answering.answer(
        visit.connection, visit.house.store.keys, visit.context, referral_id, **_said(said, visit)
    )
    return _stands(visit, referral_id)


@ROUTER.post("/{referral_id}/notes")
def note_answer(referral_id: Number, said: Answered, visit: Maker) -> Referral:
    """Note what a receiver without an account said."""
    answering.note(visit.connection, visit.house.store.keys, visit.context, referral_id, **_said(said, visit))
    return _stands(visit, referral_id)


@ROUTER.post("/{referral_id}/papers", response_class=Paper)
def make_paper(referral_id: Number, visit: Maker) -> Paper:
    """The encrypted file for a receiver without an account (PDF, AES-256); its number stands in ``Paper-Number``."""
    house = visit.house
    made = paper.make(
        visit.connection,
        house.store.keys,
        visit.context,
        referral_id,
        house.settings.node_name,
        house.settings.letterhead,
        visit.now,
    )
    headers = {
        "Content-Disposition": f'attachment; filename="{made.name}"',
        "Paper-Number": str(made.paper_id),
    }
    return Paper(made.pdf, headers=headers)


@ROUTER.post("/{referral_id}/papers/{paper_id}/code")
def show_code(referral_id: Number, paper_id: Number, visit: Maker) -> Shown:
    """The code of a file, once; it is given by another way than the file."""
    keys = visit.house.store.keys
    return Shown(paper.show_code(visit.connection, keys, visit.context, referral_id, paper_id, visit.now))


def _said(said: Answered, visit: Visit) -> dict[str, Any]:
    return {**said.model_dump(), "now": visit.now}


def _stands(visit: Visit, referral_id: int) -> Referral:
    return reading.find(visit.connection, visit.context, referral_id)
