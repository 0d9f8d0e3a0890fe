"""Receipts (收据): numbered in a year without gaps, void ones kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from djdesk.errors import Problem, UserError
from djdesk.models.dues import Payment, PaymentPart, Receipt
from djdesk.models.roster import Member
from djdesk.models.rules import codes
from djdesk.models.rules.capitals import capitals
from djdesk.models.rules.days import add_months
from djdesk.services.desk import Desk
from djdesk.services.dues import choices
from djdesk.services.dues import rows as table
from djdesk.services.dues.rows import AREA


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """One receipt as it is printed; `number_text` is 2026-0001, `capitals` the amount in words."""

    id: int
    number_text: str
    payment_id: int | None
    payer: str
    months: str
    reason: str
    fen: int
    capitals: str
    way: str
    issued_on: date
    issued_by: str
    void_on: date | None
    void_reason: str


def issue(desk: Desk, payment_id: int, *, on: date | None = None, issued_by: str = "") -> int:
    """Write the receipt of a payment; its number is the next of the year of `on`. Returns its key.

    `UserError` for a reversal, a reversed payment, and one whose receipt is valid already.
    """
    desk.require(AREA)
    with desk.store.write("开具党费收据", area=AREA) as session:
        payment = table.own_row(session, Payment, payment_id)
        return insert(session, desk, payment, on=on, issued_by=issued_by).id


def insert(
    session: Session,
    desk: Desk,
    payment: Payment,
    *,
    on: date | None = None,
    issued_by: str = "",
) -> Receipt:
    """As `issue`, inside a transaction of the caller; the parts of the payment are written."""
    day = on or desk.today()
    _check(session, payment, day, desk.today())
    parts = session.scalars(
        select(PaymentPart).where(PaymentPart.payment_id == payment.id).order_by(PaymentPart.id)
    ).all()
    receipt = Receipt(
        year=day.year,
        number=_next(session, day.year),
        payment_id=payment.id,
        payer=session.get_one(Member, payment.member_id).name,
        months=said_months(part.month for part in parts if part.month is not None),
        reason=_reason(parts),
        fen=payment.fen,
        way=payment.way,
        issued_on=day,
        issued_by=issued_by or payment.collector or choices.collector(session, desk),
    )
    session.add(receipt)
    session.flush()
    return receipt


def _check(session: Session, payment: Payment, day: date, today: date) -> None:
    if payment.reverses_id is not None:
        raise UserError("冲销不开收据。", "原收据作废后保留。")
    gone = session.scalar(select(Payment.id).where(Payment.reverses_id == payment.id))
    if gone is not None:
        raise UserError("这笔交款已经冲销，不能开收据。", "请重新登记交款后再开。")
    valid = session.scalar(
        select(Receipt.number).where(Receipt.payment_id == payment.id, Receipt.void_on.is_(None))
    )
    if valid is not None:
        raise UserError(f"这笔交款已经开过收据（第 {valid} 号）。", "要重开的，请先把它作废。")
    if day < payment.paid_on or day > today:
        raise UserError("开具日期不对。", "应在交款之日到今天之间。")


def _next(session: Session, year: int) -> int:
    last = session.scalar(
        select(func.max(Receipt.number)).where(Receipt.year == year, Receipt.origin == "")
    )
    return (last or 0) + 1


def said_months(months: Iterable[date]) -> str:
    """Months in a sentence, runs joined: 2026年1—3月、5月."""
    listed = sorted(set(months))
    runs: list[list[date]] = []
    for month in listed:
        joined = runs and add_months(runs[-1][-1], 1) == month and runs[-1][0].year == month.year
        if joined:
            runs[-1].append(month)
        else:
            runs.append([month])
    texts, year = [], 0
    for run in runs:
        head = "" if run[0].year == year else f"{run[0].year}年"
        year = run[0].year
        span = f"{run[0].month}—{run[-1].month}月" if len(run) > 1 else f"{run[0].month}月"
        texts.append(head + span)
    return "、".join(texts)


def _reason(parts: Sequence[PaymentPart]) -> str:
    words = codes.table("dues_kind")
    return "、".join(dict.fromkeys(words.name(part.kind) for part in parts))


def void(desk: Desk, receipt_id: int, *, reason: str, on: date | None = None) -> None:
    """Make a receipt void; number and paper are kept, the payment stays as it is."""
    desk.require(AREA)
    problems = [] if reason.strip() else [Problem("请填写作废的原因。", field="void_reason")]
    table.refuse(problems)
    with desk.store.write("作废党费收据", reason=reason, area=AREA) as session:
        row = table.own_row(session, Receipt, receipt_id)
        if row.void_on is not None:
            raise UserError("这张收据已经作废。", "不用再作废。")
        row.void_on, row.void_reason = on or desk.today(), reason.strip()


def void_of(session: Session, payment_id: int, *, reason: str, on: date) -> None:
    """Make the valid receipt of a payment void because the payment is reversed."""
    rows = session.scalars(
        select(Receipt).where(Receipt.payment_id == payment_id, Receipt.void_on.is_(None))
    )
    for row in rows:
        row.void_on, row.void_reason = on, reason


def number_text(year: int, number: int) -> str:
    """The number of a receipt as it is printed: 2026-0001."""
    return f"{year}-{number:04d}"


def receipt(desk: Desk, receipt_id: int) -> ReceiptRow:
    """One receipt; `UserError` if there is none."""
    found = receipts(desk, (receipt_id,))
    if not found:
        raise UserError("找不到这张收据。", "它可能已被撤销，请刷新后重试。")
    return found[0]


def receipts(
    desk: Desk, receipt_ids: Iterable[int] | None = None, *, year: int | None = None
) -> tuple[ReceiptRow, ...]:
    """Receipts by key, or all of a year, in the order of their numbers, void ones included."""
    statement = select(Receipt).order_by(Receipt.year, Receipt.number, Receipt.id)
    if receipt_ids is not None:
        statement = statement.where(Receipt.id.in_(list(receipt_ids)))
    if year is not None:
        statement = statement.where(Receipt.year == year)
    with desk.store.read() as session:
        return tuple(_row(each) for each in session.scalars(statement))


def _row(row: Receipt) -> ReceiptRow:
    return ReceiptRow(
        row.id,
        number_text(row.year, row.number),
        row.payment_id,
        row.payer,
        row.months,
        row.reason,
        row.fen,
        capitals(row.fen),
        row.way,
        row.issued_on,
        row.issued_by,
        row.void_on,
        row.void_reason,
    )


def missing_numbers(session: Session, year: int) -> tuple[int, ...]:
    """The numbers that a year lacks; none ever, unless rows were lost."""
    have = set(
        session.scalars(select(Receipt.number).where(Receipt.year == year, Receipt.origin == ""))
    )
    return tuple(number for number in range(1, max(have, default=0) + 1) if number not in have)
