"""How an amount comes about, line by line, as it is typed: base, band, rate, product, rounding."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from djdesk.errors import DeskError
from djdesk.models.rules.dues import Quote
from djdesk.services import kinds
from djdesk.ui.kit import theme
from djdesk.ui.kit.messages import sentences

STEPS = ("计算：", "定额：", "取整：", "减免：")  # the lines that say most


class Working(QFrame):
    """The result in large letters, the lines that lead to it, or why there is none.

    `told(text)` says the same in a line, for where the whole has no room.
    """

    told = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        theme.role(self, "part")
        box = QVBoxLayout(self)
        self.result = QLabel(self)
        theme.role(self.result, "figure")
        self.lines = QLabel(self)
        self.lines.setWordWrap(True)
        self.lines.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        box.addWidget(self.result)
        box.addWidget(self.lines)
        self.quote: Quote | None = None
        self.say("填好类别和基数，这里列出计算过程。")

    def say(self, text: str, state: str = "") -> None:
        """Say something in the place of a result."""
        self.quote = None
        self.result.hide()
        theme.state(self.lines, state)
        self.lines.setText(text)
        self.told.emit(text)

    def refuse(self, error: DeskError) -> None:
        """Say why nothing can be worked out."""
        self.say("".join(sentences(error)), "warn")

    def show_quote(self, quote: Quote) -> None:
        """Show a result with its lines."""
        self.quote = quote
        theme.state(self.lines, "")
        self.result.setText(f"每月 {kinds.show_money(quote.fen)} 元")
        self.result.show()
        lines = list(quote.working)
        if quote.over:
            lines.append(f"超出上限的 {kinds.show_money(quote.over)} 元可以登记为自愿多交")
        self.lines.setText("\n".join(lines))
        steps = [line for line in quote.working if line.startswith(STEPS)]
        self.told.emit(f"{self.result.text()}　{'；'.join(steps)}")
