"""Every training run in MLflow: parameters, figures and the models themselves, never a row about a person."""

from __future__ import annotations

import json
import logging
import os
from pathlib import Path
from tempfile import TemporaryDirectory

import lightgbm

from models import forest
from models.forest import Forest
from models.risk import Model, Risk

EXPERIMENT = "suluh-risk"


def track(risk: Risk, folder: Path, seed: int, threads: int) -> str:
    """Log a training under ``folder`` (MLflow's file store); gives MLflow's run id.

    A version that is there already is not logged twice.
    """
    # No other host is ever contacted; the file store needs no server and no port.
    os.environ.update(
        {"MLFLOW_DISABLE_TELEMETRY": "true", "DO_NOT_TRACK": "true", "MLFLOW_ALLOW_FILE_STORE": "true"}
    )
    import mlflow  # noqa: PLC0415  (reads its settings when it is imported, and sets its logging then)

    logging.getLogger("mlflow").setLevel(logging.ERROR)
    folder.mkdir(parents=True, exist_ok=True)
    mlflow.set_tracking_uri(folder.absolute().as_uri())
    experiment = mlflow.set_experiment(EXPERIMENT)
    client = mlflow.MlflowClient()
    before = client.search_runs([experiment.experiment_id], f"tags.version = '{risk.version}'", max_results=1)
    if before:
        return str(before[0].info.run_id)
    with mlflow.start_run(run_name=risk.version) as run, TemporaryDirectory() as bundle:
        mlflow.set_tags({"version": risk.version, "learned": risk.learned})
        mlflow.log_params(
            {"trained_as_of": risk.trained_as_of.isoformat(), "seed": seed, "threads": threads}
            | {
                "bags": forest.BAGS,
                "folds": forest.FOLDS,
                "rounds": forest.ROUNDS,
                "lightgbm": lightgbm.__version__,
            }
            | {name: value for name, value in forest.PARAMETERS.items() if name != "verbose"}
        )
        for target, model in risk.models.items():
            mlflow.log_metrics(_figures(target, model))
            _write(model, Path(bundle) / target)
        mlflow.log_artifacts(bundle)
        return str(run.info.run_id)


def _figures(target: str, model: Model) -> dict[str, float]:
    figures = {"positives": float(model.positives), "label_frequency": model.calibration.frequency}
    if model.evaluation is not None:
        figures |= {
            "average_precision": model.evaluation.average_precision,
            "auc": model.evaluation.auc,
            "people": float(model.evaluation.people),
        }
    return {f"{target}.{name}": value for name, value in figures.items()}


def _write(model: Model, folder: Path) -> None:
    folder.mkdir()
    calibration = {"slope": model.calibration.slope, "intercept": model.calibration.intercept}
    calibration["frequency"] = model.calibration.frequency
    (folder / "calibration.json").write_text(json.dumps(calibration, indent=1))
    if isinstance(model.scorer, Forest):
        (folder / "columns.json").write_text(json.dumps(model.scorer.columns, indent=1))
        for number, booster in enumerate(model.scorer.boosters):
            booster.save_model(folder / f"booster-{number:02d}.txt")
