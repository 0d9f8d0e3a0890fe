"""Small steps of work in the window's thread, taken when nobody is typing."""

from __future__ import annotations

from collections.abc import Callable, Generator

from PySide6.QtCore import QObject, QTimer

BREATH = 20  # ms between two steps; keys and paintings get in between
QUIET = 100  # ms after a key before the next step


class Idle(QObject):
    """Takes the steps of an iterator one by one; each should be one that nobody notices (50 ms)."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._steps: Generator[None] | None = None
        self._clock = QTimer(self)
        self._clock.setSingleShot(True)
        self._clock.timeout.connect(self._step)

    def begin(self, make: Callable[[], Generator[None]]) -> None:
        """Take the steps of `make()` from the first one on, instead of any others."""
        self.stop()
        self._steps = make()
        self._clock.start(BREATH)

    def hold(self) -> None:
        """Somebody typed: wait for a moment of quiet."""
        if self._steps is not None:
            self._clock.start(QUIET)

    def stop(self) -> None:
        """Take no more steps; the iterator may clean up."""
        self._clock.stop()
        steps, self._steps = self._steps, None
        if steps is not None:
            steps.close()

    @property
    def busy(self) -> bool:
        """Whether there are steps left."""
        return self._steps is not None

    def _step(self) -> None:
        if self._steps is None:
            return
        try:
            next(self._steps)
        except StopIteration:
            self._steps = None
        else:
            self._clock.start(BREATH)
