"""How well a model ranks people it has not seen, told in the terms of those who work with it.

Every figure is against what has been found so far. Unfound is not innocent: precision is a lower bound, and
recall is the recall of what gets found.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.metrics import average_precision_score, roc_auc_score

BINS = 10
LEAST_ALIKE = 50
"""People of the smallest group of like probability: fewer tell too little to speak of a share."""


@dataclass(frozen=True)
class Evaluation:
    """Out-of-fold figures over people (each by their highest value).

    ``at_capacity``: columns people, precision, recall, one row for each number of people looked at.
    ``reliability``: columns said, found, people, one row for each tenth of the people by probability.
    ``alike``: columns least, found, people (see ``alike``).
    """

    people: int
    found: int
    average_precision: float
    auc: float
    at_capacity: pd.DataFrame
    reliability: pd.DataFrame
    alike: pd.DataFrame


def evaluate(probability: np.ndarray, positive: np.ndarray, person: np.ndarray) -> Evaluation:
    """Figures from out-of-fold probabilities, known positives and persons, one an example."""
    rows = pd.DataFrame({"said": probability, "found": positive.astype(float), "person": person})
    each = rows.groupby("person").max().sort_values("said", ascending=False, kind="stable")
    hits, at = each.found.cumsum().to_numpy(), np.arange(1, len(each) + 1)
    steps = np.unique(np.minimum(len(each), np.geomspace(5, max(len(each), 6), 30).astype(int)))
    at_capacity = pd.DataFrame(
        {
            "people": steps,
            "precision": hits[steps - 1] / at[steps - 1],
            "recall": hits[steps - 1] / max(1, hits[-1]),
        }
    )
    tenth = pd.cut(each.said.rank(method="first"), min(BINS, len(each)), labels=False)
    reliability = each.groupby(tenth).agg(
        said=("said", "mean"), found=("found", "mean"), people=("found", "size")
    )
    both = 0 < each.found.sum() < len(each)
    return Evaluation(
        people=len(each),
        found=int(each.found.sum()),
        average_precision=float(average_precision_score(each.found, each.said)) if both else float("nan"),
        auc=float(roc_auc_score(each.found, each.said)) if both else float("nan"),
        at_capacity=at_capacity,
        reliability=reliability.reset_index(drop=True),
        alike=alike(each.said.to_numpy(), each.found.to_numpy()),
    )


def alike(said: np.ndarray, found: np.ndarray) -> pd.DataFrame:
    """People in groups of like probability, highest first: least (the lowest of the group), found, people.

    ``said`` falls. The groups begin with ``LEAST_ALIKE`` people and double, since the top is where people are
    looked at; neighbours in which more would be found further down are pooled (isotonic regression by pooling
    adjacent violators, Ayer et al. 1955), so that a higher probability never tells of fewer findings.
    """
    pooled: list[tuple[float, int, int]] = []
    start, size = 0, LEAST_ALIKE
    while start < len(said):
        end = len(said) if len(said) - start < size + LEAST_ALIKE else start + size
        group = (float(said[end - 1]), int(found[start:end].sum()), end - start)
        while pooled and group[1] * pooled[-1][2] >= pooled[-1][1] * group[2]:
            before = pooled.pop()
            group = (group[0], before[1] + group[1], before[2] + group[2])
        pooled.append(group)
        size = size if start == 0 else 2 * size
        start = end
    return pd.DataFrame(pooled, columns=["least", "found", "people"])
