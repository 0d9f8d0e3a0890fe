"""The cash book (收支账): what was collected comes in by day, everything else is entered here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session

from djdesk.errors import Problem, UserError
from djdesk.models.books import BookKind
from djdesk.models.dues import Entry, Payment
from djdesk.models.roster import Standing
from djdesk.models.rules import codes
from djdesk.models.rules import dues as rules
from djdesk.services.desk import Desk
from djdesk.services.dues import fields as forms
from djdesk.services.dues import rows as table
from djdesk.services.dues.rows import AREA, Values
from djdesk.services.organization import descendants

COLLECTED = "dues"
"""The kind of a line that comes from payments; the others are codes of dues_entry."""

FORWARD, REMITTED, USED = "forward", "remitted", "use"
_ELSEWHERE = {REMITTED: "党费上缴", USED: "党费使用"}


@dataclass(frozen=True, slots=True)
class CashLine:
    """One line of the book, sums in fen; `balance` after it. A reversal has negative sums (红字).

    `entry_id` is None for what was collected; `taken_back` says that another line reverses it.
    """

    day: date
    voucher: str
    kind: str
    summary: str
    income: int
    outgo: int
    balance: int
    handled_by: str
    remark: str
    entry_id: int | None = None
    reverses_id: int | None = None
    taken_back: bool = False


@dataclass(frozen=True, slots=True)
class CashBook:
    """The book of some months: opening + income - outgo = closing."""

    first: date
    last: date
    opening: int
    lines: tuple[CashLine, ...]
    income: int
    outgo: int
    closing: int


def book(desk: Desk, year: int, organization_id: int | None = None) -> CashBook:
    """The cash book of a year."""
    return book_of(desk, date(year, 1, 1), date(year, 12, 1), organization_id)


def book_of(desk: Desk, first: date, last: date, organization_id: int | None = None) -> CashBook:
    """The cash book from month `first` to month `last`."""
    with desk.store.read() as session:
        return read_book(session, scope_of(desk, organization_id), first, last)


def scope_of(desk: Desk, organization_id: int | None) -> int | None:
    """The organization to ask for; a branch's own book is asked for as a whole."""
    card = desk.store.book
    whole = card.kind is BookKind.BRANCH and organization_id == card.home_organization_id
    return None if whole else organization_id


def read_book(session: Session, organization_id: int | None, first: date, last: date) -> CashBook:
    """As `book_of`, inside a session of the caller; `organization_id` None is everything."""
    begin, end = rules.month_of(first), rules.last_day(rules.month_of(last))
    opening = _before(session, organization_id, begin)
    lines: list[CashLine] = []
    balance = opening
    found = [
        *_collected(session, organization_id, begin, end),
        *_entered(session, organization_id, begin, end),
    ]
    for line in sorted(found, key=lambda each: (each.day, each.entry_id or 0, each.income < 0)):
        balance += line.income - line.outgo
        lines.append(replace(line, balance=balance))
    income, outgo = sum(line.income for line in lines), sum(line.outgo for line in lines)
    return CashBook(begin, rules.month_of(last), opening, tuple(lines), income, outgo, balance)


def balance(session: Session, organization_id: int | None = None) -> int:
    """What is in hand now, in fen."""
    return _before(session, organization_id, date.max)


def paid_here(session: Session, organization_id: int | None) -> tuple[ColumnElement[bool], ...]:
    """The conditions that a payment came in at an organization: by where the payer belonged."""
    if organization_id is None:
        return ()
    keys = descendants(session, organization_id)
    return (
        exists().where(
            Standing.member_id == Payment.member_id,
            Standing.since <= Payment.paid_on,
            or_(Standing.until.is_(None), Standing.until > Payment.paid_on),
            Standing.branch_id.in_(keys),
        ),
    )


def _booked_here(session: Session, organization_id: int | None) -> tuple[ColumnElement[bool], ...]:
    if organization_id is None:
        return ()
    return (Entry.organization_id.in_(descendants(session, organization_id)),)


