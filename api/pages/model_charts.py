"""The two pictures of a model: what it said against what was found, and what so many people looked at would give."""

from __future__ import annotations

from typing import Any, cast

from markupsafe import Markup

from api.pages.charts import Axis, Curve, Point, plot
from api.pages.language import Language
from models.evaluation import Evaluation
from models.fairness import wilson
from models.serving.kept import Kept
from protection.statistics import LEAST


def told_steps(evaluation: Evaluation) -> list[dict[str, float]]:
    """The steps of people looked at that may be told: not so few that they tell of somebody."""
    rows = cast("list[dict[str, float]]", evaluation.at_capacity.to_dict("records"))
    return [row for row in rows if row["people"] >= LEAST]


def told_tenths(evaluation: Evaluation) -> list[dict[str, Any]]:
    """The tenths, with the 95 % interval (Wilson) of what was found."""
    tenths = []
    for row in evaluation.reliability.to_dict("records"):
        people = int(row["people"])
        if people >= LEAST:
            low, high = wilson(round(row["found"] * people), people)
            tenths.append(
                {"said": row["said"], "found": row["found"], "people": people, "low": low, "high": high}
            )
    return tenths


def calibration(evaluation: Evaluation, language: Language) -> Markup:
    """Each tenth of the people: the mean chance that was said, and the share that was found."""
    tenths = told_tenths(evaluation)
    end = max([0.05, *(max(row["said"], row["high"]) for row in tenths)])

    def share(value: float) -> str:
        return language.percent(value, 0 if end >= 0.2 else 1)

    points = [
        Point(
            row["said"],
            row["found"],
            language.gettext("said %(said)s, found %(found)s")
            % {"said": language.percent(row["said"], 1), "found": language.percent(row["found"], 1)},
            row["low"],
            row["high"],
        )
        for row in tenths
    ]
    return plot(
        language.gettext("Calibration: what was said against what was found"),
        Axis(language.gettext("chance that was said"), 0, end, share),
        Axis(language.gettext("found"), 0, end, share),
        [Curve(points, dots=True)],
        diagonal=True,
    )


def at_capacity(evaluation: Evaluation, model: Kept, language: Language) -> Markup:
    """Precision and recall by the number of people looked at a week; the model's own capacity is marked."""
    a_week = weeks(model)
    rows = told_steps(evaluation)
    last = max([model.capacity * 2.5, *(10.0,)])
    rows = [row for row in rows if row["people"] / a_week <= last] or rows[:1]
    curves = [
        Curve(
            [Point(row["people"] / a_week, row[name]) for row in rows],
            language.gettext(words),
            other=name == "recall",
        )
        for name, words in (("precision", "precision"), ("recall", "recall"))
    ]
    return plot(
        language.gettext("Precision and recall by the number of people a week"),
        Axis(language.gettext("people a week"), 0, last, language.number),
        Axis("", 0, 1, language.percent),
        curves,
        mark=float(model.capacity),
    )


def weeks(model: Kept) -> float:
    """How many weeks a model's evaluation stands for."""
    volume = model.metrics.get("method", {}).get("volume", model.capacity)
    return float(volume if isinstance(volume, int) else model.capacity) / model.capacity
