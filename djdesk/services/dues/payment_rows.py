"""Payments as they are looked at: with their parts, what took them back, and their receipts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from djdesk.errors import UserError
from djdesk.models.dues import Payment, PaymentPart, Receipt
from djdesk.models.rules import dues as rules
from djdesk.services.desk import Desk
from djdesk.services.dues.receipts import number_text, said_months


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """One payment of a member with its parts; `state` is 正常, 已冲销 or 冲销."""

    id: int
    paid_on: date
    fen: int
    parts: tuple[rules.Part, ...]
    way: str
    payer: str
    payer_name: str
    collector: str
    voucher: str
    remark: str
    reason: str
    reverses_id: int | None
    reversed_by: int | None
    receipt_id: int | None
    receipt_number: str

    @property
    def state(self) -> str:
        """Whether it counts, was taken back, or takes another back."""
        if self.reverses_id is not None:
            return "冲销"
        return "已冲销" if self.reversed_by is not None else "正常"

    @property
    def months(self) -> str:
        """The months it is for, in words."""
        return said_months(p.month for p in self.parts if p.month is not None)


def payments(desk: Desk, member_id: int) -> tuple[PaymentRow, ...]:
    """All payments of a member, reversals included, the newest first."""
    with desk.store.read() as session:
        return read_payments(session, Payment.member_id == member_id)


def payment(desk: Desk, payment_id: int) -> PaymentRow:
    """One payment; `UserError` if there is none."""
    with desk.store.read() as session:
        found = read_payments(session, Payment.id == payment_id)
    if not found:
        raise UserError("找不到这笔交款。", "它可能已被撤销，请刷新后重试。")
    return found[0]


def read_payments(session: Session, *conditions: ColumnElement[bool]) -> tuple[PaymentRow, ...]:
    """The payments that answer the conditions, the newest first."""
    wanted = select(Payment).where(*conditions)
    rows = session.scalars(wanted.order_by(Payment.paid_on.desc(), Payment.id.desc())).all()
    keys = [row.id for row in rows]
    parts: dict[int, list[rules.Part]] = {key: [] for key in keys}
    found = session.scalars(
        select(PaymentPart).where(PaymentPart.payment_id.in_(keys)).order_by(PaymentPart.id)
    )
    for part in found:
        parts[part.payment_id].append(rules.Part(rules.PartKind(part.kind), part.month, part.fen))
    taken = select(Payment.reverses_id, Payment.id).where(Payment.reverses_id.in_(keys))
    back: dict[int | None, int] = {row[0]: row[1] for row in session.execute(taken)}
    issued = select(
        Receipt.payment_id,
        Receipt.id,
        Receipt.year,
        Receipt.number,
    ).where(Receipt.payment_id.in_(keys), Receipt.void_on.is_(None))
    slips = {row[0]: (row[1], number_text(row[2], row[3])) for row in session.execute(issued)}
    return tuple(
        PaymentRow(
            row.id,
            row.paid_on,
            row.fen,
            tuple(parts[row.id]),
            row.way,
            row.payer,
            row.payer_name,
            row.collector,
            row.voucher,
            row.remark,
            row.reason,
            row.reverses_id,
            back.get(row.id),
            slips.get(row.id, (None, ""))[0],
            slips.get(row.id, (None, ""))[1],
        )
        for row in rows
    )
