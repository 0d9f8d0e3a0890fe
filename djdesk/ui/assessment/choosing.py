"""The first choice: by which of the ready rubrics the branch scores, and from which month on."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from djdesk.models.rules import codes
from djdesk.models.rules.assessment.rubric import Item, Rubric, Table
from djdesk.services import kinds
from djdesk.services.assessment import ReadyRubric
from djdesk.services.assessment.fields import RUBRIC_FIELDS
from djdesk.services.fields import field
from djdesk.ui.kit import theme
from djdesk.ui.kit.cards import Card, scrolled
from djdesk.ui.kit.editors import LineEditor

TITLE = "先选一套积分考核办法"
TEXT = (
    "积分考核没有全国统一的标准，按上级文件或本支部党员大会通过的办法计分。下面几套是各地常见的办法，"
    "可以直接采用；要改项目和分值的，采用后在“考核方案”里复制一份再改。"
)


class Choosing(QWidget):
    """`wanted(code, since)` when one is to be put in force."""

    wanted = Signal(str, object)

    def __init__(self, parent: QWidget, month: date) -> None:
        super().__init__(parent)
        look = theme.active()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        inside = Card(self)
        title = QLabel(TITLE, inside)
        theme.role(title, "heading")
        text = QLabel(TEXT, inside)
        text.setWordWrap(True)
        theme.role(text, "muted")
        line = QHBoxLayout()
        since = field(RUBRIC_FIELDS, "since")
        self.since = LineEditor(since, inside)
        self.since.setFixedWidth(look.px(120))
        self.since.show_value(month)
        label = QLabel(since.title, inside)
        label.setBuddy(self.since.inner)
        hint = QLabel(since.hint, inside)
        theme.role(hint, "hint")
        for widget in (label, self.since, hint):
            line.addWidget(widget)
        line.addStretch(1)
        self.fault = QLabel(inside)
        theme.role(self.fault, "fault")
        self.fault.hide()
        inside.box.addWidget(title)
        inside.box.addWidget(text)
        inside.box.addLayout(line)
        inside.box.addWidget(self.fault)
        self._cards = QVBoxLayout()
        self._cards.setSpacing(look.px(8))
        inside.box.addLayout(self._cards)
        inside.box.addStretch(1)
        self.buttons: dict[str, QPushButton] = {}
        box.addWidget(scrolled(inside))

    def offer(self, ready: tuple[ReadyRubric, ...], *, may: bool) -> None:
        """Show the rubrics that can be chosen."""
        if self.buttons:
            return
        for each in ready:
            self._cards.addWidget(self._card(each, may))

    def _card(self, each: ReadyRubric, may: bool) -> QWidget:
        look = theme.active()
        frame = QFrame(self)
        theme.role(frame, "part")
        box = QVBoxLayout(frame)
        box.setContentsMargins(look.px(12), look.px(10), look.px(12), look.px(10))
        line = QHBoxLayout()
        name = QLabel(each.name, frame)
        theme.role(name, "heading")
        name.setWordWrap(True)
        button = QPushButton("采用", frame)
        button.setAccessibleName(f"采用 {each.name}")
        button.setVisible(may)
        button.clicked.connect(lambda _checked=False, code=each.code: self._on_chosen(code))
        line.addWidget(name, 1)
        line.addWidget(button)
        box.addLayout(line)
        said = QLabel("\n".join(describe(each.rubric)), frame)
        said.setWordWrap(True)
        box.addWidget(said)
        if each.source:
            source = QLabel(each.source, frame)
            source.setWordWrap(True)
            theme.role(source, "hint")
            box.addWidget(source)
        self.buttons[each.code] = button
        return frame

    def _on_chosen(self, code: str) -> None:
        entry = self.since.entry()
        month = entry.value
        if entry.problem is not None or not isinstance(month, date):
            problem = entry.problem
            self.fault.setText(
                f"{problem.text}{problem.remedy}" if problem else "请写从哪个月起施行，如 2026.11。"
            )
            self.fault.show()
            self.since.inner.setFocus()
            return
        self.fault.hide()
        self.wanted.emit(code, month)


def describe(rubric: Rubric) -> list[str]:
    """A rubric in a few plain sentences: cycle, levels, where it begins, grades."""
    cycle = "全年累计，每年 1 月重新开始" if rubric.cycle == "year" else "每月单独计分"
    lines = [f"{cycle}；每次公示不少于 {rubric.notice_days} 天。"]
    level = codes.table("assessment_level").name
    lines += [f"{level(table.level)}：{_table(table)}" for table in rubric.tables]
    grades = rubric.grades_of("member")
    if grades:
        said = [
            f"{grade.name} {_whole(grade.at_least)} 分以上" if grade.at_least else grade.name
            for grade in grades
        ]
        lines.append("等次：" + "，".join(said))
    return lines


def _table(table: Table) -> str:
    plus = sum(_gives(item) for item in table.items)
    minus = len(table.items) - plus
    parts = [f"{_whole(table.base)} 分起"] if table.base else []
    full = [module for module in table.modules if module.full]
    if full:
        parts.append("、".join(f"{module.title} {_whole(module.full)} 分" for module in full))
    counts = [f"加分 {plus} 项" if plus else "", f"扣分 {minus} 项" if minus else ""]
    parts.append("、".join(text for text in counts if text))
    who = "、".join(codes.table("assessment_class").name(each) for each in table.classes)
    return "，".join(parts) + (f"（{who}）。" if who else "。")


def _gives(item: Item) -> bool:
    """Whether an item is one of merit, not of deductions."""
    return item.points > 0 or item.high > 0 or any(step.points > 0 for step in item.steps)


def _whole(tenths: int) -> str:
    return kinds.show_score(tenths).removesuffix(".0")
