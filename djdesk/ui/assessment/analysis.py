"""The pane 评价分析: the course of scores, ranking, parts, spread, losses, and who is warned."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from djdesk.models.rules.assessment.rubric import LEVELS
from djdesk.models.rules.days import add_months
from djdesk.models.rules.dues import last_day
from djdesk.models.store.store import Notice
from djdesk.services import assessment, organization
from djdesk.services.assessment import MonthRow, Subject
from djdesk.services.desk import Desk
from djdesk.services.organization import Node
from djdesk.ui.assessment.asked import LEVEL_WORDS, Asked, Part
from djdesk.ui.assessment.charts_branches import BranchesPart
from djdesk.ui.assessment.charts_profile import ProfilePart
from djdesk.ui.assessment.charts_ranking import RankingPart
from djdesk.ui.assessment.charts_spread import DistributionPart, LossesPart
from djdesk.ui.assessment.charts_trend import TrendPart
from djdesk.ui.assessment.charts_warned import WarnedPart
from djdesk.ui.assessment.papers import print_month
from djdesk.ui.kit import theme
from djdesk.ui.kit.labels import label_for
from djdesk.ui.kit.page import Page
from djdesk.ui.kit.pane import Context, PaneSpec
from djdesk.ui.kit.sections import Sections
from djdesk.ui.kit.span import Span

WORDS = {
    "branches": "支部比较",
    "trend": "走势",
    "ranking": "名次",
    "profile": "分项对比",
    "distribution": "等次分布",
    "losses": "失分项目",
    "warned": "预警",
}
WATCHED = frozenset(
    {
        "assessment_line",
        "assessment_month",
        "assessment_result",
        "assessment_opinion",
        "assessment_rubric",
        "assessment_class",
        "assessment_correction",
        "member",
        "standing",
        "organization",
    }
)
OF_ALL_LEVELS = frozenset({"warned", "branches"})
NOT_OPENED = "none"


class AnalysisPane(Page):
    """The pane; `show_record(None, view=…, month=…, level=…, subject=…)` chooses what is shown.

    `view` is one of the keys of WORDS. A committee chooses among its branches.
    """

    def __init__(self, context: Context) -> None:
        super().__init__("评价分析", "analysis", context.memory)
        self.context = context
        desk = context.desk
        self._home = organization.home_id(desk)
        self._committee = desk.store.book.kind.value == "committee"
        self._known = False  # whether the month to begin with was looked for
        self.print = self.add_action("打印", "printer", self._on_print, shortcut="Ctrl+P")
        self.sections = Sections(self)
        self.put_above(self._make_bar())
        self.parts: dict[str, Part] = {}
        self._make_parts()
        self.set_master(self.sections)
        self.sections.chosen.connect(self._on_section)
        self._show_bar()
        self.sections.setFocusProxy(self.parts[self.sections.current])
        context.bus.changed.connect(self._on_changed)
        if self._committee:
            self._ask_tree()
        else:
            self._begin()

    # --- building -----------------------------------------------------------------------------

    def _make_bar(self) -> QWidget:
        bar = QWidget(self)
        line = QHBoxLayout(bar)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.active().px(8))
        self.span = Span(self.context.desk.today(), bar, "month")
        self.span.tabs["quarter"].hide()  # a month or a year is ranked
        self.span.changed.connect(self._ask)
        self.level = QComboBox(bar)
        for key in LEVELS:
            self.level.addItem(LEVEL_WORDS[key], key)
        self.level.activated.connect(lambda _number: self._ask())
        self.branch = QComboBox(bar)
        self.branch.setMinimumContentsLength(12)
        adjust = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        self.branch.setSizeAdjustPolicy(adjust)
        self.branch.activated.connect(lambda _number: self._begin())
        self._level_word = label_for("层级", self.level, bar)
        self._branch_word = label_for("党支部", self.branch, bar)
        for widget in (self._level_word, self.level, self._branch_word, self.branch):
            line.addWidget(widget)
        line.addSpacing(theme.active().px(8))
        line.addWidget(self.span, 1)
        return bar

    def _make_parts(self) -> None:
        context = self.context
        if self._committee:
            self.parts["branches"] = BranchesPart(context, self)
        self.trend = TrendPart(context, self)
        self.ranking = RankingPart(context, self)
        self.profile = ProfilePart(context, self)
        self.distribution = DistributionPart(context, self)
        self.losses = LossesPart(context, self)
        self.warned = WarnedPart(context, self)
        for key in tuple(WORDS)[1:]:
            self.parts[key] = getattr(self, key)
        for key, part in self.parts.items():
            self.sections.add(key, WORDS[key], part)
            part.counted.connect(self._counter(key))
        self.ranking.profile_wanted.connect(self._on_profile)
        self.distribution.grade_wanted.connect(self._on_grade)

    def _counter(self, key: str) -> Callable[[int], None]:
        def show(number: int) -> None:
            self.sections.set_title(key, f"{WORDS[key]} {number}" if number else WORDS[key])

        return show

    def _ask_tree(self) -> None:
        desk = self.context.desk
        self.context.jobs.read(self, lambda: organization.tree(desk), self._on_tree)

    def _on_tree(self, nodes: tuple[Node, ...]) -> None:
        """Offer the branches there are now; the one looked at stays chosen."""
        chosen = self.branch.currentData()
        self.branch.clear()
        for node in nodes:
            if node.kind == "branch":
                self.branch.addItem(node.name, node.id)
        if not self.branch.count():
            self.branch.addItem("还没有下级支部", self._home)
        self.branch.setCurrentIndex(max(self.branch.findData(chosen), 0))
        self._begin()

    def _show_bar(self) -> None:
        """A selector that would change nothing is not shown."""
        view = self.sections.current
        for widget in (self.level, self._level_word):
            widget.setVisible(view not in OF_ALL_LEVELS)
        for widget in (self.branch, self._branch_word):
            widget.setVisible(self._committee and view != "branches")

    # --- asking -------------------------------------------------------------------------------

    @property
    def _unit(self) -> int:
        chosen = self.branch.currentData()
        return chosen if isinstance(chosen, int) else self._home

    def _begin(self) -> None:
        """Begin with the last month that has a result; a committee with the month just over."""
        desk, unit, today = self.context.desk, self._unit, self.context.desk.today()
        if self._committee:
            self._on_begin(add_months(today.replace(day=1), -1))
            return

        def find() -> date:
            found = _opened(desk, today.year, unit) or _opened(desk, today.year - 1, unit)
            return found[-1] if found else add_months(today.replace(day=1), -1)

        self.context.jobs.read(self, find, self._on_begin)

    def _on_begin(self, month: date) -> None:
        if not self._known:
            self._known = True
            self.span.blockSignals(True)
            self.span.choose(self.span.rhythm, month)
            self.span.blockSignals(False)
        self._ask()

    def _ask(self) -> None:
        """Let every part know what is looked at; those in sight ask at once."""
        if not self._known:
            return
        period, desk, unit = self.span.period, self.context.desk, self._unit
        if self.span.rhythm != "year":
            self._tell(period.first)
            return
        year = period.first.year
        self.context.jobs.read(self, lambda: _opened(desk, year, unit), self._on_year)

    def _on_year(self, opened: Sequence[date]) -> None:
        self._tell(opened[-1] if opened else self.span.period.first)

    def _tell(self, month: date) -> None:
        period = self.span.period
        chosen = self.level.currentData()
        level = next(each for each in LEVELS if each == chosen)
        yearly = self.span.rhythm == "year"
        asked = Asked(self._unit, level, period.first, period.last, month, yearly)
        for part in self.parts.values():
            part.ask(asked)

    def _on_changed(self, notice: Notice) -> None:
        if self._committee and "organization" in notice.tables:
            self._ask_tree()  # a branch has joined, or is called otherwise
        elif notice.tables & WATCHED:
            self._ask()

    def showEvent(self, event: QShowEvent) -> None:
        """What others did meanwhile is counted once the pane is seen again."""
        super().showEvent(event)
        for part in self.parts.values():
            if part.asked is not None:
                part.tell(part.asked)

    # --- sections -----------------------------------------------------------------------------

    def _on_section(self, key: str) -> None:
        self._show_bar()
        self.sections.setFocusProxy(self.parts[key])
        self.parts[key].setFocus()

    def _on_profile(self, subject: Subject) -> None:
        self.profile.show_subject(subject)
        self.sections.choose("profile")

    def _on_grade(self, grade: str) -> None:
        self.ranking.show_grade(grade)
        self.sections.choose("ranking")

    def show_record(self, record_id: int | None, **hints: object) -> None:
        """Show a section, a month, a level, a subject (see the class)."""
        view, month, level = (hints.get(key) for key in ("view", "month", "level"))
        subject = hints.get("subject")
        if record_id is not None:
            subject = Subject("member", self._unit, record_id)
        if isinstance(subject, Subject):
            level = subject.level
            self.trend.show_subject(subject)
            self.profile.show_subject(subject)
        place = self.level.findData(level)
        if place >= 0:
            self.level.setCurrentIndex(place)
        if isinstance(month, date):
            self._known = True
            self.span.choose("month", month)
        self._ask()
        if isinstance(view, str) and view in self.parts:
            self.sections.choose(view)

    def leave(self, then: Callable[[], None]) -> None:
        """Do `then` once nothing typed would be lost."""
        part = self.parts.get("branches")
        if isinstance(part, BranchesPart):
            part.leave(then)
        else:
            then()

    def _on_print(self) -> None:
        print_month(self.context, self, self.span.period.last)


def _opened(desk: Desk, year: int, unit: int) -> tuple[date, ...]:
    """The months of a year that were opened; one still running only if it is the only one."""
    rows: Sequence[MonthRow] = assessment.months(desk, year, organization_id=unit)
    opened = [row for row in rows if row.state != NOT_OPENED]
    over = [row for row in opened if row.state != "open" or last_day(row.month) < desk.today()]
    return tuple(row.month for row in over or opened)


PANE = PaneSpec(
    "analysis",
    "评价分析",
    "考核评议",
    "chart-line",
    AnalysisPane,
    watches=WATCHED,
    words="走势 名次 排名 排行 对比 雷达 等次 分布 失分 预警 黄牌 红牌 图表 支部比较",
)
"""What the shell lists."""
