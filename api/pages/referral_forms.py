"""What the forms of referrals hold: sections with their fields, as typed and as the functions below take them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from fastapi import Request

from api.service.door import Visit
from protection.referrals.consents import GIVERS
from protection.referrals.known import Known
from protection.referrals.making import Wish
from protection.referrals.receivers import receivers
from protection.referrals.sections import NEEDED, SECTIONS, Field, Kind, Section
from records import areas
from records.areas import Level, level
from records.days import zone_of
from records.errors import InputRefused

Typed = Mapping[str, Sequence[str]]
WRITTEN = tuple(section for section in SECTIONS if not section.needed)
"""The sections that somebody fills in; role and age are asked by themselves."""


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
    receiver, _, mandate = first(form, "to").partition("/")
    sections = {section.name: filled(section, form) for section in WRITTEN}
    shared = frozenset(form.get("shared", ()))
    return Wish(
        receiver=receiver,
        mandate=mandate,
        role=first(form, "role"),
        age=first(form, "age"),
        area=first(form, "area") or None,
        sections={name: content for name, content in sections.items() if content},
        unshared=first(form, "unshared"),
        consent_by=first(form, "consent_by"),
        consent_at=moment(visit, first(form, "consent_at")),
        shared=shared | NEEDED if first(form, "consent_by") else shared,
        alert_id=sources.get("alert_id"),
        action_id=sources.get("action_id"),
        counsel_id=sources.get("counsel_id"),
    )


def begun(visit: Visit) -> dict[str, list[str]]:
    """An empty form: the time of the consent is now."""
    return {"consent_at": [visit.now.astimezone(zone_of(visit.context.areas)).strftime("%Y-%m-%dT%H:%M")]}


def choices(today: date, facts: Known) -> list[tuple[Any, list[tuple[str, Any]]]]:
    """Receivers, each with its mandates, of those that fit; a child is offered the children's path alone."""
    fitting = [each for each in receivers(today) if not facts.child or each.child]
    return [(each, [(f"{each.code}/{one.code}", one) for one in each.mandates]) for each in fitting]


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
