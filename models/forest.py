"""A bagged LightGBM model for few, late labels, with its exact explanation.

Each bag sees all known positives outside one fold of cases and a fresh draw of the unlabelled (Mordelet & Vert
2014, bagging for positive-unlabelled learning). A row's out-of-fold value is the mean over the bags that did
not see its case, so that calibration and evaluation cost no further training.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

import lightgbm
import numpy as np
import pandas as pd

BAGS, FOLDS = 12, 4
UNLABELLED_PER_BAG = 6000
ROUNDS = 120
PARAMETERS: dict[str, object] = {
    "objective": "binary",
    "max_depth": 3,
    "num_leaves": 7,
    "learning_rate": 0.06,
    "min_child_samples": 20,
    "feature_fraction": 0.15,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 5.0,
    "max_bin": 63,
    "verbose": -1,
    "deterministic": True,
    "force_row_wise": True,
}
"""Shallow trees on a seventh of the columns each: hundreds of columns stand against a hundred positives."""


@dataclass(frozen=True)
class Forest:
    """Boosters whose raw log-odds are averaged."""

    boosters: Sequence[lightgbm.Booster]
    columns: tuple[str, ...]

    def raw(self, matrix: pd.DataFrame) -> np.ndarray:
        """Mean raw log-odds, one a row."""
        values = matrix[list(self.columns)].to_numpy()  # once, not for each booster
        return np.asarray(
            np.mean([booster.predict(values, raw_score=True) for booster in self.boosters], axis=0)
        )

    def contributions(self, matrix: pd.DataFrame) -> pd.DataFrame:
        """Each column's exact TreeSHAP contribution to the raw log-odds, and the base value in ``base``.

        A row adds up to ``raw``; LightGBM computes them itself (Lundberg et al. 2020, path-dependent).
        """
        values = matrix[list(self.columns)]
        each = np.mean([booster.predict(values, pred_contrib=True) for booster in self.boosters], axis=0)
        return pd.DataFrame(each, index=matrix.index, columns=[*self.columns, "base"])

    def gain(self) -> pd.Series:
        """How much each column took off the loss, over all boosters."""
        total = np.sum([booster.feature_importance("gain") for booster in self.boosters], axis=0)
        return pd.Series(total, index=list(self.columns))


def fold_of(group: np.ndarray) -> np.ndarray:
    """The fold of each example: the same for every row of a case, whatever else is in the data."""
    digest = {one: blake2b(str(one).encode(), digest_size=4).digest() for one in set(group)}
    return np.array([int.from_bytes(digest[one], "big") % FOLDS for one in group])


def grow(
    matrix: pd.DataFrame, positive: np.ndarray, group: np.ndarray, weight: np.ndarray, seed: int, threads: int
) -> tuple[Forest, np.ndarray]:
    """Train on examples; gives the forest and the out-of-fold raw log-odds of every example.

    ``positive`` marks the known positives; every other example is unlabelled, not negative.
    """
    folds = fold_of(group)
    values = matrix.to_numpy(dtype="float32")
    unlabelled = np.flatnonzero(~positive)
    # The columns are cut into bins once; a bag is a set of rows of this.
    everyone = lightgbm.Dataset(
        values,
        positive.astype(int),
        feature_name=list(matrix.columns),
        params=PARAMETERS | {"num_threads": threads},
        free_raw_data=False,
    ).construct()
    boosters, total, count = [], np.zeros(len(matrix)), np.zeros(len(matrix))
    for bag in range(BAGS):
        draw = np.random.default_rng([seed, bag])
        held_out = bag % FOLDS
        seen = unlabelled[folds[unlabelled] != held_out]
        if len(seen) > UNLABELLED_PER_BAG:
            seen = draw.choice(seen, UNLABELLED_PER_BAG, replace=False)
        rows = np.sort(np.concatenate([np.flatnonzero(positive & (folds != held_out)), seen]))
        # Unlabelled examples stand for all from which they were drawn, so that the log-odds keep their scale.
        scale = np.where(positive[rows], 1.0, weight[unlabelled].sum() / weight[seen].sum())
        data = everyone.subset(rows.tolist()).construct()
        data.set_weight(weight[rows] * scale)
        parameters = PARAMETERS | {"seed": seed * 1000 + bag, "num_threads": threads}
        booster = lightgbm.train(parameters, data, ROUNDS)
        boosters.append(booster)
        out = folds == held_out
        total[out] += booster.predict(values[out], raw_score=True)
        count[out] += 1
    return Forest(boosters, tuple(matrix.columns)), total / count
