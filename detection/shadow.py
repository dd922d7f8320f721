"""The challenger beside every run: what it would have raised at equal volume, and later, who of them was found.

Each of the two keeps to its own past: whom the challenger would have raised before, it does not raise again.
Nobody is told of its alerts; people see counts alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd
from sqlalchemy import Connection, func, insert, select, text
from sqlalchemy.dialects.postgresql import insert as upsert

from detection.keeping import refs_alerted_before
from detection.ranking import score
from detection.ranking import select as chosen_from
from detection.refs import person_refs
from graphs.network.findings import findings
from models.bundle import Bundle
from models.fairness import wilson
from records.days import instant
from records.tables import detection_runs
from records.tables.promotions import shadow_outcomes, shadow_results, shadow_subjects

if TYPE_CHECKING:
    from detection.detect import Detection

_SUBJECTS = text("""
    SELECT DISTINCT s.side, s.subject, i.feed || ':' || i.entity_key AS ref
    FROM shadow_subjects AS s JOIN detection_runs AS r USING (run_id)
    JOIN identities AS i ON i.person_id = s.subject
    WHERE s.digest = :digest AND r.as_of < :before AND i.feed IN ('registrations', 'passports')
""")


@dataclass(frozen=True)
class Compared:
    """Champion and challenger at equal volume: people put forward, and those of them who were found since."""

    runs: int
    champion: frozenset[str]
    challenger: frozenset[str]
    found: frozenset[str]

    @property
    def alone(self) -> tuple[int, int]:
        """Of those found whom only one of the two put forward: the challenger's, and all."""
        challengers = len((self.challenger - self.champion) & self.found)
        return challengers, challengers + len((self.champion - self.challenger) & self.found)


def run_beside(connection: Connection, run_id: int, detection: Detection, challenger: Bundle) -> None:
    """Write down what the challenger would have raised in this run, once."""
    now, key = detection.now, challenger.digest
    scores = score(now.matrix, challenger.risk)
    earlier = _earlier(connection, detection, key)
    alerted = {str(person) for person, own in person_refs(now).items() if earlier.intersection(own)}
    alerted |= detection.silent.persons  # neither of the two lists them
    listed = chosen_from(scores, now, alerted, detection.capacity).index
    chosen = [detection.names.get(str(person), str(person)) for person in listed]
    raised = [alert.person_id for alert in detection.people]
    is_open = now.open.index
    pair = pd.DataFrame({"one": detection.scores["p_tppo"], "other": scores["p_tppo"]}).loc[is_open].rank()
    correlation = float(pair["one"].corr(pair["other"])) if len(pair) > 1 else float("nan")
    new = (
        upsert(shadow_results)
        .values(
            run_id=run_id,
            digest=key,
            champion=detection.risk.version,
            capacity=detection.capacity,
            raised=len(chosen),
            overlap=len(set(chosen) & set(raised)),
            correlation=None if pd.isna(correlation) else correlation,
            mean_score=float(scores.loc[is_open, "p_tppo"].mean()) if len(is_open) else 0.0,
        )
        .on_conflict_do_nothing()
        .returning(shadow_results.c.run_id)
    )
    if connection.execute(new).one_or_none() is None:
        return
    rows = [
        {"run_id": run_id, "digest": key, "side": side, "subject": subject}
        for side, subjects in (("champion", raised), ("challenger", chosen))
        for subject in subjects
    ]
    if rows:
        connection.execute(insert(shadow_subjects), rows)


def compare(connection: Connection, detection: Detection, digest: str) -> Compared:
    """Both, over the shadow runs before this day, with what is known today."""
    asked = {"digest": digest, "before": detection.as_of}
    persons = detection.known.persons
    today = dict(zip(persons["feed"] + ":" + persons["key"], persons["person_id"], strict=True))
    sides: dict[str, set[str]] = {"champion": set(), "challenger": set()}
    for side, _, ref in connection.execute(_SUBJECTS, asked):
        if ref in today:
            sides[side].add(today[ref])
    began, runs = connection.execute(
        select(func.min(detection_runs.c.as_of), func.count())
        .select_from(shadow_results.join(detection_runs))
        .where(shadow_results.c.digest == digest, detection_runs.c.as_of < detection.as_of)
    ).one()
    found = set[str]()
    if began is not None:
        known = findings(detection.known).execute()
        since = known["recorded_at"] >= pd.Timestamp(instant(began))
        found = set(known.loc[since & (known["finding"] == "tppo"), "person_id"])
    return Compared(runs, frozenset(sides["champion"]), frozenset(sides["challenger"]), frozenset(found))


def keep(connection: Connection, run_id: int, digest: str, compared: Compared) -> None:
    """Write the comparison down, once a run; before the second run in shadow there is none."""
    if not compared.runs:
        return
    hits, alone = compared.alone
    low, high = wilson(hits, alone) if alone else (None, None)
    champions, challengers = compared.champion & compared.found, compared.challenger & compared.found
    row = upsert(shadow_outcomes).values(
        run_id=run_id,
        digest=digest,
        runs=compared.runs,
        champion_people=len(compared.champion),
        challenger_people=len(compared.challenger),
        champion_found=len(champions),
        challenger_found=len(challengers),
        both_found=len(champions & challengers),
        low=low,
        share=hits / alone if alone else None,
        high=high,
    )
    connection.execute(row.on_conflict_do_nothing())


def _earlier(connection: Connection, detection: Detection, digest: str) -> set[str]:
    """The rows of all whom the challenger may not raise: alerted before its shadow began, or raised by itself."""
    began = connection.scalar(
        select(func.min(detection_runs.c.as_of))
        .select_from(shadow_results.join(detection_runs))
        .where(shadow_results.c.digest == digest)
    )
    earlier = refs_alerted_before(connection, min(began or detection.as_of, detection.as_of))
    own = connection.execute(_SUBJECTS, {"digest": digest, "before": detection.as_of})
    return earlier | {ref for side, _, ref in own if side == "challenger"}
