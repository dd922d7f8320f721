"""Alerts about people: each with its reasons, and the statement that is frozen with it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

import pandas as pd

from detection.chance import UNTAUGHT, Chance, chance
from detection.elements import elements
from detection.evidence import rows_behind
from detection.indicators import INDICATOR_BY_ID, fired, grounds
from detection.lowering import Lowering, lowerings
from detection.reasons import LogOdds, Reason, add_up, explain, not_known
from detection.telling import summary
from features.catalogue import GROUPS

if TYPE_CHECKING:
    from detection.detect import Detection

DIGITS = 9
"""Decimals of the log-odds that are frozen: their sum is right to the eighth."""

NO_ODDS, NO_CHANCE = LogOdds(0.0, 0.0, {}), Chance(*UNTAUGHT)


@dataclass(frozen=True)
class PersonAlert:
    """A person who may need protection, and why; "terindikasi", never more.

    ``person_id`` is the person's lasting id, ``linked_as`` the name that linkage gave in this run. There is
    always something against or missing.
    """

    person_id: str
    rank: int
    probability: float
    refs: tuple[str, ...]
    reasons: tuple[Reason, ...]
    indicators: pd.DataFrame
    missing: tuple[str, ...]
    odds: LogOdds = NO_ODDS
    chance: Chance = NO_CHANCE
    lowerings: tuple[Lowering, ...] = ()
    linked_as: str = ""

    @property
    def summary(self) -> tuple[str, str]:
        """The alert in one sentence, in Indonesian and English."""
        return self._sentence("id"), self._sentence("en")

    def _sentence(self, language: str) -> str:
        told = [(each, each.text_id if language == "id" else each.text_en) for each in self.reasons]
        against = next((text for each, text in told if each.contribution < 0), None)
        missing = self.missing[0].partition(" / ")[0 if language == "id" else 2] if self.missing else None
        return summary([text for each, text in told if each.contribution > 0], against, missing, language)


def person_alerts(detection: Detection, chosen: pd.DataFrame, refs: pd.Series) -> tuple[PersonAlert, ...]:
    """An alert with its reasons for each row of ``chosen`` (index linkage's name; rank, p_tppo), in its order."""
    if chosen.empty:
        return ()
    known, model, people = detection.known, detection.risk.models["tppo"], list(chosen.index)
    matrix = detection.now.matrix.loc[people]
    parts = model.scorer.contributions(matrix)
    signs = fired(known)
    signs = signs[signs["person_id"].isin(people)]
    odds = add_up(parts)
    reasons = explain(parts, matrix, rows_behind(known, people), signs, detection.as_of)
    unknown, alerts = not_known(parts, matrix), []
    for person, rank, said in zip(map(str, people), chosen["rank"], chosen["p_tppo"], strict=True):
        alerts.append(
            PersonAlert(
                person_id=detection.names.get(person, person),
                rank=int(rank),
                probability=float(said),
                refs=tuple(refs[person]),
                reasons=reasons[person],
                indicators=signs[signs["person_id"] == person],
                missing=_missing(
                    matrix.T[person], reasons[person], unknown[person], learned=detection.risk.learned
                ),
                odds=odds[person],
                chance=chance(model, float(said)),
                lowerings=lowerings(reasons[person], odds[person], model, detection.last_listed),
                linked_as=person,
            )
        )
    return tuple(alerts)


MISSING: tuple[tuple[str, str], ...] = (
    ("has_registration", "tidak terdaftar di LTSA / no registration at an LTSA"),
    ("has_passport", "paspor tidak ditemukan / no passport found"),
    ("recruiter_phones", "perekrut tidak diketahui / recruiter not known"),
)
"""What the file of a person lacks when the column is zero or empty."""


TOLD_UNKNOWN = 2
"""Groups of which nothing is known that are told as missing."""


def _missing(
    values: pd.Series, reasons: tuple[Reason, ...], unknown: tuple[str, ...], *, learned: bool
) -> tuple[str, ...]:
    missing = [text for column, text in MISSING if not values[column] > 0]
    reports = [name for name in values.index if "_found_" in name or "_named_" in name]
    if not values[reports].fillna(0).any():
        missing.append("belum ada laporan atau temuan di sekitarnya / no report or finding around the person")
    if not learned:
        missing.append(
            "urutan dari poin tetap, belum dari hasil perkara / ranked by declared points, not yet by outcomes"
        )
    for group in unknown[:TOLD_UNKNOWN]:
        indonesian, english = GROUPS[group]
        missing.append(
            f"{indonesian}: tidak tercatat, dan hal itu ikut menentukan urutan / "
            f"{english}: not recorded, which counts in the ranking too"
        )
    if not missing and all(reason.contribution > 0 for reason in reasons):
        missing.append("tidak ada catatan yang memperlemah / no record speaks against it")
    return tuple(missing)


def statement(alert: PersonAlert, detection: Detection) -> dict[str, object]:
    """What is frozen with the alert, ready for JSON: equal rows, model and configuration give equal bytes."""
    signs = list(dict.fromkeys(alert.indicators["indicator"]))
    cited = {sign: [asdict(ground) for ground in grounds(sign, detection.as_of)] for sign in signs}
    standing = elements(signs, detection.missing_feeds)
    said: dict[str, object] = {
        "summary": dict(zip(("id", "en"), alert.summary, strict=True)),
        "chance": alert.chance.told(),
        "log_odds": {
            "raw": _rounded(alert.odds.raw),
            "base": _rounded(alert.odds.base),
            "groups": {group: _rounded(part) for group, part in alert.odds.groups.items()},
        },
        "reasons": [_reason(reason) for reason in alert.reasons],
        "lowers": [
            {**asdict(each), "raw": _rounded(each.raw), "chance": each.chance.told()}
            for each in alert.lowerings
        ],
        "indicators": [
            {**told, "element": INDICATOR_BY_ID[str(told["indicator"])].element.value}
            for told in alert.indicators[["indicator", "feed", "entity_key", "detail"]].to_dict("records")
        ],
        "grounds": cited,
        "elements": {element.value: how.value for element, how in standing.items()},
        "missing": list(alert.missing),
        "frozen": detection.frozen,
    }
    plain: dict[str, object] = json.loads(canonical(said))
    return plain


def canonical(said: object) -> bytes:
    """The one way of writing a statement: sorted names, no blanks, UTF-8, days and instants in ISO 8601."""
    text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_iso)
    return text.encode()


def _reason(reason: Reason) -> dict[str, object]:
    return {
        **asdict(reason),
        "contribution": _rounded(reason.contribution),
        "rows": [[row.feed, row.entity_key, row.recorded_at.isoformat()] for row in reason.rows],
    }


def _rounded(value: float) -> float:
    return round(value, DIGITS) + 0.0  # no minus zero, which PostgreSQL does not keep


def _iso(value: object) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"no JSON form for {type(value).__name__}")
