"""The matrix: every declared feature of every person of concern, as of a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from features.around import AROUND_KINDS, own, table
from features.catalogue import names
from features.people import people
from graphs.network.known import Known

OFF_THE_EDGE = 1e-9


@dataclass(frozen=True)
class Snapshot:
    """What a day looked like: one row a person of concern (index person_id, sorted).

    ``matrix`` has one float32 column a feature (``features.catalogue.names``, NaN where nothing is known);
    ``standing`` has first_at, last_at, left_at, is_open; ``persons`` (feed, key, person_id) tells whose each
    row was held to be on that day.
    """

    as_of: date
    matrix: pd.DataFrame
    standing: pd.DataFrame
    persons: pd.DataFrame

    @property
    def open(self) -> pd.DataFrame:
        """The matrix of those who may still leave."""
        return self.matrix[self.standing["is_open"]]


def snapshot(known: Known) -> Snapshot:
    """Compute every feature of everyone as of the day of ``known``."""
    matrix = _matrix(known)
    standing = people(known).execute().set_index("person_id").sort_index()
    return Snapshot(known.as_of, matrix, standing, known.persons)


def _matrix(known: Known) -> pd.DataFrame:
    return assemble(own(known).to_pyarrow().to_pandas(), table(known).to_pyarrow().to_pandas())


def assemble(own_values: pd.DataFrame, around_values: pd.DataFrame) -> pd.DataFrame:
    """The matrix from the tables of ``features.around``: ``own`` and ``table``, each with ``person_id``."""
    values, around = own_values.set_index("person_id"), around_values.set_index("person_id")
    parts = [values]
    for kind in AROUND_KINDS:
        of_kind = around[around["kind"] == kind].drop(columns="kind")
        parts.append(of_kind.add_prefix(f"{kind}_"))
    # How a person left is read from neighbours alone: those columns stay out of the person's own.
    wide: pd.DataFrame = pd.concat(parts, axis=1).reindex(index=values.index, columns=list(names()))
    # Sums over threads differ in their last digits; rounding keeps a run's bits equal to the next one's. Means of
    # sixty-four lie right between two roundings (0.6359375), and are pushed off that edge first.
    return (wide + OFF_THE_EDGE).round(6).astype("float32").sort_index()
