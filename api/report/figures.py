"""How far the ranking can be trusted, in two pictures: its calibration, and what is found at a capacity."""

from __future__ import annotations

import numpy as np
import pandas as pd
from markupsafe import Markup

from api.report.drawing import ACCENT, FAINT, INK, WARM, drawing, to_svg
from api.wording import number
from models.evaluation import Evaluation

Z = 1.96


def calibration(evaluation: Evaluation, frequency: float) -> Markup:
    """For each tenth of the people: how many findings were to be expected, and how many there are.

    ``frequency`` is the estimated share of cases that get found: what is said, times the frequency, is what
    should have been found.
    """
    rows = evaluation.reliability
    expected = 1000 * rows["said"] * frequency
    low, high = _wilson(rows["found"].to_numpy() * rows["people"].to_numpy(), rows["people"].to_numpy())
    place = np.arange(len(rows))
    with drawing(7.2, 3.9) as figure:
        axes = figure.subplots()
        axes.hlines(place, 1000 * low, 1000 * high, color=FAINT, linewidth=1.5)
        axes.plot(1000 * rows["found"], place, "o", color=ACCENT, markersize=8, label="ditemukan · found")
        axes.plot(
            expected, place, "D", color=WARM, markersize=8, markerfacecolor="none", markeredgewidth=1.8,
            label="diperkirakan · expected",
        )  # fmt: skip
        right = float(max((1000 * high).max(), expected.max())) * 1.02
        people = rows["people"].astype(int).tolist()
        hits = (rows["found"] * rows["people"]).round().astype(int).tolist()
        for at, (hit, among) in enumerate(zip(hits, people, strict=True)):
            axes.text(right * 1.02, at, f"{number(hit)} / {number(among)}", va="center", fontsize=10)
        axes.text(right * 1.02, len(rows) - 0.25, "temuan / orang", va="bottom", fontsize=10, color=INK)
        axes.set_xlim(0, right)
        axes.set_yticks(place, [f"{n}" for n in place + 1])
        axes.set_ylabel("Kelompok menurut angka, 10 = tertinggi")
        axes.set_xlabel("Temuan per 1.000 orang · findings in 1,000 people")
        axes.legend(frameon=False, loc="lower right")
        return to_svg(figure, "Kalibrasi: temuan yang diperkirakan dan yang ada, tiap sepersepuluh orang")


def at_capacity(evaluation: Evaluation, capacity: int) -> Markup:
    """Precision and recall by how many people are looked at, from those who are most urgent down."""
    rows = evaluation.at_capacity
    with drawing(7.2, 3.6) as figure:
        axes = figure.subplots()
        axes.plot(rows["people"], 100 * rows["precision"], "-o", color=ACCENT, markersize=4)
        axes.plot(rows["people"], 100 * rows["recall"], "--s", color=WARM, markersize=4)
        _name_line(axes, rows, "precision", "ketepatan · precision", ACCENT)
        _name_line(axes, rows, "recall", "jangkauan · recall", WARM)
        axes.axvline(capacity, color=FAINT, linestyle=":")
        axes.text(capacity * 1.05, 101, f"kapasitas · capacity {capacity}", fontsize=10)
        axes.set_xscale("log")
        ticks = [
            n
            for n in (5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 50000)
            if n <= evaluation.people
        ]
        axes.set_xticks(ticks, [number(n) for n in ticks])
        axes.minorticks_off()
        axes.set_ylim(0, 100)
        axes.set_ylabel("persen · per cent")
        axes.set_xlabel(f"Orang yang ditinjau dari {number(evaluation.people)} · people looked at")
        return to_svg(figure, "Ketepatan dan jangkauan menurut banyaknya orang yang ditinjau")


def _name_line(axes: object, rows: pd.DataFrame, column: str, words: str, colour: str) -> None:
    at = rows.iloc[len(rows) * 2 // 3]
    axes.annotate(  # type: ignore[attr-defined]
        words, (at["people"], 100 * at[column]), xytext=(0, 9), textcoords="offset points", color=colour,
        ha="right" if column == "recall" else "left",
    )  # fmt: skip


def _wilson(hits: np.ndarray, people: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The 95 % interval of a share by Wilson, low and high."""
    share = hits / people
    centre = share + Z**2 / (2 * people)
    reach = Z * np.sqrt(share * (1 - share) / people + Z**2 / (4 * people**2))
    scale = 1 + Z**2 / people
    return np.maximum(0.0, (centre - reach) / scale), (centre + reach) / scale
