"""An explanation says what happened, when, by whom, and where the record is."""

from __future__ import annotations

from datetime import date

from djdesk.services import assessment
from djdesk.services.desk import Desk
from tests.services.assessment.months import OCTOBER, SEPTEMBER, YEARLY, entry, opened
from tests.services.conftest import Branch


def test_a_line_says_its_reason_its_step_and_its_number(desk: Desk, branch: Branch) -> None:
    opened(desk)
    graded = entry(branch, "王强", "R", step="c", reason="县先进", document="县〔2026〕7号")
    key = assessment.book_line(desk, graded)
    assessment.reverse_line(desk, key, reason="重复")
    found = assessment.explain(desk, OCTOBER, "member", branch.home, branch["王强"])
    lines = [line for line in found.lines if line.kind == "line"]
    assert [(line.text, line.points, line.title) for line in lines] == [
        ("县先进（县级）（县〔2026〕7号）", 50, "表彰"),
        ("冲销：重复（县级）（县〔2026〕7号）", -50, "表彰"),
    ]
    assert (lines[0].line_id, lines[0].on, lines[0].by) == (key, date(2026, 10, 15), "李静")
    assert found.basis == "试行办法"


def test_a_year_explains_every_line_until_it_is_confirmed(desk: Desk, branch: Branch) -> None:
    opened(desk, (SEPTEMBER, OCTOBER), YEARLY)
    for day in (1, 2):
        line = entry(branch, "王强", "A", month=SEPTEMBER, happened_on=SEPTEMBER.replace(day=day))
        assessment.book_line(desk, line)
    live = assessment.explain(desk, OCTOBER, "member", branch.home, branch["王强"])
    assert [line.text for line in live.lines].count("测试事由") == 2
    for month in (SEPTEMBER, OCTOBER):
        assessment.score_month(desk, month)
        assessment.confirm_month(desk, month)
    kept = assessment.explain(desk, OCTOBER, "member", branch.home, branch["王强"])
    assert [(line.text, line.points) for line in kept.lines][2:] == [("9月累计：缺席", -60)]
    assert kept.score == live.score


def test_who_has_no_score_has_no_lines(desk: Desk, branch: Branch) -> None:
    opened(desk, ())
    assessment.set_class(
        desk, branch["周敏"], {"since": OCTOBER, "kind": "exempt", "reason": "病假"}
    )
    assessment.open_month(desk, OCTOBER)
    found = assessment.explain(desk, OCTOBER, "member", branch.home, branch["周敏"])
    assert (found.score, found.lines, found.excluded) == (None, (), "积分类别为不计分")
