"""An indicator: a declared rule that shows which records hint at one of the elements of trafficking."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import ibis
from ibis.expr.types import Table, Value

from graphs.network.known import Known


class Element(StrEnum):
    """Which *unsur* of TPPO an indicator speaks to; one indicator never shows all three."""

    PROSES = "proses"
    CARA = "cara"
    TUJUAN = "tujuan"


class Nature(StrEnum):
    """What kind of oddity it is."""

    PROSEDURAL = "prosedural"
    INKONSISTENSI = "inkonsistensi"
    TEKANAN = "tekanan"
    JARINGAN = "jaringan"
    INSTITUSI = "institusi"
    EKSPLOITASI = "eksploitasi"
    KONTEKS = "konteks"


@dataclass(frozen=True)
class Indicator:
    """A rule over what is known on a day, its ground, and the honest explanation that it must not overlook.

    ``rows(known)`` has one row a person and piece of evidence: person_id, feed, entity_key (the source row
    behind it) and detail. A detail holds no identifier, only counts, dates and codes, joined by ``"; "``;
    ``says_id`` and ``says_en`` take them as ``{0}``, ``{1}`` …. Rows of one person with the same detail make
    one sentence with several records behind it. The docstring of ``rows`` tells the rule. ``reads`` names
    every column that the rule depends on, besides keys and ``recorded_at``. Its legal ground is dated
    configuration (``detection.indicators.grounds``).
    """

    id: str
    label_id: str
    label_en: str
    element: Element
    nature: Nature
    severity: int
    trap_id: str
    trap_en: str
    says_id: str
    says_en: str
    reads: tuple[str, ...]
    rows: Callable[[Known], Table]


def evidence(rows: Table, feed: str | None, *parts: Value | str) -> Table:
    """The rows as evidence from a feed (None: the one in their own column), the parts told in ``detail``."""
    texts = [(rows[part] if isinstance(part, str) else part).cast("string") for part in parts]
    detail = texts[0]
    for text in texts[1:]:
        detail = detail + ibis.literal("; ") + text
    source = rows.feed if feed is None else ibis.literal(feed)
    told = rows.select("person_id", feed=source, entity_key=rows.entity_key, detail=detail)
    return told.distinct()
