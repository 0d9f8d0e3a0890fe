"""Lets the sitting be kept as a draft: what was typed into the grid survives a power cut."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal

from djdesk.ui.dues.grid import LedgerGrid


class Sitting(QObject):
    """The wishes of a grid, as `DraftKeeper` wants them."""

    edited = Signal()
    dirty_changed = Signal(bool)

    def __init__(self, grid: LedgerGrid) -> None:
        super().__init__(grid)
        self._grid = grid
        self._dirty = False
        grid.changed.connect(self._on_changed)

    @property
    def dirty(self) -> bool:
        """Whether something was typed that was not counted."""
        return len(self._grid.records.basket) > 0

    def texts(self) -> dict[str, str]:
        """All wishes as one text."""
        return {"basket": self._grid.records.basket.text()}

    def put_back(self, texts: Mapping[str, str]) -> None:
        """Bring the wishes of a draft back."""
        self._grid.put_back(texts.get("basket", ""))

    def _on_changed(self) -> None:
        dirty = self.dirty
        if dirty != self._dirty:
            self._dirty = dirty
            self.dirty_changed.emit(dirty)
        if dirty:
            self.edited.emit()
