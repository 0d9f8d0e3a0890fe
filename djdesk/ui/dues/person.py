"""The right side of the collection: what a member pays, owes and paid, and what can be done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from djdesk.models.rules import dues as rules
from djdesk.services import dues, kinds
from djdesk.services.desk import Desk
from djdesk.services.dues import CellState, MemberMonths, PaymentRow, StandardRow
from djdesk.services.dues.receipts import said_months
from djdesk.services.listing import Kind
from djdesk.ui.kit import theme
from djdesk.ui.kit.cards import Card
from djdesk.ui.kit.flow import FlowLayout
from djdesk.ui.kit.rows import Rows, RowText

STATES = {"正常": "ok", "已冲销": "quiet", "冲销": "warn"}
COLUMNS = (("日期", 84), ("金额", 72), ("月份", 0), ("状态", 68))


@dataclass(frozen=True, slots=True)
class Person:
    """Everything the right side shows of one member."""

    months: MemberMonths
    payments: tuple[PaymentRow, ...]
    standard: StandardRow | None
    next_step: rules.NextStep


def read_person(desk: Desk, member_id: int) -> Person:
    """Read it; `UserError` if there is no such member."""
    today = desk.today()
    months = dues.member_months(desk, member_id)
    fixed = [row for row in dues.standards(desk, member_id) if row.since <= rules.month_of(today)]
    states = [
        rules.MonthState(
            month,
            cell.due,
            cell.paid,
            excused=cell.state is CellState.EXCUSED,
            fixed=cell.state is not CellState.UNFIXED,
        )
        for month, cell in months.months
    ]
    step = rules.next_step(rules.unpaid_run(states, today), today)
    return Person(months, dues.payments(desk, member_id), fixed[0] if fixed else None, step)


def owed(months: MemberMonths, until: date) -> dict[date, int]:
    """What is owed up to month `until`, by month, in fen."""
    return {month: cell.lacking for month, cell in months.months if cell.lacking and month <= until}


class PersonCard(Card):
    """`wanted(word)` when something is to be done with the member or the chosen payment."""

    wanted = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.person: Person | None = None
        self.name = QLabel(self)
        self.name.setWordWrap(True)  # a long name must not push the list aside
        theme.role(self.name, "heading")
        self.standard = self._line()
        self.arrears = self._line()
        self.step = self._line()
        for label in (self.name, self.standard, self.arrears, self.step):
            self.box.addWidget(label)
        flow = FlowLayout()
        self.buttons: dict[str, QPushButton] = {}
        for key, word in (
            ("pay", "登记一笔…"),
            ("reverse", "冲销…"),
            ("receipt", "开收据"),
            ("slip", "打印收据"),
            ("standard", "核定"),
        ):
            button = QPushButton(word, self)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _checked=False, key=key: self.wanted.emit(key))
            flow.addWidget(button)
            self.buttons[key] = button
        self.box.addLayout(flow)
        self.rows = Rows("交款记录", COLUMNS, self, state_column=3, numbers=(1,))
        self.rows.chosen.connect(lambda _id: self._allow())
        self.rows.opened.connect(lambda _id: self.wanted.emit("reverse"))
        self.box.addWidget(self.rows, 1)
        self.detail = self._line()
        self.box.addWidget(self.detail)
        self._may = True
        self.show_nothing()

    def _line(self) -> QLabel:
        label = QLabel(self)
        label.setWordWrap(True)
        return label

    def allow(self, may: bool) -> None:
        """Whether the user may collect money."""
        self._may = may
        self._allow()

    def show_nothing(self) -> None:
        """Nobody is chosen."""
        self.person = None
        self.name.setText("在表里选一名党员，这里看交款记录。")
        for label in (self.standard, self.arrears, self.step):
            label.hide()
        self.rows.show_rows(())
        self._allow()

    def show_person(self, person: Person, this_month: date) -> None:
        """Show a member."""
        self.person = person
        self.name.setText(person.months.name)
        self.standard.setText(_standard(person.standard))
        lacking = owed(person.months, this_month)
        self.arrears.setText(
            f"欠交 {kinds.show_money(sum(lacking.values()))} 元：{said_months(lacking)}"
            if lacking
            else "没有欠交。"
        )
        theme.state(self.arrears, "bad" if lacking else "ok")
        self.step.setText(f"{person.next_step.text}（{person.next_step.clause}）")
        theme.state(self.step, "bad" if person.next_step.stage >= rules.Stage.NEAR else "warn")
        for label in (self.standard, self.arrears):
            label.show()
        self.step.setVisible(person.next_step.stage >= rules.Stage.CRITICISE)
        self.rows.show_rows([_row(row) for row in person.payments])
        self._allow()

    @property
    def payment(self) -> PaymentRow | None:
        """The chosen payment."""
        rows = self.person.payments if self.person is not None else ()
        return next((row for row in rows if row.id == self.rows.current), None)

    def _allow(self) -> None:
        person, chosen = self.person, self.payment
        open_ones = [row for row in person.payments if row.state == "正常"] if person else []
        for key in ("pay", "reverse", "receipt"):
            self.buttons[key].setVisible(self._may)
        self.buttons["pay"].setEnabled(person is not None)
        self.buttons["reverse"].setEnabled(bool(open_ones))
        whole = chosen is not None and chosen.state == "正常"
        self.buttons["receipt"].setEnabled(whole and chosen is not None and not chosen.receipt_id)
        self.buttons["slip"].setEnabled(chosen is not None and chosen.receipt_id is not None)
        self.buttons["standard"].setEnabled(person is not None)
        self.detail.setText(_detail(chosen))
        self.detail.setVisible(chosen is not None)


def _standard(row: StandardRow | None) -> str:
    if row is None:
        return "还没有核定。"
    base = f"，基数 {kinds.show_money(row.base_fen // row.divisor)}" if row.base_fen else ""
    return (
        f"{row.class_name}{base}，{row.rate}，每月 {kinds.show_money(row.fen)} 元"
        f"（{rules.say_month(row.since)}起）"
    )


def _row(row: PaymentRow) -> RowText:
    return RowText(
        row.id,
        (
            kinds.show_date(row.paid_on),
            kinds.show_money(row.fen),
            row.months or _kinds(row),
            row.state,
        ),
        past=row.state != "正常",
        state=STATES[row.state],
    )


def _kinds(row: PaymentRow) -> str:
    words = kinds.shower(Kind.CODE, "dues_kind", short=True)
    return "、".join(dict.fromkeys(words(part.kind.value, False) for part in row.parts))


def _detail(row: PaymentRow | None) -> str:
    """The parts of a payment and what was written with it."""
    if row is None:
        return ""
    word = kinds.shower(Kind.CODE, "dues_kind", short=True)
    way = kinds.shower(Kind.CODE, "dues_way", short=True)(row.way, False)
    parts = "；".join(
        f"{rules.say_month(part.month) if part.month else ''}{word(part.kind.value, False)}"
        f" {kinds.show_money(part.fen)}"
        for part in row.parts
    )
    payer = f"，{row.payer_name}代交" if row.payer_name else ""
    number = f"收据 {row.receipt_number}" if row.receipt_number else ""
    more = [number, f"收款人 {row.collector}" if row.collector else "", row.voucher, row.remark]
    reason = f"冲销原因：{row.reason}" if row.reason else ""
    return "，".join(text for text in (f"{parts}。{way}{payer}", *more, reason) if text)
