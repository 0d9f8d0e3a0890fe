"""The points ledger (积分登记): lines are booked with a reason, checked, reversed, never deleted.

What one line gives is worked out when it is booked; caps and floors are a matter of the sum.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from djdesk.errors import Problem, Refused, UserError
from djdesk.models.assessment import MonthBook, PointLine, ScoringClass
from djdesk.models.rules.assessment import pricing
from djdesk.models.rules.assessment.rubric import Item, Level, Rubric, Table
from djdesk.models.rules.dues.months import last_day, month_of, say_month
from djdesk.services import archive
from djdesk.services.assessment import rows
from djdesk.services.assessment.line_rows import OWNER
from djdesk.services.assessment.people import ORDINARY, subjects
from djdesk.services.assessment.rows import AREA, Subject
from djdesk.services.desk import Desk

MANY = 5_000
"""More lines than this at once are nobody's work."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line to be booked: what happened, for which item, to whom; `points` in tenths.

    Which of `quantity`, `step` and `points` is needed follows from the kind of the item. `evidence`
    are files: name and content.
    """

    level: Level
    organization_id: int
    member_id: int | None
    month: date
    item: str
    happened_on: date
    quantity: int | None = None
    step: str = ""
    points: int | None = None
    reason: str = ""
    document: str = ""
    evidence: tuple[tuple[str, bytes], ...] = ()

    @property
    def subject(self) -> Subject:
        """Whom it speaks of."""
        return Subject(self.level, self.organization_id, self.member_id)


# -- booking ---------------------------------------------------------------------------------------


def book_line(desk: Desk, entry: Entry, *, pending: bool = False) -> int:
    """Book one line; returns its key. `pending` lines count only once somebody has checked them.

    `Refused` for an entry that does not fit its item, without reason, or without the document
    number that the item wants; `UserError` for a month that takes no lines.
    """
    return book_many(desk, [entry], pending=pending)[0]


def book_many(desk: Desk, entries: Sequence[Entry], *, pending: bool = False) -> tuple[int, ...]:
    """Book many lines as one step, all or nothing; the keys in the order of `entries`.

    The problems of `Refused` name person and item.
    """
    desk.require(AREA)
    if not entries:
        return ()
    if len(entries) > MANY:
        raise UserError(f"一次最多登记 {MANY} 条。", "请分几次登记。")
    kept = [
        [archive.keep(desk, archive.checked_name(name, data), data) for name, data in e.evidence]
        for e in entries
    ]
    title = "登记积分" if len(entries) == 1 else f"登记积分 {len(entries)} 条"
    with desk.store.write(title, area=AREA) as session:
        made = book(session, desk, entries, pending=pending)
        for row, files in zip(made, kept, strict=True):
            for file in files:
                archive.insert(session, OWNER, row.id, file)
        return tuple(row.id for row in made)


def check_entry(desk: Desk, entry: Entry) -> list[Problem]:
    """What speaks against booking `entry` now."""
    with desk.store.read() as session:
        try:
            month = rows.bookable(session, desk, entry.month)
        except UserError as error:
            return [Problem(error.text, error.remedy, "month")]
        return _Booker(session, desk, month).problems(entry)


def book(
    session: Session, desk: Desk, entries: Sequence[Entry], *, pending: bool = False
) -> list[PointLine]:
    """As `book_many`, inside a transaction of the caller, without evidence."""
    bookers: dict[date, _Booker] = {}
    for entry in entries:
        month = month_of(entry.month)
        if month not in bookers:
            bookers[month] = _Booker(session, desk, rows.bookable(session, desk, month))
    problems: list[Problem] = []
    made: list[PointLine] = []
    for entry in entries:
        booker = bookers[month_of(entry.month)]
        found = booker.problems(entry)
        if found:
            problems += [booker.named(problem, entry) for problem in found]
        elif not problems:
            made.append(booker.line(entry, pending))
    if problems:
        raise Refused(problems)
    session.add_all(made)
    session.flush()
    return made


class _Booker:
    """Books lines into one month: knows its rubric, whom it assesses, and what was free."""

    def __init__(self, session: Session, desk: Desk, month: MonthBook) -> None:
        self._session = session
        self._desk = desk
        self._month = month
        self._home = rows.home_of(desk)
        self._rubric = rows.rubric_of(session, month.rubric_id)
        self._kinds = class_of(session, month.month)
        self._subjects = subjects(session, self._home, month.month, self._rubric)
        self._held: Counter[tuple[Subject, str]] = Counter()

    def problems(self, entry: Entry) -> list[Problem]:
        found = self._subject_problems(entry)
        item = self._item(entry)
        if item is None:
            found.append(Problem("方案里没有这个项目。", "请从列表中选择。", "item"))
        else:
            found += pricing.check_entry(
                item,
                quantity=entry.quantity,
                step=entry.step,
                points=entry.points,
                reason=entry.reason,
                document=entry.document,
            )
        if entry.happened_on > self._desk.today():
            found.append(Problem("日期在今天之后。", "请核对日期。", "happened_on"))
        elif entry.happened_on > last_day(self._month.month):
            text = f"日期在{say_month(self._month.month)}以后。"
            found.append(Problem(text, "请登记到事情发生的那个月。", "happened_on"))
        return found

    def _subject_problems(self, entry: Entry) -> list[Problem]:
        excluded = self._subjects.get(entry.subject)
        if excluded is None:
            text = f"考核对象{say_month(self._month.month)}不在本支部。"
            return [Problem(text, "请从列表中选择。", "member_id")]
        if excluded:
            text = f"该同志{say_month(self._month.month)}不计分：{excluded}。"
            return [Problem(text, "请核对人员；应计分的先调整积分类别。", "member_id")]
        return []

    def _item(self, entry: Entry) -> Item | None:
        kind = self._kinds.get(entry.member_id or 0, ORDINARY)
        return item_of(self._rubric.table(entry.level, kind), entry.item)

    def named(self, problem: Problem, entry: Entry) -> Problem:
        """The problem with person and item in front, for entries by the dozen."""
        name = rows.name_of(self._session, entry.subject)
        return Problem(
            f"{name}：{problem.text}" if name else problem.text,
            problem.remedy,
            problem.field,
            problem.severity,
            entry.item,
        )

    def line(self, entry: Entry, pending: bool) -> PointLine:
        """The row of an entry without problems."""
        item = self._item(entry)
        assert item is not None
        quantity = entry.quantity
        if item.kind == "count" and quantity is None:
            quantity = 1
        points = pricing.price(
            item,
            quantity=quantity,
            step=entry.step,
            points=entry.points,
            before=self._before(entry, item),
        )
        if item.free and quantity and not pending:
            self._held[entry.subject, item.code] += quantity
        return PointLine(
            level=entry.level,
            organization_id=entry.organization_id,
            member_id=entry.member_id,
            month=self._month.month,
            happened_on=entry.happened_on,
            rubric_id=self._month.rubric_id,
            item=item.code,
            quantity=quantity if item.kind in ("count", "ratio") else None,
            step=entry.step if item.kind == "graded" else "",
            points=points,
            reason=entry.reason.strip(),
            document=entry.document.strip(),
            state="pending" if pending else "valid",
            entered_by=self._desk.user,
            entered_on=self._desk.today(),
        )

    def _before(self, entry: Entry, item: Item) -> int:
        """What the item's span already holds, where the first ones are free."""
        if not item.free:
            return 0
        held = held_quantity(self._session, self._rubric, entry.subject, item, self._month.month)
        return held + self._held[entry.subject, item.code]


