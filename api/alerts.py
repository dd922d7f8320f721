"""An alert as people read it, in the terminal and in the report alike: a code, a chance in words, reasons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from detection.case_codes import case_code
from detection.detect import Detection
from detection.elements import WORDS, elements
from detection.indicators import INDICATOR_BY_ID, grounds, sentence
from detection.person_alerts import PersonAlert
from detection.reasons import Reason
from records.days import WIB

STRONG, MIDDLING = 1.0, 0.4
"""From so many log-odds on a reason is told as strong, or as middling."""

ELEMENT_EN = {"proses": "act", "cara": "means", "tujuan": "purpose"}


@dataclass(frozen=True)
class Bilingual:
    """The same words in Indonesian and in English."""

    id: str
    en: str


@dataclass(frozen=True)
class Record:
    """A source row that can be opened and checked; ``recorded`` is its day, empty where it is not known."""

    feed: str
    key: str
    recorded: str = ""


@dataclass(frozen=True)
class ToldReason:
    """A reason with its strength (3 strong, 2 middling, 1 weak) and the records behind it."""

    words: Bilingual
    strength: int
    records: tuple[Record, ...]


@dataclass(frozen=True)
class ToldIndicator:
    """An indicator that fired: what it says, on which ground, and what may innocently explain it."""

    id: str
    label: Bilingual
    element: str
    severity: int
    sentences: tuple[Bilingual, ...]
    grounds: tuple[tuple[str, bool], ...]
    trap: Bilingual
    records: tuple[Record, ...]


@dataclass(frozen=True)
class ToldAlert:
    """One person's alert, without anything that identifies the person."""

    code: str
    rank: int
    chance: Bilingual
    reasons_for: tuple[ToldReason, ...]
    reasons_against: tuple[ToldReason, ...]
    indicators: tuple[ToldIndicator, ...]
    elements: tuple[tuple[Bilingual, Bilingual], ...]
    missing: tuple[str, ...]
    records: tuple[Record, ...]


def told_alerts(detection: Detection) -> tuple[ToldAlert, ...]:
    """Every alert of a detection, most urgent first."""
    return tuple(_told(alert, detection) for alert in detection.people)


def _told(alert: PersonAlert, detection: Detection) -> ToldAlert:
    signs = tuple(
        _indicator(str(id_), rows, detection.as_of) for id_, rows in alert.indicators.groupby("indicator")
    )
    standing = elements([sign.id for sign in signs], detection.missing_feeds)
    return ToldAlert(
        code=case_code(alert.person_id),
        rank=alert.rank,
        chance=Bilingual(alert.chance.text_id, alert.chance.text_en),
        reasons_for=tuple(_reason(reason) for reason in alert.reasons if reason.contribution > 0),
        reasons_against=tuple(_reason(reason) for reason in alert.reasons if reason.contribution < 0),
        indicators=tuple(sorted(signs, key=lambda sign: (-sign.severity, sign.id))),
        elements=tuple(
            (Bilingual(element, ELEMENT_EN[element]), Bilingual(*WORDS[how]))
            for element, how in standing.items()
        ),
        missing=alert.missing,
        records=tuple(Record(*ref.split(":", 1)) for ref in alert.refs),
    )


def _reason(reason: Reason) -> ToldReason:
    size = abs(reason.contribution)
    rows = (Record(row.feed, row.entity_key, _day(row.recorded_at)) for row in reason.rows)
    strength = 3 if size >= STRONG else 2 if size >= MIDDLING else 1
    return ToldReason(Bilingual(reason.text_id, reason.text_en), strength, tuple(rows))


def _indicator(id_: str, rows: pd.DataFrame, day: date) -> ToldIndicator:
    indicator = INDICATOR_BY_ID[id_]
    details = dict.fromkeys(rows["detail"])
    return ToldIndicator(
        id=id_,
        label=Bilingual(indicator.label_id, indicator.label_en),
        element=indicator.element.value,
        severity=indicator.severity,
        sentences=tuple(
            Bilingual(*(sentence(indicator, each, lang) for lang in ("id", "en"))) for each in details
        ),
        grounds=tuple((ground.text, ground.unverified) for ground in grounds(id_, day)),
        trap=Bilingual(indicator.trap_id, indicator.trap_en),
        records=tuple(Record(feed, key) for feed, key in zip(rows["feed"], rows["entity_key"], strict=True)),
    )


def _day(moment: pd.Timestamp) -> str:
    return "" if pd.isna(moment) else moment.tz_convert(WIB).strftime("%Y-%m-%d")
