"""Agencies to inspect first, each with the signs that put it there."""

from __future__ import annotations

from dataclasses import dataclass

from api.alerts import Bilingual
from detection.agencies import SIGNS, agency_signs
from detection.detect import Detection

LEAST = 0.2
"""A sign that adds fewer log-odds is not told."""


@dataclass(frozen=True)
class ToldAgency:
    """An agency by the number of its licence, its place in the order, and why it stands there."""

    rank: int
    license_no: str
    signs: tuple[Bilingual, ...]


def told_agencies(detection: Detection) -> tuple[ToldAgency, ...]:
    """The agencies of a detection in their order; the strongest sign of each first."""
    signs = agency_signs(detection.known, detection.scores["p_tppo"], detection.ranked_networks)
    told = []
    for row in detection.agencies.to_dict("records"):
        added = sorted(
            ((sign.weight * signs.loc[row["license_no"], sign.column], sign) for sign in SIGNS),
            key=lambda pair: -pair[0],
        )
        words = tuple(
            Bilingual(_plain(sign.id), _plain(sign.en)) for amount, sign in added if amount >= LEAST
        )
        told.append(ToldAgency(int(row["rank"]), str(row["license_no"]), words))
    return tuple(told)


def _plain(words: str) -> str:
    """Without the unit in brackets, which is for whoever reads the figures themselves."""
    return words.partition(" (")[0]
