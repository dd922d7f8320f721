"""Whose a registration is: as the last run held it, or, for one newer than the run, by the run's frozen linkage."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd
from sqlalchemy import Connection, text

from graphs.linkage import judgements
from graphs.linkage.frozen import Frozen
from graphs.linkage.judgements import Settled
from graphs.linkage.rows import of_records
from records.custody.keyring import Keyring
from records.days import instant

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


_JUDGED = text("""
    SELECT q.ref_a, q.ref_b FROM identity_judgements AS j JOIN identity_questions AS q USING (question_id)
    WHERE j.judged_at >= :since
""")


@dataclass(frozen=True)
class Owner:
    """A person: ``records`` has feed, key, person_id of each record; ``merged`` other ids that the run has for them."""

    person_id: str
    records: pd.DataFrame
    merged: tuple[str, ...] = ()


@dataclass(frozen=True)
class Run:
    """What a run saw: rows up to the sequence ``after``, and what people had judged before ``day``."""

    frozen: Frozen
    after: int
    day: date


def owner(connection: Connection, keys: Keyring, run: Run | None, key: str, as_of: date) -> Owner:
    """Whose a registration is: as the run held it, unless it has changed or been judged since.

    Then it is linked anew, which reads clear text.
    """
    own: Record = ("registrations", key)
    held = _held(connection, [own])
    if run is None or (held and (connection.scalar(_LAST, {"key": key}) or 0) <= run.after):
        person = held.get(own, f"registration_{key}")
        found = Owner(person, _records(connection, [person], {own}))
        if run is None or not _judged_since(connection, run.day, found.records):
            return found
    linked = frozen_component(connection, keys, run, own, as_of)
    known = _held(connection, list(linked.records))
    ids = list(dict.fromkeys(known[record] for record in linked.records if record in known))
    person = ids[0] if ids else linked.person_id
    records = _records(connection, [person, *ids], set(linked.records), linked.apart)
    return Owner(person, records, tuple(ids[1:]))


@dataclass(frozen=True)
class Component:
    """The records that linkage joins with one, the earliest first; ``apart`` was looked at and is someone else's."""

    person_id: str
    records: list[Record]
    apart: frozenset[Record] = frozenset()


def frozen_component(connection: Connection, keys: Keyring, run: Run, own: Record, as_of: date) -> Component:
    """The records that linkage joins with one by the run's parameters and all that has been judged before a day.

    A row that will be known on a later day only is nobody's yet but its own.
    """
    asked = {"key": own[1], "after": run.after}
    wanted = {own} | {(row.feed, row.entity_key) for row in connection.execute(_SINCE, asked)}
    rows = of_records(connection, keys, wanted).as_of(as_of)
    judged = judgements.load(connection).as_of(as_of)
    inside: set[Record] = {own}
    found = pd.DataFrame({"record": [own], "person_id": [f"registration_{own[1]}"]})
    for hop in range(HOPS):
        around = rows[pd.MultiIndex.from_frame(rows[["feed", "key"]]).isin(list(inside))]
        beside = {*run.frozen.near(around), *_judged_same(judged, inside), *_held_with(connection, inside)}
        new = sorted(beside - wanted)
        wanted |= set(new)
        if new:
            rows = pd.concat([rows, of_records(connection, keys, new).as_of(as_of)], ignore_index=True)
        elif hop:
            break  # the same rows would be joined in the same way
        persons = run.frozen.resolve(rows, judged).persons
        persons = persons.assign(record=pd.MultiIndex.from_frame(persons[["feed", "key"]]).to_flat_index())
        mine = persons.loc[persons["record"] == own, "person_id"]
        if mine.empty:
            break
        found = persons[persons["person_id"] == mine.iloc[0]]
        if set(found["record"]) <= inside:
            break
        inside = set(found["record"])
    first = rows.set_index(["feed", "key"])["recorded_at"]
    order = sorted(
        found["record"], key=lambda record: (first.get(record, pd.Timestamp.max.tz_localize("UTC")), record)
    )
    seen = set(zip(rows["feed"], rows["key"], strict=True))
    return Component(found["person_id"].iloc[0], order, frozenset(seen - set(order)))


def _judged_since(connection: Connection, day: date, records: pd.DataFrame) -> bool:
    """Whether people have judged any of these records, or taken a judgement back, since a run's day began."""
    refs = set(records["feed"] + ":" + records["key"])
    late = connection.execute(_JUDGED, {"since": instant(day)})
    return any(not refs.isdisjoint((row.ref_a, row.ref_b)) for row in late)


def _judged_same(judged: Settled, records: set[Record]) -> set[Record]:
    """The records that people have judged to be the same person's as these, also through others."""
    named = {f"{feed}/{key}" for feed, key in records}
    found = {one for pair in judged.same if not named.isdisjoint(pair) for one in pair}
    parts = (name.partition("/") for name in found)
    return {(feed, key) for feed, _, key in parts}


def _held_with(connection: Connection, records: set[Record]) -> set[Record]:
    """The records that the run holds to be of the same persons as these."""
    persons = sorted(set(_held(connection, sorted(records)).values()))
    return {record for record, person in _ever(connection, persons).items() if person in persons}


def _held(connection: Connection, records: list[Record]) -> dict[Record, str]:
    asked = {"feeds": [feed for feed, _ in records], "keys": [key for _, key in records]}
    return {(row.feed, row.entity_key): row.person_id for row in connection.execute(_HELD, asked)}


def _ever(connection: Connection, persons: list[str]) -> dict[Record, str]:
    """Who now holds each record that any of these persons ever held."""
    ever = [(row.feed, row.entity_key) for row in connection.execute(_EVER, {"persons": persons})]
    return _held(connection, ever)


def _records(
    connection: Connection, persons: list[str], also: set[Record], apart: frozenset[Record] = frozenset()
) -> pd.DataFrame:
    """All records of these persons as last held, less those ``apart``, and these ones, under the first one's id."""
    now = _ever(connection, persons)
    held = {record for record, person in now.items() if person in persons}
    records = sorted((held - apart) | also)
    return pd.DataFrame([(*record, persons[0]) for record in records], columns=["feed", "key", "person_id"])
