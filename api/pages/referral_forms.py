"""What the forms of referrals hold: sections with their fields, as typed and as the functions below take them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from fastapi import Request

from api.service.door import Visit
from protection.directory.kinds import LANGUAGE
from protection.referrals.consents import GIVERS
from protection.referrals.known import Known
from protection.referrals.making import OF_CHILDREN, Wish
from protection.referrals.offers import Asked
from protection.referrals.sections import NEEDED, SECTIONS, Field, Kind, Section
from records import areas
from records.areas import Level, level
from records.days import zone_of
from records.errors import InputRefused

Typed = Mapping[str, Sequence[str]]
WRITTEN = tuple(section for section in SECTIONS if not section.needed)
"""The sections that somebody fills in; role and age are asked by themselves."""
ABOVE = frozenset({"needs.needs", "threat.now"})
"""Fields that choose the receiver: they are asked first, and not again in their sections."""
LONG = 19
"""Digits that the number of an office can have."""


async def typed(request: Request) -> dict[str, list[str]]:
    """Everything that a form holds, by name."""
    form = await request.form()
    return {name: [each for each in form.getlist(name) if isinstance(each, str)] for name in form}


def first(form: Typed, name: str) -> str:
    """The one value of a name; empty where there is none."""
    return form[name][0].strip() if form.get(name) else ""


def filled(section: Section, form: Typed) -> dict[str, Any]:
    """The content of a section as typed."""
    found = {
        field.name: _value(field, form.get(f"{section.name}.{field.name}", ())) for field in section.fields
    }
    return {name: value for name, value in found.items() if value not in ("", [], False)}


def wish(form: Typed, visit: Visit, sources: Mapping[str, int | None]) -> Wish:
    """The referral that the form asks for. Raises InputRefused where a day cannot be read."""
    receiver, _, office = first(form, "to").partition("@")
    sections = {section.name: filled(section, form) for section in WRITTEN}
    spoken = LANGUAGE.get(first(form, "language"))
    if spoken and not sections["safe_contact"].get("language"):
        sections["safe_contact"]["language"] = spoken.id
    shared = frozenset(form.get("shared", ()))
    return Wish(
        receiver=receiver,
        mandate=first(form, f"why-{receiver}"),
        role=first(form, "role"),
        age=first(form, "age"),
        area=first(form, "area") or None,
        service_id=int(office) if office.isdecimal() and len(office) < LONG else None,
        sections={name: content for name, content in sections.items() if content},
        unshared=first(form, "unshared"),
        consent_by=first(form, "consent_by"),
        consent_at=moment(visit, first(form, "consent_at")),
        shared=shared | NEEDED if first(form, "consent_by") else shared,
        alert_id=sources.get("alert_id"),
        action_id=sources.get("action_id"),
        counsel_id=sources.get("counsel_id"),
    )


def now_here(visit: Visit) -> str:
    """Now on the clock of the visitor's office, as a field of day and hour holds it."""
    return visit.now.astimezone(zone_of(visit.context.areas)).strftime("%Y-%m-%dT%H:%M")


def begun(visit: Visit, facts: Known) -> dict[str, list[str]]:
    """An empty form: the time of the consent is now, wishes are those told at a counsellor's."""
    wishes = {"woman": ["1"] if facts.woman_officer else [], "language": [facts.language or ""]}
    return {"consent_at": [now_here(visit)], **wishes}


def asked(form: Typed, visit: Visit, facts: Known) -> Asked:
    """What is known of the person and what was typed, as far as a receiver is chosen by it."""
    area = next(iter(facts.areas), "") or first(form, "area") or next(iter(visit.context.areas), "")
    spoken = first(form, "language")
    return Asked(
        regency=area[:4] if areas.known(area[:4]) else "",
        child=first(form, "age") in OF_CHILDREN if facts.child is None else facts.child,
        needs=frozenset(form.get("needs.needs", ())),
        threatened=bool(first(form, "threat.now")),
        signs=bool(facts.signs or first(form, "elements.told")),
        on_file=facts.person_id is not None,
        woman_officer=bool(first(form, "woman")),
        language=spoken if spoken in LANGUAGE else None,
    )


def regencies(visit: Visit, facts: Known) -> list[str]:
    """The regencies to choose from; none where it is known."""
    if facts.areas or all(len(area) >= Level.REGENCY for area in visit.context.areas):
        return []
    found: list[str] = []
    for area in visit.context.areas:
        if level(area) is Level.PROVINCE:
            found += areas.children(area)
        elif not area:
            found += [code for province in areas.children() for code in areas.children(province)]
    return found


def moment(visit: Visit, words: str) -> datetime | None:
    """A moment in the zone of the visitor's office; None where nothing was typed. Raises InputRefused."""
    try:
        return datetime.fromisoformat(words).replace(tzinfo=zone_of(visit.context.areas)) if words else None
    except ValueError:
        raise InputRefused("Isi hari dan jam persetujuan.", "Give the day and hour of the consent.") from None


def givers(child: bool | None) -> list[Any]:
    """Who can agree; for whom nothing is known, all."""
    return [each for each in GIVERS if child is None or (each.child if child else each.adult)]


def shown(content: Mapping[str, Any], section: Section) -> list[tuple[Field, Any]]:
    """The fields that are filled in, in order."""
    return [(field, content[field.name]) for field in section.fields if field.name in content]


def _value(field: Field, given: Sequence[str]) -> Any:
    one = given[0].strip() if given else ""
    match field.kind:
        case Kind.YES:
            return bool(one)
        case Kind.CODES:
            return list(given)
        case Kind.LINES:
            return [line.strip() for line in one.splitlines() if line.strip()]
        case Kind.ITEMS:
            return []
        case _:
            return one
