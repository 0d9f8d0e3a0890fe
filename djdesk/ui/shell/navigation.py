"""The list of areas on the left: groups of daily life, icon and word."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from djdesk.ui.kit import theme
from djdesk.ui.kit.pane import GROUPS, PaneSpec

WIDTH = 196  # px at 100 %


class Navigation(QScrollArea):
    """`chosen(id)` when the user picks a pane; arrows move between them."""

    chosen = Signal(str)

    def __init__(self, panes: Sequence[PaneSpec], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.role(self, "nav")
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("功能")
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._buttons: dict[str, QPushButton] = {}
        inside = QWidget(self)
        theme.role(inside, "clear")
        self._box = QVBoxLayout(inside)
        brand = QLabel("党建工作台", inside)
        theme.role(brand, "brand")
        self._brand = brand
        self._box.addWidget(brand)
        for group, specs in groupby(panes, lambda pane: pane.group):
            self._add_group(group, list(specs), inside)
        self._box.addStretch(1)
        self.setWidget(inside)
        theme.active().changed.connect(self._apply_sizes)
        self._apply_sizes()

    def _add_group(self, group: str, specs: list[PaneSpec], inside: QWidget) -> None:
        if group != GROUPS[0]:  # 工作台 stands alone at the head
            label = QLabel(group, inside)
            label.setIndent(0)
            theme.role(label, "group")
            self._box.addWidget(label)
        for spec in specs:
            button = QPushButton(spec.title, inside)
            theme.role(button, "area")
            button.setCheckable(True)
            button.setIcon(theme.active().icon(spec.icon))
            button.setAccessibleName(f"{group} {spec.title}")
            button.clicked.connect(lambda _checked, key=spec.id: self.chosen.emit(key))
            button.installEventFilter(self)
            self._group.addButton(button)
            self._buttons[spec.id] = button
            self._box.addWidget(button)

    def _apply_sizes(self) -> None:
        look = theme.active()
        self.setFixedWidth(look.px(WIDTH))
        self._box.setContentsMargins(look.px(10), look.px(14), look.px(10), look.px(14))
        self._box.setSpacing(look.px(2))
        self._brand.setContentsMargins(look.px(14), 0, 0, look.px(8))
        for button in self._buttons.values():
            button.setIconSize(QSize(look.px(26), look.px(18)))

    def show_chosen(self, pane_id: str) -> None:
        """Mark a pane as the one shown."""
        button = self._buttons.get(pane_id)
        if button is not None:
            button.setChecked(True)
            self.ensureWidgetVisible(button)

    def button(self, pane_id: str) -> QPushButton:
        """The button of a pane; KeyError if this role does not see it."""
        return self._buttons[pane_id]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            buttons = list(self._buttons.values())
            if step is not None and watched in buttons:
                place = buttons.index(watched) + step
                if 0 <= place < len(buttons):
                    buttons[place].setFocus()
                return True
        return super().eventFilter(watched, event)
