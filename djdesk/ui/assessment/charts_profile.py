"""A subject part by part beside the mean of all alike (分项对比)."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from djdesk.services import kinds
from djdesk.services.assessment import Profile, Subject, figures, items
from djdesk.services.assessment.items import BY_ITEM, BY_MODULE, Axis
from djdesk.services.desk import Desk
from djdesk.services.fields import Field
from djdesk.services.listing import Kind
from djdesk.ui.assessment.asked import Asked, say_month
from djdesk.ui.assessment.charts import ChartPart
from djdesk.ui.assessment.charts_ranking import signed
from djdesk.ui.kit import theme
from djdesk.ui.kit.charts import Bar, Figure, Shape
from djdesk.ui.kit.chips import Chip, Chips
from djdesk.ui.kit.editors import Choice, editor_for
from djdesk.ui.kit.labels import label_for
from djdesk.ui.kit.listbox import Lesson
from djdesk.ui.kit.pane import Context
from djdesk.ui.kit.rows import Rows, RowText

COLUMNS = (("分项", 0), ("得分", 72), ("平均", 72), ("比平均", 84), ("满分", 64))
WHOM = Field("subject", "对象", Kind.TEXT, refers="subject")
WAYS = (Chip(BY_MODULE, "按模块"), Chip(BY_ITEM, "按项目"))


@dataclass(frozen=True, slots=True)
class _Person:
    subject: Subject
    name: str
    group: str


class ProfilePart(ChartPart):
    """The parts of one subject's month, by module or by item."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        rows = Rows("分项对比", COLUMNS, parent, state_column=3, numbers=(1, 2, 4))
        lesson = Lesson(
            "还没有可比的得分",
            "选一个对象：有了这个月的得分，这里逐项显示他和平均的差距。",
            icon="chart-column",
        )
        super().__init__(context, rows, lesson, parent)
        self._people: tuple[_Person, ...] = ()
        self._subject: Subject | None = None
        line = QHBoxLayout()
        self.whom = editor_for(WHOM, self, self._choices)
        self.whom.setMaximumWidth(theme.active().px(260))
        self.whom.edited.connect(self._on_chosen)
        line.addWidget(label_for("对象", self.whom.inner, self))
        line.addWidget(self.whom, 1)
        self.ways = Chips(self)
        self.ways.offer(WAYS)
        self.ways.changed.connect(self._ask)
        line.addWidget(self.ways, 1)
        self.box.insertLayout(0, line)
        self.said = QLabel(self)
        self.said.setWordWrap(True)
        theme.role(self.said, "muted")
        self.box.addWidget(self.said)

    def _choices(self) -> list[Choice]:
        people = enumerate(self._people, start=1)
        return [Choice(number, each.name, each.group) for number, each in people]

    # --- asking -------------------------------------------------------------------------------

    def show_subject(self, subject: Subject) -> None:
        """Show this subject, now or once the section asks."""
        self._subject = subject
        self._show_whom()
        if self.asked is not None:
            self._ask()

    def load(self, asked: Asked) -> None:
        """Ask who there is, then for the one shown."""
        desk = self.context.desk
        self.read(lambda: _people(desk, asked), self._on_people)

    def _on_people(self, found: tuple[_Person, ...]) -> None:
        self._people = found
        known = [each.subject for each in found]
        if self._subject not in known:
            self._subject = known[0] if known else None
        self._show_whom()
        self._ask()

    def _show_whom(self) -> None:
        known = [each.subject for each in self._people]
        place = known.index(self._subject) + 1 if self._subject in known else None
        self.whom.show_value(place)

    def _on_chosen(self) -> None:
        number = self.whom.entry().value
        if isinstance(number, int) and 1 <= number <= len(self._people):
            self._subject = self._people[number - 1].subject
            self._ask()

    def _ask(self) -> None:
        asked, subject, desk, by = self.asked, self._subject, self.context.desk, self.ways.chosen
        if asked is None or subject is None:
            self.show_numbers(Figure("", ()), ())
            self.said.clear()
            return

        def show(found: Profile) -> None:
            if (subject, by) == (self._subject, self.ways.chosen):
                self._on_found(found)

        unit = asked.organization_id
        self.read(lambda: items.profile(desk, subject, asked.month, by=by, branch_id=unit), show)

    # --- showing ------------------------------------------------------------------------------

    def _on_found(self, found: Profile) -> None:
        several = found.compared > 1
        bars = tuple(
            Bar(axis.title, axis.points, number, axis.mean if several else None)
            for number, axis in enumerate(found.axes)
        )
        beside = "（竖线为平均）" if several else ""
        title = f"{found.name} {say_month(found.month)}分项得分{beside}"
        self.show_numbers(
            Figure(title, bars, Shape.BARS, unit="分", parts=10),
            [_row(number, axis, several=several) for number, axis in enumerate(found.axes)],
        )
        self.said.setText(_said(found) if several else "")


def _people(desk: Desk, asked: Asked) -> tuple[_Person, ...]:
    found = figures.ranking(desk, asked.month, asked.level, asked.organization_id)
    rows = (row for row in found.rows if row.score is not None)
    return tuple(_Person(row.subject, row.name, row.group) for row in rows)


def _row(number: int, axis: Axis, *, several: bool) -> RowText:
    more = axis.points - axis.mean
    show = kinds.show_score
    texts = (
        axis.title,
        show(axis.points),
        show(axis.mean) if several else "",
        (signed(more) if more else "持平") if several else "",
        show(axis.full) if axis.full else "",
    )
    return RowText(number, texts, state=("ok" if more > 0 else "warn" if more else "quiet"))


def _said(found: Profile) -> str:
    """Where the subject is strongest and weakest against the mean."""
    if not found.axes:
        return ""
    best = max(found.axes, key=lambda axis: axis.points - axis.mean)
    worst = min(found.axes, key=lambda axis: axis.points - axis.mean)
    told = [f"与 {found.compared} 个对象的平均相比"]
    if best.points > best.mean:
        told.append(f"“{best.title}”高 {kinds.show_score(best.points - best.mean)} 分最多")
    if worst.points < worst.mean:
        told.append(f"“{worst.title}”低 {kinds.show_score(worst.mean - worst.points)} 分最多")
    return "，".join(told) + "。" if len(told) > 1 else f"{told[0]}，各项持平。"
