"""What competent bodies have found about a person: the only outcomes that count as known.

A victim finding or a rescue founds trafficking; ``non_procedural`` founds a departure outside procedure;
``cleared`` is the only true negative; ``withdrawn`` takes a finding back, because the newest version of a row
holds. A deferral at a checkpoint and a complaint by itself found nothing.
"""

from __future__ import annotations

import ibis
from ibis.expr.types import Table

from graphs.network.known import Known

FOUNDED = {"tppo_victim": "tppo", "non_procedural": "non_procedural", "cleared": "cleared"}
FOUND: tuple[str, ...] = tuple(FOUNDED.values())


def findings(known: Known) -> Table:
    """person_id, finding (tppo, non_procedural, cleared), case_id, recorded_at, feed, entity_key."""

    def compute() -> Table:
        outcomes = known.about("case_outcomes")
        outcomes = outcomes.filter(outcomes.finding.isin(list(FOUNDED)))
        rescues = known.about("interceptions")
        rescues = rescues.filter(rescues.outcome == "rescued")
        return ibis.union(
            outcomes.select(
                "person_id",
                "case_id",
                "recorded_at",
                "entity_key",
                finding=outcomes.finding.cases(*FOUNDED.items()),
                feed=ibis.literal("case_outcomes"),
            ),
            rescues.select(
                "person_id",
                "recorded_at",
                "entity_key",
                case_id=ibis.literal("rescue/") + rescues.entity_key,
                finding=ibis.literal("tppo"),
                feed=ibis.literal("interceptions"),
            ).select("person_id", "case_id", "recorded_at", "entity_key", "finding", "feed"),
        )

    return known.keep("findings", compute)
