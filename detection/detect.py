"""Detect on one day: rank people, networks and agencies, and keep each alert frozen with its reasons."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

import pandas as pd

from detection import drifting, keeping, shadow
from detection.agencies import rank_agencies
from detection.evidence import rows_behind
from detection.history import History
from detection.indicators import fired
from detection.material import Material
from detection.networks import Network, rank_networks
from detection.ranking import score, select
from detection.reasons import Reason, explain
from detection.refs import person_refs
from features.compute import Snapshot
from graphs.linkage.train import Model as Linked
from graphs.network.known import Known
from models.risk import Risk
from models.serving import in_service
from models.serving.in_service import InService
from models.tracking import track
from records import audit
from records.store import Store

_LOG = logging.getLogger("suluh.models")
NETWORKS, AGENCIES = 10, 10
LOOKED_AT = 30
"""Networks that are ranked, and tell of agencies; the first ten of them become alerts."""


@dataclass(frozen=True)
class PersonAlert:
    """A person who may need protection, and why; "terindikasi", never more."""

    person_id: str
    rank: int
    probability: float
    refs: tuple[str, ...]
    reasons: tuple[Reason, ...]
    indicators: pd.DataFrame
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Detection:
    """What one run found. ``scores``: p_tppo, p_non_procedural, raw by person_id, of every person of concern."""

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

    @property
    def networks(self) -> Sequence[Network]:
        """The networks that become alerts."""
        return self.ranked_networks[:NETWORKS]

    @property
    def data_digest(self) -> str:
        """Digest of the features of everyone scored: equal data give an equal digest."""
        rows = pd.util.hash_pandas_object(self.now.matrix, index=True).to_numpy()
        return sha256(rows.tobytes()).hexdigest()


def detect(
    store: Store,
    material: Material,
    as_of: date,
    capacity: int,
    seed: int,
    threads: int,
    tell: Callable[[str], None] | None = None,
    tracking: Path | None = None,
    models: Path | None = None,
) -> Detection:
    """Rank everyone as of a day and keep the alerts; who was alerted on an earlier day is not raised again.

    The champion of the folder ``models`` gives the scores, and the challenger runs in its shadow; without a
    champion a model is trained on the day, and logged in MLflow under ``tracking``, if given. The same question
    over the same rows keeps nothing new.
    """
    history = History(material.lake, material.rows, seed, threads, tell)
    serving = InService() if models is None else _in_service(store, models, tell)
    if serving.champion is not None:
        history.link_as_if_learning(as_of)
        risk = serving.champion.risk
    else:
        risk = history.risk(as_of)
        if tracking is not None:
            track(risk, tracking, seed, threads)
    now, known = history.snapshot(as_of), history.known(as_of)
    scores = score(now.matrix, risk)
    with store.reading() as connection:
        earlier = keeping.refs_alerted_before(connection, as_of)
    refs = person_refs(now)
    alerted = {str(person) for person, own in refs.items() if earlier.intersection(own)}
    chosen = select(scores, now, alerted, capacity)
    networks = rank_networks(known, scores["p_tppo"], top=LOOKED_AT, seed=seed)
    detection = Detection(
        as_of,
        capacity,
        risk,
        known,
        now,
        scores,
        person_alerts(chosen, refs, known, now, risk),
        networks,
        rank_agencies(known, scores["p_tppo"], networks).head(AGENCIES),
        tuple(material.missing()),
        material.last_sequence,
        seed,
        history.linkage,
    )
    statements = {alert.person_id: statement(alert) for alert in detection.people}
    run_id = keeping.keep(store, detection, statements)
    _keep_beside(store, run_id, detection, serving)
    return detection


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


def person_alerts(
    chosen: pd.DataFrame, refs: pd.Series, known: Known, now: Snapshot, risk: Risk
) -> tuple[PersonAlert, ...]:
    """An alert with its reasons for each row of ``chosen`` (index person_id; rank, p_tppo), in its order."""
    if chosen.empty:
        return ()
    matrix = now.matrix.loc[chosen.index]
    reasons = explain(risk.models["tppo"].scorer, matrix, rows_behind(known, list(chosen.index)))
    fired_for = fired(known)
    fired_for = fired_for[fired_for["person_id"].isin(chosen.index)]
    alerts = []
    for person, rank, said in zip(map(str, chosen.index), chosen["rank"], chosen["p_tppo"], strict=True):
        alerts.append(
            PersonAlert(
                person_id=person,
                rank=int(rank),
                probability=float(said),
                refs=tuple(refs[person]),
                reasons=reasons[person],
                indicators=fired_for[fired_for["person_id"] == person],
                missing=_missing(matrix.T[person], reasons[person], learned=risk.learned),
            )
        )
    return tuple(alerts)


MISSING: tuple[tuple[str, str], ...] = (
    ("has_registration", "tidak terdaftar di LTSA / no registration at an LTSA"),
    ("has_passport", "paspor tidak ditemukan / no passport found"),
    ("recruiter_phones", "perekrut tidak diketahui / recruiter not known"),
)
"""What the file of a person lacks when the column is zero or empty."""


def _missing(values: pd.Series, reasons: tuple[Reason, ...], *, learned: bool) -> tuple[str, ...]:
    missing = [text for column, text in MISSING if not values[column] > 0]
    reports = [name for name in values.index if "_found_" in name or "_named_" in name]
    if not values[reports].fillna(0).any():
        missing.append("belum ada laporan atau temuan di sekitarnya / no report or finding around the person")
    if not learned:
        missing.append(
            "urutan dari poin tetap, belum dari hasil perkara / ranked by declared points, not yet by outcomes"
        )
    if not missing and all(reason.contribution > 0 for reason in reasons):
        missing.append("tidak ada catatan yang memperlemah / no record speaks against it")
    return tuple(missing)


def statement(alert: PersonAlert) -> dict[str, object]:
    """What is frozen with the alert, ready for JSON."""
    return {
        "reasons": [
            {
                **asdict(reason),
                "rows": [[row.feed, row.entity_key, row.recorded_at.isoformat()] for row in reason.rows],
            }
            for reason in alert.reasons
        ],
        "indicators": alert.indicators[["indicator", "feed", "entity_key", "detail"]].to_dict("records"),
        "missing": list(alert.missing),
    }