def _before(session: Session, organization_id: int | None, day: date) -> int:
    paid = select(func.sum(Payment.fen)).where(
        Payment.paid_on < day, *paid_here(session, organization_id)
    )
    booked = select(func.sum(Entry.income - Entry.outgo)).where(
        Entry.booked_on < day, *_booked_here(session, organization_id)
    )
    return (session.scalar(paid) or 0) + (session.scalar(booked) or 0)


def _collected(
    session: Session, organization_id: int | None, first: date, last: date
) -> Iterable[CashLine]:
    """What was collected on each day, and apart from it what was given back."""
    rows = session.scalars(
        select(Payment)
        .where(Payment.paid_on >= first, Payment.paid_on <= last)
        .where(*paid_here(session, organization_id))
        .order_by(Payment.paid_on, Payment.id)
    )
    days: dict[tuple[date, bool], list[Payment]] = defaultdict(list)
    for row in rows:
        days[row.paid_on, row.reverses_id is not None].append(row)
    for (day, back), group in days.items():
        people = len({row.member_id for row in group})
        yield CashLine(
            day,
            _words(row.voucher for row in group),
            COLLECTED,
            f"冲销党费 {len(group)} 笔" if back else f"收党费（{people} 人）",
            sum(row.fen for row in group),
            0,
            0,
            _words(row.collector for row in group),
            _words(row.reason for row in group) if back else "",
        )


def _words(texts: Iterable[str]) -> str:
    return "、".join(dict.fromkeys(text for text in texts if text))


def _entered(
    session: Session, organization_id: int | None, first: date, last: date
) -> Iterable[CashLine]:
    back = select(Entry.reverses_id).where(Entry.reverses_id.is_not(None))
    gone = set(session.scalars(back))
    rows = session.scalars(
        select(Entry)
        .where(Entry.booked_on >= first, Entry.booked_on <= last)
        .where(*_booked_here(session, organization_id))
        .order_by(Entry.booked_on, Entry.id)
    )
    for row in rows:
        yield CashLine(
            row.booked_on,
            row.voucher,
            row.kind,
            row.summary,
            row.income,
            row.outgo,
            0,
            row.handled_by,
            row.remark,
            row.id,
            row.reverses_id,
            row.id in gone,
        )


# -- entries ---------------------------------------------------------------------------------------


def check_entry(desk: Desk, values: Values) -> list[Problem]:
    """What is wrong with a line as typed."""
    with desk.store.read() as session:
        given = table.completed(forms.ENTRY_FIELDS, values)
        return _entry_problems(session, given, desk.today())


def enter(desk: Desk, values: Values) -> int:
    """Enter a line of the cash book; returns its key.

    Money collected, handed over or used is entered in its own place. `Refused` for a sealed day,
    and for more going out than there is.
    """
    desk.require(AREA)
    with desk.store.write("登记党费收支账", area=AREA) as session:
        given = table.completed(forms.ENTRY_FIELDS, values)
        problems = _entry_problems(session, given, desk.today())
        kind = str(given.get("kind") or "")
        if kind in _ELSEWHERE:
            text = f"这一类请在“{_ELSEWHERE[kind]}”里登记。"
            problems.append(Problem(text, "账上会自动记一笔。", "kind"))
        table.refuse(problems)
        return book_entry(session, desk, {**given}).id


def book_entry(session: Session, desk: Desk, values: Values) -> Entry:
    """Write a checked line into the book of the home organization."""
    home = desk.store.book.home_organization_id
    filled = {key: value for key, value in values.items() if value is not None}
    row = Entry(organization_id=home, **filled)
    session.add(row)
    session.flush()
    return row


