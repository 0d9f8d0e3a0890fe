"""奖惩兑现登记表: amounts, approval, and room to sign what is not settled."""

from __future__ import annotations

from datetime import date

from djdesk.services.desk import Desk
from tests.reports import snapshots
from tests.reports.assessment.reading import of, row, tables
from tests.reports.assessment.scores import Scores
from tests.reports.papers import DAY, RARE, printed, texts


def test_register_of_the_year(desk: Desk, scored: Scores) -> None:
    content = of(desk, "assessment-settlements", DAY)
    snapshots.check("assessment-settlements", content)
    assert row(content, RARE)[8] == "孙某\n2026.10.15\n某厂党〔2026〕33号"
    assert row(content, "第一党小组")[7:] == [" "] * 4
    said = "奖励 1 项，200.00 元；扣罚 1 项，50.00 元；已兑现 200.00 元。"
    assert tables(content)[0].totals == (said,)


def test_another_year_is_empty(desk: Desk, scored: Scores) -> None:
    content = of(desk, "assessment-settlements", date(2025, 12, 31))
    assert tables(content)[0].rows == []
    assert "2025年奖惩兑现登记表" in texts(printed(content).data)[0]
