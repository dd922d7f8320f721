"""Each indicator fires where its oddity stands, and stays silent where the named trap explains it."""

from __future__ import annotations

import pytest
from scenes import ANA, SCENES, Stage

from detection.indicators import INDICATORS


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    return Stage(tmp_path_factory.mktemp("stage"))


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.indicator)
def test_the_rule_fires(scene, stage):
    assert ANA in stage.who_fires(scene.indicator, scene.rows)


@pytest.mark.parametrize(
    ("indicator", "rows"),
    [
        pytest.param(scene.indicator, rows, id=f"{scene.indicator}: {trap}")
        for scene in SCENES
        for trap, rows in scene.traps.items()
    ],
)
def test_the_trap_stays_silent(indicator, rows, stage):
    assert ANA not in stage.who_fires(indicator, rows)


def test_every_indicator_has_a_scene_and_a_trap():
    trapped = {scene.indicator for scene in SCENES if scene.traps}
    assert trapped == {indicator.id for indicator in INDICATORS}
