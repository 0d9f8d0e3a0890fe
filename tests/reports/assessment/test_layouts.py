"""The columns fill the paper that forms.md gives them."""

from __future__ import annotations

import pytest

from djdesk.reports.assessment import corrections, layouts, pairings, rubrics, settlements
from djdesk.reports.kit.content import TableColumn


@pytest.mark.parametrize(
    ("columns", "width"),
    [
        (layouts.YEAR, 267),
        (layouts.LINES, 267),
        (layouts.BOARD, 267),
        (layouts.SUMMARY, 267),
        (layouts.EXPLANATION, 170),
        (corrections.COLUMNS, 267),
        (pairings.COLUMNS, 267),
        (pairings.CONTACTS, 170),
        (settlements.COLUMNS, 267),
        (rubrics.COLUMNS, 170),
        (rubrics.GRADES, 170),
        (rubrics.WARNINGS, 170),
    ],
)
def test_columns_fill_the_paper(columns: tuple[TableColumn, ...], width: float) -> None:
    assert sum(column.width for column in columns) == width


def test_ledger_and_summary_have_the_columns_of_their_forms() -> None:
    widths = [(column.title, column.width) for column in layouts.YEAR]
    assert widths[:4] == [("序号", 10), ("姓名", 20), ("党小组", 18), ("起始分", 15)]
    assert widths[4:16] == [(f"{month}月", 12) for month in range(1, 13)]
    assert widths[16:] == [("加分", 14), ("扣分", 14), ("总分", 14), ("等次", 18)]
    summary = [(column.title, column.width) for column in layouts.SUMMARY]
    assert summary[2:5] == [("自评", 18), ("小组评", 18), ("支部评", 18)]
    assert summary[-4:] == [("预警", 18), ("结对人", 24), ("签名", 27), ("备注", 24)]
