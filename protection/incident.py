"""An incident pack: whom one account or key touched in a span of time, as the audit tells it.

For the written notice within 3 x 24 hours to the people and to the agency (UU 27/2022 article 46). The pack
names people by person id and by the sources' own keys, never by name: where a notice itself could endanger,
the identity is guarded and the notice goes through LPSK.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, TextClause, text

from records import audit, retention
from records.audit import Act, Deed


@dataclass(frozen=True)
class Reference:
    """One way in which an audit entry names its objects, and the rows or people that stand behind it.

    ``leads_to`` selects ref, feed, entity_key, person_id (either a row or a person) from ``touched``, which has
    a reference's feed, first and last number beside it.
    """

    means: str
    pattern: str
    leads_to: str


_ROW = "SELECT t.ref, r.feed, r.entity_key, NULL::text FROM touched AS t JOIN source_rows AS r ON "
_OF_REFS = """
    SELECT t.ref, split_part(named, ':', 1), substr(named, strpos(named, ':') + 1), NULL
    FROM touched AS t JOIN {table} AS x ON {on}, unnest(x.refs) AS named
"""

REFERENCES: tuple[Reference, ...] = (
    Reference("a row", r"^row/\d+$", _ROW + "r.sequence = t.last"),
    Reference(
        "a range of rows of a feed",
        r"^[a-z_]+/\d+-\d+$",
        _ROW + "r.feed = t.feed AND r.sequence BETWEEN t.first AND t.last",
    ),
    Reference("every row up to one", r"^\.\.\d+$", _ROW + "r.sequence <= t.last"),
    Reference("a whole feed", r"^[a-z_]+$", _ROW + "r.feed = t.feed"),
    Reference("the rows of a file", r"^file/\d+$", _ROW + "r.file_id = t.last"),
    Reference("a person", r"^person_\w+$", "SELECT t.ref, NULL, NULL, t.ref FROM touched AS t"),
    Reference("an alert", r"^alert/\d+$", _OF_REFS.format(table="alerts", on="x.alert_id = t.last")),
    Reference(
        "the alerts of a run",
        r"^\d+$",
        _OF_REFS.format(table="alerts", on="x.run_id = t.last AND t.kind = 'detection_run'"),
    ),
    Reference(
        "an attachment",
        r"^l-[0-9a-f]{32}$",
        _OF_REFS.format(table="attachments", on="x.attachment_id = t.ref"),
    ),
    Reference(
        "a subject's request",
        r"^request/\d+$",
        _OF_REFS.format(table="subject_requests", on="x.request_id = t.last"),
    ),
    Reference("a hold", r"^hold/\d+$", _OF_REFS.format(table="holds", on="x.hold_id = t.last")),
    Reference(
        "a protection", r"^party/\d+$", _OF_REFS.format(table="protected_parties", on="x.party_id = t.last")
    ),
)
"""Every form of reference that leads to people; whatever else an entry names is told as unresolved."""

ABOUT_NO_PERSON = (
    "account",
    "session",
    "login",
    "permission",
    "api_client",
    "audit",
    "audit_head",
    "key",
    "data_key",
)
"""Kinds of objects that are about no subject of the records."""

_TOUCHED = text(r"""
    CREATE TEMP TABLE touched ON COMMIT DROP AS
    SELECT ref, object_kind AS kind, min(at) AS first_at, max(at) AS last_at, count(*) AS entries,
        string_agg(DISTINCT act, ' ') AS acts, string_agg(DISTINCT array_to_string(fields, ' '), ' ') AS fields,
        substring(ref FROM '^[a-z_]+') AS feed,
        CAST(substring(ref FROM '/(\d{1,18})-') AS bigint) AS first,
        CAST(substring(ref FROM '^(?:[a-z_]+/|\.\.|[a-z_]+/\d+-)?(\d{1,18})$') AS bigint) AS last
    FROM audit_entries, unnest(object_refs) AS ref
    WHERE who = :who AND at >= :since AND at < :until
    GROUP BY ref, object_kind
""")
_BEHIND = text(
    "CREATE TEMP TABLE behind (ref text, feed text, entity_key text, person_id text) ON COMMIT DROP"
)
_WHOSE = text("""
    CREATE TEMP TABLE whose ON COMMIT DROP AS
    WITH keys AS (SELECT DISTINCT feed, entity_key FROM behind WHERE feed IS NOT NULL), carried AS (
        SELECT DISTINCT k.feed, k.entity_key,
            CASE WHEN r.known ? 'registration_id' AND k.feed <> 'registrations' THEN 'registrations'
                WHEN k.feed = 'recruiter_links' AND r.known ->> 'subject_type' = 'registration' THEN 'registrations'
                WHEN k.feed = 'recruiter_links' AND r.known ->> 'subject_type' = 'passport' THEN 'passports'
                ELSE k.feed END AS of_feed,
            CASE WHEN k.feed = 'recruiter_links' THEN r.known ->> 'subject_ref'
                WHEN k.feed <> 'registrations' THEN coalesce(r.known ->> 'registration_id', k.entity_key)
                ELSE k.entity_key END AS of_key
        FROM keys AS k LEFT JOIN source_rows AS r USING (feed, entity_key)
        WHERE k.feed NOT IN ('ltsa_offices', 'agencies', 'job_orders')
    )
    SELECT DISTINCT ON (c.feed, c.entity_key) c.feed, c.entity_key,
        coalesce(i.person_id, c.of_feed || ':' || c.of_key) AS party
    FROM carried AS c LEFT JOIN identities AS i ON (i.feed, i.entity_key) = (c.of_feed, c.of_key)
    ORDER BY c.feed, c.entity_key, i.run_id DESC NULLS LAST
