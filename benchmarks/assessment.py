"""Assessment of a great branch: a month's scores, the matrix, the year's ranking.

The book holds 1,000 members, 12 months and a line for each of 30 items: 360,000 lines. Ten months
are confirmed. Floors, in
the same book and through the same sessions:
- a month's scores and the matrix: one SQL aggregate, the sum of the month's lines by member and
  item, which is what caps are held against and cells show; for comparison, not judged, the sum by
  member alone, which knows no items, caps, modules, classes or grades;
- the year's ranking: one SQL aggregate, the sum of the year's lines by member.
"""

from __future__ import annotations

from datetime import date
from functools import partial

from sqlalchemy import Executable, func, select

from benchmarks.book import assessment_book, opened
from benchmarks.measure import Result, compare
from djdesk.models.assessment import PointLine
from djdesk.models.rules.assessment.rubric import Rubric
from djdesk.services.assessment import board, figures, rows
from djdesk.services.assessment.board import scores_of
from djdesk.services.desk import Desk

PEOPLE, MONTHS, ITEMS = 1000, 12, 30
MONTH = date(2026, 11, 1)
"""The first of the two months that are not confirmed."""
SHOWN = 40
"""Rows of the matrix that a window shows at once."""

_OF_MONTH = (PointLine.month == MONTH, PointLine.level == "member", PointLine.state == "valid")
BY_MEMBER = (
    select(PointLine.member_id, func.sum(PointLine.points))
    .where(*_OF_MONTH)
    .group_by(PointLine.member_id)
)
BY_ITEM = (
    select(PointLine.member_id, PointLine.item, func.sum(PointLine.points), func.count())
    .where(*_OF_MONTH)
    .group_by(PointLine.member_id, PointLine.item)
)
OF_YEAR = (
    select(PointLine.member_id, func.sum(PointLine.points))
    .where(PointLine.month >= MONTH.replace(month=1), PointLine.month <= MONTH.replace(month=12))
    .where(PointLine.level == "member", PointLine.state == "valid")
    .group_by(PointLine.member_id)
)


def asked(desk: Desk, statement: Executable) -> object:
    """All rows of one statement."""
    with desk.store.read() as session:
        return session.execute(statement).all()


def scores(desk: Desk, rubric: Rubric) -> object:
    """The scores, ranks and grades of everybody in the month."""
    with desk.store.read() as session:
        return scores_of(session, rows.home_of(desk), MONTH, rubric)


def matrix(desk: Desk) -> object:
    """The matrix with the rows that a window shows, cells included."""
    found = board.board(desk, MONTH, "member")
    return [dict(row.cells) for row in found.rows[:SHOWN]]


def run(size: int) -> list[Result]:
    """All figures; `size` (people of a roster) does not matter here."""
    with opened(assessment_book(PEOPLE, MONTHS, ITEMS)) as desk:
        with desk.store.read() as session:
            book = rows.opened(session, rows.home_of(desk), MONTH)
            rubric = rows.rubric_of(session, book.rubric_id)
        found = []
        for floor, against, limit in (
            (BY_ITEM, "one SQL aggregate, by member and item", 3),
            (BY_MEMBER, "one SQL aggregate, by member", 0),
        ):
            found += [
                compare(
                    "一个月重新计分 1,000 人×30 项",
                    lambda: scores(desk, rubric),
                    partial(asked, desk, floor),
                    limit=limit, against=against, runs=15,
                ),
                compare(
                    "打开积分表 1,000 人×30 项",
                    lambda: matrix(desk),
                    partial(asked, desk, floor),
                    limit=limit, against=against, runs=15,
                ),
            ]  # fmt: skip
        found.append(
            compare(
                "年度排名 1,000 人×12 月×30 项",
                lambda: figures.ranking(desk, MONTH.year, "member"),
                lambda: asked(desk, OF_YEAR),
                limit=3, against="one SQL aggregate, by member", runs=7,
            )
        )  # fmt: skip
        return found
