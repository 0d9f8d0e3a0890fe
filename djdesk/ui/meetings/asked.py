"""What supervision is asked about, and a part of its pane that answers once it is seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from djdesk.services.listing import Scope
from djdesk.ui.kit.pane import Context

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Asked:
    """The branch and the year looked at, as seen on `day`."""

    organization_id: int
    year: int
    day: date

    @property
    def scope(self) -> Scope:
        """The branch as lists are asked."""
        return Scope(self.day, self.organization_id)


class Part(QWidget):
    """A section of the pane; asks the book when it is seen and something has changed since.

    `counted(n)` says how many there are to be dealt with, for the word of the section.
    """

    counted = Signal(int)

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self.context = context
        self._pane = parent  # Qt's parent becomes the stack of the sections
        self.asked: Asked | None = None
        self._stale = False

    def ask(self, asked: Asked) -> None:
        """Look at another branch or year, or again at the same because the book has changed."""
        self.asked = asked
        self._stale = True
        if self.isVisible():
            self._ask_now()
        if self._pane.isVisible():
            self.tell(asked)

    def tell(self, asked: Asked) -> None:
        """Say by `counted` how many there are, where that is quickly told before it is seen."""

    def load(self, asked: Asked) -> None:
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


def open_meetings(context: Context, ids: tuple[int, ...], title: str) -> None:
    """Show one record, or the list of several under `title`."""
    if len(ids) == 1:
        context.open("meetings", ids[0])
    elif ids:
        context.open("meetings", None, ids=ids, title=title)
