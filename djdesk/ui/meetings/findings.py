"""What is to object to in a record, line by line: its weight, what to do, on which ground."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from djdesk.models.rules.meetings.checks import Finding
from djdesk.ui.kit import theme

WEIGHTS = {"error": ("须改正", "bad"), "warn": ("请核对", "warn"), "info": ("提示", "quiet")}


class FindingRow(QFrame):
    """One objection with a button that leads to where it is put right."""

    def __init__(self, finding: Finding, parent: QWidget) -> None:
        super().__init__(parent)
        look = theme.active()
        line = QHBoxLayout(self)
        line.setContentsMargins(0, look.px(4), 0, look.px(4))
        line.setSpacing(look.px(8))
        word, state = WEIGHTS[finding.severity]
        pill = QLabel(word, self)
        pill.setAlignment(Qt.AlignmentFlag.AlignCenter)
        pill.setMinimumWidth(look.px(64))
        theme.role(pill, "pill")
        theme.state(pill, state)
        line.addWidget(pill, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(0)
        text = QLabel(f"{finding.text}{finding.remedy}", self)
        text.setWordWrap(True)
        clause = QLabel(finding.clause, self)
        clause.setWordWrap(True)
        theme.role(clause, "hint")
        words.addWidget(text)
        words.addWidget(clause)
        line.addLayout(words, 1)
        self.go = QPushButton("前往", self)
        self.go.setAutoDefault(False)
        theme.role(self.go, "small")
        self.go.setAccessibleName(f"前往：{finding.text}")
        self.go.setVisible(bool(finding.field))
        line.addWidget(self.go, 0, Qt.AlignmentFlag.AlignTop)


class Findings(QWidget):
    """All objections of a record; `wanted(field)` when somebody goes to one."""

    wanted = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._shown: tuple[Finding, ...] = ()
        self.rows: list[FindingRow] = []
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)

    def show_findings(self, found: Sequence[Finding]) -> None:
        """Show these objections instead of those before."""
        if tuple(found) == self._shown:
            return
        self._shown = tuple(found)
        for row in self.rows:
            self._box.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = [FindingRow(finding, self) for finding in found]
        for row, finding in zip(self.rows, found, strict=True):
            row.go.clicked.connect(partial(self._on_go, finding.field))
            self._box.addWidget(row)
            row.show()

    def _on_go(self, field: str, _checked: bool = False) -> None:
        self.wanted.emit(field)
