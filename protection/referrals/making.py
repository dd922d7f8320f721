"""Beginning a referral, and changing it before it goes; nothing leaves with this."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert

from protection.referrals import consents, contents
from protection.referrals.known import Known, known, masked
from protection.referrals.offices import meant
from protection.referrals.receivers import fitting
from protection.referrals.sections import LONGEST, NEEDED, SECTION, UNSHARED, checked
from protection.referrals.states import State, Step
from protection.referrals.steps import entry, own, take, tell
from records import areas, audit
from records.audit import Act, Deed
from records.custody.keyring import Keyring
from records.days import day_of
from records.errors import InputRefused
from records.rights.context import NATION, Context
from records.tables.referrals import referrals

_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
OF_CHILDREN = frozenset({"under_12", "12_15", "16_17"})


@dataclass(frozen=True)
class Wish:
    """A referral to be begun: to whom and why it fits, from what it began, what it holds, who agreed to what.

    ``age`` is a band of ``protection.referrals.sections``, and not needed where the records tell. ``area`` is a
    regency, needed only where neither a record nor the maker's own area tells it. ``service_id`` is an office of the
    directory and ``to_body`` an institution; with neither it is for any of the kind. ``unshared`` is what the person
    does not want shared: it never leaves. A referral may be begun before anybody agreed; it cannot be sent then.
    """

    receiver: str
    mandate: str
    role: str
    age: str = ""
    alert_id: int | None = None
    action_id: int | None = None
    counsel_id: int | None = None
    area: str | None = None
    service_id: int | None = None
    to_body: str | None = None
    sections: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    unshared: str = ""
    consent_by: str = ""
    consent_at: datetime | None = None
    shared: frozenset[str] = frozenset()


def begin(connection: Connection, keys: Keyring, context: Context, wish: Wish, now: datetime) -> int:
    """Begin a referral, and write down who agreed to what; gives its number. Raises NotFound, InputRefused."""
    facts = known(
        connection,
        keys,
        now,
        alert_id=wish.alert_id,
        action_id=wish.action_id,
        counsel_id=wish.counsel_id,
    )
    child, age = _age(facts, wish.age)
    fitting(wish.receiver, wish.mandate, child=child, day=day_of(now))
    held = _held(facts, wish)
    held["role"] = checked("role", {"role": wish.role})
    if not held["role"]:
        raise InputRefused("Pilih kedudukan orangnya.", "Choose the person's role.")
    held["child"] = checked("child", {"under_18": child, "age": age})
    where = _areas(facts, wish, context)
    referral_id: int = connection.execute(
        insert(referrals)
        .values(
            code="RJ-" + "".join(secrets.choice(_LETTERS) for _ in range(6)),
            token="rt_" + secrets.token_hex(16),
            receiver=wish.receiver,
            to_body=meant(connection, wish.receiver, wish.service_id, wish.to_body, where),
            service_id=wish.service_id,
            mandate=wish.mandate,
            areas=where,
            alert_id=facts.alert_id,
            action_id=facts.action_id,
            counsel_id=facts.counsel_id,
            person_id=facts.person_id,
            refs=list(facts.refs),
            child=child,
            threatened=bool(held.get("threat", {}).get("now")),
            state=State.DRAFT.value,
            shared=[],
            made_by=context.who,
            made_body=context.body or None,
            made_at=now,
        )
        .returning(referrals.c.referral_id)
    ).scalar_one()
    contents.keep(connection, keys, referral_id, {name: each for name, each in held.items() if each}, now)
    if wish.shared:
        given_at = wish.consent_at or now
        consents.check(wish.consent_by, wish.shared | NEEDED, child=child, given_at=given_at, now=now)
        shared = wish.shared | NEEDED
        consents.keep(connection, referral_id, wish.consent_by, shared, given_at, context.who, now)
    tell(connection, keys, context.who, referral_id, 1, Step.BEGIN, State.DRAFT, now)
    entry(connection, referral_id, (Step.BEGIN.value, *sorted(held)))
    return referral_id


def prepare(
    connection: Connection,
    keys: Keyring,
    now: datetime,
    *,
    alert_id: int | None = None,
    action_id: int | None = None,
    counsel_id: int | None = None,
) -> Known:
    """What is known before a referral is begun, the identity masked; one audit entry. Raises NotFound, InputRefused."""
    found = known(connection, keys, now, alert_id=alert_id, action_id=action_id, counsel_id=counsel_id)
    objects = () if found.person_id is None else (found.person_id,)
    audit.write(connection, Act(Deed.READ, "person", objects, None, tuple(sorted(found.identity))))
    return replace(found, identity=masked(found.identity))


def write(
    connection: Connection,
    keys: Keyring,
    context: Context,
    referral_id: int,
    version: int,
    sections: Mapping[str, Mapping[str, Any]],
    now: datetime,
    unshared: str | None = None,
) -> int:
    """Change sections of a draft; gives the new version. Raises NotFound, Stale, WrongState, InputRefused."""
    row = own(connection, context, referral_id, version)
    fixed = NEEDED | ({"identity"} if row.person_id else set())
    if set(sections) & fixed:
        raise InputRefused(
            "Itu sudah diketahui dan tidak diubah di sini.", "That is known and not changed here."
        )
    held = {name: checked(name, content) for name, content in sections.items()}
    if "elements" in held:
        _no_signs(held["elements"])
        drawn = contents.opened(connection, keys, referral_id).get("elements", {}).get("signs")
        held["elements"] |= {"signs": drawn} if drawn else {}
    if unshared is not None:
        held[UNSHARED] = _unshared(unshared)
    threatened = bool(held["threat"].get("now")) if "threat" in held else row.threatened
    made = take(
        connection,
        keys,
        context,
        row,
        Step.WRITE,
        now,
        fields=tuple(sorted(held)),
        threatened=threatened,
    )
    contents.keep(connection, keys, referral_id, held, now)
    return made


def _held(facts: Known, wish: Wish) -> contents.Contents:
    """What was written and what is known; what is known is not overwritten."""
    held = {name: checked(name, content) for name, content in wish.sections.items() if name not in NEEDED}
    _no_signs(held.get("elements", {}))
    if facts.identity:
        held["identity"] = checked("identity", dict(facts.identity))
    if facts.signs:
        held["elements"] = checked("elements", {**held.get("elements", {}), "signs": list(facts.signs)})
    if wish.unshared.strip():
        held[UNSHARED] = _unshared(wish.unshared)
    return held


def _no_signs(elements: Mapping[str, Any]) -> None:
    if elements.get("signs"):
        raise InputRefused("Petunjuk hanya berasal dari data.", "Signs come from data alone.")


def _unshared(words: str) -> dict[str, str]:
    if len(words) > LONGEST:
        raise InputRefused("Terlalu panjang.", "Too long.")
    return {"words": words.strip()} if words.strip() else {}


def _age(facts: Known, age: str) -> tuple[bool, str]:
    """Whether it is a child, and the band; what the records tell is not asked."""
    bands = {choice.code for choice in SECTION["child"].fields[1].choices}
    if facts.child is not None:
        return facts.child, age if age in bands and (age in OF_CHILDREN) == facts.child else ""
    if age not in bands:
        raise InputRefused("Pilih rentang umur orangnya.", "Choose the person's age band.")
    return age in OF_CHILDREN, age


def _areas(facts: Known, wish: Wish, context: Context) -> list[str]:
    if facts.areas:
        return list(facts.areas)
    chosen = wish.area or ""
    if chosen:
        if not areas.known(chosen) or not chosen.startswith(tuple(context.areas)):
            raise InputRefused(
                "Pilih kabupaten atau kota dari wilayah Anda.", "Choose a regency of your area."
            )
        return [chosen]
    if not context.areas or context.areas == NATION:
        raise InputRefused("Pilih kabupaten atau kota.", "Choose a regency.")
    return list(context.areas)
