"""Which level of a month is shown: members, groups, the branch."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from djdesk.models.rules import codes
from djdesk.models.rules.assessment.rubric import LEVELS, Level
from djdesk.ui.kit import theme


class Levels(QWidget):
    """A word for each level; `wanted(level)` when the person clicks one."""

    wanted = Signal(str)

    def __init__(self, level: Level, parent: QWidget) -> None:
        super().__init__(parent)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.active().px(4))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        group = QButtonGroup(self)
        self.tabs: dict[Level, QPushButton] = {}
        for number, each in enumerate(LEVELS):
            word = codes.table("assessment_level").name(each)
            tab = QPushButton(word, self)
            theme.role(tab, "tab")
            tab.setCheckable(True)
            tab.setAccessibleName(f"考核{word}")
            group.addButton(tab, number)
            line.addWidget(tab)
            self.tabs[each] = tab
        group.idClicked.connect(lambda number: self.wanted.emit(LEVELS[number]))
        self.show_level(level)

    def show_level(self, level: Level) -> None:
        """Mark the level that is shown."""
        self.tabs[level].setChecked(True)
