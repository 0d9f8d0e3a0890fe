"""The register of large dues (大额党费): all of it goes to the centre, with the member's file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from djdesk.errors import Problem
from djdesk.models.dues import LargeGift, Payment
from djdesk.models.roster import Member
from djdesk.services.desk import Desk
from djdesk.services.dues import fields as forms
from djdesk.services.dues import rows as table
from djdesk.services.dues.rows import AREA, Values


@dataclass(frozen=True, slots=True)
class LargeRow:
    """One 大额党费; `taken_back` says that its payment was reversed."""

    id: int
    member_id: int
    name: str
    payment_id: int
    fen: int
    given_on: date
    brief: str
    reported_on: date | None
    receipt_number: str
    taken_back: bool


def large_gifts(desk: Desk, year: int | None = None) -> tuple[LargeRow, ...]:
    """The register of a year (None: all), the newest first."""
    wanted = (
        select(LargeGift, Member.name)
        .join(Member, Member.id == LargeGift.member_id)
        .order_by(LargeGift.given_on.desc(), LargeGift.id.desc())
    )
    if year is not None:
        wanted = wanted.where(LargeGift.given_on >= date(year, 1, 1))
        wanted = wanted.where(LargeGift.given_on <= date(year, 12, 31))
    with desk.store.read() as session:
        back = select(Payment.reverses_id).where(Payment.reverses_id.is_not(None))
        gone = set(session.scalars(back))
        return tuple(
            LargeRow(
                row.id,
                row.member_id,
                name,
                row.payment_id,
                row.fen,
                row.given_on,
                row.brief,
                row.reported_on,
                row.receipt_number,
                row.payment_id in gone,
            )
            for row, name in session.execute(wanted)
        )


def report_large(desk: Desk, large_id: int, values: Values) -> None:
    """Enter the member's short file, when it was reported, and the receipt of 中组部."""
    desk.require(AREA)
    extra = set(values) - {"brief", "reported_on", "receipt_number"}
    if extra:
        raise ValueError(f"not fields of this step: {sorted(extra)}")
    with desk.store.write("登记大额党费上报", area=AREA) as session:
        row = table.own_row(session, LargeGift, large_id)
        given = table.completed(forms.LARGE_FIELDS, values)
        facts = table.held(row, forms.LARGE_FIELDS) | given
        problems = table.check_form(forms.LARGE_FIELDS, facts, desk.today())
        reported = facts.get("reported_on")
        if isinstance(reported, date) and reported < row.given_on:
            problems.append(Problem("上报日期早于交纳日期。", "请核对日期。", "reported_on"))
        table.refuse(problems)
        table.put(row, given)
