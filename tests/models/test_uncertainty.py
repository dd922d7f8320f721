"""Intervals of a model's figures: right where nothing is drawn again, wider for fewer cases."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import average_precision_score, roc_auc_score

from models.uncertainty import Figure, figures


def held_out(people: int, cases: int, seed: int = 5) -> pd.DataFrame:
    draw = np.random.default_rng(seed)
    found = np.arange(people) < people // 10
    group = [f"case{n % cases}" if found[n] else f"person{n}" for n in range(people)]
    # What is found together is found alike: the people of a case share much of their score.
    of_case = dict(zip(range(cases), draw.normal(size=cases), strict=True))
    said = [draw.normal() + (1.5 + of_case[n % cases] if found[n] else 0) for n in range(people)]
    return pd.DataFrame(
        {"person": np.arange(people).astype(str), "group": group, "found": found, "said": said}
    )


def test_the_figures_are_those_of_the_textbook() -> None:
    rows = held_out(600, 30)
    told = figures(rows, 60, seed=1)
    assert told["average_precision"].value == pytest.approx(average_precision_score(rows.found, rows.said))
    assert told["auc"].value == pytest.approx(roc_auc_score(rows.found, rows.said))
    top = rows.nlargest(60, "said").found
    assert told["precision"].value == pytest.approx(top.mean())
    assert told["recall"].value == pytest.approx(top.sum() / rows.found.sum())


def test_every_interval_holds_its_figure_and_is_the_same_under_the_seed() -> None:
    told = figures(held_out(600, 30), 60, seed=1)
    assert told == figures(held_out(600, 30), 60, seed=1)
    for figure in told.values():
        assert figure.low is not None
        assert figure.value is not None
        assert figure.high is not None
        assert figure.low < figure.value < figure.high


def test_few_cases_are_less_sure_than_many_with_as_many_people() -> None:
    def width(cases: int) -> float:
        figure = figures(held_out(600, cases), 60, seed=1)["auc"]
        assert figure.low is not None
        assert figure.high is not None
        return figure.high - figure.low

    assert width(3) > 1.2 * width(60)


def test_a_person_of_many_rows_counts_once_by_the_highest() -> None:
    rows = held_out(200, 10)
    lower = rows.assign(said=rows.said - 1)
    assert figures(pd.concat([lower, rows]), 20, seed=1) == figures(rows, 20, seed=1)


def test_nothing_is_told_where_nothing_was_found() -> None:
    assert set(figures(held_out(50, 3).assign(found=False), 5, seed=1).values()) == {Figure(None, None, None)}
