"""A trained risk model as one signed file: trees as text, calibration, columns, figures, what it was trained on.

Two persons sign (the second with ``countersign``, after a look of their own). ``load`` checks in this order and
stops at the first doubt: signatures, hashes, the form of every number, a first parse in a limited child; only then
does this process parse. No pickle, joblib or skops file is ever read. Scores are equal to the bit after a round trip.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path

import lightgbm
import pandas as pd
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import TypeAdapter

from models import signing, tree_text, trial
from models.calibration import Calibration
from models.drift import Bins, Reference
from models.evaluation import Evaluation
from models.forest import Forest
from models.refusal import refusal
from models.risk import TARGETS, Model, Points, Risk, version_of
from models.signing import Manifest, Trusted

NEEDED = 2
MOST_BOOSTERS = 64
REFERENCE = "reference.json"


@dataclass(frozen=True)
class Bundle:
    """What a signed file holds: the model, the digest of the data it learnt from, who signed.

    ``digest`` is what the file is known by; ``reference`` is what drift is measured against.
    """

    risk: Risk
    data_digest: str
    signers: tuple[str, ...]
    digest: str
    reference: Reference | None


@dataclass(frozen=True)
class Look:
    """The figures of a model by target (None: points stand in), its calibration, what it was trained on."""

    evaluations: dict[str, Evaluation | None]
    calibrations: dict[str, Calibration]
    reference: Reference | None


@dataclass(frozen=True)
class _Figures:
    people: int
    found: int
    average_precision: float | None
    auc: float | None
    at_capacity: dict[str, list[int | float]]
    reliability: dict[str, list[int | float]]
    alike: dict[str, list[int | float]]


@dataclass(frozen=True)
class _Card:
    """One target's part apart from its trees; ``columns`` and ``boosters`` are empty where points stand in."""

    positives: int
    calibration: Calibration
    figures: _Figures | None
    columns: tuple[str, ...]
    boosters: int
    points: Points | None


def write(
    path: Path,
    risk: Risk,
    data_digest: str,
    keys: Sequence[Ed25519PrivateKey],
    reference: Reference | None = None,
) -> None:
    """Write the model, signed with each of these keys; a file that is there is replaced as a whole."""
    parts: dict[str, bytes] = {}
    for target, model in sorted(risk.models.items()):
        boosters = model.scorer.boosters if isinstance(model.scorer, Forest) else ()
        parts[f"{target}.json"] = _json(_card(model, len(boosters)))
        for number, booster in enumerate(boosters):
            parts[f"{target}-{number:02d}.txt"] = booster.model_to_string().encode("ascii")
    if reference is not None:
        parts[REFERENCE] = _json(reference)
    manifest = Manifest(
        risk.version,
        risk.trained_as_of.isoformat(),
        data_digest,
        lightgbm.__version__,
        signing.describe(parts),
    )
    _replace(path, signing.seal(manifest, parts, keys))


def countersign(path: Path, key: Ed25519PrivateKey, trusted: Trusted) -> Bundle:
    """Add a person's signature to a file that another trusted person signed; raises ModelRefused.

    What is signed is what was loaded and is returned, not what may stand in the file a moment later.
    """
    sealed = signing.read_bytes(path)
    signers = signing.verify(sealed, trusted, 1).signers
    with_one_more = signing.add_signature(sealed, key)
    bundle = _parsed(with_one_more, trusted, len(signers) + 1)
    _replace(path, with_one_more)
    return bundle


def attach(path: Path, public: bytes, signature: bytes, trusted: Trusted) -> Bundle:
    """Add a signature that a trusted person made elsewhere; raises ModelRefused. A second time changes nothing."""
    signed = signing.attach(signing.read_bytes(path), public, signature)
    bundle = _parsed(signed, trusted, 1)
    _replace(path, signed)
    return bundle


def load(path: Path, trusted: Trusted, needed: int = NEEDED) -> Bundle:
    """The model in a file that ``needed`` trusted persons signed; raises ModelRefused."""
    return _parsed(signing.read_bytes(path), trusted, needed)


def look(path: Path, trusted: Trusted) -> Look:
    """What a file that one trusted person signed tells of itself, its trees left unread; raises ModelRefused."""
    parts = signing.verify(signing.read_bytes(path), trusted, 1).parts
    cards = {target: _read_card(parts, target) for target in TARGETS}
    figures = {target: card.figures for target, card in cards.items()}
    return Look(
        {target: None if each is None else _evaluation(each) for target, each in figures.items()},
        {target: card.calibration for target, card in cards.items()},
        _read_reference(parts[REFERENCE]) if REFERENCE in parts else None,
    )


