"""Months of a branch with stored results, for what is asked of many months together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from djdesk.models.assessment import Result
from djdesk.models.rules.assessment.rubric import Grade, Rubric
from djdesk.services.desk import Desk
from tests.services.assessment.books import item, put_month, put_rubric, rubric_of

GRADES = (Grade("优秀", 900, tone="good"), Grade("合格", 700), Grade("不合格", 0, tone="bad"))
HUNDRED = rubric_of(
    {
        "member": (item("X", "", -1, title="缺席"), item("Y", "", 1, title="好事")),
        "group": (item("G", "", -1, title="小组会"),),
        "branch": (item("Z", "", -1, title="支部"),),
    },
    grades=(("member", GRADES), ("group", GRADES), ("branch", GRADES)),
    group_own=600,
    branch_own=500,
)
"""100 points a month at each level, rolled up 0.6 and 0.5; X and Y take and give a tenth each."""


@dataclass(frozen=True)
class Stored:
    """What is stored of one subject in a month."""

    score: int
    grade: str = ""
    warning: str = ""
    base: int = 1000
    plus: int = 0
    minus: int = 0


Scores = Mapping[int, int | Stored]
"""The scores of members in a month."""


def put_results(
    desk: Desk, month_id: int, level: str, organization_id: int, scores: Scores
) -> None:
    """Store the scores of members of a confirmed month."""
    with desk.store.write("测试得分", area="assessment") as session:
        for member, given in scores.items():
            session.add(_row(month_id, level, organization_id, member, given))


def put_unit(
    desk: Desk, month_id: int, level: str, organization_id: int, score: int | Stored
) -> None:
    """Store the score of a group or branch in a confirmed month."""
    with desk.store.write("测试得分", area="assessment") as session:
        session.add(_row(month_id, level, organization_id, None, score))


def _row(month_id: int, level: str, unit: int, member: int | None, given: int | Stored) -> Result:
    each = given if isinstance(given, Stored) else Stored(given)
    return Result(
        month_id=month_id,
        level=level,
        organization_id=unit,
        member_id=member,
        base=each.base,
        plus=each.plus,
        minus=each.minus,
        own=each.score,
        score=each.score,
        grade=each.grade,
        warning=each.warning,
    )


def put_year(
    desk: Desk,
    months: Mapping[int, Scores],
    *,
    rubric: Rubric = HUNDRED,
    year: int = 2026,
    state: str = "sealed",
) -> int:
    """Confirmed months with scores of members, by number of the month; the key of the rubric."""
    rubric_id = put_rubric(desk, rubric)
    for number, scores in months.items():
        month_id = put_month(desk, rubric_id, date(year, number, 1), state)
        put_results(desk, month_id, "member", desk.store.book.home_organization_id, scores)
    return rubric_id
