"""Lists of a bank or a pay office (导入名单): matched and shown before anything of them counts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from djdesk.errors import DeskError
from djdesk.exchange import dues_sheet
from djdesk.exchange.dues_sheet import Found
from djdesk.models.rules.dues import say_month
from djdesk.services import dues, kinds
from djdesk.services.dues import Match, MatchLine, MatchPlan
from djdesk.services.dues.fields import PAYMENT_FIELDS
from djdesk.services.fields import Field, field
from djdesk.services.listing import Kind
from djdesk.ui.dues.sifting import SiftingDialog
from djdesk.ui.dues.taking import rest_of, rests, say_paid
from djdesk.ui.kit import theme
from djdesk.ui.kit.chips import Chip
from djdesk.ui.kit.editors import Choice, Editor, editor_for
from djdesk.ui.kit.flow import FlowLayout
from djdesk.ui.kit.pane import Context
from djdesk.ui.kit.rows import Rows, RowText

SHEETS = "名单表格 (*.xlsx *.xls *.xlsm *.ods *.csv *.et *.txt)"
COLUMNS = (
    ("计入", 48), ("行", 40), ("名单上", 92), ("金额", 88), ("党员", 92), ("应交", 88),
    ("情况", 92), ("说明", 0),
)  # fmt: skip
STATES = {
    Match.SURE: "ok",
    Match.DIFFERS: "warn",
    Match.DONE: "quiet",
    Match.SEVERAL: "bad",
    Match.TWICE: "warn",
    Match.UNKNOWN: "bad",
    Match.UNREADABLE: "bad",
}
WHO = Field("member_id", "指明是谁", Kind.TEXT, refers="member")
REST = Field("rest", "多出的部分", Kind.TEXT, refers="rest", hint="问明本人后选择")
MISSING = "missing"


class _Lines(Rows):
    """The lines of the list; Space says whether one counts."""

    def __init__(self, toggle: Callable[[], None], parent: QWidget) -> None:
        super().__init__("名单核对", COLUMNS, parent, state_column=6, numbers=(3, 5))
        self._toggle = toggle

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            self._toggle()
        else:
            super().keyPressEvent(event)


class MatchDialog(SiftingDialog):
    """What a list would do for a month; nothing counts before 计入."""

    def __init__(self, context: Context, found: Found, month: date, owner: QWidget) -> None:
        super().__init__(context, owner, f"核对名单：{say_month(month)}")
        self._found = found
        self.month = month
        self.plan: MatchPlan | None = None
        self.chosen: set[int] = set()
        self.views.changed.connect(self._show_rows)
        self.rows = _Lines(self._on_toggle, self)
        self.rows.opened.connect(lambda _row: self._on_toggle())
        self.rows.chosen.connect(lambda _row: self._show_line())
        self.fault = QLabel(self)
        theme.role(self.fault, "fault")
        self.fault.hide()
        line = self._make_line()
        self.toggle = self.button("计入或不计入（空格）", self._on_toggle)
        self.count = self.button("", self._on_count, primary=True)
        self.lay_out(self.rows, line, self.fault, self.foot((self.toggle,), self.count))
        self._match()

    def _make_line(self) -> FlowLayout:
        flow = FlowLayout()
        self.editors: dict[str, Editor] = {}
        self.places: dict[str, QWidget] = {}
        fields = [field(PAYMENT_FIELDS, k) for k in ("paid_on", "way", "collector", "voucher")]
        widths = {"member_id": 180, "rest": 150, "paid_on": 124, "way": 112}
        for each in (WHO, *fields, REST):
            place = QWidget(self)
            line = QHBoxLayout(place)
            line.setContentsMargins(0, 0, theme.active().px(8), 0)
            choices = {"member_id": self._candidates, "rest": rests}.get(each.key)
            editor = editor_for(each, place, choices)
            label = QLabel(each.title, place)
            label.setBuddy(editor.inner)
            line.addWidget(label)
            line.addWidget(editor)
            editor.setFixedWidth(theme.active().px(widths.get(each.key, 100)))
            flow.addWidget(place)
            self.editors[each.key], self.places[each.key] = editor, place
        self.editors["paid_on"].show_value(self.context.desk.today())
        self.editors["way"].show_value("transfer")
        self.editors["collector"].show_value(self.context.desk.user)
        self.editors["member_id"].edited.connect(self._on_assigned)
        self.editors["member_id"].done.connect(self._on_assigned)
        return flow

    # --- what was matched ---------------------------------------------------------------------

    def _match(self) -> None:
        desk, lines, month = self.context.desk, self._found.lines, self.month
        self.context.jobs.read(self, lambda: dues.match_list(desk, lines, month), self._on_matched)

    def _on_matched(self, plan: MatchPlan) -> None:
        self.plan = plan
        self.chosen = set(plan.sure)
        self._offer()
        self._show_rows()
        self.rows.setFocus()

    def _offer(self) -> None:
        plan = self.plan
        if plan is None:
            return
        chips = [Chip("all", "全部", len(plan.lines))]
        for match in Match:
            count = sum(line.match is match for line in plan.lines)
            if count:
                chips.append(Chip(match.value, match.word, count))
        if plan.missing:
            chips.append(Chip(MISSING, "名单里没有", len(plan.missing)))
        self.views.offer(chips)
        title = f"“{self._found.amount_title}”栏" if self._found.amount_title else "金额"
        self.said.setText(
            f"读到 {len(plan.lines)} 行，{title}合计 {kinds.show_money(plan.total)} 元。"
            f"与{say_month(plan.month)}应交的核对如下，现在还没有入账。"
        )
        self._say_count()

    def _say_count(self) -> None:
        lines = [line for line in self._lines() if line.listed.row in self.chosen]
        fen = sum(line.listed.fen or 0 for line in lines)
        self.count.setText(f"计入 {len(lines)} 笔，{kinds.show_money(fen)} 元")
        self.count.setEnabled(bool(lines))
        over = any(line.listed.fen is not None and line.listed.fen > line.lacking for line in lines)
        self.places["rest"].setVisible(over)

    def _lines(self) -> tuple[MatchLine, ...]:
        return self.plan.lines if self.plan is not None else ()

    def _show_rows(self) -> None:
        view = self.views.chosen or "all"
        if view == MISSING and self.plan is not None:
            shown = [
                RowText(-key, ("", "", "", "", name, kinds.show_money(fen), "没有", "还没有交"))
                for key, name, fen in self.plan.missing
            ]
        else:
            shown = [
                _row(line, line.listed.row in self.chosen)
                for line in self._lines()
                if view in ("all", line.match.value)
            ]
        self.rows.show_rows(shown)
        self._show_line()

    def _line(self) -> MatchLine | None:
        return next((each for each in self._lines() if each.listed.row == self.rows.current), None)

    def _show_line(self) -> None:
        line = self._line()
        self.toggle.setEnabled(line is not None and line.can_count)
        self.places["member_id"].setVisible(line is not None and bool(line.candidates))
        self.editors["member_id"].set_text("")

    def _candidates(self) -> list[Choice]:
        line = self._line()
        return [Choice(key, name) for key, name in line.candidates] if line is not None else []

    def _on_toggle(self) -> None:
        line = self._line()
        if line is None or not line.can_count:
            return
        self.chosen ^= {line.listed.row}
        row = self.rows.currentIndex().row()
        self._show_rows()
        self.rows.selectRow(min(row + 1, self.rows.model().rowCount() - 1))
        self._say_count()

    def _on_assigned(self) -> None:
        line, who = self._line(), self.editors["member_id"].entry().value
        plan, desk = self.plan, self.context.desk
        if line is None or plan is None or not isinstance(who, int):
            return

        def take(changed: MatchPlan) -> None:
            # the others of that name stay to be chosen from, in case of a slip
            self.plan = replace(
                changed,
                lines=tuple(
                    replace(each, candidates=line.candidates)
                    if each.listed.row == line.listed.row
                    else each
                    for each in changed.lines
                ),
            )
            self.chosen.add(line.listed.row)
            self._offer()
            self._show_rows()

        row = line.listed.row
        self.context.jobs.read(self, lambda: dues.assigned(plan, row, who, desk), take)

    # --- counting -----------------------------------------------------------------------------

    def _on_count(self) -> None:
        plan, desk, rows = self.plan, self.context.desk, frozenset(self.chosen)
        entries = {key: editor.entry() for key, editor in self.editors.items()}
        on = entries["paid_on"].value
        if plan is None or not isinstance(on, date):
            self._say("请填写交纳日期。")
            return
        rest = rest_of(entries["rest"].value)
        self.count.setEnabled(False)
        self.context.jobs.write(
            self,
            lambda: dues.apply_match(
                desk,
                plan,
                paid_on=on,
                rows=rows,
                way=str(entries["way"].value or "transfer"),
                collector=str(entries["collector"].value or ""),
                voucher=str(entries["voucher"].value or ""),
                rest=rest,
            ),
            self._on_counted,
            "导入党费名单",
            refused=self._on_refused,
        )

    def _on_counted(self, paid: tuple[dues.Paid, ...]) -> None:
        self.accept()
        say_paid(self.context, self._owner, paid)

    def _on_refused(self, error: DeskError) -> None:
        self._say_count()
        self._say(f"{error.text}{error.remedy}")

    def _say(self, text: str) -> None:
        self.fault.setText(text)
        self.fault.show()


def _row(line: MatchLine, counts: bool) -> RowText:
    listed = line.listed
    texts = (
        "是" if counts else "",
        str(listed.row),
        listed.name,
        kinds.show(Kind.MONEY, listed.fen),
        line.name if line.member_id is not None else "",
        kinds.show_money(line.lacking) if line.member_id is not None else "",
        line.match.word,
        line.text,
    )
    return RowText(listed.row, texts, state=STATES[line.match])


def import_list(context: Context, owner: QWidget, then: Callable[[Found], None]) -> None:
    """Let the user choose a file, read it, and hand what was found to `then`."""
    paths = context.messages.open_files("导入名单", SHEETS)
    if paths:
        path: Path = paths[0]
        context.jobs.read(owner, lambda: dues_sheet.read_list(path), then)


def paste_list(context: Context, owner: QWidget, then: Callable[[Found], None]) -> None:
    """Read what was copied out of a table, and hand what was found to `then`."""
    text = QGuiApplication.clipboard().text()
    context.jobs.read(owner, lambda: dues_sheet.read_pasted(text), then)
