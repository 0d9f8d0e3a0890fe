"""The branches of a committee side by side (支部比较), and who has not reported the month."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QWidget

from djdesk.models.rules import codes
from djdesk.services import kinds
from djdesk.services.assessment import BranchMonth, comparing
from djdesk.ui.assessment.asked import Asked, say_month
from djdesk.ui.assessment.charts import ChartPart
from djdesk.ui.assessment.charts_ranking import moved, warned
from djdesk.ui.kit.charts import Bar, Figure, Shape
from djdesk.ui.kit.listbox import Lesson
from djdesk.ui.kit.pane import Context
from djdesk.ui.kit.rows import Rows, RowText

COLUMNS = (
    ("名次", 48), ("上报", 84), ("党支部", 0), ("得分", 64), ("等次", 84), ("名次变化", 84),
    ("党员平均", 76), ("黄红牌", 60), ("预警", 76), ("考核方案", 200),
)  # fmt: skip

TAKEN = {"": "", "ours": "（本级下发）", "changed": "（据本级下发的改）"}
"""What is said of a rubric that a branch took from this book (`BranchMonth.rubric_is`)."""


class BranchesPart(ChartPart):
    """The confirmed results of all branches of a month; those behind stand last, named."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        rows = Rows("支部比较", COLUMNS, parent, state_column=1, numbers=(0, 3, 6, 7))
        lesson = Lesson(
            "还没有可比的支部",
            "支部把审定的考核上报以后，各支部的得分、名次和预警人数在这里并列。",
            icon="landmark",
        )
        super().__init__(context, rows, lesson, parent)
        self.said = QLabel(self)
        self.said.setWordWrap(True)
        self.box.insertWidget(0, self.said)
        self._units: tuple[int, ...] = ()
        rows.opened.connect(lambda n: context.open("organization", self._units[n]))

    def load(self, asked: Asked) -> None:
        """Ask for all branches in the month."""
        desk = self.context.desk
        self.read(
            lambda: comparing.compare(desk, asked.month),
            lambda found: self._on_found(asked, found),
        )

    def tell(self, asked: Asked) -> None:
        """Count who has not reported the month, seen or not."""
        desk = self.context.desk
        self.read(
            lambda: comparing.compare(desk, asked.month),
            lambda found: self.counted.emit(sum(row.behind for row in found)),
        )

    def _on_found(self, asked: Asked, found: tuple[BranchMonth, ...]) -> None:
        self._units = tuple(row.organization_id for row in found)
        bars = tuple(
            Bar(row.name, row.score, number)
            for number, row in enumerate(found)
            if row.score is not None
        )
        none = (Bar("还没有支部上报", 0),)
        title = f"{say_month(asked.month)}各支部得分"
        figure = Figure(title, bars or none, Shape.BARS, unit="分", parts=10)
        self.show_numbers(figure, [_row(number, row) for number, row in enumerate(found)])
        # what is the same everywhere, or nowhere, needs no column
        self.rows.setColumnHidden(8, not any(row.warning for row in found))
        self.rows.setColumnHidden(9, len({row.rubric for row in found if row.rubric}) < 2)
        self.said.setText(behind(found))
        self.said.setVisible(bool(found))
        self.counted.emit(sum(row.behind for row in found))


def behind(found: tuple[BranchMonth, ...]) -> str:
    """How many have reported the month, and the names of those that have not."""
    late = [row.name for row in found if row.behind]
    done = f"{len(found)} 个支部，已上报审定结果 {len(found) - len(late)} 个"
    return f"{done}；还没有上报：{'、'.join(late)}。" if late else f"{done}。"


def _row(number: int, row: BranchMonth) -> RowText:
    show = kinds.show_score
    state = (
        "未上报" if row.state == "none" else codes.table("assessment_month_state").name(row.state)
    )
    texts = (
        str(row.rank or "—"),
        state,
        row.name,
        "—" if row.score is None else show(row.score),
        row.grade,
        moved(row.change)[0] if row.score is not None else "",
        "" if row.mean is None else show(row.mean),
        str(row.warned or ""),
        warned(row.warning),
        row.rubric + TAKEN[row.rubric_is],
    )
    return RowText(number, texts, state="bad" if row.behind else "ok")
