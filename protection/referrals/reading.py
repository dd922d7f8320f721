"""Referrals as they are read: what one made, what came to one's inbox, and one with its steps; each reading is audited.

A receiver is told what is shared and nothing beside it; whoever refers sees who it is as masked as everywhere else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, select

from protection.referrals import contents
from protection.referrals.consents import Consent, consents
from protection.referrals.known import masked
from protection.referrals.offices import Office, offices
from protection.referrals.receivers import ANSWERERS
from protection.referrals.sections import NAMES, SECTION, UNSHARED
from protection.referrals.states import State, Step
from protection.referrals.steps import HOLDER, about_words
from records import audit
from records.audit import Act, Deed
from records.custody import sealed_words
from records.custody.keyring import Keyring
from records.errors import NotFound
from records.rights.context import Context
from records.tables.referrals import referral_events, referral_papers, referrals

MOST = 200


@dataclass(frozen=True)
class Referral:
    """One as it stands; ``person_id`` and ``alert_id`` are told to whoever made it alone (``mine``)."""

    referral_id: int
    code: str
    receiver: str
    mandate: str
    state: State
    version: int
    child: bool
    threatened: bool
    overridden: bool
    shared: tuple[str, ...]
    made_by: str
    made_body: str | None
    made_at: datetime
    sent_at: datetime | None
    ended_at: datetime | None
    mine: bool
    person_id: str | None = None
    alert_id: int | None = None
    action_id: int | None = None
    counsel_id: int | None = None
    office: Office | None = None


@dataclass(frozen=True)
class Told:
    """One step; ``words`` are for the sender and for whoever wrote them."""

    version: int
    step: Step
    state: State
    reason: str | None
    who: str
    at: datetime
    words: str = ""


@dataclass(frozen=True)
class Paper:
    """An encrypted file that was made; its code can be shown once."""

    paper_id: int
    version: int
    sha256: str
    made_at: datetime
    shown_at: datetime | None


@dataclass(frozen=True)
class Whole:
    """A referral with its steps. ``held`` names the sections that may be read; ``sections`` has those not guarded.

    ``unshared`` is what the person does not want told, and is there for whoever made the referral alone.
    """

    referral: Referral
    held: tuple[str, ...]
    sections: Mapping[str, Mapping[str, Any]]
    consents: tuple[Consent, ...]
    steps: tuple[Told, ...]
    papers: tuple[Paper, ...]
    unshared: str = ""


def outgoing(connection: Connection, context: Context, after: int = 0, most: int = MOST) -> list[Referral]:
    """What one has made, the newest first; for the head of the secretariat, all of the area."""
    return _listed(connection, context, referrals.c.referral_id > after, most)


def incoming(connection: Connection, context: Context, most: int = MOST) -> list[Referral]:
    """What came to the inbox of one's role, the newest first."""
    mine = [code for code, role in ANSWERERS.items() if role is context.role]
    here = referrals.c.receiver.in_(mine) & referrals.c.state.not_in((State.DRAFT.value, State.REVOKED.value))
    return _listed(connection, context, here, most, received=True)


def one(connection: Connection, keys: Keyring, context: Context, referral_id: int) -> Whole:
    """One referral, with what is not guarded. Raises NotFound."""
    found = find(connection, context, referral_id)
    opened = contents.opened(connection, keys, referral_id)
    unshared = opened.pop(UNSHARED, {}).get("words", "")
    held = tuple(name for name in NAMES if name in opened)
    plain = {name: opened[name] for name in held if not SECTION[name].guarded}
    _entry(connection, (found,), ("content", *plain))
    return Whole(
        found,
        held,
        plain,
        consents(connection, referral_id),
        _steps(connection, keys, context, found),
        _papers(connection, referral_id) if found.mine else (),
        unshared,
    )


