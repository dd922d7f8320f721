"""Which indicators fire for whom, as known on a day."""

from __future__ import annotations

from collections.abc import Sequence

import ibis
import pandas as pd
import pyarrow as pa

from detection.indicators.catalogue import INDICATORS
from detection.indicators.indicator import Indicator
from graphs.network.known import Known

OF_OTHERS = ("recruiter_links", "tips")
"""Feeds whose rows are about recruiters, not about the one whom an indicator fires for."""

COLUMNS = ("person_id", "indicator", "feed", "entity_key", "detail")


def fired(known: Known, declared: Sequence[Indicator] = INDICATORS) -> pd.DataFrame:
    """Every piece of evidence for every declared indicator: person_id, indicator, feed, entity_key, detail.

    Sorted by these columns. An indicator is a hint at one element, for people to check; it is neither a label
    nor part of a score.
    """
    found = [
        indicator.rows(known).mutate(indicator=ibis.literal(indicator.id)).select(*COLUMNS).to_pyarrow()
        for indicator in declared
    ]
    rows: pd.DataFrame = pa.concat_tables(found).to_pandas()
    # What somebody else's row says of who is never a suspect, or of what was cleared, is a hint at nobody.
    said = (rows["feed"] + ":" + rows["entity_key"]).isin(
        {key for kind, key in known.unsaid if kind == "row"}
    )
    rows = rows[~(said & rows["feed"].isin(OF_OTHERS))]
    return rows.sort_values(list(COLUMNS), ignore_index=True)
