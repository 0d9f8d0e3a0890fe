"""A rubric for the tests of months: every kind of bound, small numbers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from djdesk.models.rules.assessment.rubric import Grade, Item, Module, Rubric, Step, Table
from djdesk.services import assessment
from djdesk.services.assessment import Entry, Subject, board
from djdesk.services.desk import Desk
from tests.services.assessment.books import put_rubric
from tests.services.conftest import Branch

SEPTEMBER, OCTOBER = date(2026, 9, 1), date(2026, 10, 1)
DAY = date(2026, 10, 15)

GRADES = (Grade("优秀", 900), Grade("合格", 700), Grade("不合格", 0))

MEMBER = Table(
    "member",
    (
        Item("P", "参加活动", "count", points=20, cap=60),
        Item("A", "缺席", "count", points=-30, module="m"),
        Item("L", "事假", "count", points=-10, free=2),
        Item("H", "突出事迹", "hand", low=0, high=100, merit=True),
        Item(
            "R",
            "表彰",
            "graded",
            take="highest",
            steps=(Step("u", "本级", 20), Step("c", "县级", 50)),
        ),
        Item("F", "安装平台", "flag", points=10),
        Item("Q", "学习率", "ratio", steps=(Step("lo", "不足", -20), Step("hi", "达标", 0, 900))),
        Item("V", "一票否决", "flag", veto="total", document=True),
    ),
    (Module("m", "组织生活", 200, 100),),
    base=600,
    low=0,
    high=1000,
    merit_cap=50,
)
GROUP = Table("group", (Item("G", "缺会", "count", points=-100),), base=1000, low=0)
BRANCH = Table("branch", (Item("B", "缺课", "count", points=-50),), base=1000, low=0)

RUBRIC = Rubric(
    "test",
    "试行办法",
    "month",
    (MEMBER, GROUP, BRANCH),
    grades=(("member", GRADES),),
    group_own=600,
    branch_own=500,
    notice_days=3,
)
YEARLY = replace(RUBRIC, cycle="year", name="年度办法")


def opened(desk: Desk, months: Iterable[date] = (OCTOBER,), rubric: Rubric = RUBRIC) -> None:
    """A rubric in force since January, and the months open."""
    put_rubric(desk, rubric)
    for month in months:
        assessment.open_month(desk, month)


def entry(branch: Branch, name: str, item: str, **values: object) -> Entry:
    """A line of a member for October unless said otherwise."""
    given: dict[str, object] = {
        "level": "member",
        "organization_id": branch.home,
        "member_id": branch[name],
        "month": OCTOBER,
        "item": item,
        "happened_on": DAY,
        "reason": "测试事由",
    }
    return Entry(**given | values)  # type: ignore[arg-type]


def subject(branch: Branch, name: str) -> Subject:
    """A member as a subject."""
    return Subject("member", branch.home, branch[name])


def score(desk: Desk, branch: Branch, name: str, month: date = OCTOBER) -> int | None:
    """The score of a member."""
    return board.board(desk, month, "member").row(subject(branch, name)).score


def confirmed(desk: Desk, month: date = OCTOBER) -> None:
    """Score and confirm a month."""
    assessment.score_month(desk, month)
    assessment.confirm_month(desk, month)
