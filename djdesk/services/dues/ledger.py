"""The ledger of every member, read for a whole branch in a handful of statements.

What is due is never stored: it follows from standards, reductions and the roster. What was paid is
the sum of the parts of payments and their reversals.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from djdesk.models import dues as entities
from djdesk.models.organization import Organization
from djdesk.models.roster import Member, Standing
from djdesk.models.rules import dues as rules
from djdesk.models.rules.days import add_months
from djdesk.services.listing import Expression
from djdesk.services.organization import descendants

ACCEPTED, MOVED, DIED = "A1", "T", "B6"


@dataclass(frozen=True, slots=True)
class Fixed:
    """A standard as it stands in the book: what the rules need of it, and what papers print."""

    id: int
    rule: rules.Standard
    divisor: int
    rate_bp: int | None


@dataclass(frozen=True, slots=True)
class MemberLedger:
    """All that says what a member owes and paid.

    `paid` holds what was paid for each month, in fen. `liability` is None for somebody who never
    belonged to the branch on any day. `present` says that the member still belongs.
    """

    member_id: int
    uid: str
    name: str
    group: str
    sex: str
    birth_on: date | None
    fixed: tuple[Fixed, ...]
    reductions: tuple[rules.Reduction, ...]
    liability: rules.Liability | None
    excuses: tuple[tuple[date, date | None], ...]
    paid: Mapping[date, int]
    posts: tuple[rules.Post, ...]
    present: bool
    own: bool
    branch_id: int

    @property
    def standards(self) -> tuple[rules.Standard, ...]:
        """The standards as the rules know them."""
        return tuple(each.rule for each in self.fixed)

    def fixed_in(self, month: date) -> Fixed | None:
        """The standard in force in `month`."""
        known = [each for each in self.fixed if each.rule.since <= month]
        return max(known, key=lambda each: each.rule.since, default=None)

    def covers(self, month: date) -> bool:
        """Whether the branch collects from the member for `month`."""
        return self.liability is not None and self.liability.covers(month)

    def state(self, month: date) -> rules.MonthState:
        """What is due and was paid for one month, collected or not."""
        due = (
            rules.due_in(month, self.standards, self.liability, self.reductions)
            if self.liability is not None
            else 0
        )
        return rules.MonthState(
            month,
            due or 0,
            self.paid.get(month, 0),
            excused=any(s <= month and (u is None or month <= u) for s, u in self.excuses),
            fixed=due is not None,
        )

    def states(self, first: date, last: date) -> tuple[rules.MonthState, ...]:
        """The months from `first` to `last` for which dues are collected or something was paid."""
        return tuple(
            self.state(month)
            for month in rules.months(first, last)
            if self.covers(month) or self.paid.get(month)
        )

    def since(self) -> date | None:
        """The first month for which something can be due; None while nothing is fixed."""
        if self.liability is None or not self.fixed:
            return None
        return max(self.liability.first, min(each.rule.since for each in self.fixed))

    def ledger(self, until: date) -> tuple[rules.MonthState, ...]:
        """All months from the first that can be due up to `until`."""
        first = self.since()
        return () if first is None else self.states(first, until)


def ledgers(
    session: Session,
    organization_id: int | None = None,
    *,
    member_ids: Collection[int] | None = None,
    first: date | None = None,
    last: date | None = None,
) -> tuple[MemberLedger, ...]:
    """The ledgers of a branch, a group or the whole book (None), in the order of the roster.

    With `first` and `last` only members from whom dues are collected in one of these months or who
    paid for one. Withdrawn entries do not appear. Seven statements whatever the size.
    """
    below = None if organization_id is None else descendants(session, organization_id)
    people = _people(session, member_ids)
    read = _Facts(session, member_ids)
    found: list[MemberLedger] = []
    for rows in people.values():
        ledger = read.ledger(rows, below)
        if ledger is None:
            continue
        if first is not None and last is not None and not _concerns(ledger, first, last):
            continue
        found.append(ledger)
    return tuple(found)


def ledger_of(session: Session, member_id: int) -> MemberLedger | None:
    """The ledger of one member; None for an unknown or withdrawn one."""
    found = ledgers(session, member_ids=(member_id,))
    return found[0] if found else None


def _concerns(ledger: MemberLedger, first: date, last: date) -> bool:
    return any(ledger.covers(m) or ledger.paid.get(m) for m in rules.months(first, last))


_Rows = Sequence[Any]  # rows of several tables, of which SQLAlchemy only knows the whole


def _people(session: Session, member_ids: Collection[int] | None) -> dict[int, list[Any]]:
    """The standings of members with who they are, the oldest first, members in list order."""
    group = Organization
    statement = (
        select(
            Member.id,
            Member.uid,
            Member.name,
            Member.sex,
            Member.birth_on,
            Member.origin,
            Standing.since,
            Standing.until,
            Standing.state,
            Standing.way,
            Standing.branch_id,
            Standing.group_id,
            Standing.work_post,
            group.name.label("group_name"),
            group.position,
            Member.name_strokes,
        )
        .join(Standing, Standing.member_id == Member.id)
        .outerjoin(group, group.id == Standing.group_id)
        .where(Member.withdrawn_on.is_(None))
        .order_by(Standing.since, Standing.until.is_(None), Standing.until, Standing.id)
    )
    found: dict[int, list[Any]] = defaultdict(list)
    for row in session.execute(_of(statement, Member.id, member_ids)):
        found[row.id].append(row)
    order = sorted(
        found,
        key=lambda key: (
            found[key][-1].group_name is None,
            found[key][-1].position or 0,
            found[key][-1].group_name or "",
            found[key][-1].name_strokes,
            key,
        ),
    )
    return {key: found[key] for key in order}


def _of(
    statement: Select[*tuple[Any, ...]], column: Expression, member_ids: Collection[int] | None
) -> Select[*tuple[Any, ...]]:
    return statement if member_ids is None else statement.where(column.in_(list(member_ids)))


class _Facts:
    """Standards, reductions, accounts, excuses and what was paid, each read once."""

    def __init__(self, session: Session, member_ids: Collection[int] | None) -> None:
        def grouped(
            statement: Select[*tuple[Any, ...]], column: Expression
        ) -> dict[int, list[Any]]:
            found: dict[int, list[Any]] = defaultdict(list)
            for row in session.execute(_of(statement, column, member_ids)):
                found[row.member_id].append(row)
            return found

        s, r, a, e, p = (
            entities.Standard,
            entities.Reduction,
            entities.Account,
            entities.Excuse,
            entities.PaymentPart,
        )
        self.standards = grouped(
            select(s.member_id, s.id, s.since, s.code, s.fen, s.base_fen, s.divisor, s.rate_bp),
            s.member_id,
        )
        self.reductions = grouped(
            select(r.member_id, r.to_fen, r.since, r.until, r.branch_on, r.superior_on),
            r.member_id,
        )
        self.accounts = grouped(select(a.member_id, a.paid_to, a.first, a.last), a.member_id)
        self.excuses = grouped(select(e.member_id, e.since, e.until), e.member_id)
        self.paid = grouped(
            select(p.member_id, p.month, func.sum(p.fen).label("fen"))
            .where(p.month.is_not(None))
            .group_by(p.member_id, p.month),
            p.member_id,
        )

    def ledger(self, rows: _Rows, below: Collection[int] | None) -> MemberLedger | None:
        """The ledger of one member of these standings; None outside of `below`."""
        here = [row for row in rows if below is None or row.branch_id in below]
        last = rows[-1]
        if not here and below is not None and last.group_id in below:
            here = [row for row in rows if row.branch_id == last.branch_id]
        if not here:
            return None
        member_id, paid = last.id, self.paid.get(last.id, ())
        chosen = [Span(r.paid_to, r.first, r.last) for r in self.accounts.get(member_id, ())]
        return MemberLedger(
            member_id,
            last.uid,
            last.name,
            last.group_name or "",
            last.sex,
            last.birth_on,
            tuple(
                Fixed(
                    row.id,
                    rules.Standard(row.since, row.code, row.fen, row.base_fen),
                    row.divisor,
                    row.rate_bp,
                )
                for row in self.standards.get(member_id, ())
            ),
            tuple(
                rules.Reduction(row.to_fen, row.since, row.until, row.branch_on, row.superior_on)
                for row in self.reductions.get(member_id, ())
            ),
            liability(here, chosen[0] if chosen else Span()),
            tuple((row.since, row.until) for row in self.excuses.get(member_id, ())),
            {row.month: row.fen for row in paid if row.fen},
            _posts(rows),
            last.state == "in",
            not last.origin,
            here[-1].branch_id,
        )


def _posts(rows: _Rows) -> tuple[rules.Post, ...]:
    found: list[rules.Post] = []
    for row in rows:
        if row.work_post and (not found or found[-1].code != row.work_post):
            found.append(rules.Post(row.since, row.work_post))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Span:
    """From which month to which somebody chose that dues are collected, and what a letter says."""

    paid_to: date | None = None
    first: date | None = None
    last: date | None = None


def liability(rows: Iterable[Any], account: Span) -> rules.Liability | None:
    """For which months a branch collects, from the standings of a member in it and the account.

    Dues run from the month of acceptance or arrival to the month of the last day; nothing is asked
    of the month in which somebody died. What a transfer letter states as paid and the months that
    somebody chose go before.
    """
    spans: list[tuple[date, date | None, str, str]] = []
    for row in rows:
        if row.state != "in":
            if spans and row.way == DIED:
                since, until, way, _ = spans[-1]
                spans[-1] = since, until, way, DIED
            continue
        if row.until == row.since:
            continue  # another event of the same day follows
        if spans and spans[-1][1] == row.since:
            spans[-1] = spans[-1][0], row.until, spans[-1][2], ""
        else:
            spans.append((row.since, row.until, row.way, ""))
    if not spans:
        return None
    came, _, way, _ = spans[0]
    if way == MOVED and came.day > 1:
        came = add_months(rules.month_of(came), 1)  # the branch before had this month
    first = rules.first_month(came if way == ACCEPTED else None, account.paid_to, came)
    ends = [_last_month(span) for span in spans]
    pauses = []
    for end, later in zip(ends, spans[1:], strict=False):
        if end is not None:
            begin, finish = add_months(end, 1), add_months(rules.month_of(later[0]), -1)
            if begin <= finish:
                pauses.append((begin, finish))
    return rules.Liability(account.first or first, account.last or ends[-1], tuple(pauses))


def _last_month(span: tuple[date, date | None, str, str]) -> date | None:
    _, until, _, ending = span
    if until is None:
        return None
    month = rules.month_of(until - timedelta(days=1))
    return add_months(rules.month_of(until), -1) if ending == DIED else month
