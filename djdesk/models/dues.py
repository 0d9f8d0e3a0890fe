"""Dues (党费): standards fixed, money collected, receipts, money upward and its use; all in fen.

Months are the date of their first day. Nothing that was counted is changed or deleted: what was
wrong is reversed by a row that names it.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from djdesk.models.base import Base, Travelling


class Standard(Travelling, Base):
    """What a member was fixed to pay from month `since` on (核定), with the working of that day.

    The base is `base_fen` divided by `divisor` (3 for a quarter's average), because a rounded
    average could fall into another band; both are empty for classes with a fixed amount. `working`
    and `basis` are kept, so that an old sheet prints unchanged. `mode` is annual or month.
    """

    __tablename__ = "dues_standard"
    __owner__ = "member_id"
    __table_args__ = (
        CheckConstraint("mode in ('annual','month')", name="mode"),
        UniqueConstraint("member_id", "since"),
    )

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    since: Mapped[date]
    code: Mapped[str] = mapped_column(String(16))
    base_fen: Mapped[int | None]
    divisor: Mapped[int] = mapped_column(default=1)
    rate_bp: Mapped[int | None]
    unit_fen: Mapped[int] = mapped_column(default=1)
    fen: Mapped[int]
    mode: Mapped[str] = mapped_column(String(6), default="annual")
    working: Mapped[str] = mapped_column(default="")
    basis: Mapped[str] = mapped_column(default="")
    decided_on: Mapped[date | None]
    decided_by: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")


class BaseItem(Travelling, Base):
    """One income (`sign` 1) or deduction (-1) from which the base of a standard was made up."""

    __tablename__ = "dues_item"
    __owner__ = "standard_id"
    __table_args__ = (
        CheckConstraint("sign in (1,-1)", name="sign"),
        Index("ix_dues_item_standard_id_position", "standard_id", "position"),
    )

    standard_id: Mapped[int] = mapped_column(ForeignKey("dues_standard.id"))
    position: Mapped[int]
    sign: Mapped[int]
    name: Mapped[str]
    fen: Mapped[int]


class Reduction(Travelling, Base):
    """An approved reduction to `to_fen` a month (减免), from month `since` to and with `until`."""

    __tablename__ = "dues_reduction"
    __owner__ = "member_id"
    __table_args__ = (Index("ix_dues_reduction_member_id_since", "member_id", "since"),)

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    since: Mapped[date]
    until: Mapped[date | None]
    to_fen: Mapped[int]
    reason: Mapped[str] = mapped_column(default="")
    branch_opinion: Mapped[str] = mapped_column(default="")
    branch_on: Mapped[date | None]
    superior_opinion: Mapped[str] = mapped_column(default="")
    superior_on: Mapped[date | None]
    document: Mapped[str] = mapped_column(default="")


class Account(Travelling, Base):
    """From and to which month this branch collects from a member, where the roster cannot tell.

    `paid_to` is the month a transfer letter states as paid; `first` overrides what follows from the
    rules, `last` ends the collection.
    """

    __tablename__ = "dues_account"
    __owner__ = "member_id"
    __table_args__ = (UniqueConstraint("member_id"),)

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    paid_to: Mapped[date | None]
    first: Mapped[date | None]
    last: Mapped[date | None]
    reason: Mapped[str] = mapped_column(default="")


class Excuse(Travelling, Base):
    """Months unpaid with a proper reason (正当理由): they do not count into the six months."""

    __tablename__ = "dues_excuse"
    __owner__ = "member_id"
    __table_args__ = (Index("ix_dues_excuse_member_id", "member_id"),)

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    since: Mapped[date]
    until: Mapped[date | None]
    reason: Mapped[str]
    document: Mapped[str] = mapped_column(default="")


class Payment(Travelling, Base):
    """Money received from a member on a day (交纳); a reversal names what it takes back.

    `payer` is a code of `dues_payer`, `payer_name` who brought it if not the member. The parts of a
    payment sum up to `fen`; those of a reversal are negative.
    """

    __tablename__ = "dues_payment"
    __owner__ = "member_id"
    __table_args__ = (
        UniqueConstraint("reverses_id"),
        Index("ix_dues_payment_member_id_paid_on", "member_id", "paid_on"),
        Index("ix_dues_payment_paid_on", "paid_on"),
    )

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    paid_on: Mapped[date]
    fen: Mapped[int]
    way: Mapped[str] = mapped_column(String(10), default="cash")
    payer: Mapped[str] = mapped_column(String(12), default="self")
    payer_name: Mapped[str] = mapped_column(default="")
    collector: Mapped[str] = mapped_column(default="")
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("dues_payment.id"))
    reason: Mapped[str] = mapped_column(default="")
    voucher: Mapped[str] = mapped_column(default="")
    remark: Mapped[str] = mapped_column(default="")


class PaymentPart(Travelling, Base):
    """A part of a payment: for `month`, or voluntary or large without one (code `dues_kind`)."""

    __tablename__ = "dues_part"
    __owner__ = "payment_id"
    __table_args__ = (
        Index("ix_dues_part_payment_id", "payment_id"),
        Index("ix_dues_part_member_id_month", "member_id", "month"),
    )

    payment_id: Mapped[int] = mapped_column(ForeignKey("dues_payment.id"))
    # the payment's member once more: every grid asks for member and month
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    kind: Mapped[str] = mapped_column(String(10))
    month: Mapped[date | None]
    fen: Mapped[int]


class Receipt(Travelling, Base):
    """A numbered receipt (收据): numbers run in a year without gaps, void ones are kept."""

    __tablename__ = "dues_receipt"
    __table_args__ = (
        UniqueConstraint("origin", "year", "number"),
        Index("ix_dues_receipt_payment_id", "payment_id"),
    )

    year: Mapped[int]
    number: Mapped[int]
    payment_id: Mapped[int | None] = mapped_column(ForeignKey("dues_payment.id"))
    payer: Mapped[str]
    months: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    fen: Mapped[int]
    way: Mapped[str] = mapped_column(String(10), default="cash")
    issued_on: Mapped[date]
    issued_by: Mapped[str] = mapped_column(default="")
    void_on: Mapped[date | None]
    void_reason: Mapped[str] = mapped_column(default="")


class LargeGift(Travelling, Base):
    """A 大额党费 and its way to the centre (大额党费登记)."""

    __tablename__ = "dues_large"
    __owner__ = "member_id"
    __table_args__ = (UniqueConstraint("payment_id"),)

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    payment_id: Mapped[int] = mapped_column(ForeignKey("dues_payment.id"))
    fen: Mapped[int]
    given_on: Mapped[date]
    brief: Mapped[str] = mapped_column(default="")
    reported_on: Mapped[date | None]
    receipt_number: Mapped[str] = mapped_column(default="")


class Entry(Travelling, Base):
    """A line of the cash book (收支账): `income` or `outgo` in fen, of the code `dues_entry`.

    What was collected comes in by day from the payments and is no line here; lines are handing
    over, money returned, use, interest and the balance brought forward.
    """

    __tablename__ = "dues_entry"
    __table_args__ = (
        UniqueConstraint("reverses_id"),
        Index("ix_dues_entry_organization_id_booked_on", "organization_id", "booked_on"),
    )

    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    booked_on: Mapped[date]
    voucher: Mapped[str] = mapped_column(default="")
    kind: Mapped[str] = mapped_column(String(10))
    summary: Mapped[str]
    income: Mapped[int] = mapped_column(default=0)
    outgo: Mapped[int] = mapped_column(default=0)
    handled_by: Mapped[str] = mapped_column(default="")
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("dues_entry.id"))
    remark: Mapped[str] = mapped_column(default="")


class Remittance(Travelling, Base):
    """Money of a period handed over to the superior (上缴), all sums in fen."""

    __tablename__ = "dues_remittance"
    __table_args__ = (
        Index("ix_dues_remittance_organization_id_first", "organization_id", "first"),
    )

    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    first: Mapped[date]
    last: Mapped[date]
    members: Mapped[int]
    due: Mapped[int]
    collected: Mapped[int]
    large: Mapped[int]
    share_bp: Mapped[int]
    up: Mapped[int]
    kept: Mapped[int]
    handed_on: Mapped[date]
    handed_by: Mapped[str] = mapped_column(default="")
    receipt_number: Mapped[str] = mapped_column(default="")
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("dues_entry.id"))
    remark: Mapped[str] = mapped_column(default="")


class Use(Travelling, Base):
    """An application for money and its account (党费使用): one of the five allowed uses."""

    __tablename__ = "dues_spending"
    __table_args__ = (Index("ix_dues_spending_organization_id", "organization_id"),)

    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    use: Mapped[str] = mapped_column(String(14))
    purpose: Mapped[str]
    budget: Mapped[int]
    applied_on: Mapped[date]
    branch_opinion: Mapped[str] = mapped_column(default="")
    decided_on: Mapped[date | None]
    superior_opinion: Mapped[str] = mapped_column(default="")
    approved_on: Mapped[date | None]
    settled: Mapped[int | None]
    settled_on: Mapped[date | None]
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("dues_entry.id"))
    remark: Mapped[str] = mapped_column(default="")


class SealedPeriod(Travelling, Base):
    """A reported period, locked (封存): `content` is the JSON of all its figures as reported."""

    __tablename__ = "dues_sealed"
    __table_args__ = (UniqueConstraint("organization_id", "first"),)

    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    first: Mapped[date]
    last: Mapped[date]
    sealed_on: Mapped[date]
    sealed_by: Mapped[str] = mapped_column(default="")
    due: Mapped[int]
    paid: Mapped[int]
    content: Mapped[str]
    remark: Mapped[str] = mapped_column(default="")


class Publication(Travelling, Base):
    """That the dues of a year (or a quarter, 1 to 4; 0: the year) were made public (公示)."""

    __tablename__ = "dues_publication"
    __table_args__ = (Index("ix_dues_publication_organization_id_year", "organization_id", "year"),)

    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    year: Mapped[int]
    quarter: Mapped[int] = mapped_column(default=0)
    published_on: Mapped[date]
    removed_on: Mapped[date | None]
    place: Mapped[str] = mapped_column(default="")
    objections: Mapped[str] = mapped_column(default="")
    remark: Mapped[str] = mapped_column(default="")
