"""A section of a pane that answers one question at a time, once it is seen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from djdesk.ui.kit.pane import Context

A = TypeVar("A")
T = TypeVar("T")


class Part(QWidget, Generic[A]):
    """A section of the pane; asks the book when it is seen and something has changed since.

    `A` is what all sections of the pane are asked about, a frozen dataclass. `counted(n)` says how
    many there are to be dealt with, for the word of the section.
    """

    counted = Signal(int)

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self.context = context
        self._pane = parent  # Qt's parent becomes the stack of the sections
        self.asked: A | None = None
        self._stale = False

    def ask(self, asked: A) -> None:
        """Look at something else, or again at the same because the book has changed."""
        self.asked = asked
        self._stale = True
        if self.isVisible():
            self._ask_now()
        if self._pane.isVisible():
            self.tell(asked)

    def tell(self, asked: A) -> None:
        """Say by `counted` how many there are, where that is quickly told before it is seen."""

    def load(self, asked: A) -> None:
        """Ask the book and show the answer."""
        raise NotImplementedError

    def read(self, work: Callable[[], T], then: Callable[[T], None]) -> None:
        """Ask the book; an answer to an older question is dropped."""
        asked = self.asked

        def show(answer: T) -> None:
            if asked == self.asked:
                then(answer)

        self.context.jobs.read(self, work, show)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._ask_now()

    def _ask_now(self) -> None:
        self._stale = False
        if self.asked is not None:
            self.load(self.asked)
