"""Whether a pair helped: the partner's months before and since, and whether its end has come."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from djdesk.services import kinds
from djdesk.services.assessment.effects import Effect, EffectMonth, EndCondition
from djdesk.ui.assessment.stateline import StateLine
from djdesk.ui.kit import theme
from djdesk.ui.kit.cards import scrolled
from djdesk.ui.kit.curves import Curve, Curves, Trend
from djdesk.ui.kit.pane import Context
from djdesk.ui.kit.rows import Rows, RowText

COLUMNS = (("月份", 84), ("阶段", 76), ("得分", 64), ("平均", 64), ("比平均", 0))
SEEN = 4  # months without scrolling the table
PHASES = {"before": "结对前", "during": "结对期间", "after": "结束后"}
BEGUN, ENDED = "结对", "结束"


class EffectPage(QWidget):
    """The condition of the end, the months in words, as curves and as numbers."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, theme.active().px(4), 0, 0)
        inside = QWidget(self)
        outer.addWidget(scrolled(inside))
        box = QVBoxLayout(inside)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.active().px(8))
        self.end = StateLine(self)
        box.addWidget(self.end)
        self.said = QLabel(self)
        self.said.setWordWrap(True)
        box.addWidget(self.said)
        self.curves = Curves(context.messages, self)
        box.addWidget(self.curves, 2)
        self.rows = Rows("结对前后各月得分", COLUMNS, self, numbers=(2, 3, 4))
        box.addWidget(self.rows, 1)
        theme.active().changed.connect(self._apply_sizes)
        self._apply_sizes()

    def _apply_sizes(self) -> None:
        look = theme.active()
        self.rows.setMinimumHeight(look.px(38) + SEEN * look.row_height)

    def show_effect(self, found: Effect, end: EndCondition, who: str) -> None:
        """Show the months of `who` round a pair."""
        word, state = {
            True: ("结束条件已达到", "ok"),
            False: ("结束条件未达到", "warn"),
            None: ("由支部判断", "quiet"),
        }[end.met]
        self.end.say(word, state, f"{end.title}。{end.text}" if end.title else end.text)
        self.said.setText(found.text)
        scored = any(each.points is not None for each in found.months)
        self.curves.setVisible(scored)
        self.rows.setVisible(bool(found.months))
        if scored:
            self.curves.show_trend(trend_of(found, who))
        self.rows.show_rows([_row(n, each) for n, each in enumerate(found.months)])


def trend_of(found: Effect, who: str) -> Trend:
    """The partner's months beside the mean, with a line where the pair began and ended."""
    months = found.months
    curves = [Curve(who, tuple(each.points for each in months))]
    if any(each.mean is not None for each in months):
        curves.append(Curve("平均", tuple(each.mean for each in months)))
    phases = [each.phase for each in months]
    marks = []
    for phase, word in (("during", BEGUN), ("after", ENDED)):
        if phase in phases:
            marks.append((phases.index(phase), word))
    places = tuple(f"{each.month:%y}.{each.month.month}" for each in months)
    return Trend(f"{who}结对前后各月得分", places, tuple(curves), marks=tuple(marks))


def _row(number: int, each: EffectMonth) -> RowText:
    show = kinds.show_score
    points = "—" if each.points is None else show(each.points)
    mean = "—" if each.mean is None else show(each.mean)
    beside = ""
    if each.points is not None and each.mean is not None:
        more = each.points - each.mean
        beside = f"高 {show(more)}" if more > 0 else f"低 {show(-more)}" if more else "持平"
    month = f"{each.month.year}年{each.month.month}月"
    return RowText(number, (month, PHASES[each.phase], points, mean, beside))
