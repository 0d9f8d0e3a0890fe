"""The ranking (名次): who stands where, and how far up or down since the month before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from djdesk.models.rules import codes
from djdesk.services import kinds
from djdesk.services.assessment import Ranking, RankRow, figures
from djdesk.ui.assessment.asked import Asked, Part, open_score, say_month
from djdesk.ui.kit import theme
from djdesk.ui.kit.buttons import set_icon
from djdesk.ui.kit.chips import Chip, Chips
from djdesk.ui.kit.listbox import EmptyState, Lesson
from djdesk.ui.kit.pane import Context
from djdesk.ui.kit.rows import Rows, RowText

COLUMNS = (
    ("名次", 48), ("名次变化", 92), ("姓名", 110), ("党小组", 0), ("得分", 64), ("比上次", 68),
    ("等次", 84), ("预警", 84),
)  # fmt: skip
LESSON = Lesson(
    "还没有名次",
    "这段时间还没有开账计分。先在“积分考核”里开账、登记，得分和名次就出现在这里。",
    icon="list-ordered",
)


class RankingPart(Part):
    """The table of a month or a year; `profile_wanted(Subject)` when a row is opened."""

    profile_wanted = Signal(object)

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(context, parent)
        self._found: Ranking | None = None
        self._grade = ""  # of whom a chart wants to show who they are
        box = QVBoxLayout(self)
        box.setContentsMargins(0, theme.active().px(4), 0, 0)
        self.chips = Chips(self)
        self.chips.changed.connect(self._show)
        box.addWidget(self.chips)
        self.rows = Rows("名次", COLUMNS, self, state_column=1, numbers=(0, 4, 5))
        self.rows.opened.connect(lambda _id: self._on_profile())
        self.rows.chosen.connect(lambda _id: self._allow())
        self._stack = QStackedWidget(self)
        self._stack.addWidget(EmptyState(LESSON, self))
        self._stack.addWidget(self.rows)
        box.addWidget(self._stack, 1)
        box.addLayout(self._make_foot())
        self.setFocusProxy(self.rows)

    def _make_foot(self) -> QHBoxLayout:
        line = QHBoxLayout()
        self.said = QLabel(self)
        self.said.setWordWrap(True)
        theme.role(self.said, "muted")
        self.why = QPushButton("看得分说明", self)
        set_icon(self.why, "arrow-right")
        self.why.clicked.connect(lambda _checked=False: self._on_why())
        self.profile = QPushButton("看分项对比", self)
        set_icon(self.profile, "chart-column")
        self.profile.clicked.connect(lambda _checked=False: self._on_profile())
        line.addWidget(self.said, 1)
        for button in (self.profile, self.why):
            button.setAutoDefault(False)
            line.addWidget(button)
        return line

    # --- asking -------------------------------------------------------------------------------

    def load(self, asked: Asked) -> None:
        """Ask for the ranking of the span."""
        desk = self.context.desk
        self.read(
            lambda: figures.ranking(desk, asked.span, asked.level, asked.organization_id),
            self._on_found,
        )

    def _on_found(self, found: Ranking) -> None:
        self._found = found
        self.chips.offer(_chips(found.rows))
        if self._grade:
            self.show_grade(self._grade)
        self._show()

    def show_grade(self, grade: str) -> None:
        """Show those of a grade only, now or once they are known."""
        self._grade = grade
        keys = {chip.key for chip in _chips(self._found.rows)} if self._found is not None else set()
        if f"grade:{grade}" in keys:
            self._grade = ""
            self.chips.choose(f"grade:{grade}")

    # --- showing ------------------------------------------------------------------------------

    def _show(self) -> None:
        found = self._found
        if found is None:
            return
        view = self.chips.chosen
        rows = [(n, row) for n, row in enumerate(found.rows) if _fits(row, view)]
        self.rows.show_rows([_row(number, row) for number, row in rows])
        self._stack.setCurrentIndex(1 if found.rows else 0)
        self.chips.setVisible(bool(found.rows))
        self.said.setText(_said(found))
        level = self.asked.level if self.asked is not None else "member"
        self.rows.setColumnHidden(3, level != "member")
        self.rows.setColumnHidden(7, not any(row.warning for row in found.rows))
        self._allow()

    def _chosen(self) -> RankRow | None:
        number, found = self.rows.current, self._found
        return found.rows[number] if number is not None and found is not None else None

    def _allow(self) -> None:
        for button in (self.why, self.profile):
            button.setEnabled(self._chosen() is not None)
            button.setVisible(self._found is not None and bool(self._found.rows))

    def _on_profile(self) -> None:
        row = self._chosen()
        if row is not None:
            self.profile_wanted.emit(row.subject)

    def _on_why(self) -> None:
        row, found = self._chosen(), self._found
        if row is not None and found is not None:
            open_score(self.context, row.subject, found.month)


def moved(change: int | None) -> tuple[str, str]:
    """How far a subject moved, in words with a sign, and its state."""
    if change is None:
        return "—", ""
    if change == 0:
        return "持平", "quiet"
    return (f"↑ 升 {change} 位", "ok") if change > 0 else (f"↓ 降 {-change} 位", "warn")


def signed(points: int | None) -> str:
    """A difference of tenths with its sign."""
    if points is None:
        return ""
    return f"+{kinds.show_score(points)}" if points > 0 else kinds.show_score(points)


def warned(code: str) -> str:
    """The word of a warning; empty without one."""
    return codes.table("assessment_warning").name(code) if code else ""


def _row(number: int, row: RankRow) -> RowText:
    word, state = moved(row.change)
    texts = (
        str(row.rank or "—"),
        word,
        row.name,
        row.group,
        "—" if row.score is None else kinds.show_score(row.score),
        signed(row.score_change),
        row.grade,
        warned(row.warning),
    )
    return RowText(number, texts, past=row.score is None, state=state)


def _fits(row: RankRow, view: str) -> bool:
    if view.startswith("grade:"):
        return row.grade == view.removeprefix("grade:")
    if view == "up":
        return (row.change or 0) > 0
    if view == "down":
        return (row.change or 0) < 0
    if view == "warned":
        return bool(row.warning)
    return view != "unscored" or row.score is None


def _chips(rows: Sequence[RankRow]) -> list[Chip]:
    found = [Chip("all", "全部", len(rows))]
    grades = Counter(row.grade for row in rows if row.grade)
    found += [Chip(f"grade:{grade}", grade, count) for grade, count in grades.items()]
    for key, word in (("up", "升"), ("down", "降"), ("warned", "有预警"), ("unscored", "未计分")):
        count = sum(_fits(row, key) for row in rows)
        if count:
            found.append(Chip(key, word, count))
    return found


def _said(found: Ranking) -> str:
    if not found.rows:
        return ""
    state = codes.table("assessment_month_state").name(found.state)
    told = f"到{say_month(found.month)}（{state}）"
    if found.before is None:
        return f"{told}，没有可比的上一个月。"
    return f"{told}，变化与{say_month(found.before)}相比；同分同名次。"