def held_quantity(
    session: Session, rubric: Rubric, subject: Subject, item: Item, month: date
) -> int:
    """How many of `item` the span of `month` holds that count."""
    first = month.replace(month=1) if item.span == "year" else month
    found = session.scalar(
        select(func.sum(PointLine.quantity)).where(
            rows.of_subject(PointLine, subject),
            PointLine.item == item.code,
            PointLine.state == "valid",
            rows.of_rubric(rubric.code),
            PointLine.month >= first,
            PointLine.month <= month,
        )
    )
    return found or 0


def item_of(table: Table | None, code: str) -> Item | None:
    """The item `code` of a table; None without it."""
    if table is None:
        return None
    return next((item for item in table.items if item.code == code), None)


def class_of(session: Session, month: date) -> dict[int, str]:
    """The class (积分类别) in a month of every member who is not ordinary."""
    row = ScoringClass
    found = session.execute(
        select(row.member_id, row.kind)
        .where(row.since <= month, row.until.is_(None) | (row.until >= month))
        .order_by(row.since)
    )
    return {each[0]: each[1] for each in found}


# -- reversing and checking ------------------------------------------------------------------------


def reverse_line(desk: Desk, line_id: int, *, reason: str) -> int:
    """Take a line back by another one in the same month; returns the key of that one.

    Refused without reason, for a reversal, and for what was reversed already.
    """
    desk.require(AREA)
    with desk.store.write("冲销积分", reason=reason, area=AREA) as session:
        row = rows.own_row(session, PointLine, line_id)
        made = reverse(session, desk, row, reason=reason)
        return made.id


