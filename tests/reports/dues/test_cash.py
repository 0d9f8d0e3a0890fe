"""F09, money upward, large gifts, and a sealed period with all its figures."""

from __future__ import annotations

from datetime import date

import pytest

from djdesk.reports.catalogue import report
from djdesk.reports.dues import cash
from djdesk.reports.kit.content import Content, Table, TableColumn, digest
from djdesk.reports.kit.spec import Request
from djdesk.services import dues
from djdesk.services.desk import Desk
from tests.reports import snapshots
from tests.reports.dues.takings import Taken
from tests.reports.papers import DAY, RARE, printed, texts


def of(desk: Desk, name: str, day: date = DAY, **options: str) -> Content:
    return report(name).content(desk, Request(day, options=options))


def table(content: Content) -> Table:
    return next(block for block in content.blocks if isinstance(block, Table))


@pytest.mark.parametrize("columns", [cash.BOOK_COLUMNS, cash.REMITTED_COLUMNS, cash.LARGE_COLUMNS])
def test_columns_fill_the_paper(columns: tuple[TableColumn, ...]) -> None:
    assert sum(column.width for column in columns) == 267


def test_cash_book_of_the_year(desk: Desk, taken: Taken) -> None:
    content = of(desk, "dues-cash")
    snapshots.check("dues-cash", content)
    book = dues.book(desk, 2026)
    assert table(content).totals[3:6] == ("8,300.82", "4,464.00", "3,836.82")
    assert book.closing == 383_682
    sums = [row for row in table(content).rows if row[2] == "5月合计"]
    assert sums == [["", "", "5月合计", "20.20", "0.00", "20.20", "", ""]]


def test_a_quarter_begins_with_what_was_left(desk: Desk, taken: Taken) -> None:
    rows = table(of(desk, "dues-cash", period="3")).rows
    assert rows[0][2:6] == ["上期结转", "", "", "23.32"]
    assert table(of(desk, "dues-cash", date(2027, 1, 5))).rows[0][2] == "上年结转"


def test_remittances_by_period(desk: Desk, taken: Taken) -> None:
    content = of(desk, "dues-remittance")
    snapshots.check("dues-remittance", content)
    (row,) = table(content).rows
    assert row[2:10] == [
        "2026年第1季度", "4", "3,562.70", "3,277.50", "", "100%", "3,277.50", "0.00",
    ]  # fmt: skip


def test_a_remittance_taken_back_stays_and_does_not_count(desk: Desk, taken: Taken) -> None:
    dues.pay(desk, taken.people["王某"], fen=400_000, paid_on=DAY, months=(), rest="voluntary")
    (row,) = dues.remittances(desk, 2026)
    assert row.entry_id is not None
    dues.reverse_entry(desk, row.entry_id, reason="金额有误", on=DAY)
    found = table(of(desk, "dues-remittance"))
    assert found.rows[0][-1] == "已冲销"
    assert found.totals[8] == "0.00"


def test_large_gifts_of_the_year(desk: Desk, taken: Taken) -> None:
    content = of(desk, "dues-large")
    snapshots.check("dues-large", content)
    assert table(content).rows[0][1:4] == [RARE, "5,000.00", "2026.07.01"]
    assert table(of(desk, "dues-large", date(2025, 6, 1))).totals == ("共 0 笔，合计 0.00 元。",)


def test_a_sealed_period_prints_the_same_for_ever(desk: Desk, taken: Taken) -> None:
    def sealed() -> Content:
        return report("dues-sealed").content(desk, Request(DAY, records=(taken.sealed,)))

    before = sealed()
    snapshots.check("dues-sealed", before)
    tables = [block for block in before.blocks if isinstance(block, Table)]
    (late,) = [row for row in tables[0].rows if row[1] == "赵某"]
    assert late[6:9] == ["", "", "未"]  # what came in May is not among the figures of March
    dues.pay_arrears(desk, taken.people["王某"], DAY)
    assert digest(sealed()) == digest(before)
    pages = texts(printed(before).data)
    assert len(pages) == 2
    assert "应交3,562.70元，当期收到3,277.50元" in pages[0]
    assert "2026年第1季度党费收支账" in pages[1]
