"""Score the pairs that the blocking rules bring together."""

from __future__ import annotations

import pandas as pd

from graphs.linkage.comparisons import COMPARISONS
from graphs.linkage.linker import connect, open_linker
from graphs.linkage.train import Model

_LEVELS = ", ".join(f"gamma_{comparison.name} as {comparison.name}" for comparison in COMPARISONS)
PAIRS = f"""
    select least(record_id_l, record_id_r) as record_a, greatest(record_id_l, record_id_r) as record_b,
           match_weight as weight, {_LEVELS}
    from scored order by record_a, record_b"""  # noqa: S608  (declared names only)


def score_pairs(records: pd.DataFrame, model: Model, threads: int) -> pd.DataFrame:
    """Every pair of prepared records that a blocking rule brings together, with its weight.

    Columns: ``record_a`` < ``record_b``, ``weight`` (log2 of the odds that both are one person: above 0
    rather one, each further unit doubles the odds) and one column per comparison with its level (-1
    unknown, else higher is closer; ``Comparison.says`` puts it in words). A weight depends on the model, on
    the two records and on how rare their values are among the records given.
    """
    with connect(threads) as con:
        linker = open_linker(con, records, model.settings_for(len(records)))
        scored = linker.inference.predict()
        pairs: pd.DataFrame = con.table(scored.physical_name).query("scored", PAIRS).df()
    return pairs
