"""Which indicators fire for whom, as known on a day."""

from __future__ import annotations

import ibis
import pandas as pd

from detection.indicators.catalogue import INDICATORS
from graphs.network.known import Known

COLUMNS = ("person_id", "indicator", "feed", "entity_key", "detail")


def fired(known: Known) -> pd.DataFrame:
    """Every piece of evidence for every declared indicator: person_id, indicator, feed, entity_key, detail.

    Sorted by these columns. An indicator is a hint at one element, for people to check; it is neither a label
    nor part of a score.
    """
    found = [
        indicator.rows(known).mutate(indicator=ibis.literal(indicator.id)).select(*COLUMNS).execute()
        for indicator in INDICATORS
    ]
    rows: pd.DataFrame = pd.concat(found, ignore_index=True)
    return rows.sort_values(list(COLUMNS), ignore_index=True)
