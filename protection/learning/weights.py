"""How much each group of reasons adds to what a model says, over the alerts about people that it raised."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, text

from protection.statistics import LEAST
from records import audit
from records.audit import Act, Deed
from records.rights.context import as_program

_WEIGHTS = text("""
    SELECT part.key AS name, count(*)::int AS alerts, avg(abs(part.value::float8)) AS size,
        avg(part.value::float8) AS mean, avg((part.value::float8 > 0)::int::float8) AS raising
    FROM alerts AS a JOIN detection_runs AS r USING (run_id),
        jsonb_each_text(a.statement #> '{log_odds,groups}') AS part
    WHERE a.kind = 'person' AND r.model_version = :version GROUP BY 1 ORDER BY 3 DESC, 1
""")


@dataclass(frozen=True)
class Weight:
    """A group: the mean size of what it adds to the log-odds, its mean with its sign, how often it adds."""

    name: str
    size: float
    mean: float
    raising: float


@dataclass(frozen=True)
class Weights:
    """The heaviest first; ``alerts`` counts those that they are means over, None where too few to tell."""

    alerts: int | None
    weights: tuple[Weight, ...]


def weights(connection: Connection, version: str) -> Weights:
    """Over the alerts of a model's runs, with one audit entry; of fewer than ten nothing is told."""
    with as_program(connection):
        rows = connection.execute(_WEIGHTS, {"version": version}).all()
    audit.write(connection, Act(Deed.READ, "alert", ("weights",)))
    alerts = max((row.alerts for row in rows), default=0)
    if alerts < LEAST:
        return Weights(None if alerts else 0, ())
    return Weights(alerts, tuple(Weight(row.name, row.size, row.mean, row.raising) for row in rows))
