"""The plan of a year: filled in one step from the fixed day, and filed with the superior."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from djdesk.errors import Problem, Refused, UserError
from djdesk.models.meetings import Meeting, Plan
from djdesk.models.organization import Organization, Tenure
from djdesk.models.rules import codes, names
from djdesk.models.rules.meetings.fixed_day import FixedDay
from djdesk.models.rules.meetings.plan import Existing, planned
from djdesk.services import settings
from djdesk.services.desk import Desk
from djdesk.services.meetings.beginning import add_meeting
from djdesk.services.meetings.kinds import in_force
from djdesk.services.meetings.rows import AREA
from djdesk.services.organization import groups as living_groups
from djdesk.services.organization import home_id


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """One meeting proposed for the plan; day, topic, time and place may be changed before applying.

    `start_at` are minutes since midnight.
    """

    kind: str
    kind_name: str
    unit_id: int
    unit_name: str
    day: date
    topic: str = ""
    start_at: int | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class PlanFiling:
    """That a plan was filed (计划报备): `quarter` 0 is the plan of the year."""

    id: int
    year: int
    quarter: int
    filed_on: date
    filed_by: str
    remark: str


def fixed_day(desk: Desk) -> str:
    """The fixed day of this book in words, empty if nobody chose one."""
    return settings.get(desk, settings.FIXED_DAY)


def plan_year(
    desk: Desk,
    year: int,
    *,
    fixed_day: str = "",
    units: Collection[int] | None = None,
    kinds: Collection[str] | None = None,
    start: date | None = None,
) -> tuple[PlannedRow, ...]:
    """What is missing in the plan of `year`, for looking at; `apply_plan` enters it.

    `fixed_day` in words (每月5日, 每月第一个周五; empty: the kept one). `units` are the groups that
    hold meetings of their own (None: all), `kinds` those wanted (None: all that have a frequency).
    Nothing is put before `start` (default: today in the current year). `UserError` for a fixed day
    that cannot be understood or none.
    """
    words = fixed_day or settings.get(desk, settings.FIXED_DAY)
    if not words:
        raise UserError("还没有设定固定日。", "请填写主题党日固定日，如“每月5日”。")
    home, today = home_id(desk), desk.today()
    wanted = [each for each in living_groups(desk, home) if units is None or each[0] in units]
    begin = start or (today if year == today.year else None)
    with desk.store.read() as session:
        known = in_force(
            session, date(year, 12, 31), since=max(date(year, 1, 1), begin or date.min)
        )
        chosen = [kind for kind in known if kinds is None or kind.code in kinds]
        found = planned(
            year,
            chosen,
            fixed_day=FixedDay(words),
            groups=[each[0] for each in wanted],
            has_committee=has_committee(session, home, begin or date(year, 1, 1)),
            existing=_existing(session, home, year),
            start=begin,
        )
        unit_names = dict(wanted) | {home: session.get_one(Organization, home).name}
    by_code = {kind.code: kind.name for kind in known}
    return tuple(
        PlannedRow(
            each.kind,
            by_code[each.kind],
            home if isinstance(each.unit, str) else each.unit,
            unit_names[home if isinstance(each.unit, str) else each.unit],
            each.day,
            each.topic,
        )
        for each in found
    )


def has_committee(session: Session, organization_id: int, day: date) -> bool:
    """Whether the branch has a committee on `day`: somebody holds a seat beside the secretaries."""
    seats = codes.table("party_post").in_group("committee")
    held = select(Tenure.id).where(
        Tenure.organization_id == organization_id,
        Tenure.post.in_(seats),
        Tenure.since <= day,
        or_(Tenure.until.is_(None), Tenure.until > day),
    )
    return session.scalar(held.limit(1)) is not None


def _existing(session: Session, home: int, year: int) -> list[Existing]:
    """What counts for `year`: 民主评议 held in January may be that of the year before."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    rows = session.execute(
        select(Meeting.kind, Meeting.organization_id, Meeting.held_on).where(
            Meeting.origin == "", Meeting.state != "cancelled", Meeting.year == year
        )
    )
    return [
        (row[0], "branch" if row[1] == home else row[1], min(max(row[2], first), last))
        for row in rows
    ]


def apply_plan(desk: Desk, rows: Sequence[PlannedRow], *, fixed_day: str = "") -> int:
    """Enter the proposed meetings in one step; returns how many. Undo takes them all out again.

    What stands in the book on that very day already (the plan was applied twice) is left out.
    `fixed_day` is kept as that of the book when it was chosen anew and the user may set it.
    """
    desk.require(AREA)
    if not rows:
        return 0
    words = FixedDay(fixed_day).words if fixed_day and desk.may_write("settings") else ""
    with desk.store.read() as session:
        there = _standing(session, rows)
    rows = [row for row in rows if (row.kind, row.unit_id, row.day) not in there]
    if not rows:
        return 0
    years = sorted({row.day.year for row in rows})
    title = "、".join(f"{year}年" for year in years)
    with desk.store.write(f"编制{title}会议计划", area=AREA) as session:
        if words:
            settings.choose(session, settings.FIXED_DAY, words)
        for row in rows:
            add_meeting(
                session,
                desk,
                {
                    "kind": row.kind,
                    "organization_id": row.unit_id,
                    "held_on": row.day,
                    "start_at": row.start_at,
                    "place": row.place,
                    "topic": row.topic,
                },
            )
    return len(rows)


def _standing(session: Session, rows: Sequence[PlannedRow]) -> frozenset[tuple[str, int, date]]:
    """Kind, unit and day of the meetings that the book has on the days of `rows`."""
    days = {row.day for row in rows}
    found = session.execute(
        select(Meeting.kind, Meeting.organization_id, Meeting.held_on).where(
            Meeting.origin == "", Meeting.state != "cancelled", Meeting.held_on.in_(days)
        )
    )
    return frozenset((row[0], row[1], row[2]) for row in found)


def file_plan(
    desk: Desk, year: int, quarter: int, on: date, *, by: str = "", remark: str = ""
) -> int:
    """Record that the plan of a quarter (0: of the year) was filed on `on`; returns its key.

    Filing again corrects the date. `Refused` for a day in the future.
    """
    desk.require(AREA)
    if quarter not in range(5):
        raise ValueError(f"no quarter {quarter}")
    if on > desk.today():
        raise Refused([Problem("报备日期在今天之后。", "请核对日期。", "filed_on")])
    word = f"第{'一二三四'[quarter - 1]}季度" if quarter else "年度"
    with desk.store.write(f"登记{year}年{word}计划报备", area=AREA) as session:
        home = desk.store.book.home_organization_id
        row = session.scalar(
            select(Plan).where(
                Plan.organization_id == home, Plan.year == year, Plan.quarter == quarter
            )
        )
        if row is None:
            row = Plan(organization_id=home, year=year, quarter=quarter, filed_on=on)
            session.add(row)
        row.filed_on, row.filed_by = on, names.clean(by) or desk.user
        row.remark = remark.strip()
        session.flush()
        return row.id


def filings(desk: Desk, year: int) -> tuple[PlanFiling, ...]:
    """The plans of `year` that this book's organization filed, by quarter."""
    with desk.store.read() as session:
        rows = session.scalars(
            select(Plan)
            .where(Plan.year == year, Plan.organization_id == home_id(desk))
            .order_by(Plan.quarter)
        )
        return tuple(
            PlanFiling(row.id, row.year, row.quarter, row.filed_on, row.filed_by, row.remark)
            for row in rows
        )
