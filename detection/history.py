"""The past as it was known, day by day: identities, snapshots and models, each computed once for its day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pandas as pd

from detection.material import Material
from features.compute import Snapshot, snapshot
from graphs.linkage.identities import RETRAIN_AT_GROWTH, Identities, Linkage
from graphs.linkage.mentioned import recruiter_mentions
from graphs.linkage.recruiters import resolve_recruiters
from graphs.linkage.train import Model as Linked
from graphs.network.findings import findings
from graphs.network.known import Known
from models.examples import Examples, examples
from models.risk import Learnt, Risk, learn
from records.days import WIB

STEP = timedelta(days=28)
"""Models learn from snapshots this far apart, counted back from a fixed Monday, so that every run shares them."""

EPOCH = date(2018, 1, 1)
WARM_UP = timedelta(days=91)
"""No snapshot is taken before there are this many days of rows."""

LOOK_BACK = timedelta(days=1095)


class History:
    """Everything a run needs to know about a day, from its material: copy, clear rows, judgements of people.

    Days are best asked for in rising order: linkage learns from the first day that it sees.
    """

    def __init__(
        self,
        material: Material,
        seed: int,
        threads: int,
        progress: Callable[[str], None] | None = None,
    ) -> None:
        self.lake = material.lake
        self.seed, self.threads = seed, threads
        self._rows, self._judgements = material.rows, material.judgements
        self._linkage = Linkage(seed, threads)
        self._snapshots: dict[date, Snapshot] = {}
        self._known: Known | None = None
        self._identities: Identities | None = None
        self._tell = progress or (lambda _: None)

    def known(self, day: date) -> Known:
        """What is known on a day; the tables of the day before it are given up."""
        if self._known is None or self._known.as_of != day:
            self._tell(f"{day}: menautkan identitas / linking identities")
            self._identities = self._linkage.resolve(self._rows.as_of(day), self._judgements.as_of(day))
            recruiters = resolve_recruiters(recruiter_mentions(self.lake, day))
            self._known = Known(self.lake, day, self._identities.persons, recruiters)
        return self._known

    def identities(self, day: date) -> Identities:
        """Persons and evidence of a day."""
        if self._identities is None or self._known is None or self._known.as_of != day:
            self.known(day)
        if self._identities is None:
            raise RuntimeError("a known day has its identities")
        return self._identities

    @property
    def linkage(self) -> Linked:
        """What linkage has learned; there is something from the first known day on."""
        if self._linkage.model is None:
            raise RuntimeError("no day has been looked at yet")
        return self._linkage.model

    def snapshot(self, day: date) -> Snapshot:
        """The matrix of everyone on a day."""
        if day not in self._snapshots:
            known = self.known(day)
            self._tell(f"{day}: menghitung ciri / computing features")
            self._snapshots[day] = snapshot(known)
        return self._snapshots[day]

    def learning_days(self, day: date) -> list[date]:
        """The days, a step apart, whose snapshots a model trained on ``day`` learns from; oldest first."""
        first = self._first_day(day)
        if first is None:
            return []
        earliest = max(first + WARM_UP, day - LOOK_BACK)
        days = []
        step = day - (day - EPOCH) % STEP
        while step >= earliest:
            days.append(step)
            step -= STEP
        return days[::-1]

    def risk(self, day: date) -> Risk:
        """Models trained on what is known on a day."""
        return self.learn(day)[1].risk

    def learn(self, day: date) -> tuple[Examples, Learnt]:
        """Models trained on what is known on a day, with the examples that they learnt from."""
        for past in self.learning_days(day):
            self.snapshot(past)
        known = self.known(day)
        now = self.snapshot(day)
        found = findings(known).execute()
        past_days = [self._snapshots[past] for past in self.learning_days(day)] or [now]
        self._tell(f"{day}: melatih model / training")
        taught = examples(past_days, found, known.persons, self.seed)
        return taught, learn(taught, day, self.seed, self.threads)

    def link_as_if_learning(self, day: date) -> None:
        """Let linkage learn as it would on the way through the days that a model of this day learns from.

        A run with a model from a file then holds everybody to be the same person as a run that trains.
        """
        learnt_on, rows = None, 0
        for past in [*self.learning_days(day), day]:
            there = len(self._rows.as_of(past))
            if learnt_on is None or there >= RETRAIN_AT_GROWTH * rows:
                learnt_on, rows = past, there
        if learnt_on is not None:
            self._linkage.train(self._rows.as_of(learnt_on))

    def forget(self, keep: set[date]) -> None:
        """Give up the snapshots that are needed no more."""
        self._snapshots = {day: one for day, one in self._snapshots.items() if day in keep}

    def _first_day(self, as_of: date) -> date | None:
        rows = self.lake.versions("registrations", as_of)
        first = rows.recorded_at.min().execute()
        return None if pd.isna(first) else pd.Timestamp(first).tz_convert(WIB).date()
