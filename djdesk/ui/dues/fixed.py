"""The right side of 党费核定: a member's standard with its working, the former ones, reductions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from djdesk.errors import DeskError
from djdesk.models.rules import dues as rules
from djdesk.services import dues, kinds
from djdesk.services.desk import Desk
from djdesk.services.dues import AREA, FormRow, Particulars, StandardRow
from djdesk.services.dues.fields import REDUCTION_FIELDS
from djdesk.services.fields import Field
from djdesk.services.listing import Kind, Value
from djdesk.ui.dues import papers
from djdesk.ui.dues.fixing import StandardForm, Typed
from djdesk.ui.kit import theme
from djdesk.ui.kit.ask import ask_form
from djdesk.ui.kit.cards import Card, scrolled
from djdesk.ui.kit.drafts import DraftKeeper
from djdesk.ui.kit.forms import Values
from djdesk.ui.kit.messages import Leave
from djdesk.ui.kit.pane import Context
from djdesk.ui.kit.rows import Rows, RowText
from djdesk.ui.kit.sections import Sections
from djdesk.ui.kit.undo import done_with_undo

YEARS = (("起始", 72), ("止", 72), ("类别", 76), ("基数", 84), ("比例", 52), ("月应交", 0))
LOWERED = (("起始", 72), ("截止", 72), ("减免后", 80), ("原因", 0))
UNTIL = Field("until", "减免到哪一月为止", Kind.MONTH, required=True)
WHY = Field("reason", "原因", Kind.TEXT, required=True, lines=2)


@dataclass(frozen=True, slots=True)
class Fixed:
    """All that the right side shows of one member."""

    member_id: int
    name: str
    standards: tuple[StandardRow, ...]
    particulars: Particulars


def read_fixed(desk: Desk, member_id: int) -> Fixed:
    """Read it; `UserError` if there is no such member."""
    return Fixed(
        member_id,
        dues.member_months(desk, member_id).name,
        dues.standards(desk, member_id),
        dues.particulars(desk, member_id),
    )


class FixedView(Card):
    """核定 · 历年 · 减免 of one member; saves by itself and leaves through `leave`."""

    done = Signal()

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self.context = context
        self.fixed: Fixed | None = None
        self._may = context.desk.may_write(AREA)
        self._after_save: Callable[[], None] | None = None
        self.name = QLabel(self)
        self.name.setWordWrap(True)  # a long name must not push the list aside
        theme.role(self.name, "heading")
        self.said = QLabel(self)
        self.said.setWordWrap(True)
        theme.role(self.said, "muted")
        self.form = StandardForm(context, self)
        self.drafts = DraftKeeper(context, self.form, self)
        self.sections = Sections(self)
        for widget in (self.name, self.said, self.drafts.offer):
            self.box.addWidget(widget)
        self.box.addWidget(self.sections, 1)
        self.sections.add("fix", "核定", self._make_fix())
        self.sections.add("years", "历年", self._make_years())
        self.sections.add("lowered", "减免", self._make_lowered())
        self.form.submitted.connect(self._on_submitted)
        self.form.dirty_changed.connect(lambda _dirty: self._allow())
        self.form.edited.connect(self._allow)
        self.show_nothing()

    # --- building -----------------------------------------------------------------------------

    def _button(
        self, word: str, then: Callable[[], object], *, primary: bool = False
    ) -> QPushButton:
        button = QPushButton(word, self)
        button.setAutoDefault(False)
        if primary:
            theme.role(button, "primary")
        button.clicked.connect(lambda _checked=False: then())
        return button

    def _make_fix(self) -> QWidget:
        page = QWidget(self)
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(scrolled(self.form), 1)
        self.brief = QLabel(page)
        self.brief.setWordWrap(True)
        theme.role(self.brief, "heading")
        self.form.working.told.connect(self.brief.setText)
        box.addWidget(self.brief)
        line = QHBoxLayout()
        self.renew = self._button("从某月起重新核定", self.begin_new)
        self.withdraw = self._button("撤回", self._on_withdraw)
        self.save = self._button("核定", self.form.submit, primary=True)
        for button in (self.renew, self.withdraw):
            line.addWidget(button)
        line.addStretch(1)
        line.addWidget(self.save)
        box.addLayout(line)
        return page

    def _make_years(self) -> QWidget:
        page = QWidget(self)
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, 0, 0)
        self.years = Rows("历年核定", YEARS, page, numbers=(3, 4, 5))
        self.years.chosen.connect(lambda _id: self._show_working())
        self.years.opened.connect(self._on_open_year)
        self.old_working = QLabel(page)
        self.old_working.setWordWrap(True)
        box.addWidget(self.years, 1)
        box.addWidget(self.old_working)
        return page

    def _make_lowered(self) -> QWidget:
        page = QWidget(self)
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, 0, 0)
        line = QHBoxLayout()
        self.add_lowered = self._button("登记减免…", self._on_lower)
        self.change_lowered = self._button("修改…", self._on_change_lowered)
        self.end_lowered = self._button("终止…", self._on_end_lowered)
        self.print_lowered = self._button("打印审批表", self._on_print_lowered)
        for button in (self.add_lowered, self.change_lowered, self.end_lowered):
            line.addWidget(button)
        line.addWidget(self.print_lowered)
        line.addStretch(1)
        box.addLayout(line)
        self.lowered = Rows("减免", LOWERED, page, numbers=(2,))
        self.lowered.chosen.connect(lambda _id: self._allow())
        box.addWidget(self.lowered, 1)
        return page

    # --- what is shown ------------------------------------------------------------------------

    def show_nothing(self) -> None:
        """Nobody is chosen."""
        self.fixed = None
        self.name.setText("在名单里选一名党员，这里核定他的党费。")
        self.said.hide()
        self.sections.hide()

    def show_fixed(self, fixed: Fixed) -> None:
        """Show a member; the newest standard stands in the form to be looked at or corrected."""
        self.fixed = fixed
        self.name.setText(fixed.name)
        self.sections.show()
        self.years.show_rows([_year(row) for row in fixed.standards])
        self.lowered.show_rows([_lowered(row) for row in fixed.particulars.reductions])
        count = len(fixed.particulars.reductions)
        self.sections.set_title("lowered", f"减免 {count}" if count else "减免")
        self._show_working()
        if fixed.standards:
            self._load(fixed.standards[0])
        else:
            self.begin_new()

    def _load(self, row: StandardRow | None, values: dict[str, Value] | None = None) -> None:
        fixed = self.fixed
        if fixed is None:
            return
        self.form.load(fixed.member_id, row, values or {})
        self.form.set_read_only(not self._may)
        self.said.setText(
            f"更正{rules.say_month(row.since)}起的核定；工资、类别变了请点“从某月起重新核定”。"
            if row is not None
            else "新的核定"
        )
        self.said.setVisible(self._may)
        name = f"dues/standard/{fixed.member_id}" + ("" if row is None else f"/{row.id}")
        self.drafts.follow(name)
        self._allow()

    def begin_new(self) -> None:
        """Begin a standard from this month on, or from the first month that is due."""
        fixed = self.fixed
        if fixed is None:
            return
        today = self.context.desk.today()
        last = fixed.standards[0] if fixed.standards else None
        january = date(today.year, 1, 1)
        first = fixed.particulars.first
        since = max(january, first) if first is not None else january
        values: dict[str, Value] = {
            "since": rules.month_of(today) if last is not None else since,
            "code": last.code if last is not None else None,
            "mode": "month" if last is not None else "annual",
            "decided_on": today,
            "decided_by": self.context.desk.user,
        }
        self._load(None, values)
        self.sections.choose("fix")

    def _allow(self) -> None:
        stored = self.form.standard_id is not None
        self.save.setText("保存更正" if stored else "核定")
        self.save.setEnabled(self.form.dirty or not stored)
        for button in (self.save, self.add_lowered, self.change_lowered, self.end_lowered):
            button.setVisible(self._may)
        self.renew.setVisible(self._may and stored)
        self.withdraw.setVisible(self._may and stored)
        for button in (self.change_lowered, self.end_lowered, self.print_lowered):
            button.setEnabled(self._reduction() is not None)

    def _show_working(self) -> None:
        rows = self.fixed.standards if self.fixed is not None else ()
        row = next((each for each in rows if each.id == self.years.current), None)
        self.old_working.setText("\n".join(row.working) if row is not None else "")

    def _on_open_year(self, standard_id: int) -> None:
        rows = self.fixed.standards if self.fixed is not None else ()
        row = next((each for each in rows if each.id == standard_id), None)
        if row is not None:
            self._load(row)
            self.sections.choose("fix")

    # --- saving and leaving -------------------------------------------------------------------

    def _on_submitted(self, typed: Typed) -> None:
        fixed, standard_id, desk = self.fixed, self.form.standard_id, self.context.desk
        if fixed is None or not self._may:
            return
        member_id = fixed.member_id

        def work() -> None:
            if standard_id is None:
                dues.fix_standard(desk, member_id, typed.values, typed.items, quarter=typed.quarter)
            else:
                values = {"fen": None, **typed.values}
                dues.change_standard(desk, standard_id, values, typed.items, quarter=typed.quarter)

        self.save.setEnabled(False)
        self.context.jobs.write(
            self, work, lambda _none: self._on_saved(), "核定党费", refused=self._on_refused
        )

    def _on_saved(self) -> None:
        self.form.saved()
        name = self.fixed.name if self.fixed is not None else ""
        done_with_undo(self.context, self, f"已核定{name}的党费。")
        after, self._after_save = self._after_save, None
        if after is not None:
            after()
        else:
            self.done.emit()

    def _on_refused(self, error: DeskError) -> None:
        self._after_save = None
        self._allow()
        self.form.refused(error)

    def leave(self, then: Callable[[], None]) -> None:
        """Do `then` once nothing typed would be lost."""
        if not self.form.dirty:
            then()
            return
        match self.context.messages.leave(self.name.text()):
            case Leave.SAVE:
                self._after_save = then
                self.form.submit()
            case Leave.DISCARD:
                if self.fixed is not None:
                    self.show_fixed(self.fixed)
                then()
            case Leave.STAY:
                pass

    def _on_withdraw(self) -> None:
        standard_id, desk = self.form.standard_id, self.context.desk
        if standard_id is None:
            return
        ask_form(
            self.context,
            self,
            "撤回核定",
            (WHY,),
            lambda values: dues.withdraw_standard(desk, standard_id, reason=str(values["reason"])),
            lambda _none: done_with_undo(self.context, self, "已撤回这次核定。"),
            word="撤回",
            hint="只用于录错的核定；撤回后按前一次的标准交纳。",
        )

    # --- reductions ---------------------------------------------------------------------------

    def _reduction(self) -> FormRow | None:
        rows = self.fixed.particulars.reductions if self.fixed is not None else ()
        return next((row for row in rows if row.id == self.lowered.current), None)

    def _on_print_lowered(self) -> None:
        row = self._reduction()
        if row is not None:
            papers.print_records(self.context, self, papers.REDUCTIONS, (row.id,))

    def _on_lower(self) -> None:
        fixed, desk = self.fixed, self.context.desk
        if fixed is None:
            return
        ask_form(
            self.context,
            self,
            f"{fixed.name}：登记减免",
            REDUCTION_FIELDS,
            lambda values: dues.reduce(desk, fixed.member_id, values),
            lambda _id: done_with_undo(self.context, self, f"已登记{fixed.name}的减免。"),
            word="登记减免",
            hint="须经支部研究、上级党委批准；离退休党员由支部研究即可。",
            values={"since": rules.month_of(desk.today())},
            check=lambda values: dues.check_reduction(desk, fixed.member_id, values),
        )

    def _on_change_lowered(self) -> None:
        row, desk = self._reduction(), self.context.desk
        if row is None:
            return

        def work(values: Values) -> None:
            dues.change_reduction(desk, row.id, values)

        ask_form(
            self.context,
            self,
            "修改减免",
            REDUCTION_FIELDS,
            work,
            lambda _none: done_with_undo(self.context, self, "已修改减免。"),
            values=row.values,
        )

    def _on_end_lowered(self) -> None:
        row, desk = self._reduction(), self.context.desk
        if row is None:
            return

        def work(values: Values) -> None:
            until = values["until"]
            assert isinstance(until, date)
            dues.end_reduction(desk, row.id, until=until, reason=str(values["reason"]))

        ask_form(
            self.context,
            self,
            "终止减免",
            (UNTIL, WHY),
            work,
            lambda _none: done_with_undo(self.context, self, "已终止减免。"),
            word="终止",
            hint="情况好转，提前恢复按规定交纳；这个月仍按减免交，下个月起恢复。",
            values={"until": rules.month_of(desk.today())},
        )


def _year(row: StandardRow) -> RowText:
    base = kinds.show_money(row.base_fen // row.divisor) if row.base_fen is not None else ""
    code = kinds.shower(Kind.CODE, "dues_class", short=True)(row.code, False)
    since, until = (kinds.show_date(day, month_only=True) for day in (row.since, row.until))
    texts = (since, until or "现行", code, base, row.rate, kinds.show_money(row.fen))
    return RowText(row.id, texts, past=row.until is not None)


def _lowered(row: FormRow) -> RowText:
    values = row.values
    since = kinds.show(Kind.MONTH, values.get("since"))
    until = kinds.show(Kind.MONTH, values.get("until"))
    fen = kinds.show(Kind.MONEY, values.get("to_fen"))
    return RowText(row.id, (since, until, fen, str(values.get("reason") or "")))
