"""Audit only: sex, province, scheme and age band of people, to compare rates of false alarms between groups.

These are read from the newest rows of a person when a model is judged, and nowhere else: no feature, no model and
no alert ever sees them.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from features.compute import Snapshot
from features.people import passport, registration
from graphs.network.known import Known
from models.examples import Examples
from models.fairness import Fairness, compare
from models.risk import Learnt

ATTRIBUTES = ("sex", "province", "scheme", "age_band")
AGES: tuple[tuple[str, int], ...] = (("<18", 18), ("18-24", 25), ("25-34", 35), ("35-44", 45), ("45+", 200))
"""Each band's name and the age at which it has ended."""

MOST_RAISED = 0.5
"""In a province so small that its capacity would reach everyone, no more than this share counts as put forward."""


def audited(
    known: Known, now: Snapshot, taught: Examples, learnt: Learnt, volume: int
) -> tuple[Fairness, ...]:
    """Compare the rates of false alarms over the people whom a model learnt from, by each attribute.

    Put forward are the ``volume`` people with the highest out-of-fold chance. A false alarm is one of them whose
    outcome is known and unfounded: cleared, or no longer open with nothing found. Unfound is not innocent, but
    that holds for every group.
    """
    people = pd.DataFrame(
        {
            "person": taught.person,
            "said": learnt.held_out["tppo"],
            "founded": taught.found[["tppo", "non_procedural"]].any(axis=1).to_numpy(),
            "cleared": taught.found["cleared"].to_numpy(),
        }
    )
    people = people.groupby("person").max().sort_index()
    people = people.sort_values("said", ascending=False, kind="stable")
    people["raised"] = np.arange(len(people)) < min(volume, int(MOST_RAISED * len(people)))
    is_open = now.standing["is_open"].reindex(people.index).fillna(False).astype(bool)
    known_unfounded = ~people["founded"] & (people["cleared"] | ~is_open)
    return counted(people.loc[known_unfounded, "raised"], attributes(known))


def counted(raised: pd.Series, groups: pd.DataFrame) -> tuple[Fairness, ...]:
    """Compare by each column of ``groups``; ``raised`` says of each person whether they were put forward."""
    found = []
    of = groups.reindex(raised.index)
    for attribute in ATTRIBUTES:
        each = raised.astype(int).groupby(of[attribute]).agg(["size", "sum"])
        counts = {str(name): (int(size), int(hits)) for name, size, hits in each.itertuples()}
        found.append(compare(attribute, counts, unknown=int(of[attribute].isna().sum())))
    return tuple(found)


def attributes(known: Known) -> pd.DataFrame:
    """sex, province (two digits), scheme and age band by person_id; empty where no row tells."""
    registered = registration(known)
    registered = registered.select("person_id", "sex", "scheme", "birth_date", area="village_code").execute()
    issued = passport(known).select("person_id", "sex", "birth_date", area="issuing_regency_code").execute()
    told = registered.set_index("person_id").combine_first(issued.set_index("person_id"))
    return pd.DataFrame(
        {
            "sex": told["sex"],
            "province": told["area"].str[:2],
            "scheme": told["scheme"],
            "age_band": [_band(born, known.as_of) for born in pd.to_datetime(told["birth_date"])],
        },
        index=told.index,
    )


def _band(born: pd.Timestamp, day: date) -> str | None:
    if pd.isna(born):
        return None
    age = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    return next((name for name, end in AGES if age < end), None)
