"""Scenes in which declared indicators fire, and their honest explanations."""

from __future__ import annotations

from scenes import (
    coercion,
    complaints,
    crossings,
    documents,
    identity,
    moves,
    network,
    placement,
    recruitment,
)
from scenes.scene import ANA, DAY, Scene
from scenes.stage import Stage, stage

SCENES: tuple[Scene, ...] = (
    *identity.SCENES,
    *documents.SCENES,
    *placement.SCENES,
    *recruitment.SCENES,
    *network.SCENES,
    *complaints.SCENES,
    *coercion.SCENES,
    *crossings.SCENES,
    *moves.SCENES,
)

__all__ = ["ANA", "DAY", "SCENES", "Scene", "Stage", "stage"]
