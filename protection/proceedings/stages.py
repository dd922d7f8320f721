"""The stages of a proceeding and the steps between them, as declared; whatever is no edge here cannot be done."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Stage(StrEnum):
    """Where a proceeding stands."""

    INFORMATION = "information"
    """Laporan informasi: nobody has reported yet."""
    REPORT = "report"
    """Laporan polisi (LP)."""
    INQUIRY = "inquiry"
    """Penyelidikan (lidik)."""
    INVESTIGATION = "investigation"
    """Penyidikan (sidik): that a crime took place is held to be shown."""
    NOTICE = "notice"
    """SPDP: the prosecutor was told of the investigation."""
    COMPLETE = "complete"
    """P-21: the file is complete."""
    HANDOVER = "handover"
    """Tahap II: suspect and evidence are with the prosecutor."""
    DEMAND = "demand"
    """Tuntutan."""
    RULING = "ruling"
    """Putusan, which may still be appealed."""
    FINAL = "final"
    """Inkracht."""
    STOPPED_INQUIRY = "stopped_inquiry"
    """The inquiry ended without a crime found."""
    STOPPED = "stopped"
    """SP3, or the prosecutor's decision not to go on (SKP2)."""


class Ruling(StrEnum):
    """What a court ruled."""

    GUILTY = "guilty"
    ACQUITTED = "acquitted"
    """Bebas."""
    RELEASED = "released"
    """Lepas dari segala tuntutan hukum."""


ENDS = frozenset({Stage.FINAL, Stage.STOPPED, Stage.STOPPED_INQUIRY})

OPENS = (Stage.INFORMATION, Stage.REPORT)
"""How a proceeding begins."""


@dataclass(frozen=True)
class Edge:
    """A step from one stage to the next; ``words`` is how many characters must say why (0: none needed).

    ``document`` means that the step has a numbered document; ``rules`` that it says what was ruled.
    """

    from_: Stage
    to: Stage
    document: bool = True
    words: int = 0
    rules: bool = False


S = Stage
_GOES_ON = (S.INVESTIGATION, S.NOTICE, S.COMPLETE, S.HANDOVER)

EDGES: tuple[Edge, ...] = (
    Edge(S.INFORMATION, S.REPORT),
    Edge(S.INFORMATION, S.INQUIRY),
    Edge(S.INFORMATION, S.STOPPED_INQUIRY, document=False, words=15),
    Edge(S.REPORT, S.INQUIRY),
    Edge(S.REPORT, S.INVESTIGATION),
    Edge(S.REPORT, S.STOPPED_INQUIRY, words=15),
    Edge(S.INQUIRY, S.REPORT),
    Edge(S.INQUIRY, S.INVESTIGATION),
    Edge(S.INQUIRY, S.STOPPED_INQUIRY, words=15),
    Edge(S.INVESTIGATION, S.NOTICE),
    Edge(S.NOTICE, S.COMPLETE),
    Edge(S.COMPLETE, S.HANDOVER),
    Edge(S.HANDOVER, S.DEMAND),
    Edge(S.DEMAND, S.RULING, rules=True),
    Edge(S.RULING, S.RULING, rules=True),
    Edge(S.RULING, S.FINAL, document=False),
    *(Edge(stage, S.STOPPED, words=15) for stage in _GOES_ON),
    Edge(S.STOPPED, S.INVESTIGATION, words=15),
    Edge(S.STOPPED_INQUIRY, S.INQUIRY, words=15),
)
"""A second ruling is that of an appeal; who was stopped may be taken up again by a pretrial ruling or new evidence."""


def edge(from_: Stage, to: Stage) -> Edge | None:
    """The declared step between two stages; None where there is none."""
    return next((each for each in EDGES if each.from_ is from_ and each.to is to), None)


def onward(stage: Stage) -> tuple[Edge, ...]:
    """The steps that may come next."""
    return tuple(each for each in EDGES if each.from_ is stage)
