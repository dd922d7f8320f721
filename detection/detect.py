"""Detect on one day: rank people, networks, agencies and recruiters, and keep each alert frozen with its reasons."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from hashlib import sha256
from pathlib import Path

import pandas as pd

from detection import drifting, keeping, shadow
from detection.agencies import rank_agencies
from detection.configuration import configuration
from detection.history import History
from detection.keeping import Past
from detection.material import Material
from detection.networks import Network, rank_networks
from detection.person_alerts import PersonAlert, person_alerts, statement
from detection.ranking import score, select
from detection.recruiters import Recruiter, rank_recruiters
from detection.refs import person_refs
from detection.suspicion.cleared import standing
from features.compute import Snapshot
from graphs.linkage.judgements import Conflict
from graphs.linkage.names import kept_names
from graphs.linkage.questions import near_border
from graphs.linkage.train import Model as Linked
from graphs.network.guarded import Silence, silence
from graphs.network.known import Known
from models.risk import Risk
from models.serving import in_service
from models.serving.in_service import InService
from models.tracking import track
from records import audit
from records.store import Store

_LOG = logging.getLogger("suluh.models")
NETWORKS, AGENCIES, RECRUITERS = 10, 10, 10
LOOKED_AT = 30
"""Networks that are ranked, and tell of agencies; the first ten of them become alerts."""


@dataclass(frozen=True)
class Detection:
    """What one run found. ``scores``: p_tppo, p_non_procedural, raw by person_id, of every person of concern.

    Inside a run people go by linkage's names; ``names`` has the lasting ids, which every kept row bears.
    ``judgements`` is the number of the last judgement that the run could see, ``conflicts`` are those that
    contradict each other, ``questions`` the pairs to ask people about. ``recruiters`` are those who are in none of
    ``networks``: who is in one is looked at with it. ``last_listed`` is the raw log-odds of
    the last person within capacity, minus infinity where there was room for more, infinity where there was none.
    ``silent`` are those who are never suspects: they stand in no list, and danger to them goes its own way.
    """

    as_of: date
    capacity: int
    risk: Risk
    known: Known
    now: Snapshot
    scores: pd.DataFrame
    people: tuple[PersonAlert, ...]
    ranked_networks: Sequence[Network]
    agencies: pd.DataFrame
    missing_feeds: tuple[str, ...]
    data_sequence: int
    seed: int
    linkage: Linked
    names: Mapping[str, str] = field(default_factory=dict)
    judgements: int = 0
    conflicts: tuple[Conflict, ...] = ()
    questions: pd.DataFrame | None = None
    recruiters: Sequence[Recruiter] = ()
    last_listed: float = float("-inf")
    silent: Silence = field(default_factory=Silence)

    @property
    def networks(self) -> Sequence[Network]:
        """The networks that become alerts."""
        return self.ranked_networks[:NETWORKS]

    @property
    def data_digest(self) -> str:
        """Digest of the features of everyone scored: equal data give an equal digest."""
        rows = pd.util.hash_pandas_object(self.now.matrix, index=True).to_numpy()
        return sha256(rows.tobytes()).hexdigest()

    @cached_property
    def frozen(self) -> dict[str, object]:
        """What a statement is made from: with it ``detection.reproduce`` makes the same bytes again."""
        return {
            "as_of": self.as_of.isoformat(),
            "capacity": self.capacity,
            "data_sequence": self.data_sequence,
            "data_digest": self.data_digest,
            "model_version": self.risk.version,
            "seed": self.seed,
            "judgements": self.judgements,
            "configuration": configuration(),
        }


def detect(
    store: Store,
    material: Material,
    as_of: date,
    capacity: int | Callable[[str], int],
    seed: int,
    threads: int,
    tell: Callable[[str], None] | None = None,
    tracking: Path | None = None,
    models: Path | None = None,
) -> Detection:
    """Rank everyone as of a day and keep the alerts; who was alerted on an earlier day is not raised again.

    The champion of the folder ``models`` gives the scores, and the challenger runs in its shadow; without a
    champion a model is trained on the day, and logged in MLflow under ``tracking``, if given. ``capacity`` may
    depend on the version of the model that scores. The same question over the same rows keeps nothing new.
    """
    history = History(material, seed, threads, tell)
    serving = InService() if models is None else _in_service(store, models, tell)
    if serving.champion is not None:
        history.link_as_if_learning(as_of)
        risk = serving.champion.risk
    else:
        risk = history.risk(as_of)
        if tracking is not None:
            track(risk, tracking, seed, threads)
    with store.reading() as connection:
        past = keeping.past(connection, as_of)
    places = capacity if isinstance(capacity, int) else capacity(risk.version)
    detection = look(history, risk, material, as_of, places, past)
    statements = {alert.person_id: statement(alert, detection) for alert in detection.people}
    run_id = keeping.keep(store, detection, statements)
    _keep_beside(store, run_id, detection, serving)
    return detection


def look(
    history: History, risk: Risk, material: Material, as_of: date, capacity: int, past: Past
) -> Detection:
    """What a run finds on a day, from its history, model and past; it reads and keeps nothing else."""
    now, known = history.snapshot(as_of), history.known(as_of)
    scores = score(now.matrix, risk)
    refs = person_refs(now)
    alerted = {str(person) for person, own in refs.items() if past.alerted.intersection(own)}
    silent = silence(known, past.guarded, past.assessed)
    cleared = standing(known, past.cleared)
    known.leave_unsaid(silent.things, cleared)
    chosen = select(scores, now, alerted | silent.persons, capacity)
    networks = rank_networks(known, scores["p_tppo"], LOOKED_AT, history.seed)
    judged = material.judgements.as_of(as_of)
    detection = Detection(
        as_of,
        capacity,
        risk,
        known,
        now,
        scores,
        (),
        networks,
        rank_agencies(known, scores["p_tppo"], networks).head(AGENCIES),
        tuple(material.missing()),
        material.last_sequence,
        history.seed,
        history.linkage,
        names=kept_names(known.persons, past.persons),
        judgements=material.judgements.last,
        conflicts=judged.conflicts,
        questions=near_border(history.identities(as_of), judged),
        recruiters=rank_recruiters(known, scores["p_tppo"], networks[:NETWORKS], top=RECRUITERS),
        last_listed=_last_listed(chosen, capacity),
        silent=silent,
    )
    return replace(detection, people=person_alerts(detection, chosen, refs))


def _last_listed(chosen: pd.DataFrame, capacity: int) -> float:
    if len(chosen) < capacity:
        return float("-inf")
    return float(chosen["raw"].iloc[-1]) if capacity else float("inf")


def _in_service(store: Store, models: Path, tell: Callable[[str], None] | None) -> InService:
    """Champion and challenger; of what had to be left aside the run's onlooker, the log and two roles are told."""
    with store.reading() as connection:
        serving = in_service.load(connection, models)
    for refused in serving.refused:
        _LOG.error("model %s left aside: %s", refused.digest, refused.error.text_en)
        if tell is not None:
            tell(f"MODEL {refused.digest[:12]} DITOLAK / REFUSED: {refused.error.text_en}")
        with store.begin() as connection:
            in_service.tell(connection, refused)
    return serving


def _keep_beside(store: Store, run_id: int, detection: Detection, serving: InService) -> None:
    """How far the data have moved, and what the challenger would have done; the run itself stands already."""
    if serving.champion is None and serving.challenger is None:
        return
    with store.begin() as connection:
        if serving.champion is not None:
            model = serving.champion
            drifting.keep(connection, run_id, model, drifting.moved(detection, model))
        if serving.challenger is not None:
            compared = shadow.compare(connection, detection, serving.challenger.digest)
            shadow.keep(connection, run_id, serving.challenger.digest, compared)
            shadow.run_beside(connection, run_id, detection, serving.challenger)
        audit.write(connection, audit.Act(audit.Deed.DETECT, kind="model", objects=(f"run:{run_id}",)))