def reverse(session: Session, desk: Desk, row: PointLine, *, reason: str) -> PointLine:
    """As `reverse_line`, inside a transaction of the caller."""
    month = rows.bookable(session, desk, row.month)
    problems = []
    if not reason.strip():
        problems.append(Problem("没有填写冲销的原因。", "请写明为什么冲销。", "reason"))
    if row.reverses_id is not None:
        problems.append(Problem("这一条本身是冲销，不能再冲销。", "请重新登记一条。"))
    if row.state != "valid":
        problems.append(Problem("这一条还没有生效。", "待审的请点“不通过”。"))
    gone = session.scalar(select(PointLine.id).where(PointLine.reverses_id == row.id))
    if gone is not None:
        problems.append(Problem("这一条已经冲销过了。", "请刷新后重试。"))
    if problems:
        raise Refused(problems)
    made = PointLine(
        level=row.level,
        organization_id=row.organization_id,
        member_id=row.member_id,
        month=row.month,
        happened_on=row.happened_on,
        rubric_id=row.rubric_id,
        item=row.item,
        quantity=None if row.quantity is None else -row.quantity,
        step=row.step,
        points=-row.points,
        feed=row.feed,
        source=row.source,
        reason=reason.strip(),
        document=row.document,
        entered_by=desk.user,
        entered_on=desk.today(),
        reverses_id=row.id,
    )
    made.points = _given_back(session, month, row)
    session.add(made)
    session.flush()
    return made


def _given_back(session: Session, month: MonthBook, row: PointLine) -> int:
    """What taking `row` back gives: where the first ones are free, the last one falls away."""
    rubric = rows.rubric_of(session, row.rubric_id)
    kind = class_of(session, row.month).get(row.member_id or 0, ORDINARY)
    item = item_of(rubric.table(rows.level_of(row.level), kind), row.item)
    if item is None or not item.free or item.kind != "count" or not row.quantity:
        return -row.points
    subject = rows.subject(row.level, row.organization_id, row.member_id)
    held = held_quantity(session, rubric, subject, item, month.month)
    return -pricing.price(item, quantity=row.quantity, before=held - row.quantity)


def check_line(desk: Desk, line_id: int, accept: bool, reason: str = "") -> None:
    """Check a pending line (审核): it counts from now on, or it does not and says why."""
    check_lines(desk, [line_id], accept, reason)


def check_lines(desk: Desk, line_ids: Sequence[int], accept: bool, reason: str = "") -> None:
    """As `check_line`, for many as one step."""
    desk.require(AREA)
    if not accept and not reason.strip():
        raise Refused([Problem("没有填写不通过的原因。", "请写明原因。", "reason")])
    title = "审核积分：通过" if accept else "审核积分：不通过"
    with desk.store.write(title, reason=reason, area=AREA) as session:
        for line_id in line_ids:
            row = rows.own_row(session, PointLine, line_id)
            month = rows.bookable(session, desk, row.month)
            if row.state != "pending":
                raise UserError("这一条不在待审状态。", "请刷新后重试。")
            if accept:
                row.points = _priced_now(session, month, row)
            else:
                row.reason = f"{row.reason}（不通过：{reason.strip()}）"
            row.state = "valid" if accept else "refused"
            row.checked_by, row.checked_on = desk.user, desk.today()
            session.flush()


def _priced_now(session: Session, month: MonthBook, row: PointLine) -> int:
    """What a pending line gives now: others may have used up what was free."""
    rubric = rows.rubric_of(session, row.rubric_id)
    kind = class_of(session, row.month).get(row.member_id or 0, ORDINARY)
    item = item_of(rubric.table(rows.level_of(row.level), kind), row.item)
    if item is None or not item.free or not row.quantity:
        return row.points
    subject = rows.subject(row.level, row.organization_id, row.member_id)
    held = held_quantity(session, rubric, subject, item, month.month)
    return pricing.price(item, quantity=row.quantity, before=held)
