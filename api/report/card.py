"""The model card in the report: what taught the ranking, how it was tested, and what it may never read."""

from __future__ import annotations

from api.alerts import Bilingual
from api.wording import day, decimal, number
from detection.detect import Detection
from features.catalogue import names

FORBIDDEN_INPUTS: tuple[Bilingual, ...] = (
    Bilingual("jenis kelamin", "sex"),
    Bilingual("agama", "religion"),
    Bilingual("suku", "ethnicity"),
    Bilingual("status perkawinan", "marital status"),
    Bilingual("disabilitas", "disability"),
    Bilingual("kemiskinan", "poverty"),
    Bilingual("provinsi asal", "province of origin"),
    Bilingual("pernah menjadi korban", "earlier victimhood"),
)
"""What no model reads; a test of the features fails where one does."""


def card(detection: Detection) -> tuple[tuple[Bilingual, str], ...]:
    """The facts of the model card, each with its name."""
    model, risk = detection.risk.models["tppo"], detection.risk
    facts = [
        (Bilingual("Versi model", "model version"), risk.version),
        (Bilingual("Dilatih per", "trained as of"), day(risk.trained_as_of)),
        (Bilingual("Diajari oleh", "taught by"), _teacher(detection)),
        (Bilingual("Ciri yang dibaca", "columns read"), number(len(names()))),
        (Bilingual("Nomor baris data terakhir", "last row of data"), number(detection.data_sequence)),
        (Bilingual("Sidik data", "data digest"), detection.data_digest[:16]),
        (Bilingual("Benih acak", "seed"), str(detection.seed)),
    ]
    if (evaluation := model.evaluation) is not None:
        share = f"{decimal(100 * model.calibration.frequency, 0)} %"
        facts[3:3] = [
            (Bilingual("Perkiraan bagian perkara yang ditemukan", "estimated share of cases found"), share),
            (Bilingual("Orang yang diuji", "people tested on"), number(evaluation.people)),
            (Bilingual("Ketepatan rata-rata", "average precision"), decimal(evaluation.average_precision)),
            (Bilingual("Luas di bawah kurva ROC", "area under ROC"), decimal(evaluation.auc)),
        ]
    return tuple(facts)


def _teacher(detection: Detection) -> str:
    people = number(detection.risk.models["tppo"].positives)
    if detection.risk.learned:
        return f"temuan tentang {people} orang / findings about {people} people"
    return f"poin yang dinyatakan, sebab baru {people} temuan / declared points, only {people} findings"
