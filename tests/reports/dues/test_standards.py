"""党费核定表: items, deductions, changes in the year, sums by the months in force."""

from __future__ import annotations

from djdesk.reports.catalogue import report
from djdesk.reports.dues import standards
from djdesk.reports.kit.content import Table
from djdesk.reports.kit.spec import Request
from djdesk.services.desk import Desk
from tests.reports import snapshots
from tests.reports.branch import fill
from tests.reports.dues.takings import Taken
from tests.reports.papers import DAY


def test_columns_fill_the_paper() -> None:
    assert sum(column.width for column in standards.COLUMNS) == 267


def test_standards_of_a_year(desk: Desk, taken: Taken) -> None:
    content = report("dues-standards").content(desk, Request(DAY))
    snapshots.check("dues-standards", content)
    (table,) = [block for block in content.blocks if isinstance(block, Table)]
    first, second = [row for row in table.rows if row[1] == "王某"]
    assert first[3] == "岗位工资 3800.00\n基础性绩效工资 1450.50"
    assert first[4] == "个人所得税 126.00\n住房公积金 624.50"
    assert first[5:9] == ["4500.00", "1%", "45.00", "270.00"]
    assert second[5:9] == ["6543.21", "1.5%", "98.15", "588.90"]
    assert second[-1] == "7月起"
    yearly = sum(round(float(row[8].replace(",", "")) * 100) for row in table.rows)
    assert table.totals == (f"共 4 人，已核定 4 人；全年应交合计 {yearly / 100:,.2f} 元。",)


def test_who_is_not_fixed_is_named(desk: Desk) -> None:
    fill(desk)
    content = report("dues-standards").content(desk, Request(DAY))
    (table,) = [block for block in content.blocks if isinstance(block, Table)]
    assert {row[-1] for row in table.rows} == {"未核定"}
    assert table.totals[0].startswith("共 4 人，已核定 0 人")
