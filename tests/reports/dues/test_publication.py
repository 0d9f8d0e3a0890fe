"""The notice board: months that are over, sealed ones as reported, nothing private."""

from __future__ import annotations

from datetime import date

from djdesk.reports.dues import publication
from djdesk.services.desk import Desk
from tests.reports import snapshots
from tests.reports.dues.takings import Taken
from tests.reports.dues.test_collection import of, row
from tests.reports.papers import printed, texts


def test_columns_fill_the_paper() -> None:
    assert sum(column.width for column in publication.COLUMNS) == 170


def test_publication_tells_nothing_private(desk: Desk, taken: Taken) -> None:
    content = of(desk, "dues-public")
    snapshots.check("dues-public", content)
    (text,) = texts(printed(content).data)
    for private in ("9999", "138", "6543.21", "63000", "重病", "减免", "学生"):
        assert private not in text
    assert content.title == "2026年1—10月党费收缴情况公示"  # November can be paid until its end
    assert row(content, "王某")[2:5] == ["662.60", "155.00", "507.60"]


def test_publication_of_a_year_that_is_over_or_has_just_begun(desk: Desk, taken: Taken) -> None:
    last = of(desk, "dues-public", date(2025, 12, 31))
    assert last.title == "2025年党费收缴情况公示"
    assert of(desk, "dues-public", date(2027, 1, 5)).title == "2027年党费收缴情况公示"
    assert of(desk, "dues-public", period="4").title == "2026年10月党费收缴情况公示"


def test_publication_of_a_sealed_quarter_is_what_was_reported(desk: Desk, taken: Taken) -> None:
    content = of(desk, "dues-public", period="1")
    assert row(content, "赵某")[2:] == ["0.20", "0.00", "0.20", "", ""]
    assert row(of(desk, "dues-public", period="1", figures="now"), "赵某")[3] == "0.20"
