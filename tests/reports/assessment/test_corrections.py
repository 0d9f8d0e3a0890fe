"""整改单 and 整改台账."""

from __future__ import annotations

from djdesk.services.desk import Desk
from tests.conftest import BRANCH
from tests.reports import snapshots
from tests.reports.assessment.reading import IN_AUGUST, of, row, tables
from tests.reports.assessment.scores import Scores
from tests.reports.branch import MINORITY
from tests.reports.papers import DAY, printed, texts


def test_correction_that_was_re_checked(desk: Desk, scored: Scores) -> None:
    content = of(desk, "assessment-correction", records=(scored.correction,))
    snapshots.check("assessment-correction", content)
    (page,) = texts(printed(content).data)
    assert "整改到位" in page
    assert content.mark == "台账编号 2026-整改-01"


def test_open_one_leaves_room_for_what_is_to_come(desk: Desk, scored: Scores) -> None:
    content = of(desk, "assessment-correction", records=(scored.open_correction,))
    (page,) = texts(printed(content).data)
    assert "☐整改到位☐未到位" in page
    assert "支部提出" in page
    assert f"党组织：{BRANCH}第二党小组" in page
    assert "／" not in page.replace("责任人／", "")


def test_register_of_the_year(desk: Desk, scored: Scores) -> None:
    content = of(desk, "assessment-corrections", DAY)
    snapshots.check("assessment-corrections", content)
    assert tables(content)[0].totals == ("共 2 条，已销号 1 条，未销号 1 条。",)
    (wanted,) = [list(each) for each in tables(content)[0].rows if each[2] == MINORITY]
    assert wanted[3] == "红牌"
    assert printed(content).pages == 1


def test_register_of_a_quarter(desk: Desk, scored: Scores) -> None:
    content = of(desk, "assessment-corrections", IN_AUGUST, period="3")
    assert content.title == "2026年第三季度整改台账"
    assert len(tables(content)[0].rows) == 1
    assert row(content, "2026-整改-01")[1] == "2026.08.05"
