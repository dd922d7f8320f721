"""The two pictures of trust."""

from __future__ import annotations

import re

import numpy as np

from api.report.figures import at_capacity, calibration
from models.evaluation import Evaluation, evaluate


def evaluation(people: int = 2000) -> Evaluation:
    draw = np.random.default_rng(3)
    said = draw.beta(1, 12, people)
    return evaluate(said, draw.random(people) < said, np.arange(people).astype(str))


def test_calibration_tells_findings_and_people_of_every_group() -> None:
    shown = evaluation()
    text = str(calibration(shown, 0.4))
    counts = re.findall(r">(\d+) / (\d+)<", text)
    assert len(counts) == 10
    assert sum(int(hits) for hits, _ in counts) == shown.found
    assert sum(int(people) for _, people in counts) == shown.people


def test_capacity_is_marked_and_people_are_counted_as_indonesian_counts() -> None:
    text = str(at_capacity(evaluation(), 40))
    assert "kapasitas · capacity 40" in text
    assert "dari 2.000" in text
    assert "precision" in text
    assert "recall" in text


def test_a_handful_of_people_can_be_drawn() -> None:
    few = evaluation(8)
    assert "<svg" in str(calibration(few, 1.0))
    assert "<svg" in str(at_capacity(few, 40))
