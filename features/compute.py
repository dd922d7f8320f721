"""The matrix: every declared feature of every person of concern, as of a day."""

from __future__ import annotations

import pandas as pd

from features.around import AROUND_KINDS, own, table
from features.people import people
from graphs.network.known import Known


def matrix(known: Known) -> pd.DataFrame:
    """One row a person (index person_id, sorted), one float32 column a feature; missing values are NaN.

    The columns are those of ``features.catalogue.NAMES``, in that order.
    """
    values = own(known).execute().set_index("person_id")
    around = table(known).execute().set_index("person_id")
    parts = [values]
    for kind in AROUND_KINDS:
        of_kind = around[around["kind"] == kind].drop(columns="kind")
        parts.append(of_kind.add_prefix(f"{kind}_"))
    wide = pd.concat(parts, axis=1).reindex(values.index)
    return wide.astype("float32").sort_index()


def standing(known: Known) -> pd.DataFrame:
    """first_at, last_at, left_at and is_open of every person of concern (index person_id, sorted)."""
    return people(known).execute().set_index("person_id").sort_index()