def _entry_problems(session: Session, given: Values, today: date) -> list[Problem]:
    problems = table.check_form(forms.ENTRY_FIELDS, given, today)
    income, outgo = given.get("income") or 0, given.get("outgo") or 0
    kind, day = str(given.get("kind") or ""), given.get("booked_on")
    if not isinstance(income, int) or not isinstance(outgo, int):
        return problems
    group = codes.table("dues_entry").group(kind)
    if (income > 0) == (outgo > 0):
        text = "收入和支出要填一项，也只填一项。"
        problems.append(Problem(text, "请核对金额。", "income"))
    elif group and (group == "income") != (income > 0):
        word = "收入" if group == "income" else "支出"
        field = "outgo" if group == "income" else "income"
        text = f"“{codes.table('dues_entry').name(kind)}”应填在{word}栏。"
        problems.append(Problem(text, "请核对类别和金额。", field))
    if isinstance(day, date):
        problems += table.open_on(session, day, "booked_on")
        if kind == FORWARD and _is_running(session, day):
            remedy = "上年结余由程序自动结转；只有开始使用本程序时才登记结转数。"
            problems.append(Problem("账上已经有更早的收支。", remedy, "kind"))
    if outgo > 0:
        problems += check_balance(session, outgo, "outgo")
    return problems


def _is_running(session: Session, day: date) -> bool:
    paid = select(Payment.id).where(Payment.paid_on < day, Payment.origin == "").limit(1)
    booked = select(Entry.id).where(Entry.booked_on < day, Entry.origin == "").limit(1)
    same = select(Entry.id).where(Entry.kind == FORWARD, Entry.origin == "").limit(1)
    reversed_too = same.where(
        ~Entry.id.in_(select(Entry.reverses_id).where(Entry.reverses_id.is_not(None))),
        Entry.reverses_id.is_(None),
    )
    return any(session.scalar(each) is not None for each in (paid, booked, reversed_too))


def check_balance(session: Session, outgo: int, field: str) -> list[Problem]:
    """That there is not enough in hand for `outgo` fen; empty if there is."""
    there = balance(session)
    if outgo <= there:
        return []
    text = f"支出 {rules.yuan(outgo)} 元，账上只有 {rules.yuan(there)} 元。"
    return [Problem(text, "请核对金额，或先登记收入。", field)]


def reverse_entry(desk: Desk, entry_id: int, *, reason: str, on: date | None = None) -> int:
    """Take a line back by another with negative sums on `on` (default: today); returns its key.

    What was handed over or used counts as not handed over or used any more. Refused in a sealed
    month, and for a line that is a reversal or was reversed.
    """
    desk.require(AREA)
    day = on or desk.today()
    with desk.store.write("冲销党费收支账", reason=reason, area=AREA) as session:
        row = table.own_row(session, Entry, entry_id)
        if row.reverses_id is not None:
            raise UserError("这是一笔冲销，不能再冲销。", "请重新登记这笔收支。")
        if session.scalar(select(Entry.id).where(Entry.reverses_id == row.id)) is not None:
            raise UserError("这一笔已经冲销过了。", "不用再冲销。")
        problems = table.open_on(session, day, "booked_on")
        if not reason.strip():
            problems.append(Problem("没有写明冲销原因。", "请写明原因，原记录会保留。", "reason"))
        if day < row.booked_on or day > desk.today():
            problems.append(Problem("冲销日期不对。", "应在原日期到今天之间。", "booked_on"))
        if row.income > 0:
            problems += check_balance(session, row.income, "income")
        table.refuse(problems)
        values: Values = {
            "booked_on": day,
            "voucher": "",
            "kind": row.kind,
            "summary": f"冲销：{row.summary}",
            "income": -row.income,
            "outgo": -row.outgo,
            "handled_by": desk.user,
            "remark": reason.strip(),
        }
        made = book_entry(session, desk, values)
        made.reverses_id = row.id
        session.flush()
        return made.id


def taken_back(session: Session) -> frozenset[int]:
    """The keys of all lines that another line reverses."""
    found = session.scalars(select(Entry.reverses_id).where(Entry.reverses_id.is_not(None)))
    return frozenset(key for key in found if key is not None)
