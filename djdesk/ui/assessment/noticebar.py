"""Above the matrix: what changed elsewhere or waits for an answer, and where that is dealt with."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from djdesk.services import assessment
from djdesk.services.assessment import Board, MonthRow
from djdesk.ui.kit import theme

COLLECT, OBJECTIONS = "归集", "查看异议…"


class NoticeBar(QFrame):
    """Hidden while nothing waits; `wanted(word)` when the button that says that word is pressed."""

    wanted = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        theme.role(self, "problem")
        theme.state(self, "warn")
        line = QHBoxLayout(self)
        side = theme.active().px(8)
        line.setContentsMargins(side, side // 2, side, side // 2)
        self.text = QLabel(self)
        self.text.setWordWrap(True)
        line.addWidget(self.text, 1)
        self.button = QPushButton(self)
        self.button.setAutoDefault(False)
        self.button.clicked.connect(lambda _checked=False: self.wanted.emit(self.button.text()))
        line.addWidget(self.button)
        self.hide()

    def show_month(self, board: Board, row: MonthRow | None, *, may: bool) -> None:
        """Say what waits in a month: changes of other ledgers, objections without an answer.

        `may`: who looks at it can collect.
        """
        self.hide()
        if board.stale and board.state in assessment.OPEN:
            word = COLLECT if may else ""
            self.tell(f"各台账有 {board.stale} 处变化还没有计入积分。", word)
        elif board.state == "published" and row is not None and row.objections:
            waiting = f"，{row.unanswered} 条没有答复" if row.unanswered else "，都已答复"
            self.tell(f"公示收到异议 {row.objections} 条{waiting}。", OBJECTIONS)
        elif board.stale:
            self.tell(f"审定以后各台账有 {board.stale} 处变化，本月得分没有改。", "")

    def add(self, text: str, word: str) -> None:
        """Say something more below what is said, or alone and with its own `word`."""
        if text and self.isHidden():
            self.tell(text, word)
        elif text:
            self.text.setText(f"{self.text.text()}\n{text}")

    def tell(self, text: str, word: str) -> None:
        """Say something; the button says `word`, without one there is none."""
        self.text.setText(text)
        self.button.setText(word)
        self.button.setVisible(bool(word))
        self.show()
