"""Which pairs a person should be asked about: those near the border of linkage whose answer would change who is who."""

from __future__ import annotations

import pandas as pd

from graphs.linkage.clusters import LINK_WEIGHT
from graphs.linkage.comparisons import COMPARISONS
from graphs.linkage.identities import Identities
from graphs.linkage.judgements import Settled

NEAR = 2.0
"""So far from the border (log2 of the odds) evidence is taken to be open to doubt."""

MOST = 200
"""Questions of one run; nearest to the border first."""

LEVELS = [comparison.name for comparison in COMPARISONS]


def near_border(identities: Identities, judged: Settled, most: int = MOST) -> pd.DataFrame:
    """record_a, record_b, weight, held_same and one column a comparison: at most ``most`` pairs to ask about.

    Of two persons held apart the strongest pair between them is asked; of one person a pair without which one of
    its two records would hang on nothing stronger. What has been judged, by itself or by what follows, is not.
    """
    persons = identities.persons
    person = pd.Series(persons["person_id"].to_numpy(), index=persons["feed"] + "/" + persons["key"])
    pairs = identities.evidence
    pairs = pairs.assign(
        person_a=person.reindex(pairs["record_a"]).to_numpy(),
        person_b=person.reindex(pairs["record_b"]).to_numpy(),
    )
    one = pairs["person_a"] == pairs["person_b"]
    inside, between = pairs[one & (pairs["weight"] >= LINK_WEIGHT)], pairs[~one]
    ends = pd.concat(
        [
            inside[["record_a", "weight"]],
            inside[["record_b", "weight"]].set_axis(["record_a", "weight"], axis=1),
        ]
    )
    strongest = ends.groupby("record_a")["weight"].max()
    hangs = (inside["weight"] >= strongest.reindex(inside["record_a"]).to_numpy()) | (
        inside["weight"] >= strongest.reindex(inside["record_b"]).to_numpy()
    )
    between = between.sort_values(["weight", "record_a", "record_b"], ascending=[False, True, True])
    between = between.drop_duplicates(["person_a", "person_b"])
    asked = pd.concat([inside[hangs].assign(held_same=True), between.assign(held_same=False)])
    distance = (asked["weight"] - LINK_WEIGHT).abs()
    known = pd.MultiIndex.from_tuples([*judged.same, *judged.different], names=["record_a", "record_b"])
    open_ones = ~pd.MultiIndex.from_frame(asked[["record_a", "record_b"]]).isin(known)
    near = asked.assign(distance=distance)[(distance <= NEAR) & open_ones]
    near = near.sort_values(["distance", "record_a", "record_b"]).head(most)
    return near[["record_a", "record_b", "weight", "held_same", *LEVELS]].reset_index(drop=True)
