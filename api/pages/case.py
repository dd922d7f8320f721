"""What the page of an early warning tells, in the order of an officer's questions; nothing is read here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from detection.alerts.listing import Opened
from detection.alerts.states import Kind
from detection.elements import WORDS, Standing
from detection.indicators import INDICATOR_BY_ID, sentence

Pair = Mapping[str, str]
"""A text in both languages."""

STRONG, MIDDLING = 1.0, 0.4
"""Log-odds from which a reason counts as strong, and as middling."""


@dataclass(frozen=True)
class Cited:
    """A row behind something; ``sequence`` is None where the visitor may not see it."""

    feed: str
    sequence: int | None
    recorded_at: datetime | None = None


@dataclass(frozen=True)
class Told:
    """A reason for or against: its words, how strong it is (1 to 3; 0 where that is hidden), what it rests on."""

    text: Pair
    strength: int
    elements: tuple[str, ...]
    grounds: tuple[Mapping[str, Any], ...]
    indicators: tuple[str, ...]
    rows: tuple[Cited, ...]


@dataclass(frozen=True)
class Sign:
    """An indicator that fired: what it says, its honest explanation, its element and grounds."""

    indicator: str
    label: Pair
    says: Pair
    trap: Pair
    element: str
    severity: int
    grounds: tuple[Mapping[str, Any], ...]
    rows: tuple[Cited, ...]


@dataclass(frozen=True)
class Case:
    """The frozen statement, taken apart for the page."""

    summary: Pair | None
    chance: Pair | None
    learned: bool
    speaks_for: tuple[Told, ...]
    against: tuple[Told, ...]
    elements: tuple[tuple[str, Standing, Pair], ...]
    signs: tuple[Sign, ...]
    missing: tuple[Pair, ...]
    lowers: tuple[Pair, ...]
    people: float | None
    rows: tuple[Cited, ...]
    """The subject's own rows, where no reason names any (networks, agencies, recruiters)."""


MOST_ROWS = 40
"""Of a network's own rows so many are offered; the others stand in its own view."""


def cited(opened: Opened) -> set[str]:
    """Every row (``feed:entity_key``) that the case names."""
    said: Mapping[str, Any] = opened.statement
    behind = {f"{row[0]}:{row[1]}" for each in _reasons(said) for row in each.get("rows", ())}
    fired = {f"{each['feed']}:{each['entity_key']}" for each in said.get("indicators", ())}
    new = {ref for happened in opened.history for ref in happened.evidence}
    return {*opened.refs, *behind, *fired, *new}


def case(opened: Opened, sequences: Mapping[str, int]) -> Case:
    """``sequences`` are those of the cited rows that the visitor may see."""
    said: Mapping[str, Any] = opened.statement
    hidden = opened.item.score_hidden
    told = [(_speaks_for(each), _told(each, sequences, hidden=hidden)) for each in said.get("reasons", ())]
    against = [_told(each, sequences, hidden=True) for each in said.get("against", ())]
    chance = said.get("chance")
    return Case(
        summary=said.get("summary"),
        chance=None if hidden or not chance else {"id": chance["text_id"], "en": chance["text_en"]},
        learned=bool(chance and chance.get("share") is not None),
        speaks_for=tuple(each for speaks_for, each in told if speaks_for),
        against=(*(each for speaks_for, each in told if not speaks_for), *against),
        elements=tuple(_elements(said)),
        signs=tuple(_signs(said, sequences)),
        missing=tuple(_pair(each) for each in said.get("missing", ())),
        lowers=tuple({"id": each["text_id"], "en": each["text_en"]} for each in said.get("lowers", ())),
        people=None if hidden else said.get("expected_victims"),
        rows=() if opened.item.kind is Kind.PERSON else tuple(_own(opened.refs, sequences)),
    )


def _own(refs: Iterable[str], sequences: Mapping[str, int]) -> Iterator[Cited]:
    seen = [ref for ref in refs if ref in sequences]
    for ref in seen[:MOST_ROWS]:
        yield Cited(ref.partition(":")[0], sequences[ref])


def _reasons(said: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield from said.get("reasons", ())
    yield from said.get("against", ())


def _speaks_for(reason: Mapping[str, Any]) -> bool:
    """Only a reason for touches elements; where the score is hidden, nothing else tells it."""
    return bool(reason.get("elements")) or "group" not in reason


def _told(reason: Mapping[str, Any], sequences: Mapping[str, int], *, hidden: bool) -> Told:
    adds = abs(float(reason.get("contribution", reason.get("adds", 0.0)) or 0.0))
    strength = 0 if hidden or not adds else 3 if adds >= STRONG else 2 if adds >= MIDDLING else 1
    return Told(
        {"id": reason.get("text_id") or reason["id"], "en": reason.get("text_en") or reason["en"]},
        strength,
        tuple(reason.get("elements", ())),
        tuple(reason.get("grounds", ())),
        tuple(reason.get("indicators", ())),
        tuple(
            Cited(feed, sequences.get(f"{feed}:{key}"), datetime.fromisoformat(at))
            for feed, key, at in reason.get("rows", ())
        ),
    )


def _elements(said: Mapping[str, Any]) -> Iterator[tuple[str, Standing, Pair]]:
    for element, how in said.get("elements", {}).items():
        words = WORDS[Standing(how)]
        yield element, Standing(how), {"id": words[0], "en": words[1]}


def _signs(said: Mapping[str, Any], sequences: Mapping[str, int]) -> Sequence[Sign]:
    together: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for each in said.get("indicators", ()):
        if each["indicator"] in INDICATOR_BY_ID:  # one that is gone from the catalogue cannot be told
            together.setdefault((each["indicator"], each["detail"]), []).append(each)
    found = [_sign(id_, detail, rows, said, sequences) for (id_, detail), rows in together.items()]
    return sorted(found, key=lambda sign: (-sign.severity, sign.indicator))


def _sign(
    id_: str,
    detail: str,
    rows: Iterable[Mapping[str, Any]],
    said: Mapping[str, Any],
    sequences: Mapping[str, int],
) -> Sign:
    indicator = INDICATOR_BY_ID[id_]
    return Sign(
        id_,
        {"id": indicator.label_id, "en": indicator.label_en},
        {"id": sentence(indicator, detail, "id"), "en": sentence(indicator, detail, "en")},
        {"id": indicator.trap_id, "en": indicator.trap_en},
        indicator.element.value,
        indicator.severity,
        tuple(said.get("grounds", {}).get(id_, ())),
        tuple(Cited(row["feed"], sequences.get(f"{row['feed']}:{row['entity_key']}")) for row in rows),
    )


def _pair(text: str) -> Pair:
    indonesian, _, english = text.partition(" / ")
    return {"id": indonesian, "en": english or indonesian}
