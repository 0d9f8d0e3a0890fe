"""党费收缴情况公示: what everybody paid, for the notice board (规定2008 art.27)."""

from __future__ import annotations

from datetime import date

from djdesk.models.rules import dues as rules
from djdesk.models.rules.dues import Period
from djdesk.reports.dues import collection, wording
from djdesk.reports.dues.collection import FIGURES
from djdesk.reports.dues.wording import money, some
from djdesk.reports.kit.content import (
    Content,
    Heading,
    Line,
    Paragraph,
    Signatures,
    Table,
    TableColumn,
)
from djdesk.reports.kit.registers import BLANK_ROWS, PERIOD, unit_name
from djdesk.reports.kit.spec import ReportSpec, Request
from djdesk.services import dues
from djdesk.services.desk import Desk
from djdesk.services.listing import Kind

FORM, TITLE = "F20", "党费收缴情况公示"

COLUMNS: tuple[TableColumn, ...] = (
    TableColumn("序号", 12, Kind.COUNT, "center"),
    TableColumn("姓名", 28, Kind.PERSON, "center"),
    TableColumn("应交", 27, Kind.MONEY),
    TableColumn("实交", 27, Kind.MONEY),
    TableColumn("欠交", 22, Kind.MONEY),
    TableColumn("多交", 22, Kind.MONEY),
    TableColumn("最后交纳日期", 32, Kind.DATE),
)
"""What 规定2008 art.27 asks to be made public, and nothing of anybody's income; 170 mm."""


def dues_public(desk: Desk, request: Request) -> Content:
    """What everybody paid for the months that are over, for the notice board.

    No income, number, telephone or reason is told (规定2008 art.27).
    """
    period = _over(wording.period_asked(request), desk.today())
    rows, note = collection.read_rows(desk, request, period)
    title = f"{_said(period)}{TITLE}"
    owing = [row for row in rows if row.due]
    full = sum(not row.lacking for row in owing)
    texts = [
        [
            str(number),
            row.name,
            money(row.due),
            money(row.paid),
            some(row.lacking),
            some(row.over),
            wording.day(collection.last_day(row)),
        ]
        for number, row in enumerate(rows, 1)
    ]
    sums = sum((row.sums for row in rows), dues.Sums())
    totals = (
        "", "合计", money(sums.due), money(sums.paid), some(sums.lacking), some(sums.over), ""
    )  # fmt: skip
    said = (
        f"党员 {len(rows)} 人，应交 {len(owing)} 人，已交清 {full} 人。{collection.said_sums(rows)}"
    )
    blocks = (
        Heading(title),
        Line(unit_name(desk, request), note, wording.UNIT),
        Paragraph(said),
        Table(COLUMNS, texts, totals, row_height=8, blank_to=BLANK_ROWS),
        Paragraph("以上情况如有异议，请在公示期内向党支部反映。"),
        Signatures(("公示时间：", "联系电话：", "（支部盖章）")),
    )
    return Content(FORM, title, request.paper or wording.UPRIGHT, blocks, request.day, TITLE)


def _over(period: Period, today: date) -> Period:
    """The months of `period` that are over: nobody is posted as owing before dues are due.

    All of them if none is over yet.
    """
    done = [
        each for each in rules.months(period.first, period.last) if rules.last_day(each) < today
    ]
    return Period(period.first, done[-1]) if done else period


def _said(period: Period) -> str:
    """A period in words; one that is cut short by its months: 2026年1—10月."""
    length = rules.distance(period.first, period.last) + 1
    if length in (1, 3, 12) and (period.first.month - 1) % length == 0:
        return period.title
    return f"{period.first.year}年{period.first.month}—{period.last.month}月"


REPORTS: tuple[ReportSpec, ...] = (
    ReportSpec("dues-public", FORM, TITLE, "dues", wording.UPRIGHT, dues_public, (PERIOD, FIGURES)),
)
