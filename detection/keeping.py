"""Alerts kept in PostgreSQL: a run, whose each row was held to be, and the alerts with their statements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd
from sqlalchemy import BigInteger, Connection, Text, bindparam, delete, func, insert, select, text
from sqlalchemy.dialects.postgresql import ARRAY, distinct_on
from sqlalchemy.dialects.postgresql import insert as upsert

from detection.indicators import SUPPORT, fired
from detection.suspicion import paths
from detection.suspicion.cleared import Cleared
from graphs.linkage.judgements import ref_of
from records import audit
from records.days import instant
from records.store import Store, copy_rows, document, take_turn
from records.tables import alerts, detection_runs, identities, identity_questions, support_signs

if TYPE_CHECKING:
    from detection.detect import Detection

TURN = "detection"

_KEEP_AREAS = text("""
    INSERT INTO person_areas (person_id, area, run_id)
    SELECT DISTINCT i.person_id, r.area, i.run_id
    FROM identities AS i JOIN source_rows AS r USING (feed, entity_key)
    WHERE i.run_id = :run_id AND i.feed IN ('registrations', 'passports') AND r.area IS NOT NULL
    ON CONFLICT DO NOTHING
""")
_GUARDED = text("""
    WITH of_then AS (SELECT ran_at FROM detection_runs WHERE run_id = :run),
    standing AS (
        SELECT refs, person_id FROM protected_parties
        WHERE since <= coalesce((SELECT ran_at FROM of_then), since)
            AND (until IS NULL OR until > (SELECT ran_at FROM of_then))
    )
    SELECT unnest(refs) FROM standing
    UNION
    SELECT i.feed || ':' || i.entity_key FROM standing JOIN identities AS i USING (person_id)
""").bindparams(bindparam("run", type_=BigInteger))
# The newest assessment of each person counts; a run sees what had been said before it.
_ASSESSED = text("""
    WITH newest AS (
        SELECT DISTINCT ON (person_id) refs, result FROM assessments
        WHERE at <= coalesce((SELECT ran_at FROM detection_runs WHERE run_id = :run), at)
        ORDER BY person_id, assessment_id DESC
    )
    SELECT unnest(refs) FROM newest WHERE result = 'no_victim'
""").bindparams(bindparam("run", type_=BigInteger))
_CLEARED = text("""
    WITH of_then AS (SELECT ran_at FROM detection_runs WHERE run_id = :run)
    SELECT kind, key, refs, cleared_at FROM clearings
    WHERE cleared_at < :until AND cleared_at <= coalesce((SELECT ran_at FROM of_then), cleared_at)
        AND (ended_at IS NULL OR ended_at > coalesce((SELECT ran_at FROM of_then), ended_at))
    ORDER BY clearing_id
""").bindparams(bindparam("run", type_=BigInteger))
_AREAS = text("""
    SELECT feed || ':' || entity_key AS ref, array_agg(DISTINCT area) AS areas
    FROM source_rows
    WHERE (feed, entity_key) IN (
        SELECT split_part(ref, ':', 1), substr(ref, strpos(ref, ':') + 1) FROM unnest(:refs) AS ref
    ) AND area IS NOT NULL
    GROUP BY 1