def open_section(
    connection: Connection, keys: Keyring, context: Context, referral_id: int, section: str
) -> dict[str, Any]:
    """A guarded section, written down as an opening; what was drawn from records its sender sees masked.

    Raises NotFound, also where it is not shared.
    """
    found = find(connection, context, referral_id)
    content = contents.opened(connection, keys, referral_id).get(section)
    if content is None or section not in SECTION:
        raise NotFound("Bagian itu tidak dibagikan.", "That section is not shared.")
    objects = (f"referral/{referral_id}",)
    audit.write(connection, Act(Deed.REVEAL, "referral", objects, None, (section,)))
    drawn = section == "identity" and found.mine and found.person_id is not None
    return masked(content) if drawn else content


def find(connection: Connection, context: Context, referral_id: int) -> Referral:
    """One, for a function that writes its own entry. Raises NotFound."""
    row = connection.execute(select(referrals).where(referrals.c.referral_id == referral_id)).one_or_none()
    if row is None:
        raise NotFound("Rujukan itu tidak ditemukan.", "There is no such referral.")
    return _told(connection, context, [row])[0]


def of_action(connection: Connection, context: Context, action_id: int) -> Referral | None:
    """The referral that carries out an action, where one may see it; without an audit entry."""
    wanted = select(referrals).where(referrals.c.action_id == action_id)
    row = connection.execute(wanted.order_by(referrals.c.referral_id.desc()).limit(1)).one_or_none()
    return None if row is None else _told(connection, context, [row])[0]


def _listed(
    connection: Connection,
    context: Context,
    which: ColumnElement[bool],
    most: int,
    *,
    received: bool = False,
) -> list[Referral]:
    wanted = select(referrals).where(which).order_by(referrals.c.referral_id.desc()).limit(most)
    found = _told(connection, context, connection.execute(wanted).all())
    lead = context.role not in ANSWERERS.values()
    shown = [each for each in found if received or each.mine or lead]
    _entry(connection, shown, ())
    return shown


def _told(connection: Connection, context: Context, rows: Sequence[Any]) -> list[Referral]:
    named = offices(connection, {row.service_id for row in rows if row.service_id is not None})
    return [_referral(row, context, named.get(row.service_id)) for row in rows]


def _referral(row: Any, context: Context, office: Office | None) -> Referral:
    mine = row.made_by == context.who
    values = {name: getattr(row, name) for name in Referral.__dataclass_fields__ if hasattr(row, name)}
    if not mine:
        values |= {"person_id": None, "alert_id": None, "action_id": None, "counsel_id": None}
    values |= {"state": State(row.state), "shared": tuple(row.shared), "mine": mine, "office": office}
    return Referral(**values)


def _steps(connection: Connection, keys: Keyring, context: Context, found: Referral) -> tuple[Told, ...]:
    mine = referral_events.c
    rows = connection.execute(
        select(referral_events).where(mine.referral_id == found.referral_id).order_by(mine.version)
    ).all()
    readable = [row for row in rows if found.mine or row.who == context.who]
    boxes = ((row.event_id, row.sealed, about_words(found.referral_id, row.version)) for row in readable)
    words = sealed_words.texts(connection, keys, HOLDER, boxes)
    return tuple(
        Told(
            row.version,
            Step(row.step),
            State(row.state),
            row.reason,
            row.who,
            row.at,
            words.get(row.event_id, ""),
        )
        for row in rows
    )


def _papers(connection: Connection, referral_id: int) -> tuple[Paper, ...]:
    mine = referral_papers.c
    wanted = select(mine.paper_id, mine.version, mine.sha256, mine.made_at, mine.shown_at)
    return tuple(
        Paper(*row)
        for row in connection.execute(wanted.where(mine.referral_id == referral_id).order_by(mine.paper_id))
    )


def _entry(
    connection: Connection, found: list[Referral] | tuple[Referral, ...], fields: tuple[str, ...]
) -> None:
    objects = tuple(f"referral/{each.referral_id}" for each in found)
    audit.write(connection, Act(Deed.READ, "referral", objects, None, fields))
