"""Photographs of papers as residents take them, rendered with their corners known: the measure of kiosk.papers."""

from workbench.scenes.scene import Difficulty, Scene, all_scenes, scene

__all__ = ["Difficulty", "Scene", "all_scenes", "scene"]
