"""Scenes in which declared indicators fire, and their honest explanations."""

from __future__ import annotations

from scenes import identity, placement
from scenes.scene import ANA, DAY, Scene
from scenes.stage import Stage

SCENES: tuple[Scene, ...] = (*identity.SCENES, *placement.SCENES)

__all__ = ["ANA", "DAY", "SCENES", "Scene", "Stage"]
