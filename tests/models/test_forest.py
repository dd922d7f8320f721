from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shap

from models import forest
from models.calibration import calibrate
from models.evaluation import evaluate
from models.forest import Forest, fold_of, grow


@pytest.fixture(scope="module")
def learnt() -> tuple[pd.DataFrame, np.ndarray, Forest, np.ndarray]:
    """Six hundred examples of which forty are known positives of ten cases; column a carries the signal."""
    draw = np.random.default_rng(5)
    matrix = pd.DataFrame(draw.normal(size=(600, 6)).astype("float32"), columns=list("abcdef"))
    positive = np.zeros(600, dtype=bool)
    positive[:40] = True
    matrix.loc[positive, "a"] += 2.5
    matrix.loc[draw.random(600) < 0.2, "b"] = np.nan
    group = np.array([f"case{i % 10}" if i < 40 else f"person{i}" for i in range(600)], dtype=object)
    grown, held_out = grow(matrix, positive, group, np.ones(600), seed=3, threads=1)
    return matrix, positive, grown, held_out


def test_contributions_add_up_to_the_raw_log_odds(
    learnt: tuple[pd.DataFrame, np.ndarray, Forest, np.ndarray],
) -> None:
    matrix, _, grown, _ = learnt
    parts = grown.contributions(matrix)
    np.testing.assert_allclose(parts.sum(axis=1), grown.raw(matrix), atol=1e-9)


def test_contributions_equal_those_of_the_shap_library(
    learnt: tuple[pd.DataFrame, np.ndarray, Forest, np.ndarray],
) -> None:
    matrix, _, grown, _ = learnt
    rows = matrix.head(25)
    by_shap = np.mean([shap.TreeExplainer(booster).shap_values(rows) for booster in grown.boosters], axis=0)
    np.testing.assert_allclose(grown.contributions(rows).drop(columns="base"), by_shap, atol=1e-9)


def test_the_column_that_carries_the_signal_carries_the_reasons(
    learnt: tuple[pd.DataFrame, np.ndarray, Forest, np.ndarray],
) -> None:
    matrix, positive, grown, _ = learnt
    parts = grown.contributions(matrix[positive]).drop(columns="base")
    assert parts.mean().idxmax() == "a"


def test_the_same_seed_gives_the_same_forest(
    learnt: tuple[pd.DataFrame, np.ndarray, Forest, np.ndarray],
) -> None:
    matrix, positive, grown, held_out = learnt
    group = np.array([f"case{i % 10}" if i < 40 else f"person{i}" for i in range(600)], dtype=object)
    again, held_out_again = grow(matrix, positive, group, np.ones(600), seed=3, threads=1)
    assert [b.model_to_string() for b in again.boosters] == [b.model_to_string() for b in grown.boosters]
    np.testing.assert_array_equal(held_out, held_out_again)


def test_no_case_stands_on_both_sides_of_a_split() -> None:
    group = np.array(["case1", "p1", "case1", "p2", "case1"], dtype=object)
    folds = fold_of(group)
    assert len(set(folds[[0, 2, 4]])) == 1
    assert set(folds) <= set(range(forest.FOLDS))


def test_a_fold_does_not_depend_on_the_other_examples() -> None:
    assert fold_of(np.array(["x", "y"], dtype=object))[0] == fold_of(np.array(["x"], dtype=object))[0]


def test_out_of_fold_values_do_not_know_their_own_labels() -> None:
    """Labels drawn at random can be learnt by heart but not predicted; the planted fault is the in-fold value."""
    draw = np.random.default_rng(11)
    matrix = pd.DataFrame(draw.normal(size=(800, 5)).astype("float32"), columns=list("abcde"))
    positive = draw.random(800) < 0.1
    group = np.arange(800).astype(str).astype(object)
    grown, held_out = grow(matrix, positive, group, np.ones(800), seed=1, threads=1)
    ones = np.ones(800)
    honest = evaluate(calibrate(held_out, positive, ones).probability(held_out), positive, group)
    by_heart = evaluate(
        calibrate(grown.raw(matrix), positive, ones).probability(grown.raw(matrix)), positive, group
    )
    assert abs(honest.auc - 0.5) < 0.12
    assert by_heart.auc > 0.8
