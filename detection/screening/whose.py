"""Whose a registration is: as the last run held it, or, for one newer than the run, by the run's frozen linkage."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd
from sqlalchemy import Connection, text

from graphs.linkage import judgements
from graphs.linkage.frozen import Frozen
from graphs.linkage.rows import of_records
from records.custody.keyring import Keyring

HOPS = 3
"""Records linked to the registration are looked around in their turn, so often."""

Record = tuple[str, str]

_LAST = text("SELECT max(sequence) FROM source_rows WHERE feed = 'registrations' AND entity_key = :key")
_HELD = text("""
    SELECT DISTINCT ON (i.feed, i.entity_key) i.feed, i.entity_key, i.person_id
    FROM unnest(CAST(:feeds AS text[]), CAST(:keys AS text[])) AS asked(feed, key)
        JOIN identities AS i ON i.feed = asked.feed AND i.entity_key = asked.key
    ORDER BY i.feed, i.entity_key, i.run_id DESC
""")
_EVER = text("SELECT DISTINCT feed, entity_key FROM identities WHERE person_id = ANY(:persons)")
# Rows that came in after the run stand in none of its blocks: those with an identifier in common are looked at.
_SINCE = text("""
    SELECT DISTINCT n.feed, n.entity_key
    FROM source_rows AS r JOIN source_rows AS n
        ON n.nik_token = r.nik_token OR n.phone_token = r.phone_token OR n.name_token = r.name_token
    WHERE r.feed = 'registrations' AND r.entity_key = :key AND n.sequence > :after
""")


@dataclass(frozen=True)
class Owner:
    """A person: ``records`` has feed, key, person_id of each record; ``merged`` other ids that the run has for them."""

    person_id: str
    records: pd.DataFrame
    merged: tuple[str, ...] = ()


def owner(
    connection: Connection, keys: Keyring, frozen: Frozen | None, key: str, after: int, as_of: date
) -> Owner:
    """Whose a registration is; ``after`` is the last row that the run could see. Reads clear text if it must link."""
    own: Record = ("registrations", key)
    held = _held(connection, [own])
    if frozen is None or (held and (connection.scalar(_LAST, {"key": key}) or 0) <= after):
        person = held.get(own, f"registration_{key}")
        return Owner(person, _records(connection, [person], {own}))
    persons = frozen_component(connection, keys, frozen, own, after, as_of)
    known = _held(connection, list(persons["record"]))
    ids = list(dict.fromkeys(known[record] for record in persons["record"] if record in known))
    person = ids[0] if ids else str(persons["person_id"].iloc[0])
    return Owner(person, _records(connection, [person, *ids], set(persons["record"])), tuple(ids[1:]))


def frozen_component(
    connection: Connection, keys: Keyring, frozen: Frozen, own: Record, after: int, as_of: date
) -> pd.DataFrame:
    """The records that linkage joins with one: ``record`` and ``person_id``, the earliest first."""
    wanted = {own} | {
        (row.feed, row.entity_key) for row in connection.execute(_SINCE, {"key": own[1], "after": after})
    }
    rows = of_records(connection, keys, wanted).as_of(as_of)
    judged = judgements.load(connection).as_of(as_of)
    inside: set[Record] = {own}
    found = pd.DataFrame()
    for _ in range(HOPS):
        around = rows[pd.MultiIndex.from_frame(rows[["feed", "key"]]).isin(list(inside))]
        new = [record for record in frozen.near(around) if record not in wanted]
        wanted |= set(new)
        rows = (
            pd.concat([rows, of_records(connection, keys, new).as_of(as_of)], ignore_index=True)
            if new
            else rows
        )
        persons = frozen.resolve(rows, judged).persons
        persons = persons.assign(record=pd.MultiIndex.from_frame(persons[["feed", "key"]]).to_flat_index())
        mine = persons.loc[persons["record"] == own, "person_id"].iloc[0]
        found = persons[persons["person_id"] == mine]
        if set(found["record"]) <= inside:
            break
        inside = set(found["record"])
    order = rows.set_index(["feed", "key"])["recorded_at"]
    at = [order[record] for record in found["record"]]
    return found.assign(at=at).sort_values(["at", "feed", "key"])[["record", "person_id"]]


def _held(connection: Connection, records: list[Record]) -> dict[Record, str]:
    asked = {"feeds": [feed for feed, _ in records], "keys": [key for _, key in records]}
    return {(row.feed, row.entity_key): row.person_id for row in connection.execute(_HELD, asked)}


def _records(connection: Connection, persons: list[str], also: set[Record]) -> pd.DataFrame:
    """All records of these persons as last held, and these ones, under the first person's id."""
    ever = [(row.feed, row.entity_key) for row in connection.execute(_EVER, {"persons": persons})]
    now = _held(connection, ever)
    records = sorted({record for record, person in now.items() if person in persons} | also)
    return pd.DataFrame([(*record, persons[0]) for record in records], columns=["feed", "key", "person_id"])
