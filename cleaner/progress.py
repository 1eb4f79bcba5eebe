"""How a long run tells how far it is; what shows it is somebody else's business."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Hears of stages, each with its total and unit, and of steps within them."""

    def stage(self, name: str, total: int, unit: str) -> None:
        """A stage begins."""

    def step(self, count: int) -> None:
        """So much more of the stage is done."""


class Silence:
    """A Progress that says nothing."""

    def stage(self, name: str, total: int, unit: str) -> None:
        """Say nothing."""

    def step(self, count: int) -> None:
        """Say nothing."""
