"""How long work on the book tells how far it is; `services.progress.Progress.step` fits."""

from __future__ import annotations

from collections.abc import Callable

Told = Callable[[int, int, str], None]
"""Hears (done, total, what is being done in Chinese) between steps, and may raise to stop."""


def untold(_done: int, _total: int, _text: str) -> None:
    """Nobody listens."""
