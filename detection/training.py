"""Train a model and keep it: the one function behind ``suluh train``, the API and the notebook.

What comes of it is a signed file, a row with its figures and their intervals, a row for each audited attribute,
and a run in MLflow. It raises no alert until two people promote it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from hashlib import sha256

import pandas as pd

from detection.drifting import reference
from detection.groups import audited
from detection.history import STEP, History
from detection.material import gather
from detection.ranking import score, select
from features.catalogue import digest as features_digest
from models import uncertainty
from models.examples import Examples
from models.fairness import Fairness
from models.risk import TARGETS, Learnt, Risk
from models.serving import kept, signers, trainings
from models.serving.kept import Kept, Metrics
from models.tracking import track
from records import audit
from records.audit import Act, Deed
from records.errors import SuluhError
from records.settings import Settings
from records.store import Store

CAPACITY = 40
"""People a week at which a model is evaluated unless another number is given."""


@dataclass(frozen=True)
class Trained:
    """What a training gave."""

    kept: Kept
    risk: Risk
    fairness: tuple[Fairness, ...]


def train(
    store: Store,
    settings: Settings,
    as_of: date,
    now: datetime,
    capacity: int = CAPACITY,
    made_by: str | None = None,
    tell: Callable[[str], None] | None = None,
    history: History | None = None,
) -> Trained:
    """Train on what is known as of a day; the same data and seed give the same model, which is kept once.

    ``now`` is the moment of the training; ``made_by`` who asked for it, where that is not the store's context;
    ``history`` spares computing again what one has computed already.
    """
    folder, tell = settings.data_dir, tell or (lambda _: None)
    if history is None:
        material = gather(store, folder / "copy", settings.threads)
        history = History(material, settings.seed, settings.threads, tell)
    taught, learnt = history.learn(as_of)
    snapshot, known = history.snapshot(as_of), history.known(as_of)
    volume = capacity * max(len(history.learning_days(as_of)), 1) * (STEP.days // 7)
    tell("menilai kelompok / comparing groups")
    fairness = audited(known, snapshot, taught, learnt, volume)
    first = select(score(snapshot.open, learnt.risk), snapshot, (), capacity)
    then = reference(taught, learnt, snapshot.matrix.loc[first.index])
    data_digest = digest_of(taught)
    run = track(learnt.risk, folder / "mlruns", history.seed, history.threads)
    with store.begin() as connection:
        key = signers.installation_key(connection, folder / "keys" / "model.key", now)
        digest = kept.write(folder / "models", learnt.risk, data_digest, then, key)
        model = Kept(
            digest=digest,
            version=learnt.risk.version,
            as_of=as_of,
            capacity=capacity,
            seed=history.seed,
            learned=learnt.risk.learned,
            data_digest=data_digest,
            features_digest=features_digest(),
            metrics=_metrics(taught, learnt, volume, history.seed),
            tracking_run=run,
            made_by=made_by or (store.context.who if store.context else ""),
            made_at=now,
        )
        kept.put(connection, model, fairness)
        audit.write(connection, Act(Deed.TRAIN_MODEL, "model", (f"model:{digest}",)))
        return Trained(kept.find(connection, digest), learnt.risk, fairness)


def carry_out(
    store: Store, settings: Settings, now: datetime, tell: Callable[[str], None] | None = None
) -> int | None:
    """Do the oldest training that was asked for; gives its number, None where there is none.

    A refusal that Suluh foresees ends the wish; anything else leaves it to be tried again.
    """
    with store.begin() as connection:
        wish = trainings.take(connection, now)
    if wish is None:
        return None
    digest, failure = None, None
    try:
        digest = train(store, settings, wish.as_of, now, wish.capacity, wish.asked_by, tell).kept.digest
    except SuluhError as error:
        failure = error.code
    with store.begin() as connection:
        trainings.end(connection, wish, now, digest, failure)
    return wish.training_id


def digest_of(taught: Examples) -> str:
    """SHA-256 of examples and findings: equal data give an equal digest."""
    whole = taught.matrix.assign(**{f"found {name}": taught.found[name] for name in taught.found})
    return sha256(pd.util.hash_pandas_object(whole, index=False).to_numpy().tobytes()).hexdigest()


def _metrics(taught: Examples, learnt: Learnt, volume: int, seed: int) -> Metrics:
    told: dict[str, dict[str, object]] = {"method": {"told": uncertainty.METHOD, "volume": volume}}
    for target, findings in TARGETS.items():
        held_out = pd.DataFrame(
            {
                "person": taught.person,
                "group": taught.group,
                "found": taught.found[list(findings)].any(axis=1).to_numpy(),
                "said": learnt.held_out[target],
            }
        )
        found = uncertainty.figures(held_out, volume, seed)
        told[target] = {name: asdict(figure) for name, figure in found.items()}
        told[target] |= {"people": len(set(taught.person)), "positives": learnt.risk.models[target].positives}
    return told
