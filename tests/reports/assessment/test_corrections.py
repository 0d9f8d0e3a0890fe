"""整改单 and 整改台账."""

from __future__ import annotations

from datetime import date

from djdesk.services.assessment import Subject, corrections
from djdesk.services.desk import Desk
from djdesk.services.listing import Value
from tests.conftest import BRANCH
from tests.reports import snapshots
from tests.reports.assessment.reading import IN_AUGUST, of, row, tables
from tests.reports.assessment.scores import JULY, Scores
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


def test_a_correction_of_a_month_says_what_of_it(desk: Desk, scored: Scores) -> None:
    subject = Subject("group", scored.groups["第一党小组"], None)
    values: dict[str, Value] = {"opened_on": date(2026, 8, 3), "problem": "记录不全"}
    key = corrections.open_correction(desk, subject, values, month=JULY)
    assert (
        "2026年7月考核" in texts(printed(of(desk, "assessment-correction", records=(key,))).data)[0]
    )
