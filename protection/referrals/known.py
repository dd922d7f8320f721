"""What is known of a person already, so that nobody asks it again: who they are, their age, signs with sources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select

from detection.indicators import INDICATOR_BY_ID
from protection.actions.reading import find as find_action
from protection.counsel import referrals as counsel
from protection.disclosure.rows import PersonRow, person_rows
from records.areas import short_name
from records.custody.keyring import Keyring
from records.custody.masking import MASK, mask
from records.days import day_of
from records.errors import InputRefused, NotFound
from records.feed import Identifier
from records.tables import alerts

GROWN = 18
"""Years (UU 35/2014 article 1; UU 21/2007 article 1 number 5)."""
_IDENTITY = {"name": "full_name", "nik": "nik", "passport": "passport_no"}
_MASKS = {"name": Identifier.NAME, "nik": Identifier.NIK, "passport": Identifier.PASSPORT}


@dataclass(frozen=True)
class Known:
    """A person as the records have them; all empty for who stands in none. ``child`` is None where nothing tells.

    ``woman_officer`` and ``language`` are what they wished at a counsellor's.
    """

    person_id: str | None = None
    refs: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    child: bool | None = None
    identity: Mapping[str, str] = field(default_factory=dict)
    signs: tuple[Mapping[str, object], ...] = ()
    alert_id: int | None = None
    action_id: int | None = None
    counsel_id: int | None = None
    woman_officer: bool = False
    language: str | None = None


def known(
    connection: Connection,
    keys: Keyring,
    now: datetime,
    *,
    alert_id: int | None = None,
    action_id: int | None = None,
    counsel_id: int | None = None,
) -> Known:
    """What the records tell of whom an alert, an action of kind referral, or a counsellor's talk is about.

    Whoever calls writes the audit entry. Raises NotFound, InputRefused where it is about no person.
    """
    if action_id is not None:
        action = find_action(connection, action_id)
        if action.kind != "referral":
            raise InputRefused("Tindakan itu bukan rujukan.", "That action is no referral.")
        alert_id = action.alert_id
    if alert_id is not None:
        return _of_alert(connection, keys, now, alert_id, action_id)
    if counsel_id is not None:
        talk = counsel.seen(connection, counsel_id)
        areas = (talk.area,) if talk.area else ()
        wishes = Known(counsel_id=counsel_id, areas=areas, woman_officer=talk.woman, language=talk.language)
        if talk.person_id is None:
            return wishes
        rows = person_rows(connection, keys, talk.person_id, _tomorrow(now))
        identity, child = _identity(rows, day_of(now))
        refs = tuple(row.ref for row in rows) or (f"registrations:{talk.registration}",)
        return replace(wishes, person_id=talk.person_id, refs=refs, child=child, identity=identity)
    return Known()


def masked(identity: Mapping[str, str]) -> dict[str, str]:
    """An identity that was drawn from the records as its sender sees it."""
    return {
        name: mask(_MASKS[name], value) if name in _MASKS else value if name == "address" else MASK
        for name, value in identity.items()
    }


def _of_alert(
    connection: Connection, keys: Keyring, now: datetime, alert_id: int, action_id: int | None
) -> Known:
    alert = connection.execute(select(alerts).where(alerts.c.alert_id == alert_id)).one_or_none()
    if alert is None:
        raise NotFound("Peringatan itu tidak ditemukan.", "There is no such alert.")
    if alert.kind != "person":
        raise InputRefused(
            "Yang dirujuk adalah orang; peringatan ini tentang hal lain.",
            "People are referred; this alert is about something else.",
        )
    identity, child = _identity(person_rows(connection, keys, alert.subject, _tomorrow(now)), day_of(now))
    return Known(
        alert.subject,
        tuple(alert.refs),
        tuple(alert.areas),
        child,
        identity,
        tuple(_signs(alert.statement)),
        alert_id,
        action_id,
    )


def _tomorrow(now: datetime) -> date:
    """Rows are read as of the beginning of a day; those of today count too."""
    return date.fromordinal(day_of(now).toordinal() + 1)


def _identity(rows: Iterable[PersonRow], today: date) -> tuple[dict[str, str], bool | None]:
    """The newest of each, and whether the newest birth date makes a child."""
    found: dict[str, str] = {}
    child: bool | None = None
    for row in sorted(rows, key=lambda each: each.recorded_at):
        for name, column in _IDENTITY.items():
            if row.identifiers.get(column):
                found[name] = row.identifiers[column]
        born = row.plain.get("birth_date")
        if born:
            day = date.fromisoformat(str(born)[:10])
            found["birth_date"] = day.isoformat()
            child = _age(day, today) < GROWN
        village = row.plain.get("village_code")
        if village:
            found["address"] = short_name(str(village)) or str(village)
    return found, child


def _age(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _signs(statement: Mapping[str, Any]) -> Iterable[Mapping[str, object]]:
    """Each sign that fired once, with the feeds that it rests on; no chance, no rank, no detail."""
    feeds: dict[str, set[str]] = {}
    for each in statement.get("indicators", ()):
        feeds.setdefault(each["indicator"], set()).add(each["feed"])
    for code, sources in feeds.items():
        sign = INDICATOR_BY_ID[code]
        yield {
            "code": code,
            "says_id": sign.label_id,
            "says_en": sign.label_en,
            "element": sign.element.value,
            "sources": sorted(sources),
        }
