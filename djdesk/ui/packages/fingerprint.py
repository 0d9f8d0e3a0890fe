"""A fingerprint to be read aloud: large groups of digits that stay until they were compared."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from djdesk.ui.kit import theme
from djdesk.ui.kit.buttons import set_icon
from djdesk.ui.kit.cards import Card

ACROSS = 4  # groups in a row, each under its number
WIDTH = 520  # px at 100 %


class FingerprintDialog(QDialog):
    """Says what was done, whose digits these are and what to do; no time closes it.

    `notes` are lines that must not be missed (what looked odd at joining).
    """

    def __init__(
        self,
        title: str,
        said: str,
        whose: str,
        digits: str,
        parent: QWidget,
        notes: Sequence[str] = (),
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._digits = digits
        look = theme.active()
        box = QVBoxLayout(self)
        box.setContentsMargins(look.px(20), look.px(16), look.px(20), look.px(16))
        box.setSpacing(look.px(12))
        for text, role in ((said, ""), *((note, "fault") for note in notes), (whose, "heading")):
            box.addWidget(self._words(text, role))
        box.addWidget(self._make_groups(digits))
        hint = (
            "请打电话或当面逐组念一遍，对方那里显示的应当完全一样；"
            "有一组不同就不要继续，请重新来过。"
        )
        box.addWidget(self._words(hint, "muted"))
        line = QHBoxLayout()
        self.copy = QPushButton("复制", self)
        self.copy.setAutoDefault(False)
        set_icon(self.copy, "copy")
        self.copy.clicked.connect(self._on_copy)
        self.copied = QLabel(self)
        theme.role(self.copied, "hint")
        self.finish = QPushButton("核对无误后关闭", self)
        self.finish.setAutoDefault(False)
        theme.role(self.finish, "primary")
        self.finish.clicked.connect(self.accept)
        line.addWidget(self.copy)
        line.addWidget(self.copied, 1)
        line.addWidget(self.finish)
        box.addLayout(line)
        width = look.px(WIDTH)
        self.setFixedSize(width, box.totalHeightForWidth(width))
        self.copy.setFocus()  # Enter from the dialog before must not close this one

    def _words(self, text: str, role: str) -> QLabel:
        label = QLabel(text, self)
        label.setWordWrap(True)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        theme.role(label, role)
        return label

    def _make_groups(self, digits: str) -> Card:
        card = Card(self)
        card.setAccessibleName(digits)
        grid = QGridLayout()
        for number, group in enumerate(digits.split()):
            row, column = divmod(number, ACROSS)
            place = QLabel(f"第{number + 1}组", card)
            theme.role(place, "hint")
            figure = QLabel(group, card)
            theme.role(figure, "figure")
            figure.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            for line, label in enumerate((place, figure)):
                grid.addWidget(label, 2 * row + line, column, Qt.AlignmentFlag.AlignHCenter)
        card.box.addLayout(grid)
        return card

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._digits)
        self.copied.setText("已复制")
