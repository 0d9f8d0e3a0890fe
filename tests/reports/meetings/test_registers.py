"""Ledger, plan and problem list: right rows, in order of date, widths of the forms."""

from __future__ import annotations

from datetime import date

import pytest

from djdesk.reports.catalogue import report
from djdesk.reports.kit.content import Content, Table, TableColumn
from djdesk.reports.kit.spec import Request
from djdesk.reports.meetings import registers
from djdesk.services import meetings, settings
from djdesk.services.desk import Desk
from tests.reports import snapshots
from tests.reports.meetings.sittings import Year, group_of
from tests.reports.papers import DAY, printed, texts


def of(desk: Desk, name: str, day: date = DAY, **options: str) -> Content:
    return report(name).content(desk, Request(day, options=options))


def rows(content: Content) -> list[list[str]]:
    (table,) = [block for block in content.blocks if isinstance(block, Table)]
    return [list(row) for row in table.rows]


@pytest.mark.parametrize(
    ("columns", "width"),
    [
        (registers.LEDGER_COLUMNS, 267),
        (registers.PROBLEM_COLUMNS, 267),
        (registers.PLAN_COLUMNS, 170),
    ],
)
def test_columns_fill_the_paper(columns: tuple[TableColumn, ...], width: float) -> None:
    assert sum(column.width for column in columns) == width


def test_ledger_has_a_line_for_every_meeting_held(desk: Desk, year: Year) -> None:
    content = of(desk, "meeting-ledger")
    snapshots.check("meeting-ledger", content)
    assert [row[1] for row in rows(content)] == [
        "2026-党员大会-01",
        "2026-主题党日-01",
        "2026-党员大会-02",
        "2026-组织生活会-01",
    ]
    assert "合计4次：支部党员大会2次" in texts(printed(content).data)[0]


def test_ledger_of_a_quarter_and_of_another_year(desk: Desk, year: Year) -> None:
    first = of(desk, "meeting-ledger", period="1")
    assert first.title == "2026年第一季度会议台账"
    assert len(rows(first)) == 1
    assert rows(of(desk, "meeting-ledger", date(2025, 12, 31))) == []


def test_plan_names_what_is_to_come_and_the_fixed_day(desk: Desk, year: Year) -> None:
    group = group_of(desk)
    meetings.plan_meeting(
        desk, {"kind": "M3", "held_on": date(2026, 12, 1), "organization_id": group}
    )
    settings.put(desk, settings.FIXED_DAY, "每月5日")
    content = of(desk, "meeting-plan", period="4")
    snapshots.check("meeting-plan", content)
    assert [row[-1] for row in rows(content)] == ["待整理", "已计划", "已计划"]
    assert [row[3] for row in rows(content)] == ["本支部", "第一党小组", "本支部"]
    assert "固定活动日：每月5日" in texts(printed(content).data)[0]


def test_cancelled_meetings_are_in_no_register(desk: Desk, year: Year) -> None:
    meetings.cancel(desk, year.planned, reason="改期")
    assert len(rows(of(desk, "meeting-plan"))) == 4


def test_problem_list_names_owner_measure_and_term(desk: Desk, year: Year) -> None:
    request = Request(DAY, records=(year.criticism,))
    content = report("problem-list").content(desk, request)
    snapshots.check("problem-list", content)
    (text,) = texts(printed(content).data)
    assert "台账编号2026-组织生活会-01第1版" in text
    line = meetings.record(desk, year.criticism).problems[1]
    assert line.id is not None
    meetings.done(desk, "problem", line.id, on=date(2026, 11, 2), note="已检查")
    again = rows(report("problem-list").content(desk, request))
    assert again[1][-1] == "2026.11.02\n已检查"
