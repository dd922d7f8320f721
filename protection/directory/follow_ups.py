"""After the return: who is due a call, so that nobody who came back is left alone with what happened.

The steps are dated configuration (``return_follow_up`` in records/law.toml). The list tells a case code and when the
person came back; a note is kept only where they agree, sealed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ARRAY, Connection, Text, bindparam, text

from detection.case_codes import case_code
from protection.directory.kinds import Word
from protection.guarding import words
from records import audit
from records.audit import Act, Deed
from records.custody import sealed_words
from records.custody.keyring import Keyring
from records.days import day_of
from records.errors import InputRefused, NotFound
from records.law import in_force
from records.rights.context import Context
from records.tables import follow_ups

HOLDER = follow_ups.name
OUTCOMES: tuple[Word, ...] = (
    Word("well", "Baik; tidak perlu bantuan", "Well; needs no help"),
    Word("referred", "Perlu bantuan; dirujuk", "Needs help; referred"),
    Word("danger", "Ada bahaya; dirujuk segera", "In danger; referred at once"),
    Word("again", "Diminta menelepon lagi", "Asked to call again"),
    Word("not_wished", "Tidak ingin dihubungi", "Does not wish to be called"),
    Word("not_reached", "Tidak terhubung", "Not reached"),
)
OUTCOME = {outcome.name: outcome for outcome in OUTCOMES}
_CALL_AGAIN = ("again", "not_reached")

# The row of the return names no area: it is the person's, as their registrations and passports tell it.
_RETURNED = text("""
    SELECT 'returns:' || r.entity_key AS ref, r.known ->> 'country' AS country, r.recorded_at, i.person_id,
        (SELECT min(a.area) FROM person_areas AS a WHERE a.person_id = i.person_id) AS area
    FROM (
        SELECT DISTINCT ON (entity_key) entity_key, known, recorded_at FROM source_rows
        WHERE feed = 'returns' AND recorded_at >= :since
        ORDER BY entity_key, recorded_at DESC, sequence DESC
    ) AS r
        JOIN LATERAL (
            SELECT person_id FROM identities AS n WHERE n.feed = 'returns' AND n.entity_key = r.entity_key
            ORDER BY n.run_id DESC LIMIT 1
        ) AS i ON true
    WHERE coalesce(r.known ->> 'kind', '') <> 'deceased' AND r.known <> '{}'
""")
_CALLED = text("""
    SELECT ref, step, outcome FROM follow_ups WHERE ref = ANY (:refs) ORDER BY follow_up_id
""").bindparams(bindparam("refs", type_=ARRAY(Text)))


@dataclass(frozen=True)
class Due:
    """A call to make; ``late`` from the day after it was due. ``ref`` is the row of the return."""

    ref: str
    code: str
    step: str
    area: str | None
    returned_on: date
    country: str | None
    due_on: date
    late: bool
    tried: int


def due(connection: Connection, now: datetime) -> list[Due]:
    """The calls that are due, within the areas of the context, the longest due first; one audit entry."""
    found = _due(connection, now)
    objects = tuple(dict.fromkeys(each.ref for each in found))
    audit.write(connection, Act(Deed.READ, "follow_up", (), len(objects), ("due_on",)))
    return found


def called(
    connection: Connection,
    keys: Keyring,
    context: Context,
    ref: str,
    step: str,
    outcome: str,
    note: str,
    *,
    agreed_to_note: bool,
    now: datetime,
) -> int:
    """Write down a call that was due. Raises NotFound, InputRefused for a note without consent."""
    if outcome not in OUTCOME:
        raise InputRefused(f"Pilih: {', '.join(OUTCOME)}.", f"Choose: {', '.join(OUTCOME)}.")
    if note.strip() and not agreed_to_note:
        raise InputRefused(
            "Catatan hanya disimpan bila orangnya menyetujui. Tanyakan, atau kosongkan catatan.",
            "A note is kept only where the person agreed. Ask, or leave the note empty.",
        )
    mine = next((each for each in _due(connection, now) if (each.ref, each.step) == (ref, step)), None)
    if mine is None:
        raise NotFound("Panggilan itu tidak jatuh tempo.", "That call is not due.")
    said = note.strip()[: words.LONGEST]
    number = sealed_words.put(
        connection,
        keys,
        follow_ups,
        {"note": said} if said else None,
        sealed_words.about(HOLDER, ref, step, now),
        ref=ref,
        step=step,
        area=mine.area,
        called_on=day_of(now),
        outcome=outcome,
        who=context.who,
        at=now,
        agreed_to_note=agreed_to_note,
    )
    audit.write(connection, Act(Deed.COUNSEL, "follow_up", (f"follow_up/{number}",), None, ("outcome",)))
    return number


def _due(connection: Connection, now: datetime) -> list[Due]:
    today = day_of(now)
    steps: list[dict[str, Any]] = in_force("return_follow_up", today)
    longest = max((each["due_days"] + each["within_days"] for each in steps), default=0)
    rows = connection.execute(_RETURNED, {"since": now - timedelta(days=longest)}).all()
    done: dict[tuple[str, str], list[str]] = {}
    for row in connection.execute(_CALLED, {"refs": [each.ref for each in rows]}):
        done.setdefault((row.ref, row.step), []).append(row.outcome)
    found = []
    for row in rows:
        back = day_of(row.recorded_at)
        refused = any("not_wished" in outcomes for (ref, _), outcomes in done.items() if ref == row.ref)
        for each in steps:
            due_on = back + timedelta(days=each["due_days"])
            outcomes = done.get((row.ref, each["step"]), [])
            over = any(one not in _CALL_AGAIN for one in outcomes) or refused
            if due_on <= today <= due_on + timedelta(days=each["within_days"]) and not over:
                found.append(
                    Due(
                        row.ref,
                        case_code(row.person_id),
                        each["step"],
                        row.area,
                        back,
                        row.country,
                        due_on,
                        due_on < today,
                        len(outcomes),
                    )
                )
    return sorted(found, key=lambda each: (each.due_on, each.ref, each.step))
