"""The dialogs of a payment: one with everything that can be said of it, and its reversal."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from PySide6.QtWidgets import QWidget

from djdesk.errors import Problem
from djdesk.models.rules import codes
from djdesk.models.rules import dues as rules
from djdesk.services import dues, kinds
from djdesk.services.dues import CollectionGrid, Paid, Particulars, PaymentRow
from djdesk.services.dues.fields import ACCOUNT_FIELDS, EXCUSE_FIELDS, PAYMENT_FIELDS
from djdesk.services.dues.paying import AHEAD, ASK, VOLUNTARY
from djdesk.services.fields import Field
from djdesk.services.listing import Kind, Value
from djdesk.ui.kit.ask import ask_form
from djdesk.ui.kit.editors import Choice
from djdesk.ui.kit.forms import Values
from djdesk.ui.kit.pane import Context
from djdesk.ui.kit.undo import done_with_undo

WHO = Field("member_id", "党员", Kind.TEXT, refers="member", required=True)
REST = Field("rest", "多出的部分", Kind.TEXT, refers="rest", hint="交款多于应交时填写，请问明本人")
RECEIPT = Field("receipt", "收据", Kind.FLAG, hint="开收据")
REASON = Field("reason", "冲销原因", Kind.TEXT, required=True, lines=3)
ON = Field("on", "冲销日期", Kind.DATE, required=True)
WHICH = Field("payment_id", "冲销哪一笔", Kind.TEXT, refers="payment", required=True)
RESTS = ((1, "预交以后各月", AHEAD), (2, "自愿多交", VOLUNTARY))


def ask_payment(
    context: Context,
    owner: QWidget,
    grid: CollectionGrid,
    member_id: int | None,
    collector: str,
) -> None:
    """Ask for one payment with everything that can be said of it, and enter it."""
    desk = context.desk
    people = [Choice(row.member_id, row.name, row.group) for row in grid.rows]

    def check(values: Mapping[str, Value]) -> Sequence[Problem]:
        who, fen, on = values.get("member_id"), values.get("fen"), values.get("paid_on")
        if not (isinstance(who, int) and isinstance(fen, int) and isinstance(on, date)):
            return ()
        return dues.preview(
            desk,
            who,
            fen=fen,
            paid_on=on,
            rest=rest_of(values.get("rest")),
            payer=str(values.get("payer") or "self"),
        ).problems

    def work(values: Values) -> Paid:
        on = values["paid_on"]
        assert isinstance(on, date)

        def text(key: str, usual: str = "") -> str:
            return str(values.get(key) or usual)

        return dues.pay(
            desk,
            int(text("member_id")),
            fen=int(text("fen")),
            paid_on=on,
            way=text("way", "cash"),
            payer=text("payer", "self"),
            payer_name=text("payer_name"),
            collector=text("collector"),
            voucher=text("voucher"),
            remark=text("remark"),
            rest=rest_of(values.get("rest")),
            receipt=bool(values.get("receipt")),
        )

    ask_form(
        context,
        owner,
        "登记一笔交款",
        (WHO, *PAYMENT_FIELDS[:2], REST, *PAYMENT_FIELDS[2:], RECEIPT),
        work,
        lambda paid: say_paid(context, owner, (paid,)),
        word="登记收款",
        hint="先补以前欠的，再交当月的。多出的请问明本人。",
        values={
            "member_id": member_id,
            "paid_on": desk.today(),
            "way": "cash",
            "payer": "self",
            "collector": collector,
        },
        check=check,
        choices={
            "member_id": lambda: people,
            "rest": rests,
        },
    )


def rests() -> list[Choice]:
    """What money above the due amount may be for."""
    return [Choice(key, word) for key, word, _rest in RESTS]


def rest_of(chosen: Value) -> str:
    """What was chosen of `rests`, as paying wants it; to be asked if nothing was."""
    return next((rest for key, _word, rest in RESTS if key == chosen), ASK)


def say_paid(context: Context, owner: QWidget, paid: Sequence[Paid]) -> None:
    """Say what was entered, with 撤销; what deserves a look is shown after it."""
    people = len({each.member_id for each in paid})
    fen = sum(each.fen for each in paid)
    numbers = [each.receipt_number for each in paid if each.receipt_number]
    slips = f"，收据 {numbers[0]}" if numbers else ""
    if len(numbers) > 1:
        slips = f"，收据 {numbers[0]} 至 {numbers[-1]}"
    done_with_undo(context, owner, f"已登记 {people} 人，{kinds.show_money(fen)} 元{slips}。")
    warnings = [warning for each in paid for warning in each.warnings]
    if warnings:
        context.messages.problems("已登记，请再看一看", warnings)


def told(row: PaymentRow) -> str:
    """A payment in a line: 2026.11.05 45.00 元 2026年11月 现金."""
    way = codes.table("dues_way").short(row.way)
    money = kinds.show_money(row.fen)
    return f"{kinds.show_date(row.paid_on)}　{money} 元　{row.months or '不属于某月'}　{way}"


def ask_reversal(
    context: Context,
    owner: QWidget,
    name: str,
    rows: Sequence[PaymentRow],
    then: Callable[[], None] | None = None,
) -> None:
    """Ask why one of `rows` is taken back, and reverse it; says so where nothing can be."""
    open_rows = [row for row in rows if row.state == "正常"]
    if not open_rows:
        context.messages.tell(f"{name}这里没有可以冲销的交款。")
        return
    desk = context.desk

    def work(values: Values) -> int:
        on = values["on"]
        assert isinstance(on, date)
        key = int(str(values["payment_id"]))
        return dues.reverse(desk, key, reason=str(values["reason"]), on=on)

    def done(_id: int) -> None:
        done_with_undo(context, owner, f"已冲销{name}的一笔交款，原记录保留。")
        if then is not None:
            then()

    ask_form(
        context,
        owner,
        f"{name}：冲销交款",
        (WHICH, ON, REASON),
        work,
        done,
        word="冲销",
        hint="原来的交款保留，另记一笔负数；开过的收据作废保留。金额或月份错了，冲销后重新登记。",
        values={"payment_id": open_rows[0].id, "on": desk.today()},
        choices={"payment_id": lambda: [Choice(row.id, told(row)) for row in open_rows]},
    )


def of_month(rows: Sequence[PaymentRow], month: date) -> list[PaymentRow]:
    """The payments of which a part is for `month`."""
    return [row for row in rows if any(part.month == month for part in row.parts)]


def ask_excuse(
    context: Context,
    owner: QWidget,
    member_id: int,
    name: str,
    month: date | None,
) -> None:
    """Ask for which months somebody has a proper reason for not having paid."""
    desk = context.desk
    ask_form(
        context,
        owner,
        f"{name}：有正当理由未交",
        EXCUSE_FIELDS,
        lambda values: dues.excuse(desk, member_id, values),
        lambda _id: done_with_undo(context, owner, f"已登记{name}有正当理由。"),
        hint="这些月份不计入“连续六个月不交纳党费”，应交的党费仍要补交。",
        values={"since": rules.month_of(month) if month is not None else None},
    )


def ask_account(context: Context, owner: QWidget, member_id: int, name: str) -> None:
    """Ask from and to which month this branch collects, where the roster cannot tell."""
    desk = context.desk

    def ask(found: Particulars) -> None:
        ask_form(
            context,
            owner,
            f"{name}：起止月份",
            ACCOUNT_FIELDS,
            lambda typed: dues.account(desk, member_id, typed),
            lambda _id: done_with_undo(context, owner, f"已修改{name}的起止月份。"),
            hint="转入的按介绍信“党费交至”填写，从下一个月起收；一般不用填起交、止交月份。",
            values=found.account.values if found.account is not None else {},
        )

    context.jobs.read(owner, lambda: dues.particulars(desk, member_id), ask)


def issue_receipt(context: Context, owner: QWidget, payment_id: int) -> None:
    """Give a payment its receipt and say the number."""
    desk = context.desk

    def work() -> str:
        return dues.receipt(desk, dues.issue(desk, payment_id)).number_text

    context.jobs.write(
        owner, work, lambda number: context.messages.done(f"已开收据 {number}。"), "开收据"
    )
