"""A short table of a record under a line of buttons; its context menu offers the same."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from djdesk.ui.kit import buttons
from djdesk.ui.kit.flow import FlowLayout
from djdesk.ui.kit.rows import Rows


class ActionPage(QWidget):
    """A short table under a line of buttons; the same actions stand in its context menu.

    A page with more to say puts it into `rows_box`, which holds the buttons and the table.
    """

    def __init__(self, rows: Rows, actions: Sequence[QAction], parent: QWidget) -> None:
        super().__init__(parent)
        self.rows = rows
        self.rows_box = box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        self._bar = QWidget(self)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self._bar.setSizePolicy(policy)
        line = FlowLayout(self._bar)
        for action in actions:
            self.addAction(action)
            button = buttons.button_for(action, self)
            action.visibleChanged.connect(partial(_follow, action, button))
            line.addWidget(button)
        box.addWidget(self._bar)
        box.addWidget(rows, 1)
        self._actions = list(actions)
        self.set_fixed(False)

    def set_fixed(self, fixed: bool) -> None:
        """Show without letting anything be changed."""
        self._bar.setVisible(not fixed and bool(self._actions))
        self.rows.offered = [] if fixed else self._actions


def _follow(action: QAction, button: QWidget) -> None:
    """A button is there as long as its action makes sense for the record shown."""
    button.setVisible(action.isVisible())
