"""F07 of the year and the month: every sum is that of the book."""

from __future__ import annotations

from datetime import date

import pytest

from djdesk.models.rules import dues as rules
from djdesk.reports.catalogue import report
from djdesk.reports.dues import collection
from djdesk.reports.kit.content import Content, Table, TableColumn
from djdesk.reports.kit.spec import Request
from djdesk.services import dues
from djdesk.services.desk import Desk
from djdesk.services.dues import Cell, CellState
from tests.reports import snapshots
from tests.reports.branch import MINORITY
from tests.reports.dues.takings import JAN, Taken
from tests.reports.papers import DAY, RARE, printed, texts

IN_MARCH = date(2026, 3, 31)


def of(desk: Desk, name: str, day: date = DAY, **options: str) -> Content:
    return report(name).content(desk, Request(day, options=options))


def table(content: Content) -> Table:
    (found,) = [block for block in content.blocks if isinstance(block, Table)]
    return found


def row(content: Content, name: str) -> list[str]:
    (found,) = [list(each) for each in table(content).rows if each[1] == name]
    return found


@pytest.mark.parametrize(
    ("columns", "width"),
    [
        (collection.YEAR_COLUMNS, 267),
        (collection.MONTH_COLUMNS, 267),
    ],
)
def test_columns_fill_the_paper(columns: tuple[TableColumn, ...], width: float) -> None:
    assert sum(column.width for column in columns) == width


def test_year_has_circles_amounts_and_signs(desk: Desk, taken: Taken) -> None:
    content = of(desk, "dues-year")
    snapshots.check("dues-year", content)
    assert row(content, "王某")[6:11] == ["○1.12", "○3.12", "○3.12", "20.00", "未"]
    assert row(content, "王某")[17] == " "  # December has not begun: room for the pen
    assert row(content, "赵某")[6:9] == ["", "", "○5.6"]
    assert row(content, "王某")[-1] == "1—6月应交45.00，欠605.75"
    assert row(content, MINORITY)[-1].endswith("减免")
    assert row(content, RARE)[-1] == "欠8000.00，自愿5000.00"


def test_amounts_instead_of_circles(desk: Desk, taken: Taken) -> None:
    content = of(desk, "dues-year", marks="amount")
    assert row(content, "王某")[6:10] == ["45.00", "45.00", "45.00", "20.00"]


def test_sums_of_the_year_are_those_of_the_book(desk: Desk, taken: Taken) -> None:
    grid = dues.grid(desk, None, JAN, date(2026, 12, 1))
    totals = table(of(desk, "dues-year")).totals
    assert totals[6] == rules.yuan(grid.by_month[0].sums.paid) == "1187.50"
    assert totals[18] == rules.yuan(grid.totals.paid)
    (text,) = texts(printed(of(desk, "dues-year")).data)
    for fen in (grid.totals.due, grid.totals.paid, grid.totals.lacking):
        assert f"{fen // 100:,}.{fen % 100:02d}元" in text


def test_sums_too_long_for_their_columns_become_a_sentence(desk: Desk, taken: Taken) -> None:
    dues.pay_arrears(desk, taken.people[RARE], DAY)
    grid = dues.grid(desk, None, JAN, date(2026, 12, 1))
    rich = [each for each in grid.rows if each.member_id == taken.people[RARE]] * 12
    request = Request(DAY)
    blocks = collection.of_months(request, "某支部", "2026年", grid.months, rich, "")
    (found,) = [block for block in blocks if isinstance(block, Table)]
    assert found.totals[0].startswith("合计 132,000.00：1月 12,000.00，2月 12,000.00")


@pytest.mark.parametrize(
    ("cell", "circle", "amount"),
    [
        (Cell(4500, 4500, CellState.PAID, paid_on=date(2026, 12, 31)), "○12.31", "45.00"),
        (Cell(4500, 4500, CellState.AHEAD, paid_on=date(2026, 1, 5)), "○1.5", "45.00"),
        (Cell(4500, 5000, CellState.PAID), "50.00", "50.00"),
        (Cell(4500, 1, CellState.PART), "0.01", "0.01"),
        (Cell(4500, 0, CellState.UNPAID), "未", "未"),
        (Cell(4500, 0, CellState.EXCUSED), "缓", "缓"),
        (Cell(0, 0, CellState.FREE), "免", "免"),
        (Cell(0, 0, CellState.UNFIXED), "未核", "未核"),
        (Cell(4500, 0, CellState.FUTURE), " ", " "),
        (Cell(0, 0, CellState.NONE), "", ""),
    ],
)
def test_every_state_has_its_mark(cell: Cell, circle: str, amount: str) -> None:
    assert collection.mark(cell, "circle") == circle
    assert collection.mark(cell, "amount") == amount


def test_month_has_room_to_sign_and_to_pay(desk: Desk, taken: Taken) -> None:
    content = of(desk, "dues-month")
    snapshots.check("dues-month", content)
    assert row(content, "王某")[5:10] == ["98.15", " ", " ", "98.15", " "]


def test_blank_month_says_what_is_due_and_leaves_the_rest(desk: Desk, taken: Taken) -> None:
    content = of(desk, "dues-month", IN_MARCH, entries="blank")
    assert row(content, "王某")[5:10] == ["45.00", " ", " ", " ", " "]
    assert "应交4人，应交1,187.70元；实交" in texts(printed(content).data)[0]


def test_a_sealed_month_prints_as_it_was_reported(desk: Desk, taken: Taken) -> None:
    sealed = of(desk, "dues-month", IN_MARCH)
    assert row(sealed, "赵某")[5:9] == ["0.20", " ", " ", "0.20"]
    assert "按2026年第1季度封存数（2026.04.05封存）" in texts(printed(sealed).data)[0]
    now = of(desk, "dues-month", IN_MARCH, figures="now")
    assert row(now, "赵某")[5:9] == ["0.20", "0.20", "2026.05.06", ""]
    assert "截至2026年11月20日" in texts(printed(now).data)[0]


def test_a_quarter_sums_its_months(desk: Desk, taken: Taken) -> None:
    content = of(desk, "dues-month", IN_MARCH, span="quarter")
    assert content.title == "2026年第1季度党费收缴明细表"
    assert row(content, "王某")[5:8] == ["135.00", "135.00", "2026.03.12"]


def test_chosen_people_only(desk: Desk, taken: Taken) -> None:
    request = Request(DAY, members=(taken.people["王某"],))
    assert [each[1] for each in table(report("dues-year").content(desk, request)).rows] == ["王某"]
