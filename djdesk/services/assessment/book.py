"""The months of the assessment: opened, scored, confirmed, posted, sealed, reopened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, defer

from djdesk.errors import Problem, Refused, UserError
from djdesk.models.assessment import MonthBook, Objection, PointLine, Reopening, Result
from djdesk.models.meetings import Meeting
from djdesk.models.rules.dues.months import last_day, month_of, say_month
from djdesk.models.store.bulk import add_many
from djdesk.services import kinds
from djdesk.services.assessment import keeping, rows
from djdesk.services.assessment.board import made
from djdesk.services.assessment.collecting import collect_month
from djdesk.services.assessment.matrix import NOT_OPENED
from djdesk.services.assessment.rows import AREA, FIXED
from djdesk.services.assessment.rubrics import in_force_row
from djdesk.services.desk import Desk, Role
from djdesk.services.dues.rows import refuse


@dataclass(frozen=True, slots=True)
class MonthRow:
    """A month of the branch's assessment; `state` is a code of `assessment_month_state`.

    `id` is None while it was not opened. `lines` counts what was booked, `pending` what waits for a
    check, `unanswered` the objections without an answer. `reopened` says when, by whom and why the
    month was last opened again; empty where it never was.
    """

    month: date
    state: str
    id: int | None = None
    rubric_id: int | None = None
    revision: int = 1
    scored_on: date | None = None
    scored_by: str = ""
    confirmed_on: date | None = None
    confirmed_by: str = ""
    meeting_id: int | None = None
    published_on: date | None = None
    published_until: date | None = None
    place: str = ""
    telephone: str = ""
    sealed_on: date | None = None
    sealed_by: str = ""
    remark: str = ""
    lines: int = 0
    pending: int = 0
    objections: int = 0
    unanswered: int = 0
    reopened: str = ""


def months(desk: Desk, year: int, *, organization_id: int | None = None) -> tuple[MonthRow, ...]:
    """The twelve months of a year; those not opened have the state none."""
    with desk.store.read() as session:
        branch_id = rows.home_of(desk, organization_id)
        found = {row.month: row for row in _month_rows(session, branch_id, year)}
        return tuple(
            found.get(date(year, month, 1), MonthRow(date(year, month, 1), NOT_OPENED))
            for month in range(1, 13)
        )


def month(desk: Desk, month: date, *, organization_id: int | None = None) -> MonthRow:
    """One month, as in `months`."""
    wanted = month_of(month)
    return months(desk, wanted.year, organization_id=organization_id)[wanted.month - 1]


def _month_rows(session: Session, branch_id: int, year: int) -> tuple[MonthRow, ...]:
    first, last = date(year, 1, 1), date(year, 12, 1)
    books = session.scalars(
        select(MonthBook)
        .options(defer(MonthBook.content))
        .where(MonthBook.organization_id == branch_id)
        .where(MonthBook.month >= first, MonthBook.month <= last)
    ).all()
    origin = books[0].origin if books else ""
    counts = {
        row[0]: (row[1], row[2] or 0)
        for row in session.execute(
            select(
                PointLine.month,
                func.count(),
                func.sum(case((PointLine.state == "pending", 1), else_=0)),
            )
            .where(PointLine.month >= first, PointLine.month <= last, PointLine.origin == origin)
            .group_by(PointLine.month)
        )
    }
    raised = {
        row[0]: (row[1], row[2] or 0)
        for row in session.execute(
            select(
                Objection.month_id,
                func.count(),
                func.sum(case((Objection.answered_on.is_(None), 1), else_=0)),
            ).group_by(Objection.month_id)
        )
    }
    reopened = _reopened(session, books)
    return tuple(
        MonthRow(
            row.month,
            row.state,
            row.id,
            row.rubric_id,
            row.revision,
            row.scored_on,
            row.scored_by,
            row.confirmed_on,
            row.confirmed_by,
            row.meeting_id,
            row.published_on,
            row.published_until,
            row.place,
            row.telephone,
            row.sealed_on,
            row.sealed_by,
            row.remark,
            *counts.get(row.month, (0, 0)),
            *raised.get(row.id, (0, 0)),
            reopened.get(row.id, ""),
        )
        for row in books
    )


def _reopened(session: Session, books: Sequence[MonthBook]) -> dict[int, str]:
    """The last reopening of each month in a sentence, by the key of the month."""
    row = Reopening
    found = session.execute(
        select(row.month_id, row.revision, row.reopened_by, row.reopened_on, row.reason)
        .where(row.month_id.in_([book.id for book in books if book.revision > 1]))
        .order_by(row.id)
    )
    return {
        key: f"第 {revision} 版审定以后，{by}于{kinds.show_date(on)}重新开账：{reason}"
        for key, revision, by, on, reason in found
    }


# -- the way of a month ----------------------------------------------------------------------------


def open_month(desk: Desk, month: date) -> int:
    """Open the book of a month by the rubric in force; returns its key.

    What other ledgers hold for the month is collected at once. `Refused` for a month to come, one
    that is open already, and where no rubric is in force.
    """
    desk.require(AREA)
    wanted = month_of(month)
    with desk.store.write(f"{say_month(wanted)}考核开账", area=AREA) as session:
        home = rows.home_of(desk)
        problems = []
        if rows.month_row(session, home, wanted) is not None:
            problems.append(Problem(f"{say_month(wanted)}已经开账。", "请直接登记。", "month"))
        if wanted > desk.today():
            problems.append(Problem(f"{say_month(wanted)}还没有到。", "请到月初再开账。", "month"))
        rubric = in_force_row(session, wanted)
        if rubric is None:
            text = f"{say_month(wanted)}没有施行的考核方案。"
            problems.append(Problem(text, "请先选用或制定一个考核方案。", "month"))
        refuse(problems)
        assert rubric is not None
        row = MonthBook(organization_id=home, month=wanted, rubric_id=rubric.id)
        session.add(row)
        session.flush()
        collect_month(session, desk, row)
        return row.id


def score_month(desk: Desk, month: date) -> None:
    """Say that everything of the month is booked (计分); lines may still be booked."""
    desk.require(AREA)
    with desk.store.write(f"{say_month(month_of(month))}考核计分", area=AREA) as session:
        row = rows.bookable(session, desk, month)
        row.state, row.scored_on, row.scored_by = "scored", desk.today(), desk.user


def confirm_month(
    desk: Desk,
    month: date,
    *,
    on: date | None = None,
    meeting_id: int | None = None,
    remark: str = "",
) -> None:
    """Confirm a scored month (审定): the results are stored with their whole explanation.

    `Refused` before the month is over, while lines wait for a check, and while an earlier opened
    month of the year is not confirmed.
    """
    desk.require(AREA)
    wanted, day = month_of(month), on or desk.today()
    with desk.store.write(f"审定{say_month(wanted)}考核", area=AREA) as session:
        row = rows.bookable(session, desk, wanted)
        refuse(_against_confirming(session, desk, row, day))
        if meeting_id is not None:
            _check_meeting(session, row, meeting_id)
        kept = made(session, desk, row)
        row.state, row.confirmed_on, row.confirmed_by = "confirmed", day, desk.user
        row.meeting_id, row.remark = meeting_id, remark.strip()
        row.content = keeping.to_json(session, row, kept)
        for old in session.scalars(select(Result).where(Result.month_id == row.id)).all():
            session.delete(old)
        session.flush()
        add_many(session, Result, keeping.results(kept, row.id))


def _check_meeting(session: Session, row: MonthBook, meeting_id: int) -> None:
    """That the meeting which confirmed the month is one of the branch."""
    meeting = session.get(Meeting, meeting_id)
    if meeting is None or meeting.organization_id != row.organization_id:
        refuse([Problem("找不到审定的会议。", "请从列表中重新选择。", "meeting_id")])


def check_confirm(desk: Desk, month: date, *, on: date | None = None) -> list[Problem]:
    """What speaks against confirming a month."""
    with desk.store.read() as session:
        try:
            row = rows.bookable(session, desk, month)
        except UserError as error:
            return [Problem(error.text, error.remedy, "month")]
        return _against_confirming(session, desk, row, on or desk.today())


def _against_confirming(session: Session, desk: Desk, row: MonthBook, day: date) -> list[Problem]:
    problems = []
    if row.state != "scored":
        problems.append(Problem("还没有计分。", "请核对后先点“计分”。", "month"))
    if day > desk.today():
        problems.append(Problem("审定日期在今天之后。", "请核对日期。", "on"))
    elif day <= last_day(row.month):
        text = f"{say_month(row.month)}还没有结束，不能审定。"
        problems.append(Problem(text, "请在月底以后审定。", "on"))
    line = PointLine
    waiting = session.scalar(
        select(func.count()).where(
            line.month == row.month, line.state == "pending", line.origin == ""
        )
    )
    if waiting:
        text = f"还有 {waiting} 条积分待审。"
        problems.append(Problem(text, "请先逐条审核。", "month"))
    earlier = session.scalar(
        select(func.min(MonthBook.month)).where(
            MonthBook.organization_id == row.organization_id,
            MonthBook.month >= row.month.replace(month=1),
            MonthBook.month < row.month,
            MonthBook.state.not_in(FIXED),
        )
    )
    if earlier is not None:
        problems.append(Problem(f"{say_month(earlier)}还没有审定。", "请按月份顺序审定。", "month"))
    return problems


def publish_month(
    desk: Desk, month: date, *, on: date, until: date, place: str, telephone: str
) -> None:
    """Post a confirmed month (公示) from `on` to `until`, both inside.

    `Refused` for less than the days that the rubric wants, and without place or telephone.
    """
    desk.require(AREA)
    wanted = month_of(month)
    with desk.store.write(f"公示{say_month(wanted)}考核", area=AREA) as session:
        row = _own(session, desk, wanted, "confirmed")
        least = rows.rubric_of(session, row.rubric_id).notice_days
        refuse(_against_posting(desk, row, on, until, place, telephone, least))
        row.state, row.published_on, row.published_until = "published", on, until
        row.place, row.telephone = place.strip(), telephone.strip()


def _against_posting(
    desk: Desk, row: MonthBook, on: date, until: date, place: str, telephone: str, least: int
) -> list[Problem]:
    problems = []
    if row.confirmed_on is not None and on < row.confirmed_on:
        problems.append(Problem("公示在审定之前。", "请核对公示开始日期。", "on"))
    if on > desk.today():
        problems.append(Problem("公示开始日期在今天之后。", "请在公示当天登记。", "on"))
    if (until - on).days + 1 < least:
        text = f"公示不足 {least} 天。"
        problems.append(Problem(text, "请推迟公示截止日期，首尾两天都算。", "until"))
    if not place.strip():
        problems.append(Problem("没有填写公示地点。", "例如：支部党务公开栏。", "place"))
    if not telephone.strip():
        problems.append(Problem("没有填写异议电话。", "请填写受理异议的电话。", "telephone"))
    return problems


def seal_month(desk: Desk, month: date, *, on: date | None = None) -> None:
    """Seal a posted month (封存), once the notice is over and every objection is answered."""
    desk.require(AREA)
    wanted, day = month_of(month), on or desk.today()
    with desk.store.write(f"封存{say_month(wanted)}考核", area=AREA) as session:
        row = _own(session, desk, wanted, "published")
        problems = []
        if day > desk.today():
            problems.append(Problem("封存日期在今天之后。", "请核对日期。", "on"))
        if row.published_until is not None and day <= row.published_until:
            problems.append(Problem("公示还没有期满。", "请在公示截止的第二天以后封存。", "on"))
        open_ones = session.scalar(
            select(func.count()).where(
                Objection.month_id == row.id, Objection.answered_on.is_(None)
            )
        )
        if open_ones:
            text = f"还有 {open_ones} 条异议没有答复。"
            problems.append(Problem(text, "请先核实并答复。", "objections"))
        refuse(problems)
        row.state, row.sealed_on, row.sealed_by = "sealed", day, desk.user


def reopen_month(desk: Desk, month: date, *, reason: str) -> None:
    """Open a confirmed month again (重新开账); what it said is kept, its revision goes up.

    A sealed month only the secretary may open. Where scores or bounds run through the year, later
    confirmed months come first: theirs are built on this one.
    """
    desk.require(AREA)
    wanted = month_of(month)
    with desk.store.write(f"重新开账：{say_month(wanted)}", reason=reason, area=AREA) as session:
        row = _own(session, desk, wanted, *FIXED)
        if not reason.strip():
            raise Refused([Problem("没有填写重新开账的原因。", "请写明为什么改动。", "reason")])
        if row.state == "sealed" and desk.role is not Role.SECRETARY:
            raise UserError("已封存的月份只有书记可以重新开账。", "请由书记登录后办理。")
        _refuse_under_later(session, row)
        session.add(
            Reopening(
                month_id=row.id,
                revision=row.revision,
                was=row.state,
                reason=reason.strip(),
                reopened_on=desk.today(),
                reopened_by=desk.user,
                content=row.content,
            )
        )
        for old in session.scalars(select(Result).where(Result.month_id == row.id)).all():
            session.delete(old)
        row.state, row.content, row.revision = "scored", "", row.revision + 1
        row.confirmed_on, row.confirmed_by, row.meeting_id = None, "", None
        row.published_on, row.published_until = None, None
        row.sealed_on, row.sealed_by = None, ""


def _refuse_under_later(session: Session, row: MonthBook) -> None:
    later = rows.built_on(session, row)
    if later is not None:
        raise Refused(
            [
                Problem(
                    f"方案有按年逐月累计的分，{say_month(later)}已经按这个月的结果审定。",
                    f"请先从{say_month(later)}起逐月重新开账，或在没有审定的月份登记更正。",
                    "month",
                )
            ]
        )


def _own(session: Session, desk: Desk, month: date, *states: str) -> MonthBook:
    """The branch's month if it is in one of `states`."""
    row = rows.opened(session, rows.home_of(desk), month)
    if row.origin:
        raise UserError("这个月由支部报来，不能在这里办理。", "请由支部办理后重新上报。")
    if row.state not in states:
        word = {"confirmed": "审定", "published": "公示"}.get(states[0], "审定")
        raise UserError(f"{say_month(month)}的考核不在“已{word}”状态。", "请刷新后按顺序办理。")
    return row
