"""Which piece of work an alert belongs to: by the rows they share, since ids of people and networks may change.

Linkage joins and parts people from run to run, communities change their members. A row's name stays.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from detection.alerts.states import Kind

LEAST_SHARED: dict[Kind, float] = {
    Kind.PERSON: 0.0,
    Kind.RECRUITER: 0.3,
    Kind.AGENCY: 0.0,
    Kind.NETWORK: 0.3,
}
"""Share of the smaller side's rows that must be in both. One row makes a person; a network is its people."""


@dataclass(frozen=True)
class Piece:
    """A piece of work as far as matching goes."""

    work_id: int
    live: bool
    refs: frozenset[str]


@dataclass(frozen=True)
class Match:
    """The piece that an alert goes on in, and open ones that prove to be about the same subject."""

    work_id: int
    merged: tuple[int, ...]


def match(
    kind: Kind, alerts: Mapping[int, Collection[str]], pieces: Sequence[Piece]
) -> dict[int, Match | None]:
    """For each alert (number: rows) its piece, or None where it needs a new one.

    No piece serves two alerts: it goes to the one that shares most rows with it, live pieces before closed,
    then the lower number of the alert, then of the piece.
    """
    rows = {alert: frozenset(refs) for alert, refs in alerts.items()}
    pairs = sorted(
        (not piece.live, -len(shared), alert, piece.work_id)
        for alert, refs in rows.items()
        for piece in pieces
        if (shared := refs & piece.refs) and _enough(kind, shared, refs, piece.refs)
    )
    chosen: dict[int, int] = {}
    for _, _, alert, work_id in pairs:
        if alert not in chosen and work_id not in chosen.values():
            chosen[alert] = work_id
    taken = set(chosen.values())
    merged: dict[int, list[int]] = {}
    for closed, _, alert, work_id in pairs:
        if not closed and alert in chosen and work_id not in taken:
            merged.setdefault(alert, []).append(work_id)
            taken.add(work_id)
    return {
        alert: Match(chosen[alert], tuple(sorted(merged.get(alert, ())))) if alert in chosen else None
        for alert in rows
    }


def _enough(kind: Kind, shared: frozenset[str], one: frozenset[str], other: frozenset[str]) -> bool:
    return len(shared) >= LEAST_SHARED[kind] * min(len(one), len(other))
