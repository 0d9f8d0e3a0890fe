"""得分说明: the lines are the score, each with who and when; a page for everybody."""

from __future__ import annotations

from djdesk.reports.kit.content import Table
from djdesk.services.desk import Desk
from tests.reports import snapshots
from tests.reports.assessment.reading import IN_AUGUST, of, tables
from tests.reports.assessment.scores import Scores
from tests.reports.branch import MINORITY
from tests.reports.papers import RARE, printed, texts


def total(table: Table) -> float:
    return round(sum(float(each[4]) for each in table.rows), 1)


def test_member_line_by_line(desk: Desk, scored: Scores) -> None:
    content = of(desk, "assessment-member", members=(scored.people[RARE],))
    snapshots.check("assessment-member", content)
    (table,) = tables(content)
    assert total(table) == float(table.totals[4]) == 100.0
    effects = [list(each) for each in table.rows if each[5] == "按方案"]
    # 5 × 2 of volunteering, of which 4 count; 102 in all, of which 100
    assert [each[4] for each in effects] == ["60.0", "-6.0", "-2.0"]


def test_every_explanation_adds_up(desk: Desk, scored: Scores) -> None:
    for name in ("assessment-member", "assessment-units"):
        for table in tables(of(desk, name)):
            assert f"{total(table)}" == table.totals[4]


def test_change_is_a_line_with_its_reason(desk: Desk, scored: Scores) -> None:
    (table,) = tables(of(desk, "assessment-member", members=(scored.people[MINORITY],)))
    (change,) = [list(each) for each in table.rows if each[4] == "-2.0"]
    assert "两次提醒仍未补记笔记" in change[2] + change[3]
    assert change[5] == RARE


def test_everybody_has_a_page_in_the_order_asked(desk: Desk, scored: Scores) -> None:
    chosen = (scored.people["赵某"], scored.people["王某"])
    pages = texts(printed(of(desk, "assessment-member", members=chosen)).data)
    assert len(pages) == 2
    assert "赵某" in pages[0]
    assert "王某" in pages[1]
    assert all("第1页共1页" in page for page in pages)


def test_units_show_their_roll_up(desk: Desk, scored: Scores) -> None:
    pages = texts(printed(of(desk, "assessment-units")).data)
    assert len(pages) == 3
    assert "0.6×90.0+0.4×62.0" in pages[0]
    assert "得分78.8" in pages[0]
    assert "积分上报要及时" in pages[1]


def test_unconfirmed_month_explains_too(desk: Desk, scored: Scores) -> None:
    (table,) = tables(of(desk, "assessment-member", IN_AUGUST, members=(scored.people["王某"],)))
    assert total(table) == 70.0
