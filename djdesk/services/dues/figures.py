"""Figures of dues for charts: rate by month, arrears by length, what the money is made of."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from djdesk.models.dues import Payment, PaymentPart
from djdesk.models.rules import codes
from djdesk.models.rules import dues as rules
from djdesk.services.desk import Desk
from djdesk.services.dues import cash
from djdesk.services.dues.collection import within
from djdesk.services.dues.ledger import ledgers


@dataclass(frozen=True, slots=True)
class MonthRate:
    """One month: what was due and paid for it (at most what was due), in fen, and by how many.

    `percent` is paid of due, None where nothing was due or the month has not begun.
    """

    month: date
    due: int
    paid: int
    payers: int
    paid_by: int
    percent: int | None


@dataclass(frozen=True, slots=True)
class Slice:
    """One bar or slice: its word, how many members, their money in fen, and who they are."""

    key: str
    title: str
    count: int
    fen: int
    member_ids: tuple[int, ...] = ()


def rates(desk: Desk, year: int, organization_id: int | None = None) -> tuple[MonthRate, ...]:
    """The collection rate of every month of a year."""
    first, last = date(year, 1, 1), date(year, 12, 1)
    with desk.store.read() as session:
        found = ledgers(session, organization_id, first=first, last=last)
    rows = []
    for month in rules.months(first, last):
        states = [state for each in found if (state := each.state(month)).due]
        due = sum(state.due for state in states)
        paid = sum(min(state.due, state.paid) for state in states)
        percent = paid * 100 // due if due and month <= desk.today() else None
        full = sum(not state.lacking for state in states)
        rows.append(MonthRate(month, due, paid, len(states), full, percent))
    return tuple(rows)


def arrears(
    desk: Desk, organization_id: int | None = None, day: date | None = None
) -> tuple[Slice, ...]:
    """Members in arrears by how many months they owe, the shortest first; 0 months do not count."""
    on = day or desk.today()
    titles = rules.bands_of_arrears(on)
    with desk.store.read() as session:
        found = ledgers(session, organization_id)
    sums: dict[str, list[tuple[int, int]]] = {title: [] for title in titles}
    for ledger in found:
        owed = rules.overdue(ledger.ledger(on), on)
        if owed:
            counts = rules.arrears_by_length([len(owed)], on)
            title = next(title for title, count in counts.items() if count)
            sums[title].append((ledger.member_id, sum(state.lacking for state in owed)))
    return tuple(
        Slice(title, title, len(rows), sum(fen for _, fen in rows), tuple(key for key, _ in rows))
        for title, rows in sums.items()
    )


def by_class(
    desk: Desk, organization_id: int | None = None, day: date | None = None
) -> tuple[Slice, ...]:
    """Members who pay this month by class, with what they owe a month; 未核定 last."""
    month = rules.month_of(day or desk.today())
    with desk.store.read() as session:
        found = ledgers(session, organization_id, first=month, last=month)
    members: dict[str, list[tuple[int, int]]] = {}
    for ledger in found:
        if not ledger.covers(month):
            continue
        fixed = ledger.fixed_in(month)
        code = fixed.rule.code if fixed is not None else ""
        members.setdefault(code, []).append((ledger.member_id, ledger.state(month).due))
    table = codes.table("dues_class")
    order = [entry.code for entry in table.entries if entry.code in members]
    order += [code for code in members if code not in order]
    return tuple(
        Slice(
            code,
            table.short(code) or "未核定",
            len(members[code]),
            sum(fen for _, fen in members[code]),
            tuple(key for key, _ in members[code]),
        )
        for code in order
    )


def by_kind(desk: Desk, year: int, organization_id: int | None = None) -> tuple[Slice, ...]:
    """The money received in a year by why it was paid: 正常, 补交, 预交, 自愿, 大额."""
    with desk.store.read() as session:
        rows = session.execute(
            select(PaymentPart.kind, PaymentPart.member_id, func.sum(PaymentPart.fen))
            .join(Payment, Payment.id == PaymentPart.payment_id)
            .where(*within(date(year, 1, 1), date(year, 12, 1)))
            .where(*cash.paid_here(session, cash.scope_of(desk, organization_id)))
            .group_by(PaymentPart.kind, PaymentPart.member_id)
        ).all()
    sums: Counter[str] = Counter()
    people: dict[str, list[int]] = {}
    for kind, member_id, fen in rows:
        if fen:
            sums[kind] += fen
            people.setdefault(kind, []).append(member_id)
    return tuple(
        Slice(
            entry.code,
            entry.short,
            len(people.get(entry.code, ())),
            sums[entry.code],
            tuple(people.get(entry.code, ())),
        )
        for entry in codes.table("dues_kind").entries
        if entry.code in sums
    )
