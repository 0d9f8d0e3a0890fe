"""Rubrics and months straight into the tables, for what is asked of them however they came."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from sqlalchemy import select

from djdesk.models.assessment import MonthBook, PointLine
from djdesk.models.assessment import Rubric as RubricRow
from djdesk.models.rules.assessment import parsing
from djdesk.models.rules.assessment.rubric import Item, Level, Rubric, Table, Warn
from djdesk.services.assessment.facts import Fact, Reading
from djdesk.services.assessment.feeds import facts
from djdesk.services.desk import Desk
from tests.services.conftest import Branch
from tests.services.meetings.people import put_meeting, put_roll

NOVEMBER = date(2026, 11, 1)

OVER = date(2026, 12, 8)
"""A day on which November is over and no deadline of it still runs."""


def on(desk: Desk, day: date) -> Desk:
    """The same desk on another day."""
    return replace(desk, today=lambda: day)


def item(code: str, feed: str, points: int, **values: object) -> Item:
    """An item that counts what `feed` tells, `points` tenths each."""
    given: dict[str, object] = {"title": code, "kind": "count", "points": points, "feed": feed}
    return Item(code, **given | values)  # type: ignore[arg-type]


def rubric_of(
    tables: Mapping[Level, tuple[Item, ...]], warnings: tuple[Warn, ...] = (), **values: object
) -> Rubric:
    """A rubric of 100 points for every level that has items."""
    made = tuple(Table(level, items, base=1000, high=1000) for level, items in tables.items())
    given: dict[str, object] = {"cycle": "month", "tables": made, "warnings": warnings}
    return Rubric("own", "支部积分办法", **given | values)  # type: ignore[arg-type]


def put_rubric(
    desk: Desk, rubric: Rubric, *, since: date = date(2026, 1, 1), revision: int = 1
) -> int:
    """The rubric as one that is in force from `since`; its key."""
    with desk.store.write("测试方案", area="assessment") as session:
        row = RubricRow(
            code=rubric.code,
            name=rubric.name,
            revision=revision,
            state="effective",
            since=since,
            content=parsing.write(rubric),
        )
        session.add(row)
        session.flush()
        return row.id


def put_month(
    desk: Desk, rubric_id: int, month: date = NOVEMBER, state: str = "open", **values: object
) -> int:
    """The book of a month; its key."""
    with desk.store.write("测试月份", area="assessment") as session:
        row = MonthBook(
            organization_id=desk.store.book.home_organization_id,
            month=month,
            state=state,
            rubric_id=rubric_id,
            **values,
        )
        session.add(row)
        session.flush()
        return row.id


def change_month(desk: Desk, month_id: int, **values: object) -> None:
    """Change columns of a month's book."""
    with desk.store.write("测试月份", area="assessment") as session:
        row = session.get_one(MonthBook, month_id)
        for key, value in values.items():
            setattr(row, key, value)


def put_line(desk: Desk, member_id: int | None, code: str, points: int, **values: object) -> int:
    """A line by hand; its key."""
    home = desk.store.book.home_organization_id
    given: dict[str, object] = {
        "level": "member",
        "organization_id": home,
        "month": NOVEMBER,
        "happened_on": NOVEMBER,
        "entered_on": NOVEMBER,
        "reason": "手工",
    }
    with desk.store.write("测试积分", area="assessment") as session:
        rubric_id = session.scalars(select(RubricRow.id)).first()
        row = PointLine(
            member_id=member_id,
            item=code,
            points=points,
            rubric_id=rubric_id,
            **given | values,
        )
        session.add(row)
        session.flush()
        return row.id


def booked(desk: Desk, month: date = NOVEMBER) -> list[PointLine]:
    """All lines of a month, in the order in which they were booked."""
    with desk.store.read() as session:
        rows = session.scalars(
            select(PointLine).where(PointLine.month == month).order_by(PointLine.id)
        ).all()
        session.expunge_all()
        return list(rows)


def worth(desk: Desk, month: date = NOVEMBER) -> dict[tuple[int | None, str], int]:
    """What all lines of a month come to, by member and item; what is nothing is left out."""
    sums: dict[tuple[int | None, str], int] = {}
    for line in booked(desk, month):
        key = line.member_id, line.item
        sums[key] = sums.get(key, 0) + line.points
    return {key: points for key, points in sums.items() if points}


def read(
    desk: Desk,
    feed: str,
    level: str = "member",
    *,
    as_of: date = OVER,
    month: date = NOVEMBER,
) -> tuple[Fact, ...]:
    """What a feed says of a month as of a day."""
    home = desk.store.book.home_organization_id
    with desk.store.read() as session:
        return facts(Reading(session, home, month, as_of), feed, level)  # type: ignore[arg-type]


def names(found: tuple[Fact, ...]) -> list[str]:
    return sorted(each.name for each in found)


def hold(desk: Desk, branch: Branch, kind: str, day: date, **marks: str) -> int:
    """A meeting to which everybody came, but for those marked otherwise."""
    key = put_meeting(desk, kind, day)
    everybody = dict.fromkeys(branch.members.values(), "present")
    put_roll(desk, key, everybody | {branch[name]: mark for name, mark in marks.items()})
    return key
