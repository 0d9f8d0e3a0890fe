"""试算: what a rubric would make of a month that exists; nothing is written."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QLabel, QPushButton, QWidget

from djdesk.models.rules.assessment.rubric import Rubric
from djdesk.models.rules.dues import say_month
from djdesk.services import assessment
from djdesk.services.assessment import NOT_OPENED
from djdesk.services.assessment.trials import TrialRow, try_rubric
from djdesk.ui.assessment.rubric_cells import say
from djdesk.ui.assessment.rubric_words import LEVEL_WORDS
from djdesk.ui.assessment.typing import say_points
from djdesk.ui.kit import theme
from djdesk.ui.kit.dialogs import begin_wide
from djdesk.ui.kit.labels import label_for
from djdesk.ui.kit.pane import Context
from djdesk.ui.kit.rows import Rows, RowText

COLUMNS = (
    ("层级", 70),
    ("对象", 0),
    ("党小组", 96),
    ("现在得分", 72),
    ("现在等次", 84),
    ("试算得分", 72),
    ("试算等次", 84),
    ("变化", 64),
)
WIDTH, HEIGHT = 780, 600  # px at 100 %


def open_trial(context: Context, owner: QWidget, name: str, rubric: Rubric) -> None:
    """Try a rubric on the last month that was opened; another can be chosen."""
    desk = context.desk
    year = desk.today().year

    def months() -> list[date]:
        rows = [*assessment.months(desk, year), *assessment.months(desk, year - 1)]
        return sorted((row.month for row in rows if row.state != NOT_OPENED), reverse=True)

    def show(found: list[date]) -> None:
        if found:
            TrialDialog(context, owner, name, rubric, found).open()
        else:
            context.messages.tell("还没有开过账的月份，没有可以试算的登记。")

    context.jobs.read(owner, months, show)


class TrialDialog(QDialog):
    """The scores of a month as they are and by another rubric, side by side."""

    def __init__(
        self, context: Context, owner: QWidget, name: str, rubric: Rubric, months: list[date]
    ) -> None:
        super().__init__(owner.window())
        self._context, self._rubric = context, rubric
        box = begin_wide(self, f"试算：{name}", WIDTH, HEIGHT)
        line = QHBoxLayout()
        self.month = QComboBox(self)
        for month in months:
            self.month.addItem(say_month(month), month)
        self.month.currentIndexChanged.connect(lambda _number: self._read())
        line.addWidget(label_for("用哪个月的登记试算", self.month, self))
        line.addWidget(self.month)
        line.addStretch(1)
        box.addLayout(line)
        self.said = QLabel(self)
        self.said.setWordWrap(True)
        theme.role(self.said, "muted")
        box.addWidget(self.said)
        self.rows = Rows("试算结果", COLUMNS, self, numbers=(3, 5, 7))
        box.addWidget(self.rows, 1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        close = QPushButton("关闭", self)
        close.clicked.connect(self.reject)
        foot.addWidget(close)
        box.addLayout(foot)
        self.rows.setFocus()
        self._read()

    def _read(self) -> None:
        desk, rubric, month = self._context.desk, self._rubric, self.month.currentData()
        self._context.jobs.read(
            self,
            lambda: try_rubric(desk, rubric, month),
            lambda rows: self._show(rows),
        )

    def _show(self, rows: tuple[TrialRow, ...]) -> None:
        changed = sum(1 for row in rows if row.was != row.becomes)
        graded = sum(1 for row in rows if row.was_grade != row.grade)
        unknown = sum(row.unknown for row in rows)
        text = f"得分有变化的 {changed} 个，等次有变化的 {graded} 个。只是试算，什么也没有改动。"
        if unknown:
            text += f"有 {unknown} 笔登记在本方案没有的项目上，试算时不计。"
        self.said.setText(text)
        first = sorted(rows, key=lambda row: (row.was == row.becomes, row.was_grade == row.grade))
        self.rows.show_rows([_text(n, row) for n, row in enumerate(first, start=1)])


def _text(number: int, row: TrialRow) -> RowText:
    texts = (
        LEVEL_WORDS[row.level],
        row.name,
        row.group,
        say(row.was) or "不计分",
        row.was_grade,
        say(row.becomes) or "不计分",
        row.grade,
        "" if row.change is None else say_points(row.change),
    )
    return RowText(number, texts)
