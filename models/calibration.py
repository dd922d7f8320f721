"""From raw log-odds to a probability, when only some of the positives are known.

The out-of-fold log-odds of labelled against unlabelled examples are fitted with a sigmoid (Platt). What comes
out is the chance of being *labelled*; divided by the label frequency it estimates the chance of being positive
(Elkan & Noto 2008, estimator e1). The frequency rests on the assumption that labelled positives look like the
others, which is not so where inspection is biased: the figure is shown beside the probability, not hidden.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from sklearn.linear_model import LogisticRegression

LEAST_FREQUENCY = 0.05
HIGHEST = 0.99


@dataclass(frozen=True)
class Calibration:
    """``probability = sigmoid(slope · raw + intercept) / frequency``, at most 0.99."""

    slope: float
    intercept: float
    frequency: float

    def probability(self, raw: np.ndarray) -> np.ndarray:
        """The chance of being positive, in the order of the raw log-odds (ties only where both reach 0.99)."""
        labelled = 1.0 / (1.0 + np.exp(-(self.slope * raw + self.intercept)))
        return np.minimum(labelled / self.frequency, HIGHEST)


def calibrate(raw: np.ndarray, positive: np.ndarray, weight: np.ndarray) -> Calibration:
    """Fit on out-of-fold log-odds (one an example), known positives and example weights."""
    sigmoid = LogisticRegression(C=1e6).fit(raw[:, None], positive, sample_weight=weight)
    slope, intercept = float(max(sigmoid.coef_[0, 0], 1e-3)), float(sigmoid.intercept_[0])
    labelled = 1.0 / (1.0 + np.exp(-(slope * raw[positive] + intercept)))
    frequency = float(np.average(labelled, weights=weight[positive]))
    return Calibration(slope, intercept, max(frequency, LEAST_FREQUENCY))