""").bindparams(bindparam("refs", type_=ARRAY(Text)))


@dataclass(frozen=True)
class Frozen:
    """One line of the table of alerts, before it is known which areas its rows name."""

    kind: str
    subject: str
    rank: int
    probability: float
    refs: Sequence[str]
    statement: Mapping[str, object]


@dataclass(frozen=True)
class Past:
    """What earlier runs leave to one: rows (``feed:entity_key``) of people alerted on earlier days, and whose
    each row was last held to be (feed, key, person_id). ``guarded`` are the rows of people whose identity is
    guarded, of whom nothing is said as recruiters; ``assessed`` those of people who were presumed victims and are
    none; ``cleared`` is what people have cleared of an unfounded suspicion."""

    alerted: set[str]
    persons: pd.DataFrame
    guarded: frozenset[str] = frozenset()
    assessed: frozenset[str] = frozenset()
    cleared: tuple[Cleared, ...] = ()


def past(connection: Connection, as_of: date, before: int | None = None) -> Past:
    """The past of a run of a day; ``before`` is the number of a run whose own past is asked for."""
    return Past(
        refs_alerted_before(connection, as_of, before),
        _held(connection, before),
        frozenset(connection.scalars(_GUARDED, {"run": before})),
        frozenset(connection.scalars(_ASSESSED, {"run": before})),
        tuple(
            Cleared(row.kind, row.key, tuple(row.refs), row.cleared_at)
            for row in connection.execute(_CLEARED, {"run": before, "until": instant(as_of)})
        ),
    )


def refs_alerted_before(connection: Connection, as_of: date, before: int | None = None) -> set[str]:
    """The rows (``feed:entity_key``) of everyone who was alerted on an earlier day."""
    wanted = (
        select(func.unnest(alerts.c.refs))
        .select_from(alerts.join(detection_runs))
        .where(alerts.c.kind == "person", detection_runs.c.as_of < as_of)
    )
    if before is not None:
        wanted = wanted.where(alerts.c.run_id < before)
    return set(connection.scalars(wanted))


def find_run(connection: Connection, detection: Detection) -> int | None:
    """The run that already answers this question, if there is one; another model is another question."""
    wanted = select(detection_runs.c.run_id).where(
        detection_runs.c.as_of == detection.as_of,
        detection_runs.c.capacity == detection.capacity,
        detection_runs.c.data_sequence == detection.data_sequence,
        detection_runs.c.seed == detection.seed,
        detection_runs.c.model_version == detection.risk.version,
    )
    return connection.scalar(wanted)


def keep(store: Store, detection: Detection, statements: dict[str, dict[str, object]]) -> int:
    """Write a run with its identities and alerts, in one transaction with its audit entry; gives its number.

    ``statements`` holds what is frozen with each person's alert. Of the identities only what differs from the
    run before is written. A run that answers the same question over the same rows stands, and nothing is added.
    A day that is looked at again after a later one has its alerts, and leaves what is held of people today alone.
    """
    with store.begin() as connection:
        take_turn(connection, TURN)
        before = find_run(connection, detection)
        if before is not None:
            return before
        run_id: int = connection.execute(
            insert(detection_runs)
            .values(
                as_of=detection.as_of,
                capacity=detection.capacity,
                data_sequence=detection.data_sequence,
                data_digest=detection.data_digest,
                model_version=detection.risk.version,
                learned=detection.risk.learned,
                people=int(detection.now.standing["is_open"].sum()),
                missing=list(detection.missing_feeds),
                seed=detection.seed,
            )
            .returning(detection_runs.c.run_id)
        ).scalar_one()
        persons = detection.known.persons
        lasting = persons["person_id"].map(lambda name: detection.names.get(name, name))
        newest = _is_newest(connection, detection.as_of)
        _keep_identities(connection, run_id, persons.assign(person_id=lasting), anew=newest)
        if detection.questions is not None:
            _keep_questions(connection, run_id, detection.questions)
        connection.execute(_KEEP_AREAS, {"run_id": run_id})
        freeze(connection, run_id, _alerts(detection, statements))
        if newest:
            _keep_support(connection, run_id, detection)
        paths.keep(connection, detection)
        audit.write(
            connection,
            audit.Act(
                audit.Deed.DETECT,
                kind="detection_run",
                objects=(str(run_id),),
            ),
        )
    return run_id


def _alerts(detection: Detection, statements: dict[str, dict[str, object]]) -> list[Frozen]:
    made = {"frozen": detection.frozen}
    people = (
        Frozen("person", each.person_id, each.rank, each.probability, each.refs, statements[each.person_id])
        for each in detection.people
    )
    networks = (
        Frozen("network", each.network_id, rank, each.score, each.refs, each.statement() | made)
        for rank, each in enumerate(detection.networks, start=1)
    )
    agencies = (
        Frozen("agency", str(licence), int(rank), float(said), (f"agencies:{licence}",), made)
        for licence, rank, said in detection.agencies[["license_no", "rank", "probability"]].to_numpy()
    )
    recruiters = (
        Frozen(
            "recruiter", each.recruiter_id, each.rank, each.probability, each.refs, each.statement() | made
        )
        for each in detection.recruiters
    )
    return [*people, *networks, *agencies, *recruiters]


def areas_of(connection: Connection, refs: Iterable[str]) -> dict[str, list[str]]:
    """The regencies that each of these rows names."""
    found = connection.execute(_AREAS, {"refs": sorted(refs)})
    return {ref: there for ref, there in found}  # noqa: C416  (a result is no mapping)


def freeze(connection: Connection, run_id: int, raised: Sequence[Frozen]) -> None:
    """Write alerts of a run, with the areas that their rows name."""
    areas = areas_of(connection, {ref for alert in raised for ref in alert.refs})
    rows = (
        (
            run_id,
            alert.kind,
            alert.subject,
            alert.rank,
            alert.probability,
            list(alert.refs),
            sorted({area for ref in alert.refs for area in areas.get(ref, ())}),
            document(alert.statement),
        )
        for alert in raised
    )
    columns = ("run_id", "kind", "subject", "rank", "probability", "refs", "areas", "statement")
    copy_rows(connection, "alerts", columns, rows)


def _keep_support(connection: Connection, run_id: int, detection: Detection) -> None:
    """Who needs help first, by what the newest run sees; it stands beside, and what was said before is gone."""
    connection.execute(delete(support_signs))
    found = fired(detection.known, SUPPORT)
    held = detection.known.persons
    held = held[held["person_id"].isin(set(found["person_id"]))]
    refs = (held["feed"] + ":" + held["key"]).groupby(held["person_id"]).agg(sorted)
    persons = found["person_id"].map(lambda name: detection.names.get(name, name))
    told = (persons, found["indicator"], found["feed"], found["entity_key"], found["detail"])
    cells = zip(*told, found["person_id"].map(refs), strict=True)
    columns = ("person_id", "sign", "feed", "entity_key", "detail", "refs", "run_id")
    copy_rows(connection, "support_signs", columns, ((*row, run_id) for row in cells))


def _is_newest(connection: Connection, as_of: date) -> bool:
    """Whether no run of a later day stands; this run's own row is there already."""
    return bool(connection.scalar(select(func.max(detection_runs.c.as_of))) == as_of)


