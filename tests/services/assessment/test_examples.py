"""The worked examples of the shipped rubrics, from booking to the confirmed month, in tenths."""

from __future__ import annotations

from datetime import date

import pytest

from djdesk.services import assessment
from djdesk.services.assessment import Entry, Subject, board, rubrics
from djdesk.services.desk import Desk
from djdesk.services.listing import Value
from tests.services.conftest import Branch

JULY, AUGUST, SEPTEMBER, OCTOBER = (date(2026, month, 1) for month in (7, 8, 9, 10))


def _begin(desk: Desk, code: str, *months: date) -> None:
    rubrics.adopt(desk, code, since=months[0])
    for month in months:
        assessment.open_month(desk, month)


def _book(desk: Desk, who: Subject, month: date, item: str, count: int = 1, step: str = "") -> None:
    entry = Entry(
        who.level,
        who.organization_id,
        who.member_id,
        month,
        item,
        month.replace(day=9),
        quantity=None if step else count,
        step=step,
        reason="例题",
    )
    assessment.book_line(desk, entry)


def _confirm(desk: Desk, month: date, *subjects: Subject) -> list[int | None]:
    """The scores of subjects in the month once confirmed, each explained to the tenth."""
    live = [board.board(desk, month, who.level).row(who).score for who in subjects]
    assessment.score_month(desk, month)
    assessment.confirm_month(desk, month)
    kept = board.whole(desk, month)
    for who in subjects:
        row, told = kept.boards[who.level].row(who), kept.explanations[who]
        assert sum(line.points for line in told.lines) == row.score
        own = sum(line.points for line in told.lines if line.kind != "rollup")
        assert own == row.own == row.base + row.plus - row.minus + row.change
    assert [kept.boards[who.level].row(who).score for who in subjects] == live
    return live


@pytest.mark.parametrize(("more", "points"), [("", 840), ("city", 870)])
def test_a_year_of_an_office_branch(desk: Desk, branch: Branch, more: str, points: int) -> None:
    """60 + 14 + 3 + 6 + 5 − 3 − 1 = 84; with a commendation of 8 beside the 5 it is 87 (§2)."""
    _begin(desk, "office_year", SEPTEMBER, OCTOBER)
    who = Subject("member", branch.home, branch["王强"])
    _book(desk, who, SEPTEMBER, "A1+", 9)
    _book(desk, who, OCTOBER, "A1+", 5)
    _book(desk, who, SEPTEMBER, "A3+", step="done")
    _book(desk, who, SEPTEMBER, "A6+")
    _book(desk, who, OCTOBER, "A6+", 2)
    _book(desk, who, SEPTEMBER, "A8+", step="county")
    if more:
        _book(desk, who, OCTOBER, "A8+", step=more)
    _book(desk, who, OCTOBER, "A1-")
    _book(desk, who, OCTOBER, "A3-")
    assert _confirm(desk, SEPTEMBER, who) == [790]
    assert _confirm(desk, OCTOBER, who) == [points]
    assert board.board(desk, OCTOBER, "member").row(who).grade == "合格"


def test_a_quarter_of_a_hundred_points_a_month(desk: Desk, branch: Branch) -> None:
    """July 91, August 88, September 100: the third quarter is 93.0 (§3)."""
    _begin(desk, "monthly_hundred", JULY, AUGUST, SEPTEMBER)
    who = Subject("member", branch.home, branch["王强"])
    _book(desk, who, JULY, "B1-3")
    _book(desk, who, JULY, "B1-4")
    _book(desk, who, JULY, "B2-1", 2)
    for item in ("B1-3", "B1-5", "B3-1", "B3-3"):
        _book(desk, who, AUGUST, item)
    assert [_confirm(desk, month, who) for month in (JULY, AUGUST, SEPTEMBER)] == [
        [910],
        [880],
        [1000],
    ]
    (row,) = (
        each for each in assessment.year_table(desk, 2026, "member").rows if each.subject == who
    )
    assert (row.quarters[2], row.year) == (930, 930)


def test_three_levels_are_rolled_up(desk: Desk, branch: Branch) -> None:
    """0.6 × 86 + 0.4 × mean(78, 84, 92) = 85.5; 0.5 × 90 + 0.5 × mean(85.5, 81.5) = 86.8 (§4)."""
    _begin(desk, "three_levels", OCTOBER)
    values: dict[str, Value] = {"since": OCTOBER, "kind": "exempt", "reason": "长期病休"}
    assessment.set_class(desk, branch["吴亮"], values)
    wanted = {
        **{
            Subject("member", branch.home, branch[name]): points
            for name, points in {"李静": 780, "王强": 840, "钱进": 920}.items()
        },
        **{
            Subject("member", branch.home, branch[name]): 815
            for name in ("周敏", "孙立", "郑华", "赵新")
        },
        Subject("group", branch.first): 860,
        Subject("group", branch.second): 815,
        Subject("branch", branch.home): 900,
    }
    for who, points in wanted.items():
        own = board.board(desk, OCTOBER, who.level).row(who).own
        assert own is not None
        if change := points - own:
            assessment.give(desk, who, OCTOBER, "self", change=change, reason="例题")
    units = list(wanted)[-3:]
    assert _confirm(desk, OCTOBER, *units) == [855, 815, 868]
