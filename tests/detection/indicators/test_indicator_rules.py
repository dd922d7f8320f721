"""Each indicator fires where its oddity stands, and stays silent where the named trap explains it."""

from __future__ import annotations

import pytest
from scenes import ANA, SCENES, Stage, stage

from detection.indicators import (
    INDICATORS,
    SUPPORT,
    agreements,
    applications,
    brokers,
    coercion,
    complaints,
    crews,
    crossings,
    documents,
    escorts,
    identity,
    issuers,
    licences,
    moves,
    named,
    offers,
    passports,
    placement,
    process,
    recruitment,
    routes,
    shared,
    tips,
)

TRAPS = {(scene.indicator, trap): rows for scene in SCENES for trap, rows in scene.traps.items()}


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.indicator)
def test_the_rule_fires(scene):
    assert ANA in stage().who_fires(scene.indicator, scene.rows)


@pytest.mark.parametrize(("indicator", "trap"), TRAPS, ids=": ".join)
def test_the_trap_stays_silent(indicator, trap):
    assert ANA not in stage().who_fires(indicator, TRAPS[indicator, trap])


def test_every_indicator_has_a_scene_and_a_trap():
    trapped = {scene.indicator for scene in SCENES if scene.traps}
    assert trapped == {indicator.id for indicator in (*INDICATORS, *SUPPORT)}


def _nobody(known):
    """No thing is held to be a lawful agency's."""
    return brokers.agency_phones(known).limit(0).select(kind="thing", thing="thing")


def _novice(known):
    """Nobody has worked abroad before."""
    return applications.applications(known).limit(0).select("person_id")


FOREVER = 100_000
GUARDS = (
    (identity, "CORRECTION_DAYS", -1, "D02", "the desk corrects its typing the next day"),
    (identity, "YOUNGEST_CREDIBLE", 0, "D02", "a slip that makes the applicant a small child"),
    (passports, "PURPOSE_DAYS", FOREVER, "D07", "a former worker on holiday"),
    (documents, "SEEN_AT", {"police": "skck"}, "D12", "seen at the clinic's desk, not entered yet"),
    (documents, "PERSONAL", ["kk"], "D11", "siblings with one family card"),
    (placement, "AMENDED_DAYS", 0, "P03", "the job order was amended and its old date stands"),
    (placement, "LAPSED_DAYS", FOREVER, "P03", "replacing someone who dropped out"),
    (placement, "REGISTER_LAG_DAYS", 0, "P04", "the endorsement arrives late"),
    (process, "RECORDING_DAYS", 0, "P05", "a paper agreement, recorded later"),
    (process, "experienced", _novice, "P07", "someone who returns to work"),
    (process, "RARE", 1.1, "P08", "a corridor where the visa comes first"),
    (process, "experienced", _novice, "P12", "an experienced worker"),
    (recruitment, "REPORTED_DAYS", 0, "P01", "too early to have reported"),
    (recruitment, "lawful", _nobody, "R01", "the field officer of an agency"),
    (recruitment, "ABOVE_USUAL", 1.0, "R04", "personal needs"),
    (tips, "TOLD_DAYS", FOREVER, "R13", "a tip of long ago"),
    (shared, "ODD_SHARE", 0.0, "R08", "a village helper whose applicants are in order"),
    (shared, "SHARING_DAYS", FOREVER, "R08", "a helper over the years"),
    (shared, "MANY", 4, "R08", "a family"),
    (named, "COMPLAINTS", 2, "R09", "two complaints are an allegation yet"),
    (shared, "HALF", 0.0, "N01", "pilgrims without a sign of work"),
    (shared, "GROUP_DAYS", FOREVER, "N01", "over the years"),
    (routes, "lawful", _nobody, "N03", "an agency bought the tickets"),
    (routes, "NON_WORK", ["medical"], "N04", "a patient"),
    (routes, "DEFERRED_DAYS", FOREVER, "N06", "a year apart"),
    (brokers, "lawful", _nobody, "N08", "the same licensed agency's officer"),
    (issuers, "HISTORY_DAYS", 0, "N12", "a new office"),
    (issuers, "SAME", 0.0, "N12", "a backlog that is cleared, for many destinations"),
    (complaints, "SILENT_AT_SEA_DAYS", 0, "E02", "at sea"),
    (complaints, "PAID_AT_SEA_DAYS", 0, "E04", "a crew paid by the quarter"),
    (moves, "UNRELATED", 1, "D05", "someone who moved to marry"),
    (moves, "SUDDEN_DAYS", FOREVER, "D05", "moved long before"),
    (agreements, "RESUBMITTED_DAYS", 0, "D10", "turned down last week"),
    (agreements, "experienced", _novice, "D10", "someone who returns to work"),
    (agreements, "RECORDING_DAYS", 0, "P06", "left last week"),
    (crossings, "NON_WORK", ["visit", "medical"], "P09", "a patient"),
    (crossings, "PLAN_DAYS", FOREVER, "P09", "a worker on holiday"),
    (crossings, "COVERED_DAYS", 0, "N05", "an office that records exits only lately"),
    (crews, "EVE_DAYS", 3650, "P14", "months before departure"),
    (escorts, "TOURS", [], "N07", "a tour leader with pilgrims"),
    (escorts, "lawful", _nobody, "N07", "agency staff"),
    (licences, "VIRTUAL", 99, "N09", "a shared virtual office"),
    (licences, "BACK_DAYS", FOREVER, "N09", "years later"),
    (offers, "lawful", _nobody, "R05", "an agency that advances"),
    (offers, "HEAVY", 0.5, "R05", "a usual cost"),
    (coercion, "POSTS", 1, "E08", "a single angry post"),
)
"""What keeps a rule out of a trap, and a value with which it falls in."""


def _guard(value):
    return getattr(value, "__name__", str(value)).removeprefix("detection.indicators.")


@pytest.mark.parametrize(("module", "guard", "naive", "indicator", "trap"), GUARDS, ids=_guard)
def test_without_its_guard_the_rule_falls_into_the_trap(module, guard, naive, indicator, trap, monkeypatch):
    monkeypatch.setattr(module, guard, naive)
    assert ANA in Stage().who_fires(indicator, TRAPS[indicator, trap])