def _keep_identities(connection: Connection, run_id: int, persons: pd.DataFrame, *, anew: bool) -> None:
    """Whose each row is; without ``anew`` only of rows that nobody holds yet."""
    before = _held(connection).rename(columns={"person_id": "person_before"})
    both = persons.merge(before, on=["feed", "key"], how="left")
    changed = both[both["person_id"] != both["person_before"] if anew else both["person_before"].isna()]
    rows = ((run_id, row.feed, row.key, row.person_id) for row in changed.itertuples())
    copy_rows(connection, "identities", ("run_id", "feed", "entity_key", "person_id"), rows)


def _held(connection: Connection, before: int | None = None) -> pd.DataFrame:
    newest = (
        select(identities.c.feed, identities.c.entity_key, identities.c.person_id)
        .ext(distinct_on(identities.c.feed, identities.c.entity_key))
        .order_by(identities.c.feed, identities.c.entity_key, identities.c.run_id.desc())
    )
    if before is not None:
        newest = newest.where(identities.c.run_id < before)
    return pd.DataFrame(connection.execute(newest).all(), columns=["feed", "key", "person_id"])


def _keep_questions(connection: Connection, run_id: int, asked: pd.DataFrame) -> None:
    """Pairs that nobody was asked about before, with the regencies that their rows name."""
    levels = [name for name in asked.columns if name not in ("record_a", "record_b", "weight", "held_same")]
    areas = areas_of(connection, [ref_of(each) for side in ("record_a", "record_b") for each in asked[side]])
    rows = []
    for pair in asked.to_dict("records"):
        refs = sorted((ref_of(pair["record_a"]), ref_of(pair["record_b"])))
        rows.append(
            {
                "run_id": run_id,
                "ref_a": refs[0],
                "ref_b": refs[1],
                "weight": float(pair["weight"]),
                "held_same": "yes" if pair["held_same"] else "no",
                "agreement": {name: int(pair[name]) for name in levels},
                "areas": sorted({area for ref in refs for area in areas.get(ref, ())}),
            }
        )
    if rows:
        connection.execute(upsert(identity_questions).on_conflict_do_nothing(), rows)
