"""Dialogs that show many rows before they count: said above, sifted by chips, entered at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QWidget,
)

from djdesk.ui.kit import theme
from djdesk.ui.kit.chips import Chips
from djdesk.ui.kit.dialogs import begin_wide
from djdesk.ui.kit.pane import Context
from djdesk.ui.kit.rows import Rows


class SiftingDialog(QDialog):
    """`said`, the chips `views`, a table, what is typed for its chosen row, and the buttons."""

    def __init__(self, context: Context, owner: QWidget, title: str) -> None:
        super().__init__(owner.window())
        self.context = context
        self._owner = owner
        self._box = begin_wide(self, title, 940, 640)
        side = theme.active().px(16)
        self._box.setContentsMargins(side, side, side, side)
        self.said = QLabel(self)
        self.said.setWordWrap(True)
        self.views = Chips(self)

    def lay_out(self, rows: Rows, line: QLayout, told: QLabel, foot: QLayout) -> None:
        """Put the parts below each other; `told` is what is said of the line."""
        told.setWordWrap(True)
        self._box.addWidget(self.said)
        self._box.addWidget(self.views)
        self._box.addWidget(rows, 1)
        self._box.addLayout(line)
        self._box.addWidget(told)
        self._box.addLayout(foot)

    def button(
        self, word: str, then: Callable[[], object], *, primary: bool = False
    ) -> QPushButton:
        """A button that Enter in a field does not press."""
        made = QPushButton(word, self)
        made.setAutoDefault(False)
        if primary:
            theme.role(made, "primary")
        made.clicked.connect(lambda _checked=False: then())
        return made

    def foot(self, left: Sequence[QPushButton], last: QPushButton) -> QHBoxLayout:
        """The buttons at the foot: `left`, then 取消 and the one that enters."""
        line = QHBoxLayout()
        for each in left:
            line.addWidget(each)
        line.addStretch(1)
        close = self.button("取消", self.reject)
        line.addWidget(close)
        line.addWidget(last)
        for before, after in pairwise((*left, close, last)):
            self.setTabOrder(before, after)  # as they stand, not as they were made
        return line
