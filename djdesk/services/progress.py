"""How long work reports itself: a plain protocol that window, command line and tests implement."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Told about every step; raises `Cancelled` when the person asked to stop."""

    def step(self, done: int, total: int, text: str = "") -> None:
        """Report `done` of `total` units (total 0: unknown) and what is being done, in Chinese."""


class Silent:
    """Progress that nobody watches."""

    def step(self, done: int, total: int, text: str = "") -> None:
        """Do nothing."""


SILENT = Silent()
