"""Rubrics (考核方案): shipped examples, the branch's own, the superior's; from which month on.

A rubric in force never changes: a change is a new revision from a later month. One that came from
the committee stays as it came; putting it in force writes the branch's own row beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from djdesk.errors import Problem, Refused, UserError
from djdesk.models.assessment import MonthBook
from djdesk.models.assessment import Rubric as Row
from djdesk.models.rules.assessment import checks, parsing
from djdesk.models.rules.assessment import rubrics as examples
from djdesk.models.rules.assessment.rubric import Rubric
from djdesk.models.rules.dues.months import month_of, say_month
from djdesk.services.assessment.fields import RUBRIC_FIELDS
from djdesk.services.assessment.rows import AREA, home_of, own_row, read_content
from djdesk.services.desk import Desk
from djdesk.services.dues.rows import Values, check_form, completed, put, refuse
from djdesk.services.packages import find_superior


@dataclass(frozen=True, slots=True)
class ReadyRubric:
    """An example that is shipped: put in force with `adopt`, or copied and changed."""

    code: str
    name: str
    source: str
    rubric: Rubric


@dataclass(frozen=True, slots=True)
class RubricRow:
    """One rubric of the book; `state` is a code of `assessment_rubric_state`.

    `months` counts the months opened by it. `adopted` says of one of the superior that it was put
    in force here.
    """

    id: int
    code: str
    revision: int
    name: str
    state: str
    since: date
    origin_is_superior: bool
    in_force_now: bool
    source: str = ""
    decided_on: date | None = None
    decided_by: str = ""
    sent_on: date | None = None
    remark: str = ""
    months: int = 0
    adopted: bool = False


@dataclass(frozen=True, slots=True)
class RubricSheet:
    """A rubric with its content; `problems` are what speaks against it.

    `rubric` is None where the content cannot be read (a later program wrote it, or it is damaged).
    """

    row: RubricRow
    rubric: Rubric | None
    problems: tuple[Problem, ...]


def ready() -> tuple[ReadyRubric, ...]:
    """The examples that are shipped."""
    return tuple(ReadyRubric(each.code, each.name, each.source, each) for each in examples.ready())


def rubrics(desk: Desk) -> tuple[RubricRow, ...]:
    """The book's own rubrics and those of its superior, the newest first.

    What branches reported to a committee is not to be chosen from here.
    """
    with desk.store.read() as session:
        above = find_superior(session)
        known = ("", above.book_uid) if above is not None else ("",)
        wanted = select(Row).where(Row.origin.in_(known))
        rows = session.scalars(wanted.order_by(Row.since.desc(), Row.id.desc())).all()
        now = in_force_row(session, month_of(desk.today()))
        used = _used(session)
        taken = {row.based_on for row in rows if not row.origin and row.based_on}
        return tuple(_row(row, now, used.get(row.id, 0), row.uid in taken) for row in rows)


def rubric(desk: Desk, rubric_id: int) -> RubricSheet:
    """One rubric with its content and what speaks against it; `UserError` if there is none."""
    with desk.store.read() as session:
        row = session.get(Row, rubric_id)
        if row is None:
            raise UserError("找不到这个考核方案。", "它可能已被撤销，请刷新后重试。")
        return _sheet(session, row, desk.today())


def in_force(desk: Desk, month: date) -> RubricSheet | None:
    """The rubric by which a month is scored that is opened now; None where none counts yet."""
    with desk.store.read() as session:
        row = in_force_row(session, month)
        return None if row is None else _sheet(session, row, desk.today())


def in_force_row(session: Session, month: date) -> Row | None:
    """As `in_force`, the row: the effective one of this book with the latest beginning."""
    return session.scalars(
        select(Row)
        .where(Row.origin == "", Row.state == "effective", Row.since <= month_of(month))
        .order_by(Row.since.desc(), Row.revision.desc(), Row.id.desc())
        .limit(1)
    ).first()


def adopt(desk: Desk, code: str, *, since: date) -> int:
    """Put a shipped example in force from month `since`; returns the key of its row."""
    desk.require(AREA)
    found = next((each for each in ready() if each.code == code), None)
    if found is None:
        raise UserError("没有这个示范方案。", "请从列表中选择。")
    month = month_of(since)
    with desk.store.write(f"采用考核方案：{found.name}", area=AREA) as session:
        _refuse_if_scored(session, desk, month)
        _replace(session, month)
        row = Row(
            code=found.code,
            revision=_next_revision(session, found.code),
            name=found.name,
            state="effective",
            since=month,
            source=found.source,
            content=_written(found.rubric),
        )
        session.add(row)
        session.flush()
        return row.id


def add_example(desk: Desk, code: str, *, since: date) -> int:
    """Take a shipped example as a draft that can be changed first; returns its key."""
    desk.require(AREA)
    found = next((each for each in ready() if each.code == code), None)
    if found is None:
        raise UserError("没有这个示范方案。", "请从列表中选择。")
    with desk.store.write(f"新建考核方案：{found.name}", area=AREA) as session:
        row = Row(
            code=found.code,
            revision=_next_revision(session, found.code),
            name=found.name,
            since=month_of(since),
            source=found.source,
            content=_written(found.rubric),
        )
        session.add(row)
        session.flush()
        return row.id


def copy(desk: Desk, rubric_id: int) -> int:
    """Copy a rubric as the draft of its next revision; returns the key of the draft."""
    desk.require(AREA)
    with desk.store.write("复制考核方案", area=AREA) as session:
        old = session.get(Row, rubric_id)
        if old is None:
            raise UserError("找不到这个考核方案。", "它可能已被撤销，请刷新后重试。")
        row = Row(
            code=old.code,
            revision=_next_revision(session, old.code),
            name=old.name,
            since=max(old.since, month_of(desk.today())),
            source=old.source,
            content=old.content,
            based_on=old.uid,
        )
        session.add(row)
        session.flush()
        return row.id


def save(desk: Desk, rubric_id: int, rubric: Rubric, values: Values) -> None:
    """Write a draft: its content and the keys of `RUBRIC_FIELDS`.

    A draft may have faults (`rubric` lists them); it cannot be put in force with them. `UserError`
    for one that is in force.
    """
    desk.require(AREA)
    given = completed(RUBRIC_FIELDS, values)
    with desk.store.write("修改考核方案", area=AREA) as session:
        row = own_row(session, Row, rubric_id)
        if row.state != "draft":
            raise UserError(
                "这个考核方案已经施行，不能直接修改。", "请复制为新的版次，改好后从以后的月份施行。"
            )
        refuse(check_form(RUBRIC_FIELDS, {**_values(row), **given}, desk.today()))
        put(row, given)
        row.content = _written(rubric)


def enact(
    desk: Desk,
    rubric_id: int,
    *,
    since: date,
    decided_on: date | None = None,
    decided_by: str = "",
) -> int:
    """Put a draft or a rubric of the superior in force from month `since`; the key in force.

    A rubric of the superior stays as it came; what is in force is the branch's own row that says
    from which one it was taken. `Refused` for content with faults, and from a month that is already
    opened: opened months keep their rubric.
    """
    desk.require(AREA)
    month = month_of(since)
    with desk.store.write("施行考核方案", area=AREA) as session:
        row = session.get(Row, rubric_id)
        if row is None:
            raise UserError("找不到这个考核方案。", "它可能已被撤销，请刷新后重试。")
        if not row.origin and row.state != "draft":
            raise UserError("这个考核方案已经施行或停用。", "要改动的请复制为新的版次。")
        sheet = _sheet(session, row, desk.today())
        refuse(sheet.problems)
        if decided_on is not None and decided_on > desk.today():
            refuse([Problem("通过日期在今天之后。", "请核对日期。", "decided_on")])
        _refuse_if_scored(session, desk, month)
        if row.origin:
            row = _taken(session, row)
        _replace(session, month)
        row.state, row.since = "effective", month
        row.decided_on, row.decided_by = decided_on, decided_by.strip()
        session.flush()
        return row.id


def retire(desk: Desk, rubric_id: int) -> None:
    """Take a rubric out of force for months not yet opened; opened ones keep it."""
    desk.require(AREA)
    with desk.store.write("停用考核方案", area=AREA) as session:
        row = own_row(session, Row, rubric_id)
        if row.state != "effective":
            raise UserError("这个考核方案没有施行。", "请刷新后重试。")
        row.state = "retired"


def withdraw(desk: Desk, rubric_id: int) -> None:
    """Throw a draft away; undo brings it back. `UserError` for one that was in force."""
    desk.require(AREA)
    with desk.store.write("删除考核方案草稿", area=AREA) as session:
        row = own_row(session, Row, rubric_id)
        if row.state != "draft":
            raise UserError("只有草稿可以删除。", "施行过的方案请点“停用”。")
        session.delete(row)


def _taken(session: Session, theirs: Row) -> Row:
    """The branch's own row of a rubric of the superior."""
    row = Row(
        code=theirs.code,
        revision=_next_revision(session, theirs.code, at_least=theirs.revision),
        name=theirs.name,
        since=theirs.since,
        source=theirs.source,
        content=theirs.content,
        based_on=theirs.uid,
    )
    session.add(row)
    return row


