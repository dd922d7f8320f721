"""Where the people come from who have not left: counted by regency and by province, small counts hidden.

Origin is no input of any model; it is shown so that help can be sent where it is needed.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from detection.detect import Detection
from features.people import registration
from records import areas
from records.areas import Level

LEAST = 5
"""A count of fewer people than this is not shown."""


@dataclass(frozen=True)
class Origin:
    """An area, how many of its people have not left, and how many of them are expected to face trafficking.

    Both are None where they are hidden, because so few people could be recognised.
    """

    code: str
    name: str
    people: int | None
    expected: float | None


@dataclass(frozen=True)
class Origins:
    """Origins by regency and by province, most people first, and of how many the origin is not known."""

    regencies: tuple[Origin, ...]
    provinces: tuple[Origin, ...]
    unknown: int


def origins(detection: Detection) -> Origins:
    """The origins of everyone who was scored and has not left, by the address of their registration."""
    standing = detection.now.standing
    waiting = detection.scores["p_tppo"][
        standing["is_open"].reindex(detection.scores.index, fill_value=False)
    ]
    homes = registration(detection.known).select("person_id", "village_code").execute()
    village = homes.set_index("person_id")["village_code"].reindex(waiting.index)
    known = village.notna()
    at_home = pd.DataFrame({"village": village[known], "p": waiting[known]})
    return Origins(
        counted(at_home["village"].str[: Level.REGENCY], at_home["p"]),
        counted(at_home["village"].str[: Level.PROVINCE], at_home["p"]),
        int((~known).sum()),
    )


def counted(code: pd.Series, probability: pd.Series) -> tuple[Origin, ...]:
    """One origin a code; ``code`` and ``probability`` have one value a person.

    Where a single count would be hidden, the smallest of the others is hidden too: it could be reckoned back
    from a total.
    """
    table = probability.groupby(code).agg(["size", "sum"]).sort_index()
    table = table.sort_values("size", ascending=False, kind="stable")
    hidden = table["size"].lt(LEAST).tolist()
    if hidden.count(True) == 1 and len(hidden) > 1:
        hidden[-2] = True
    rows = zip(table.index.astype(str), table["size"], table["sum"], hidden, strict=True)
    return tuple(
        Origin(
            area, areas.short_name(area) or area, None if hide else int(size), None if hide else float(total)
        )
        for area, size, total, hide in rows
    )
