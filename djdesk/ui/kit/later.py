"""The place of a record that is made after its list stands on the screen, or when it is needed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtWidgets import QVBoxLayout, QWidget

W = TypeVar("W", bound=QWidget)


class Later(QWidget, Generic[W]):
    """Empty until `now()` is asked for, which `make` makes with this place as its parent.

    `made` is what stands here already, None before; it never makes anything.
    """

    def __init__(self, make: Callable[[QWidget], W], parent: QWidget) -> None:
        super().__init__(parent)
        self._make = make
        self.made: W | None = None
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)

    def now(self) -> W:
        """What belongs here, made now if it was not yet."""
        if self.made is None:
            self.made = self._make(self)
            self._box.addWidget(self.made)
            self.made.show()
        return self.made
