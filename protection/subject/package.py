"""The answer to a request for access: what is held about the person, in clear, without what is others'.

A field is given because it is declared as the person's own; an identifier that is not declared here is left
out, so that a new field is never given by oversight. Plain fields tell of the row itself and are given.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ARRAY, BigInteger, Connection, Text, bindparam, select, text, type_coerce
from sqlalchemy.dialects import postgresql

from protection.holds import held
from protection.subject.contests import contested_rows
from protection.subject.own_rows import own_rows
from protection.subject.requests import Kind, Request, State
from records import audit
from records.audit import Act, Deed
from records.contract import FEED_BY_NAME
from records.custody.keyring import Keyring
from records.custody.received import identifiers
from records.errors import WrongState
from records.tables import alerts, detection_runs
from sources.registry import SOURCE_BY_FEED

OWN: Mapping[str, frozenset[str]] = {
    "registrations": frozenset({"nik", "full_name", "phone"}),
    "desk_visits": frozenset(),
    "documents": frozenset({"doc_no"}),
    "passports": frozenset({"passport_no", "nik", "full_name", "applicant_phone"}),
    "departures": frozenset({"passport_no", "full_name", "booking_ref"}),
    "interceptions": frozenset({"full_name", "passport_no", "nik"}),
    "complaints": frozenset({"worker_name", "worker_passport_no", "worker_nik"}),
    "case_outcomes": frozenset({"full_name", "nik", "passport_no", "phone"}),
    "returns": frozenset({"passport_no", "full_name"}),
}
"""The identifiers that are the person's own, by feed; a feed that is not named is not given.

Left out are recruiters, referrers and guardians, whoever reported (tips, recruiter links, narratives), and
suspects.
"""

OTHERS_PLAIN: Mapping[str, frozenset[str]] = {"registrations": frozenset({"referrer_relation"})}
"""Plain fields that tell of another person."""

WHILE_HELD = frozenset({"interceptions", "complaints", "case_outcomes"})
"""Feeds that are not given while a case holds the rows."""

OWN_REASONS = frozenset({"identity", "recruitment", "process", "travel"})
"""The groups of reasons that rest on the person's own rows; the others tell of other people."""

EXCEPTIONS = (
    "Data orang lain, pelapor, dan data yang dikecualikan undang-undang (UU 27/2022 Pasal 15) tidak termasuk.",
    "Other people's data, informants, and what the law excepts (UU 27/2022 article 15) are not included.",
)
"""Said in every package, so that it tells nothing about this one."""

_ROWS = text("""
    SELECT sequence, feed, entity_key, recorded_at, known FROM source_rows
    WHERE sequence = ANY (:sequences) ORDER BY feed, recorded_at, sequence
""").bindparams(bindparam("sequences", type_=ARRAY(BigInteger)))


@dataclass(frozen=True)
class HeldRow:
    """One version of a row: its source, its fields in clear, and which of them the person disputes."""

    feed: str
    owner_id: str
    recorded_at: datetime
    fields: Mapping[str, object]
    contested: tuple[str, ...]


@dataclass(frozen=True)
class Assessment:
    """An automated assessment of the person (UU 27/2022 article 10): its day, and its reasons in words."""

    as_of: date
    model: str
    reasons: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Package:
    """Everything that is handed over, and the sentence about what is not."""

    rows: tuple[HeldRow, ...]
    assessments: tuple[Assessment, ...]
    exceptions: tuple[str, str] = EXCEPTIONS


def package(connection: Connection, keys: Keyring, request: Request) -> Package:
    """What is held about the asker of a granted request for access. Writes one audit entry.

    Raises WrongState where the request is another, or has not been decided in the asker's favour.
    """
    if request.kind is not Kind.ACCESS or request.state is not State.DECIDED or request.decision == "refused":
        raise WrongState(
            "Hanya permohonan akses yang dikabulkan dan belum dijawab menghasilkan paket.",
            "Only a request for access that was granted and is not answered yet yields a package.",
        )
    own = own_rows(connection, request.refs)
    on_hold = held(connection, own.refs)
    opened = identifiers(connection, keys, own.sequences)
    contested = {each.ref: each.fields for each in contested_rows(connection, own.refs)}
    rows = tuple(
        HeldRow(
            row.feed,
            SOURCE_BY_FEED[row.feed].owner_id,
            row.recorded_at,
            _own_fields(row.feed, row.known, opened.get(row.sequence, {})),
            contested.get(f"{row.feed}:{row.entity_key}", ()),
        )
        for row in connection.execute(_ROWS, {"sequences": list(own.sequences)})
        if row.feed in OWN and not (on_hold and row.feed in WHILE_HELD)
    )
    fields = tuple(sorted({name for row in rows for name in row.fields}))
    audit.write(
        connection,
        Act(Deed.READ, "subject_request", (f"request/{request.request_id}",), len(rows) or 1, fields),
    )
    return Package(rows, _assessments(connection, own.refs))


def _own_fields(feed: str, known: Mapping[str, object], opened: Mapping[str, str]) -> Mapping[str, object]:
    given: dict[str, object] = {}
    for field in FEED_BY_NAME[feed].fields:
        if field.identifier is not None:
            value: object = opened.get(field.name) if field.name in OWN[feed] else None
        else:
            value = None if field.name in OTHERS_PLAIN.get(feed, ()) else known.get(field.name)
        if value is not None:
            given[field.name] = value
    return given


def _assessments(connection: Connection, refs: tuple[str, ...]) -> tuple[Assessment, ...]:
    theirs = type_coerce(alerts.c.refs, postgresql.ARRAY(Text)).overlap(list(refs))
    wanted = (
        select(detection_runs.c.as_of, detection_runs.c.model_version, alerts.c.statement)
        .select_from(alerts.join(detection_runs))
        .where(alerts.c.kind == "person", theirs)
        .order_by(alerts.c.alert_id)
    )
    return tuple(
        Assessment(
            row.as_of,
            row.model_version,
            tuple(
                (reason["text_id"], reason["text_en"])
                for reason in row.statement["reasons"]
                if reason["group"] in OWN_REASONS
            ),
        )
        for row in connection.execute(wanted)
    )
