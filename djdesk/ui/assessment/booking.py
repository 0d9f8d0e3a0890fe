"""The line under the matrix: what is about to be booked, on which day, for what reason; 登记."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QWidget

from djdesk.services.assessment.fields import LINE_FIELDS
from djdesk.services.fields import field
from djdesk.services.listing import Value
from djdesk.ui.assessment.basket import Basket
from djdesk.ui.assessment.typing import say_points
from djdesk.ui.kit import theme
from djdesk.ui.kit.editors import Editor, LineEditor
from djdesk.ui.kit.flow import FlowLayout

WIDTHS = {"reason": 260, "happened_on": 116, "document": 150}  # px at 100 %


class BookingBar(QFrame):
    """`wanted` when what is typed is to be booked, `emptied` when it is given up.

    The reason is asked once for all cells; the number of a paper only where an item wants one.
    """

    wanted = Signal()
    emptied = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        theme.role(self, "part")
        self.said = QLabel(self)
        theme.role(self.said, "heading")
        self.said.setWordWrap(True)
        self.fault = QLabel(self)
        theme.role(self.fault, "fault")
        self.fault.setWordWrap(True)
        self.fault.hide()
        flow = FlowLayout()
        self.editors: dict[str, Editor] = {}
        self._labels: dict[str, QWidget] = {}
        for key in WIDTHS:
            flow.addWidget(self._labelled(key))
        self.empty = self._button("清空", "不要这次填的（Ctrl+Z 可以找回）", self.emptied)
        self.book = self._button("登记", "登记（Ctrl+S）", self.wanted)
        theme.role(self.book, "primary")
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.active().px(8))
        buttons.addWidget(self.empty)
        buttons.addWidget(self.book)
        self._box = QGridLayout(self)
        self._box.addWidget(self.said, 0, 0)
        self._box.addLayout(flow, 1, 0)
        self._box.addLayout(buttons, 0, 1, 2, 1, Qt.AlignmentFlag.AlignBottom)
        self._box.addWidget(self.fault, 2, 0, 1, 2)
        self._box.setColumnStretch(0, 1)
        theme.active().changed.connect(self._apply_sizes)
        self._apply_sizes()

    def _button(self, word: str, tip: str, then: SignalInstance) -> QPushButton:
        made = QPushButton(word, self)
        made.setToolTip(tip)
        made.setAutoDefault(False)
        made.clicked.connect(then)
        return made

    def _labelled(self, key: str) -> QWidget:
        each = field(LINE_FIELDS, key)
        place = QWidget(self)
        line = QHBoxLayout(place)
        line.setContentsMargins(0, 0, theme.active().px(8), 0)
        editor = LineEditor(each, place)
        label = QLabel(each.title, place)
        label.setBuddy(editor.inner)
        line.addWidget(label)
        line.addWidget(editor)
        editor.edited.connect(self.fault.hide)
        editor.done.connect(self.wanted)
        self.editors[key] = editor
        self._labels[key] = place
        return place

    def _apply_sizes(self) -> None:
        look = theme.active()
        self._box.setContentsMargins(look.px(12), look.px(8), look.px(12), look.px(8))
        self._box.setVerticalSpacing(look.px(4))
        self._box.setHorizontalSpacing(look.px(8))
        for key, width in WIDTHS.items():
            self.editors[key].setFixedWidth(look.px(width))

    def set_low(self, low: bool) -> None:
        """Without height the sum is said elsewhere."""
        self.said.setVisible(not low)

    def begin(self, day: date) -> None:
        """Suggest the day; the reason is the person's."""
        self.editors["happened_on"].show_value(day)

    def show_basket(self, basket: Basket, *, document: bool) -> None:
        """Say how many cells of how many people, and what they are worth; faults first."""
        self.setVisible(len(basket) > 0)
        wrong = len(basket.faults)
        worth = [typed.worth for _place, typed in basket if typed.fault is None]
        plus, minus = sum(p for p in worth if p > 0), sum(p for p in worth if p < 0)
        sums = "，".join(say_points(each) for each in (plus, minus) if each)
        told = f"本次填写：{len(basket)} 格，{len(basket.subjects)} 个对象"
        self.said.setText(f"{told}{f'，{sums} 分' if sums else ''}，还没有登记")
        self._labels["document"].setVisible(document)
        if wrong:
            self.say(f"有 {wrong} 格填得不对（红框），改好或删去后才能登记。")
        else:
            self.fault.hide()

    def values(self) -> dict[str, Value] | None:
        """Reason, day and number of the paper; None with a fault shown and the keys there."""
        found: dict[str, Value] = {}
        for key, editor in self.editors.items():
            if self._labels[key].isHidden():
                continue
            entry = editor.entry()
            if entry.problem is not None:
                self.say(f"{entry.problem.text}{entry.problem.remedy}")
            elif not entry.value:
                self.say(f"{editor.field.title}没有填写。{_ASKED[key]}")
            else:
                found[key] = entry.value
                continue
            editor.inner.setFocus()
            return None
        return found

    def say(self, text: str) -> None:
        """Show what is wrong."""
        self.fault.setText(text)
        self.fault.show()

    def clear(self) -> None:
        """The next run has its own reason."""
        self.editors["reason"].show_value(None)
        self.editors["document"].show_value(None)
        self.fault.hide()


_ASKED = {
    "reason": "每一笔加分扣分都要写明事由，这里写一次，这些格共用。",
    "happened_on": "请写事情发生的日期。",
    "document": "这里有必须依据文件的项目，请写决定的文号。",
}
