"""What begins a meeting: 新建, the plan of a year in one step, the filing of the plan."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from djdesk.errors import DeskError, Problem
from djdesk.services import kinds, meetings, organization
from djdesk.services.fields import Field
from djdesk.services.listing import Kind, Value
from djdesk.services.meetings import (
    PLAN_FIELDS,
    PLAN_FILING_FIELDS,
    KindRow,
    PlannedRow,
)
from djdesk.ui.kit import theme
from djdesk.ui.kit.ask import ask_form
from djdesk.ui.kit.dialogs import FormDialog
from djdesk.ui.kit.editors import Choice
from djdesk.ui.kit.forms import Values
from djdesk.ui.kit.labels import label_for
from djdesk.ui.kit.pane import Context
from djdesk.ui.kit.rows import Rows, RowText
from djdesk.ui.kit.spins import year_box
from djdesk.ui.kit.undo import done_with_undo
from djdesk.ui.meetings import papers

SETTLE = 300  # ms after the last key, before the plan is worked out anew


# --- one meeting ----------------------------------------------------------------------------------


def ask_new(
    context: Context,
    owner: QWidget,
    then: Callable[[int], None],
    *,
    day: date | None = None,
    kind: str = "",
    unit: int | None = None,
) -> None:
    """One short form for a meeting that was held, is being held, or is to come; then its id.

    Until `day` (default: today) is over it can be recorded at once; a later day goes into the plan.
    `kind` and `unit` are filled in where the caller knows them.
    """
    desk = context.desk
    context.jobs.read(
        owner,
        lambda: (
            meetings.kinds(desk),
            organization.home_id(desk),
            organization.groups(desk, organization.home_id(desk)),
        ),
        lambda found: _open_new(context, owner, then, (day or desk.today(), kind, unit), *found),
    )


def _open_new(
    context: Context,
    owner: QWidget,
    then: Callable[[int], None],
    given: tuple[date, str, int | None],
    known: Sequence[KindRow],
    home: int,
    groups: Sequence[tuple[int, str]],
) -> None:
    desk = context.desk
    day, code_given, unit_given = given
    numbered = dict(enumerate(known, start=1))
    chosen_kind = next((n for n, row in numbered.items() if row.code == code_given), None)
    fields = _new_fields(bool(groups))

    def of_form(values: Mapping[str, Value]) -> dict[str, Value]:
        """The values as the services want them: the kind by its code, the unit in every case."""
        number = values.get("kind")
        chosen = numbered.get(number) if isinstance(number, int) else None
        code = chosen.code if chosen is not None else ""
        unit = values.get("organization_id") or home
        return {**values, "kind": code, "organization_id": unit}

    def work(values: Values) -> int:
        held = values.get("held_on")
        coming = isinstance(held, date) and held > desk.today()
        enter = meetings.plan_meeting if coming else meetings.new_record
        return enter(desk, of_form(values))

    def check(values: Mapping[str, Value]) -> list[Problem]:
        number, unit = values.get("kind"), values.get("organization_id")
        chosen = numbered.get(number) if isinstance(number, int) else None
        if chosen is not None and chosen.attends == "group" and unit in (None, home):
            text = f"{chosen.name}由党小组召开。"
            return [Problem(text, "请在“召开单位”中选择党小组。", "organization_id")]
        return []

    def done(meeting_id: int) -> None:
        done_with_undo(context, owner, "已新建。")
        then(meeting_id)

    units = [Choice(home, organization.name_of(desk, home)), *(Choice(*each) for each in groups)]
    dialog = ask_form(
        context,
        owner,
        "新建会议",
        fields,
        work,
        done,
        word="新建",
        hint="今天以前的直接建立记录，以后的列入计划；其余内容打开后再填。",
        values={"kind": chosen_kind, "held_on": day, "organization_id": unit_given or home},
        check=check,
        choices={
            "kind": lambda: [Choice(n, row.name, row.short) for n, row in numbered.items()],
            "organization_id": lambda: units,
        },
    )
    _follow_day(dialog, desk.today())


def _new_fields(with_groups: bool) -> tuple[Field, ...]:
    fields = [
        replace(each, kind=Kind.TEXT, codes="", refers="kind") if each.key == "kind" else each
        for each in PLAN_FIELDS
    ]
    return tuple(each for each in fields if with_groups or each.key != "organization_id")


def _follow_day(dialog: FormDialog, today: date) -> None:
    """The button says what will happen with a meeting of that day."""

    def show() -> None:
        day = dialog.form.values().get("held_on")
        coming = isinstance(day, date) and day > today
        dialog.save_button.setText("列入计划" if coming else "建立记录")

    dialog.form.edited.connect(show)
    show()


# --- the plan of a year ---------------------------------------------------------------------------


class YearPlan(QDialog):
    """年度计划: the fixed day, what is missing in the year, and one button that enters it all."""

    def __init__(self, context: Context, owner: QWidget, fixed_day: str) -> None:
        super().__init__(owner.window())
        self.context = context
        self._owner = owner
        self._rows: tuple[PlannedRow, ...] = ()
        look = theme.active()
        self.setWindowTitle("年度计划")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.resize(look.px(720), look.px(600))
        box = QVBoxLayout(self)
        box.setContentsMargins(look.px(20), look.px(16), look.px(20), look.px(16))
        box.setSpacing(look.px(8))
        box.addLayout(self._make_line(fixed_day))
        self.fault = QLabel(self)
        self.fault.setWordWrap(True)
        theme.role(self.fault, "fault")
        self.fault.hide()
        box.addWidget(self.fault)
        self.kinds = QHBoxLayout()
        self.ticks: dict[str, QCheckBox] = {}
        box.addLayout(self.kinds)
        columns = (("日期", 104), ("星期", 48), ("类别", 132), ("召开单位", 0), ("主题", 150))
        self.table = Rows("计划预览", columns, self)
        box.addWidget(self.table, 1)
        box.addLayout(self._make_foot())
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE)
        self._settle.timeout.connect(self.work_out)
        self.day.textChanged.connect(self._settle.start)
        self.year.valueChanged.connect(self._settle.start)
        desk = context.desk
        context.jobs.read(self, lambda: meetings.kinds(desk), self._on_kinds)
        self.day.setFocus()

    def _make_line(self, fixed_day: str) -> QHBoxLayout:
        line = QHBoxLayout()
        today = self.context.desk.today()
        shown = today.year + (today.month == 12)
        self.year = year_box(self, today.year - 1, today.year + 1, shown)
        self.day = QLineEdit(fixed_day or "每月5日", self)
        self.day.setPlaceholderText("如 每月5日、每月第一个周五、最后一个周五")
        for word, editor in (("年度", self.year), ("主题党日固定日", self.day)):
            line.addWidget(label_for(word, editor, self))
            line.addWidget(editor, 1 if editor is self.day else 0)
        return line

    def _make_foot(self) -> QHBoxLayout:
        line = QHBoxLayout()
        self.count = QLabel(self)
        theme.role(self.count, "muted")
        line.addWidget(self.count, 1)
        stop = QPushButton("取消", self)
        stop.setAutoDefault(False)
        stop.clicked.connect(self.reject)
        self.apply = QPushButton("列入计划", self)
        theme.role(self.apply, "primary")
        self.apply.setAutoDefault(False)
        self.apply.clicked.connect(lambda _checked=False: self._on_apply())
        line.addWidget(stop)
        line.addWidget(self.apply)
        return line

    def _on_kinds(self, known: Sequence[KindRow]) -> None:
        for row in known:
            if row.period:
                tick = QCheckBox(row.short or row.name, self)
                tick.setChecked(True)
                tick.setToolTip(f"{row.name}：{row.source}")
                tick.clicked.connect(lambda _checked=False: self.work_out())
                self.kinds.addWidget(tick)
                self.ticks[row.code] = tick
        self.kinds.addStretch(1)
        self.work_out()

    def work_out(self) -> None:
        """Ask what is missing in the year and show it."""
        self._settle.stop()
        desk, year, day = self.context.desk, self.year.value(), self.day.text().strip()
        wanted = [code for code, tick in self.ticks.items() if tick.isChecked()]
        self.context.jobs.read(
            self,
            lambda: meetings.plan_year(desk, year, fixed_day=day, kinds=wanted),
            self._on_planned,
            refused=self._on_refused,
        )

    def _on_planned(self, rows: Sequence[PlannedRow]) -> None:
        self.fault.hide()
        self._rows = tuple(rows)
        self.table.show_rows(
            [
                RowText(
                    number,
                    (
                        kinds.show_date(row.day),
                        "一二三四五六日"[row.day.weekday()],
                        row.kind_name,
                        row.unit_name,
                        row.topic,
                    ),
                )
                for number, row in enumerate(rows)
            ]
        )
        self.count.setText(f"补上 {len(rows)} 次，已有的会议不变" if rows else "这一年没有缺的会议")
        self.apply.setText(f"列入计划（{len(rows)} 次）" if rows else "列入计划")
        self.apply.setEnabled(bool(rows))

    def _on_refused(self, error: DeskError) -> None:
        self._rows = ()
        self.table.show_rows(())
        self.fault.setText(f"{error.text}{error.remedy}")
        self.fault.show()
        self.count.setText("")
        self.apply.setEnabled(False)

    def _on_apply(self) -> None:
        desk, rows, day = self.context.desk, self._rows, self.day.text().strip()
        self.apply.setEnabled(False)
        self.context.jobs.write(
            self,
            lambda: meetings.apply_plan(desk, rows, fixed_day=day),
            self._on_applied,
            "编制年度计划",
            refused=self._on_refused,
        )

    def _on_applied(self, count: int) -> None:
        self.accept()
        done_with_undo(self.context, self._owner, f"已列入计划 {count} 次会议。")


def ask_year_plan(context: Context, owner: QWidget) -> None:
    """Open the plan of a year with the fixed day that is kept."""
    desk = context.desk
    context.jobs.read(
        owner,
        lambda: meetings.fixed_day(desk),
        lambda day: YearPlan(context, owner, day).open(),
    )


def ask_filing(context: Context, owner: QWidget) -> None:
    """Record that the plan of a quarter or of the year was filed with the superior."""
    desk = context.desk
    today = desk.today()
    fields = (
        Field("year", "年度", Kind.COUNT, required=True),
        Field("quarter", "计划", Kind.TEXT, refers="quarter", required=True),
        *PLAN_FILING_FIELDS,
    )

    def work(values: Values) -> int:
        on = values.get("filed_on")
        return meetings.file_plan(
            desk,
            int(str(values["year"])),
            int(str(values["quarter"])) - 1,
            on if isinstance(on, date) else today,
            by=str(values.get("filed_by") or ""),
            remark=str(values.get("remark") or ""),
        )

    ask_form(
        context,
        owner,
        "登记计划报备",
        fields,
        work,
        lambda _id: done_with_undo(context, owner, "已登记计划报备。"),
        hint="季度计划一般在每季度第一个月 5 日前报上级。",
        values={
            "year": today.year,
            "quarter": (today.month - 1) // 3 + 2,
            "filed_on": today,
            "filed_by": desk.user,
        },
        choices={"quarter": lambda: [Choice(n, w) for n, w in enumerate(papers.PARTS, start=1)]},
    )
