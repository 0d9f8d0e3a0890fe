"""How scores spread over the grades (等次分布), and which items lose most (失分项目)."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from djdesk.services import kinds
from djdesk.services.assessment import Distribution, Loss, figures, items
from djdesk.ui.assessment.asked import Asked, say_line, say_month
from djdesk.ui.assessment.charts import ChartPart
from djdesk.ui.kit.buttons import set_icon
from djdesk.ui.kit.charts import Bar, Figure, Shape
from djdesk.ui.kit.listbox import Lesson
from djdesk.ui.kit.pane import Context
from djdesk.ui.kit.rows import Rows, RowText

BANDS = (("等次", 110), ("分数线", 84), ("个数", 56), ("占比", 64), ("名单", 0))
LOSSES = (
    ("项目", 0), ("模块", 120), ("失分合计", 80), ("次数", 56), ("个数", 56), ("得分合计", 80),
)  # fmt: skip
TONES = {"good": "ok", "plain": "", "warn": "warn", "bad": "bad"}
SHOWN = 12  # bars; the table has all


class DistributionPart(ChartPart):
    """How many reached which grade; `grade_wanted(str)` when it is asked who they are."""

    grade_wanted = Signal(str)

    def __init__(self, context: Context, parent: QWidget) -> None:
        rows = Rows("等次分布", BANDS, parent, state_column=0, numbers=(1, 2, 3))
        lesson = Lesson(
            "还没有得分",
            "这个月还没有开账计分；有了得分，这里按等次显示各有多少。",
            icon="chart-column",
        )
        super().__init__(context, rows, lesson, parent)
        self.said = QLabel(self)
        self.said.setWordWrap(True)
        self._titles: tuple[str, ...] = ()
        self.who = QPushButton("看名单", self)
        self.who.setAutoDefault(False)
        set_icon(self.who, "arrow-right")
        self.who.clicked.connect(lambda _checked=False: self._on_who())
        line = QHBoxLayout()
        line.addWidget(self.said, 1)
        line.addWidget(self.who)
        self.who.hide()
        self.box.insertLayout(0, line)
        rows.opened.connect(lambda _id: self._on_who())
        rows.chosen.connect(lambda number: self.who.setEnabled(number is not None))

    def load(self, asked: Asked) -> None:
        """Ask for the month, in a year for its last opened one."""
        desk, unit = self.context.desk, asked.organization_id
        self.read(
            lambda: figures.distribution(desk, asked.month, asked.level, unit), self._on_found
        )

    def _on_found(self, found: Distribution) -> None:
        bands = found.bands if found.scored else ()
        self._titles = tuple(band.title for band in bands)
        bars = tuple(Bar(band.title, band.count, number) for number, band in enumerate(bands))
        figure = Figure(f"{say_month(found.month)}等次分布", bars, unit="个", shares=True)
        rows = [
            RowText(
                number,
                (
                    band.title,
                    say_line(bands, number),
                    str(band.count),
                    f"{kinds.show_score(band.share)}%",
                    "、".join(band.names),
                ),
                state=TONES.get(band.tone, ""),
            )
            for number, band in enumerate(bands)
        ]
        self.show_numbers(figure, rows)
        self.said.setText(spread(found))
        for widget in (self.said, self.who):
            widget.setVisible(bool(rows))

    def _on_who(self) -> None:
        number = self.rows.current
        if number is not None:
            self.grade_wanted.emit(self._titles[number])


def spread(found: Distribution) -> str:
    """The middle and the ends of a month in words."""
    if not found.scored:
        return ""
    show = kinds.show_score
    told = [
        f"计分 {found.scored} 个",
        f"平均 {show(found.mean or 0)}",
        f"中位 {show(found.median or 0)}",
        f"最高 {show(found.best or 0)}",
        f"最低 {show(found.lowest or 0)}",
    ]
    if found.unscored:
        told.append(f"未计分 {found.unscored} 个")
    return " · ".join(told)


class LossesPart(ChartPart):
    """Which items took most points in the span, all subjects together."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        rows = Rows("失分项目", LOSSES, parent, numbers=(2, 3, 4, 5))
        lesson = Lesson(
            "没有失分",
            "这段时间没有扣分的登记。哪些项目扣得最多，出现以后在这里按多少排列。",
            icon="chart-column",
        )
        super().__init__(context, rows, lesson, parent)

    def load(self, asked: Asked) -> None:
        """Ask for all months of the span."""
        desk, unit = self.context.desk, asked.organization_id
        self.read(
            lambda: items.losses(desk, asked.first, asked.last, asked.level, unit),
            lambda found: self._on_found(asked, found),
        )

    def _on_found(self, asked: Asked, found: tuple[Loss, ...]) -> None:
        bars = tuple(Bar(loss.title, loss.lost, n) for n, loss in enumerate(found[:SHOWN]))
        more = f"（前 {SHOWN} 项）" if len(found) > SHOWN else ""
        title = f"{asked.words}失分最多的项目{more}"
        figure = Figure(title, bars, Shape.BARS, unit="分", parts=10)
        show = kinds.show_score
        self.show_numbers(
            figure,
            [
                RowText(
                    number,
                    (
                        loss.title,
                        loss.module,
                        show(loss.lost),
                        str(loss.times),
                        str(loss.subjects),
                        show(loss.gained) if loss.gained else "",
                    ),
                )
                for number, loss in enumerate(found)
            ],
        )
