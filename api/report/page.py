"""The page of the report: gathers what it shows and renders the template, one file with everything inside."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from api.agencies import told_agencies
from api.alerts import told_alerts
from api.report import figures
from api.report.card import FORBIDDEN_INPUTS, card
from api.report.map import origins_map
from api.report.network import draw
from api.report.origins import LEAST, origins
from api.wording import day, decimal, number, weekday
from detection.detect import Detection
from sources.holdings import Holding

STRENGTHS = {3: ("kuat", "strong"), 2: ("sedang", "middling"), 1: ("lemah", "weak")}

STATES = {
    "missing": ("belum ada data", "nothing received"),
    "late": ("terlambat", "late"),
    "agreement_ended": ("perjanjian berakhir", "agreement ended"),
}


def render(detection: Detection, holdings: Sequence[Holding], *, made_up: bool) -> str:
    """The report as HTML; ``made_up`` says on every page that the people are invented."""
    page = _environment().get_template("page.html.jinja")
    model = detection.risk.models["tppo"]
    came = origins(detection)
    alerted = {alert.linked_as for alert in detection.people}
    worst = detection.networks[0] if detection.networks else None
    return page.render(
        detection=detection,
        made_up=made_up,
        alerts=told_alerts(detection),
        people=int(detection.now.standing["is_open"].sum()),
        holdings=holdings,
        origins=came,
        least=LEAST,
        map=origins_map(came.provinces),
        worst=worst,
        agencies=told_agencies(detection),
        drawn=draw(detection.known, worst, alerted) if worst else None,
        evaluation=model.evaluation,
        frequency=model.calibration.frequency,
        figures=figures,
        card=card(detection),
        forbidden=FORBIDDEN_INPUTS,
        strengths=STRENGTHS,
        states=STATES,
    )


def write(path: Path, html: str) -> None:
    """Write the page whole or not at all, readable by its owner alone."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.draft")
    draft.touch(mode=0o600)
    draft.write_text(html, encoding="utf-8")
    draft.replace(path)


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("api.report", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(number=number, decimal=decimal, day=day, weekday=weekday)
    return environment