def _refuse_if_scored(session: Session, desk: Desk, month: date) -> None:
    last = session.scalar(
        select(func.max(MonthBook.month)).where(MonthBook.organization_id == home_of(desk))
    )
    if last is not None and month <= last:
        text = f"{say_month(last)}已经按原来的方案开账。"
        raise Refused([Problem(text, "新方案请从下一个没有开账的月份起施行。", "since")])


def _replace(session: Session, month: date) -> None:
    """Retire what was to be in force from the same month: the later decision counts.

    No month was opened by it yet, else nothing could begin in that month.
    """
    for row in session.scalars(
        select(Row).where(Row.origin == "", Row.state == "effective", Row.since == month)
    ).all():
        row.state = "retired"


def _next_revision(session: Session, code: str, *, at_least: int = 1) -> int:
    last = session.scalar(select(func.max(Row.revision)).where(Row.origin == "", Row.code == code))
    return max(at_least, (last or 0) + 1)


def _written(rubric: Rubric) -> str:
    return parsing.write(rubric)


def _values(row: Row) -> Values:
    return {field.key: getattr(row, field.key) for field in RUBRIC_FIELDS}


def _used(session: Session) -> dict[int, int]:
    found = session.execute(select(MonthBook.rubric_id, func.count()).group_by(MonthBook.rubric_id))
    return {row[0]: row[1] for row in found}


def _sheet(session: Session, row: Row, today: date) -> RubricSheet:
    now = in_force_row(session, month_of(today))
    used = _used(session).get(row.id, 0)
    taken = session.scalar(select(Row.id).where(Row.origin == "", Row.based_on == row.uid).limit(1))
    line = _row(row, now, used, taken is not None)
    try:
        found = read_content(row.content)
    except Refused as refused:
        return RubricSheet(line, None, refused.problems)
    return RubricSheet(line, found, tuple(checks.check_rubric(found)))


def _row(row: Row, now: Row | None, months: int, taken: bool) -> RubricRow:
    return RubricRow(
        row.id,
        row.code,
        row.revision,
        row.name,
        row.state if not row.origin else "draft",
        row.since,
        bool(row.origin),
        now is not None and row.id == now.id,
        row.source,
        row.decided_on,
        row.decided_by,
        row.sent_on,
        row.remark,
        months,
        bool(row.origin) and taken,
    )
