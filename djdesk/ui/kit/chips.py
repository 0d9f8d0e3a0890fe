"""Filters as chips: one of a few ready-made views, and the user's own conditions with a cross."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QButtonGroup, QPushButton, QSizePolicy, QWidget

from djdesk.services.listing import Filter
from djdesk.ui.kit import theme
from djdesk.ui.kit.flow import FlowLayout


@dataclass(frozen=True, slots=True)
class Chip:
    """A ready-made view: its word, how many rows it shows (None: not said), and its conditions."""

    key: str
    title: str
    count: int | None = None
    filters: tuple[Filter, ...] = ()


class Chips(QWidget):
    """A line of chips; `changed` is emitted when the conditions chosen by the user change."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("筛选")
        self._flow = FlowLayout(self)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._group.idClicked.connect(lambda _number: self.changed.emit())
        self._chips: list[Chip] = []
        self._own: list[Filter] = []
        self._crosses: list[QPushButton] = []
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.active().changed.connect(self.updateGeometry)

    def offer(self, chips: Iterable[Chip]) -> None:
        """Show these ready-made views; the chosen one stays chosen if it is still there."""
        fresh = list(chips)
        chosen = self.chosen
        if [c.key for c in fresh] == [c.key for c in self._chips]:
            self._chips = fresh
            for number, chip in enumerate(fresh):
                self._group.button(number).setText(_label(chip))
            self.updateGeometry()
            return
        for button in self._group.buttons():
            self._group.removeButton(button)
            self._flow.removeWidget(button)
            button.deleteLater()
        self._chips = fresh
        self._lay_out_again(chosen)

    def _lay_out_again(self, chosen: str) -> None:
        keys = [chip.key for chip in self._chips]
        place = keys.index(chosen) if chosen in keys else 0
        for number, chip in enumerate(self._chips):
            button = QPushButton(_label(chip), self)
            theme.role(button, "chip")
            button.setCheckable(True)
            button.setChecked(number == place)
            self._group.addButton(button, number)
            self._flow.addWidget(button)
        own, self._own = self._own, []
        self._drop_crosses()
        for condition in own:
            self._add(condition)

    @property
    def chosen(self) -> str:
        """The key of the chosen view, empty when none is offered."""
        number = self._group.checkedId()
        return self._chips[number].key if 0 <= number < len(self._chips) else ""

    def choose(self, key: str) -> None:
        """Choose a ready-made view as if it had been clicked; KeyError if it is not offered."""
        for number, chip in enumerate(self._chips):
            if chip.key == key:
                self._group.button(number).setChecked(True)
                self.changed.emit()
                return
        raise KeyError(key)

    def add(self, condition: Filter) -> None:
        """Add a condition of the user's own (a chart's bar, a column's menu) as a chip to cross."""
        if condition not in self._own:
            self._add(condition)
            self.changed.emit()

    def own(self) -> tuple[Filter, ...]:
        """The conditions of the user's own, in the order they were added."""
        return tuple(self._own)

    def replace(self, column: str, conditions: Iterable[Filter]) -> None:
        """Put `conditions` in the place of all own ones on `column`; `changed` is emitted once."""
        kept = [own for own in self._own if own.column != column]
        fresh = [*kept, *(each for each in conditions if each not in kept)]
        if fresh == self._own:
            return
        self._own.clear()
        self._drop_crosses()
        for condition in fresh:
            self._add(condition)
        self.updateGeometry()
        self.changed.emit()

    def clear(self) -> None:
        """Back to the first view without conditions of one's own."""
        self._own.clear()
        self._drop_crosses()
        if self._chips:
            self._group.button(0).setChecked(True)
        self.changed.emit()

    def filters(self) -> tuple[Filter, ...]:
        """All conditions now in force."""
        number = self._group.checkedId()
        ready = self._chips[number].filters if 0 <= number < len(self._chips) else ()
        return (*ready, *self._own)

    def _add(self, condition: Filter) -> None:
        self._own.append(condition)
        button = QPushButton(condition.title or str(condition.value), self)
        theme.role(button, "chip")
        button.setCheckable(True)
        button.setChecked(True)
        button.setIcon(theme.active().icon("x", "accent_text"))
        button.setIconSize(QSize(theme.active().px(14), theme.active().px(14)))
        button.setToolTip("去掉这个条件")
        button.setAccessibleName(f"去掉条件 {button.text()}")
        button.clicked.connect(lambda: self._remove(condition, button))
        self._crosses.append(button)
        self._flow.addWidget(button)
        button.show()
        self.updateGeometry()

    def _remove(self, condition: Filter, button: QPushButton) -> None:
        self._own.remove(condition)
        self._crosses.remove(button)
        self._flow.removeWidget(button)
        button.deleteLater()
        self.updateGeometry()
        self.changed.emit()

    def _drop_crosses(self) -> None:
        for button in self._crosses:
            self._flow.removeWidget(button)
            button.deleteLater()
        self._crosses.clear()


def _label(chip: Chip) -> str:
    return chip.title if chip.count is None else f"{chip.title} {chip.count}"
