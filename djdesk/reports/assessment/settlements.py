"""奖惩兑现登记表: what followed from the results of a year, with amounts and approval."""

from __future__ import annotations

from djdesk.reports.assessment import registers, wording
from djdesk.reports.kit.content import Content, Signatures, TableColumn
from djdesk.reports.kit.registers import BLANK_DAY, unit_id
from djdesk.reports.kit.spec import ReportSpec, Request
from djdesk.services import kinds, listing
from djdesk.services.assessment import settlements
from djdesk.services.assessment.settlements import SETTLEMENTS
from djdesk.services.desk import Desk
from djdesk.services.listing import Filter, Kind, Query, Scope

TITLE = "奖惩兑现登记表"
COLUMNS: tuple[TableColumn, ...] = (
    TableColumn("序号", 10, Kind.COUNT, "center"),
    TableColumn("党员/党组织", 28, Kind.PERSON, "center"),
    TableColumn("考核周期", 20, Kind.TEXT, "center"),
    TableColumn("类型", 13, Kind.CODE, "center"),
    TableColumn("奖惩事项", 40),
    TableColumn("依据", 38),
    TableColumn("金额", 20, Kind.MONEY),
    TableColumn("支部研究\n日期", 21, Kind.DATE),
    TableColumn("批准", 32),
    TableColumn("兑现日期", 21, Kind.DATE),
    TableColumn("领取人签名", 24, Kind.PERSON, "center"),
)
"""267 mm."""

SIGNED = Signatures(("经办人：", "支部书记：", f"日期：{BLANK_DAY}", "（支部章）"))
UNIT = "单位：元"

KEYS = (
    "name",
    "period",
    "kind",
    "title",
    "reason",
    "fen",
    "decided_on",
    "approved_by",
    "approved_on",
    "document",
    "settled_on",
    "received_by",
)
"""The columns of the list behind them."""

FREE = ("decided_on", "settled_on", "received_by")
"""What is still to come before it is settled."""

LINES = (7, 10)
"""Who approved, when, and by which paper stand in one cell."""


def assessment_settlements(desk: Desk, request: Request) -> Content:
    """奖惩兑现登记表 of the year of the day; what is not settled yet leaves room to sign."""
    query = Query(
        Scope(request.day, unit_id(desk, request)),
        filters=(Filter("year", "eq", request.day.year),),
        sort=(("sequence", False),),
    )
    rows = registers.texts(SETTLEMENTS, KEYS, listing.table(desk, SETTLEMENTS, query, KEYS), FREE)
    sums = settlements.settlement_sums(desk, query)
    totals = (
        f"奖励 {sums.rewards} 项，{kinds.show_money(sums.reward_fen)} 元；"
        f"扣罚 {sums.penalties} 项，{kinds.show_money(sums.penalty_fen)} 元；"
        f"已兑现 {kinds.show_money(sums.settled_fen)} 元。"
    )
    texts = [_line(number, row) for number, row in enumerate(rows, 1)]
    return registers.content(
        desk,
        request,
        TITLE,
        COLUMNS,
        texts,
        (totals,),
        signed=SIGNED,
        unit=UNIT,
    )


def _line(number: int, row: list[str]) -> list[str]:
    first, last = LINES
    approval = "\n".join(each for each in row[first:last] if each)
    free = wording.TO_WRITE
    settled = (each or free for each in row[last:])
    return [str(number), *row[:first], approval or free, *settled]


REPORTS: tuple[ReportSpec, ...] = (
    ReportSpec(
        "assessment-settlements",
        "",
        TITLE,
        wording.AREA,
        wording.WIDE,
        assessment_settlements,
    ),
)