def _parsed(sealed: bytes, trusted: Trusted, needed: int) -> Bundle:
    verified = signing.verify(sealed, trusted, needed)
    manifest = verified.manifest
    cards = {target: _read_card(verified.parts, target) for target in TARGETS}
    texts = {
        target: [_part(verified.parts, f"{target}-{number:02d}.txt") for number in range(card.boosters)]
        for target, card in cards.items()
    }
    reference = _read_reference(verified.parts[REFERENCE]) if REFERENCE in verified.parts else None
    if len(verified.parts) != len(cards) + sum(map(len, texts.values())) + (reference is not None):
        raise refusal("isinya tidak sesuai", "its parts do not fit")
    for target, card in cards.items():
        for text in texts[target]:
            tree_text.check(text, card.columns)
    every = [text for of_target in texts.values() for text in of_target]
    if every and trial.try_out(every) != trial.answer(every):
        raise refusal("hasil bacaan berbeda", "two readings of it differ")
    models = {target: _model(target, card, texts[target]) for target, card in cards.items()}
    try:
        trained = date.fromisoformat(manifest.trained_as_of)
    except ValueError:
        raise refusal("tanggalnya rusak", "its date is damaged") from None
    if version_of(models, trained) != manifest.version:
        raise refusal("versinya tidak cocok dengan isinya", "its version is not that of its content")
    return Bundle(
        Risk(trained, models, manifest.version),
        manifest.data_digest,
        verified.signers,
        signing.digest(sealed),
        reference,
    )


def _card(model: Model, boosters: int) -> _Card:
    scorer = model.scorer
    columns = scorer.columns if isinstance(scorer, Forest) else ()
    points = scorer if isinstance(scorer, Points) else None
    figures = None if model.evaluation is None else _figures(model.evaluation)
    return _Card(model.positives, model.calibration, figures, columns, boosters, points)


def _model(target: str, card: _Card, texts: Sequence[bytes]) -> Model:
    boosters = [lightgbm.Booster(model_str=text.decode("ascii")) for text in texts]
    scorer = card.points or Forest(boosters, card.columns)
    evaluation = None if card.figures is None else _evaluation(card.figures)
    return Model(target, scorer, card.calibration, evaluation, card.positives)


def _figures(evaluation: Evaluation) -> _Figures:
    return _Figures(
        evaluation.people,
        evaluation.found,
        _finite(evaluation.average_precision),
        _finite(evaluation.auc),
        {str(name): column.tolist() for name, column in evaluation.at_capacity.items()},
        {str(name): column.tolist() for name, column in evaluation.reliability.items()},
        {str(name): column.tolist() for name, column in evaluation.alike.items()},
    )


def _evaluation(told: _Figures) -> Evaluation:
    return Evaluation(
        told.people,
        told.found,
        math.nan if told.average_precision is None else told.average_precision,
        math.nan if told.auc is None else told.auc,
        pd.DataFrame(told.at_capacity).astype({"people": "int64"}),
        pd.DataFrame(told.reliability).astype({"people": "int64"}),
        pd.DataFrame(told.alike).astype({"people": "int64", "found": "int64"}),
    )


def _read_card(parts: dict[str, bytes], target: str) -> _Card:
    written = _part(parts, f"{target}.json")
    try:
        card = TypeAdapter(_Card).validate_json(written, strict=True)
        # Written as we write it, so that it holds nothing else, and no number that is none.
        whole = _json(card) == written and (card.figures is None or _tables_fit(card.figures))
    except ValueError:
        whole = False
    if not whole or (card.points is None) == (card.boosters == 0) or card.boosters > MOST_BOOSTERS:
        raise refusal("keterangan model rusak", "a model's description is damaged")
    return card


def _read_reference(written: bytes) -> Reference:
    try:
        reference = TypeAdapter(Reference).validate_json(written, strict=True)
        whole = _json(reference) == written and all(
            map(_fits, (*reference.inputs.values(), *reference.scores.values()))
        )
    except ValueError:
        whole = False
    if not whole:
        raise refusal("keterangan data latih rusak", "its description of the training data is damaged")
    return reference


def _fits(bins: Bins) -> bool:
    rising = all(one < other for one, other in pairwise(bins.edges))
    return (
        rising and len(bins.shares) == len(bins.edges) + 2 and all(0 <= share <= 1 for share in bins.shares)
    )


def _tables_fit(figures: _Figures) -> bool:
    expected = {
        "at_capacity": ("people", "precision", "recall"),
        "reliability": ("said", "found", "people"),
        "alike": ("least", "found", "people"),
    }
    tables = {name: getattr(figures, name) for name in expected}
    return all(
        tuple(tables[name]) == columns and len({len(column) for column in tables[name].values()}) == 1
        for name, columns in expected.items()
    )


def _part(parts: dict[str, bytes], name: str) -> bytes:
    try:
        return parts[name]
    except KeyError:
        raise refusal("ada bagian yang hilang", "a part is missing") from None


def _json(told: _Card | Reference) -> bytes:
    return json.dumps(asdict(told), separators=(",", ":"), allow_nan=False).encode("ascii")


def _finite(value: float) -> float | None:
    return None if math.isnan(value) else value


def _replace(path: Path, content: bytes) -> None:
    """Whole or not at all, also when the power goes."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with beside.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
