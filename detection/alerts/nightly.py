"""The night's work on alerts, in an order that a kill at any point cannot spoil: whatever is repeated adds nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from detection import keeping
from detection.alerts.capacity import Question, left_this_week, looks_expected
from detection.alerts.claims import expire
from detection.alerts.freezing import freeze_grown
from detection.alerts.lapsing import lapse
from detection.alerts.looks import SHARE, draw_looks
from detection.alerts.moving import move_to_protection
from detection.alerts.raising import raise_run
from detection.alerts.snoozing import wake
from detection.detect import Detection
from records.store import Store


@dataclass(frozen=True)
class Night:
    """What a night brought, in numbers of pieces of work."""

    run_id: int
    opened: tuple[int, ...]
    again: tuple[int, ...]
    looks: tuple[int, ...]
    lapsed: tuple[int, ...]


def room(store: Store, asked: Question, weekly: int, key: bytes, share: float = SHARE) -> int:
    """How many new people a run may raise: what is left of the week's capacity, the same if it is run again.

    ``weekly`` are the new people a week that reviewers can take on, of whom ``share`` are drawn outside the
    ranking; ``key`` makes the draws.
    """
    with store.begin() as connection:
        return left_this_week(connection, asked, weekly, share, key)


def follow(
    store: Store, detection: Detection, weekly: int, key: bytes, now: datetime, share: float = SHARE
) -> Night:
    """After ``detect``: freeze what has grown, turn alerts into work, draw the random looks, do what is due."""
    run_id = _run_of(store, detection)
    freeze_grown(store, detection, run_id)
    raised = raise_run(store, run_id, key, now)
    looks = draw_looks(store, detection, run_id, looks_expected(weekly, share), key, now)
    return Night(run_id, raised.opened, raised.again, looks, tend(store, now))


def tend(store: Store, now: datetime) -> tuple[int, ...]:
    """What the clock does to work: claims end, the put off wakes, the silent is moved, the unseen lapses; gives these.

    For a job of every few minutes.
    """
    with store.begin() as connection:
        expire(connection, now)
    with store.begin() as connection:
        wake(connection, now)
    with store.begin() as connection:
        move_to_protection(connection, now)
    with store.begin() as connection:
        return lapse(connection, now)


def _run_of(store: Store, detection: Detection) -> int:
    with store.reading() as connection:
        run_id = keeping.find_run(connection, detection)
    if run_id is None:
        raise RuntimeError("detect keeps its run before it returns")
    return run_id
