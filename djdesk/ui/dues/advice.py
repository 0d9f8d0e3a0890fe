"""What a warning means: whom it concerns, what the rule says follows, and the way there."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from djdesk.services.dues import DuesWarning
from djdesk.ui.kit import theme

# Where a warning is dealt with, if not in the grid: its word, the pane and what to show there.
PLACES: dict[str, tuple[str, str, dict[str, str]]] = {
    "R36": ("去登记上报", "dues_money", {"section": "large"}),
    "R37": ("去核定", "dues_standards", {}),
    "R38": ("去上缴", "dues_money", {"section": "upward"}),
    "R39": ("去公示", "dues_money", {"section": "public"}),
    "R40": ("去减免", "dues_standards", {}),
    "R41": ("去核定", "dues_standards", {}),
}
KNOWN = frozenset({"R30", "R34"})  # the grid has chips of its own for these


def key_of(warning: DuesWarning) -> str:
    """The key of a warning's chip."""
    return f"{warning.rule}/{warning.title}"


class Advice(QFrame):
    """One warning in a line; `wanted(DuesWarning)` when it is to be dealt with."""

    wanted = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        theme.role(self, "problem")
        self._warning: DuesWarning | None = None
        line = QHBoxLayout(self)
        self.said = QLabel(self)
        self.said.setWordWrap(True)
        line.addWidget(self.said, 1)
        self.go = QPushButton(self)
        self.go.setAutoDefault(False)
        self.go.clicked.connect(lambda _checked=False: self.wanted.emit(self._warning))
        line.addWidget(self.go)
        self.hide()

    def show_warning(self, warning: DuesWarning | None) -> None:
        """Show a warning, or nothing."""
        self._warning = warning
        self.setVisible(warning is not None)
        if warning is None:
            return
        theme.state(self, "" if warning.severity == "alarm" else "warn")
        own = warning.lines[0] + "。" if not warning.member_ids else ""
        self.said.setText(f"{own}{warning.next_step}（{warning.clause}）")
        place = PLACES.get(warning.rule)
        self.go.setVisible(place is not None)
        if place is not None:
            self.go.setText(place[0])
