"""The line under the grid: what is about to be collected, on which day, how, by whom; 登记收款."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from djdesk.models.rules.dues import say_month
from djdesk.services import kinds
from djdesk.services.dues.fields import PAYMENT_FIELDS
from djdesk.services.fields import Field, field
from djdesk.services.listing import Kind, Value
from djdesk.ui.dues.basket import Basket, Place
from djdesk.ui.kit import theme
from djdesk.ui.kit.editors import Editor, editor_for
from djdesk.ui.kit.flow import FlowLayout

RECEIPT = Field("receipt", "收据", Kind.FLAG, hint="开收据")
SHOWN = ("paid_on", "way", "collector")
WIDTHS = {"paid_on": 124, "way": 112, "collector": 96}  # px at 100 %


class Till(QFrame):
    """`wanted` when the money is to be counted, `emptied` when it is given up."""

    wanted = Signal()
    emptied = Signal()
    edited = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        theme.role(self, "part")
        box = QVBoxLayout(self)
        self.said = QLabel(self)
        theme.role(self.said, "heading")
        line = QHBoxLayout()
        line.addWidget(self.said, 1)
        self.empty = QPushButton("清空", self)
        self.empty.setAutoDefault(False)
        self.empty.clicked.connect(self.emptied)
        self.count = QPushButton("登记收款", self)
        self.count.setAutoDefault(False)
        self.count.setToolTip("登记收款（Ctrl+S）")
        theme.role(self.count, "primary")
        self.count.clicked.connect(self.wanted)
        line.addWidget(self.empty)
        line.addWidget(self.count)
        flow = FlowLayout()
        self.editors: dict[str, Editor] = {}
        for each in (*(field(PAYMENT_FIELDS, key) for key in SHOWN), RECEIPT):
            flow.addWidget(self._labelled(each))
        self.fault = QLabel(self)
        theme.role(self.fault, "fault")
        self.fault.setWordWrap(True)
        self.fault.hide()
        box.addLayout(line)
        box.addLayout(flow)
        box.addWidget(self.fault)
        self._box = box
        theme.active().changed.connect(self._apply_sizes)
        self._apply_sizes()

    def _labelled(self, each: Field) -> QWidget:
        place = QWidget(self)
        line = QHBoxLayout(place)
        line.setContentsMargins(0, 0, theme.active().px(8), 0)
        editor = editor_for(each, place)
        if each is not RECEIPT:
            label = QLabel(each.title, place)
            label.setBuddy(editor.inner)
            line.addWidget(label)
        line.addWidget(editor)
        editor.edited.connect(self.edited)
        editor.done.connect(self.count.setFocus)
        self.editors[each.key] = editor
        return place

    def _apply_sizes(self) -> None:
        look = theme.active()
        self._box.setContentsMargins(look.px(12), look.px(8), look.px(12), look.px(8))
        self._box.setSpacing(look.px(6))
        for key, width in WIDTHS.items():
            self.editors[key].setFixedWidth(look.px(width))

    def begin(self, day: date, collector: str, way: str = "cash") -> None:
        """Suggest the day, who collects, and how the money comes."""
        for key, value in (("paid_on", day), ("way", way), ("collector", collector)):
            self.editors[key].show_value(value)

    def show_basket(self, basket: Basket) -> None:
        """Say how many people and how much."""
        self.setVisible(len(basket) > 0)
        people = len(basket.members)
        self.said.setText(f"本次收款：{people} 人，{kinds.show_money(basket.fen)} 元，还没有登记")
        self.fault.hide()

    def values(self) -> dict[str, Value] | None:
        """Day, way, collector and whether receipts are wanted; None with a fault shown."""
        entries = {key: editor.entry() for key, editor in self.editors.items()}
        for key, entry in entries.items():
            problem = entry.problem
            if problem is None and key == "paid_on" and entry.value is None:
                self.say("交纳日期没有填写。")
            elif problem is not None:
                self.say(f"{problem.text}{problem.remedy}")
            else:
                continue
            self.editors[key].inner.setFocus()
            return None
        return {key: entry.value for key, entry in entries.items()}

    def say(self, text: str) -> None:
        """Show what is wrong with day, way or collector."""
        self.fault.setText(text)
        self.fault.show()


class Surplus(QFrame):
    """Asks what the money above the due amount is for; `decided(place, rest)`, `refused(place)`."""

    decided = Signal(object, str)
    given_up = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        theme.role(self, "problem")
        theme.state(self, "warn")
        self._place: Place | None = None
        line = QHBoxLayout(self)
        self.said = QLabel(self)
        self.said.setWordWrap(True)
        line.addWidget(self.said, 1)
        self.choices: dict[str, QPushButton] = {}
        for rest, word in (("ahead", "预交以后各月"), ("voluntary", "自愿多交"), ("", "重写金额")):
            button = QPushButton(word, self)
            button.setAutoDefault(True)
            button.clicked.connect(lambda _checked=False, rest=rest: self._on_chosen(rest))
            line.addWidget(button)
            self.choices[rest] = button
        self.hide()

    def ask(self, place: Place, name: str, over: int) -> None:
        """Ask about a cell; the keys go to the first answer."""
        self._place = place
        month = say_month(place[1])
        self.said.setText(f"{name}{month}多出 {kinds.show_money(over)} 元，请问本人用于什么。")
        self.show()
        self.choices["ahead"].setFocus()

    def _on_chosen(self, rest: str) -> None:
        place, self._place = self._place, None
        self.hide()
        if place is None:
            return
        if rest:
            self.decided.emit(place, rest)
        else:
            self.given_up.emit(place)
