"""Score the pairs that the blocking rules bring together."""

from __future__ import annotations

import pandas as pd

from graphs.linkage.comparisons import COMPARISONS
from graphs.linkage.train import Model, connect, open_linker, with_rarest

LEAST_WEIGHT = 0.0
"""Pairs below even odds are not kept."""

_LEVELS = ", ".join(f"gamma_{comparison.name} as {comparison.name}" for comparison in COMPARISONS)
_EVIDENCE = f"""
    select least(record_id_l, record_id_r) as record_a, greatest(record_id_l, record_id_r) as record_b,
           match_weight as weight, {_LEVELS}
    from scored order by record_a, record_b"""  # noqa: S608  (declared names only)


def score_pairs(records: pd.DataFrame, model: Model, threads: int) -> pd.DataFrame:
    """The evidence: pairs of prepared records that are rather one person than two.

    Columns: ``record_a`` < ``record_b``, ``weight`` (log2 of the odds that both are one person; each further
    unit doubles them) and one column per comparison with its level (-1 unknown, else higher is closer;
    ``Comparison.says`` puts it in words). A weight depends on the model and on the two records alone.
    """
    with connect(threads) as con:
        linker = open_linker(con, with_rarest(records, model), model)
        scored = linker.inference.predict(threshold_match_weight=LEAST_WEIGHT)
        pairs: pd.DataFrame = con.table(scored.physical_name).query("scored", _EVIDENCE).df()
    return pairs
