"""What the ledger of dues says of a month: who paid in time, and who did not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from djdesk.models.dues import Payment, PaymentPart, Standard
from djdesk.models.rules.dues import yuan
from djdesk.services.assessment.facts import Fact, Person, Reading, say_day, source
from djdesk.services.dues.ledger import MemberLedger, ledgers


@dataclass(frozen=True, slots=True)
class Paid:
    """A member of whom dues are asked for the month: `in_time` fen of `due` by its last day.

    `on` is the day of the month on which that was complete or last added to; `record` names the
    payments for the month, without any what was fixed.
    """

    person: Person
    due: int
    in_time: int
    on: date
    record: str


_Part = tuple[int, date, str]
"""Fen for the month, the day on which it was paid, and the payment."""


def _paid(reading: Reading) -> tuple[Paid, ...]:
    """Everybody of whom dues were asked for the month; those with an excuse are left out."""
    return reading.once("dues", lambda: tuple(_read(reading)))


def _read(reading: Reading) -> Iterator[Paid]:
    asked: dict[int, tuple[MemberLedger, int]] = {}
    for ledger in ledgers(
        reading.session, reading.branch_id, first=reading.first, last=reading.first
    ):
        if ledger.member_id in reading.people and ledger.own and ledger.covers(reading.first):
            state = ledger.state(reading.first)
            if state.due and state.fixed and not state.excused:
                asked[ledger.member_id] = ledger, state.due
    if not asked:
        return
    parts, fixed = _parts(reading), _fixed(reading)
    for key, (ledger, due) in asked.items():
        rows = parts.get(key, [])
        in_time = [row for row in rows if row[1] <= reading.last]
        standard = ledger.fixed_in(reading.first)
        record = source("dues_payment", *(row[2] for row in rows))
        if not record and standard is not None:
            record = source("dues_standard", fixed[standard.id])
        on = max((row[1] for row in in_time), default=reading.first)
        yield Paid(
            reading.people[key],
            due,
            sum(row[0] for row in in_time),
            max(on, reading.first),
            record,
        )


def _parts(reading: Reading) -> Mapping[int, list[_Part]]:
    """What was paid for the month by `as_of`; what was taken back by then is left out."""
    undo = aliased(Payment)
    part = PaymentPart
    rows = reading.session.execute(
        select(part.member_id, part.fen, Payment.paid_on, Payment.uid)
        .join(Payment, Payment.id == part.payment_id)
        .outerjoin(undo, undo.reverses_id == Payment.id)
        .where(part.month == reading.first, Payment.paid_on <= reading.as_of)
        .where(Payment.reverses_id.is_(None), or_(undo.id.is_(None), undo.paid_on > reading.as_of))
        .order_by(Payment.paid_on, Payment.id)
    )
    found: dict[int, list[_Part]] = defaultdict(list)
    for member_id, fen, paid_on, uid in rows:
        found[member_id].append((fen, paid_on, uid))
    return found


def _fixed(reading: Reading) -> Mapping[int, str]:
    """The standards in force by the month, by their keys."""
    rows = reading.session.execute(
        select(Standard.id, Standard.uid).where(Standard.since <= reading.first)
    )
    return {row[0]: row[1] for row in rows}


def late(reading: Reading) -> Iterator[Fact]:
    """Who had not paid the month's dues in full by its last day (中组发〔2008〕3号第十二条)."""
    if not reading.over:
        return
    month = f"{reading.first.month}月党费"
    for each in _paid(reading):
        if each.in_time < each.due:
            short = yuan(each.due - each.in_time)
            text = f"{month}到{say_day(reading.last)}还差 {short} 元"
            yield reading.of_member(each.person, reading.last, each.record, text)


def on_time(reading: Reading) -> Iterator[Fact]:
    """Who paid the month's dues in full by its last day, as soon as it was paid."""
    for each in _paid(reading):
        if each.in_time >= each.due:
            text = f"{reading.first.month}月党费 {yuan(each.due)} 元按时交纳"
            yield reading.of_member(each.person, each.on, each.record, text)