""")
_AFFECTED = text("""
    WITH named AS (
        SELECT b.ref, w.party, b.feed || ':' || b.entity_key AS own
        FROM behind AS b JOIN whose AS w USING (feed, entity_key)
        UNION
        SELECT b.ref, b.person_id, NULL FROM behind AS b WHERE b.person_id IS NOT NULL
    ), guarded AS (
        SELECT DISTINCT n.party FROM named AS n JOIN protected_parties AS p
            ON p.until IS NULL AND (p.person_id = n.party OR n.own = ANY (p.refs))
        UNION
        SELECT DISTINCT i.person_id FROM protected_parties AS p, unnest(p.refs) AS named
            JOIN identities AS i ON i.feed || ':' || i.entity_key = named
        WHERE p.until IS NULL
    )
    SELECT n.party, min(t.first_at) AS first_at, max(t.last_at) AS last_at, sum(t.entries) AS entries,
        string_agg(DISTINCT t.acts, ' ') AS acts, string_agg(DISTINCT t.fields, ' ') AS fields,
        n.party IN (SELECT party FROM guarded) AS guarded,
        n.party LIKE '%\\:erased\\:%' AS erased
    FROM (SELECT DISTINCT ref, party FROM named) AS n JOIN touched AS t USING (ref)
    GROUP BY n.party
    ORDER BY n.party
""")
_UNRESOLVED = text("""
    SELECT kind, count(DISTINCT ref) FROM touched AS t
    WHERE kind <> ALL (:no_person) AND NOT EXISTS (SELECT FROM behind AS b WHERE b.ref = t.ref)
    GROUP BY kind ORDER BY kind
""")
_ENTRIES = text("""
    SELECT act, count(*) FROM audit_entries WHERE who = :who AND at >= :since AND at < :until
    GROUP BY act ORDER BY act
""")


@dataclass(frozen=True)
class Span:
    """Whose acts, and from when up to, not including, when; ``who`` is an account's or a key's id."""

    who: str
    since: datetime
    until: datetime


@dataclass(frozen=True)
class Affected:
    """Someone whose data were touched: person id, or a source's own key where linkage has not seen the row."""

    party: str
    first_at: datetime
    last_at: datetime
    entries: int
    acts: tuple[str, ...]
    fields: tuple[str, ...]
    guarded: bool
    erased: bool


@dataclass(frozen=True)
class Pack:
    """The people to be told, the acts by kind, what could not be resolved, and until when the notice is due."""

    span: Span
    found_at: datetime
    due_at: datetime
    source: str
    affected: tuple[Affected, ...]
    acts: Counter[str]
    unresolved: Counter[str]


def pack(connection: Connection, span: Span, found_at: datetime) -> Pack:
    """Whom the span's acts touched; the clock of the notice runs from ``found_at``. Writes one audit entry."""
    asked = {"who": span.who, "since": span.since, "until": span.until}
    acts = _counted(connection, _ENTRIES, asked)
    connection.execute(_TOUCHED, asked)
    connection.execute(text("ANALYZE touched"))
    connection.execute(_BEHIND)
    for reference in REFERENCES:
        connection.execute(_lead(reference))
    connection.execute(text("ANALYZE behind"))
    connection.execute(_WHOSE)
    affected = tuple(
        Affected(
            row.party,
            row.first_at,
            row.last_at,
            int(row.entries),
            tuple(sorted(set(row.acts.split()))),
            tuple(sorted(set(row.fields.split()))),
            row.guarded,
            row.erased,
        )
        for row in connection.execute(_AFFECTED)
    )
    unresolved = _counted(connection, _UNRESOLVED, {"no_person": list(ABOUT_NO_PERSON)})
    clock = retention.notice_clock(found_at)
    act = Act(Deed.READ, "incident", (span.who,), max(len(affected), 1), ("person_id", "acts", "fields"))
    audit.write(connection, act)
    return Pack(span, found_at, clock.due(found_at), clock.source, affected, acts, unresolved)


def _counted(connection: Connection, query: TextClause, asked: Mapping[str, object]) -> Counter[str]:
    return Counter({row[0]: row[1] for row in connection.execute(query, asked)})


def _lead(reference: Reference) -> TextClause:
    only = f"(SELECT * FROM touched WHERE ref ~ '{reference.pattern}') AS t"  # noqa: S608  (declared above)
    led = reference.leads_to.replace("touched AS t", only)
    return text(f"INSERT INTO behind SELECT DISTINCT * FROM ({led}) AS led")  # noqa: S608  (declared above)


def people(affected: Sequence[Affected]) -> int:
    """How many people there are to tell: whose rows have been erased since cannot be told."""
    return sum(not each.erased for each in affected)
