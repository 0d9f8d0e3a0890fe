"""结对帮扶记录 and 结对帮扶台账: who helps whom, month by month, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from djdesk.reports.assessment import registers, wording
from djdesk.reports.assessment.corrections import paragraphs, text
from djdesk.reports.kit.content import (
    Block,
    Content,
    Heading,
    Line,
    Paper,
    Signatures,
    Table,
    TableColumn,
)
from djdesk.reports.kit.labelled import Labelled, labelled
from djdesk.reports.kit.registers import PERIOD
from djdesk.reports.kit.spec import ReportSpec, Request
from djdesk.services.assessment import effects, pairings
from djdesk.services.assessment.contacts import ContactRow
from djdesk.services.assessment.pairings import PAIRINGS, PairingSheet
from djdesk.services.desk import Desk
from djdesk.services.listing import Kind, Value

TITLE, REGISTER = "结对帮扶记录", "结对帮扶台账"

CONTACTS: tuple[TableColumn, ...] = (
    TableColumn("序号", 9, Kind.COUNT, "center"),
    TableColumn("日期", 21, Kind.DATE),
    TableColumn("方式", 18, Kind.CODE, "center"),
    TableColumn("地点", 20, Kind.TEXT, "center"),
    TableColumn("帮扶内容", 42),
    TableColumn("解决的实际\n问题", 26),
    TableColumn("效果", 18),
    TableColumn("记录人", 16, Kind.PERSON, "center"),
)
"""170 mm."""

COLUMNS: tuple[TableColumn, ...] = (
    TableColumn("编号", 26, Kind.TEXT, "center"),
    TableColumn("类型", 23, Kind.CODE, "center"),
    TableColumn("帮扶方", 26, Kind.PERSON, "center"),
    TableColumn("结对对象", 26, Kind.PERSON, "center"),
    TableColumn("对象类型", 24, Kind.CODE, "center"),
    TableColumn("结对日期", 21, Kind.DATE),
    TableColumn("帮扶目标", 38),
    TableColumn("联系\n次数", 12, Kind.COUNT, "center"),
    TableColumn("最近联系", 21, Kind.DATE),
    TableColumn("结束日期", 21, Kind.DATE),
    TableColumn("成效", 29),
)
"""267 mm."""

KEYS = (
    "number",
    "kind",
    "helper",
    "partner",
    "partner_kind",
    "since",
    "goal",
    "contacts",
    "last_on",
    "ended_on",
    "result",
)
"""The columns of the list behind them."""

FREE = ("last_on", "ended_on", "result")
"""What is still to come while it runs."""

SIGNED = Signatures(("帮扶人：", "结对对象：", "支部书记："))
HEADING, BRANCH_HEADING = "联系记录（每月至少一次）", "联合活动记录（每季度至少一次）"
"""How often two members and two branches meet (assessment.md §4)."""

MONTHS = 12
"""Lines of an empty form: one a month for a year (assessment.md §4); written ones are taller."""

Values = Mapping[str, Value]


def assessment_pairing(desk: Desk, request: Request) -> Content:
    """结对帮扶记录 of one pair, its contacts in order of date."""
    return content(desk, pairings.pairing(desk, request.records[0]), request.paper)


def content(desk: Desk, sheet: PairingSheet, paper: Paper | None = None) -> Content:
    """As `assessment_pairing`, of one that was read already."""
    values = sheet.values
    held = sorted(sheet.contacts, key=lambda each: (each.held_on, each.id))
    shown = effects.effect(desk, sheet.id)
    said = shown.text if shown.months else ""
    blocks = form(values, held, sheet.unit, sheet.number, said)
    day = values.get("since")
    return registers.of_record(TITLE, named(sheet), sheet.number, day, blocks, paper)


def named(sheet: PairingSheet) -> str:
    """Who helps whom, for titles."""
    return f"{text(sheet.values, 'helper')}与{text(sheet.values, 'partner')}"


def assessment_pairings(desk: Desk, request: Request) -> Content:
    """结对帮扶台账: the pairs that were made in the year or quarter of the day."""
    rows = registers.listed(desk, request, PAIRINGS, KEYS, "since")
    ended = sum(row[KEYS.index("ended_on")] is not None for row in rows)
    totals = f"共 {len(rows)} 对，已结束 {ended} 对，正在帮扶 {len(rows) - ended} 对。"
    texts = registers.texts(PAIRINGS, KEYS, rows, FREE)
    return registers.content(desk, request, REGISTER, COLUMNS, texts, (totals,))


def form(
    values: Values,
    contacts: Sequence[ContactRow] = (),
    unit: str = "",
    number: str = "",
    effect: str = "",
    *,
    blank: bool = False,
) -> tuple[Block, ...]:
    """结对帮扶记录 with what is known; empty lines for the contacts that are still to come."""

    def cell(label: str, said: str, *, wide: bool = False) -> Labelled:
        return Labelled(label, said, wide, 9, blank)

    def case(label: str, key: str, height: float, *, free: bool = blank) -> Labelled:
        said = paragraphs(text(values, key))
        return Labelled(label, said, True, height, free, "left" if said else "", running=bool(said))

    ended = values.get("ended_on")
    condition = wording.word("pairing_condition", text(values, "condition"))
    goal = text(values, "goal")
    head = [
        cell("编号", number),
        cell("结对类型", wording.word("pairing_kind", text(values, "kind"))),
        cell("帮扶方", text(values, "helper")),
        cell("结对对象", text(values, "partner")),
        cell("对象类型", wording.word("pairing_partner", text(values, "partner_kind"))),
        cell("结对日期", wording.day(values.get("since"))),
        cell("计划结束", wording.day(values.get("until"))),
        cell("结束条件", condition),
        cell("帮扶目标", goal, wide=True),
        case("结对原因", "reason", 11),
        case("帮扶计划", "plan", 18),
    ]
    foot = [
        *([Labelled("前后得分", effect, True, 9, running=True)] if effect else []),
        case("帮扶成效", "result", 16, free=blank or not ended),
        Labelled("结束日期", wording.day(ended), False, 9, blank or not ended),
        Labelled("结束原因", text(values, "end_reason"), False, 9, blank or not ended),
    ]
    rows = [_contact(place, each) for place, each in enumerate(contacts, 1)]
    lines = MONTHS if blank else max(len(rows) + 1, MONTHS - len(rows) // 2)
    return (
        Heading(TITLE),
        Line(left=f"党组织：{unit}"),
        labelled(head),
        Heading(BRANCH_HEADING if text(values, "kind") == "branch" else HEADING, 2),
        Table(CONTACTS, rows, row_height=8, blank_to=0 if ended else lines),
        labelled(foot),
        SIGNED,
    )


def _contact(place: int, row: ContactRow) -> list[str]:
    way = wording.word("pairing_form", row.form)
    return [
        str(place),
        wording.day(row.held_on),
        way,
        row.place,
        row.content,
        row.solved,
        row.result,
        row.recorded_by,
    ]


REPORTS: tuple[ReportSpec, ...] = (
    ReportSpec(
        "assessment-pairing",
        "",
        TITLE,
        wording.AREA,
        wording.SHEET,
        assessment_pairing,
        by_record=PAIRINGS.name,
    ),
    ReportSpec(
        "assessment-pairings",
        "",
        REGISTER,
        wording.AREA,
        wording.WIDE,
        assessment_pairings,
        (PERIOD,),
    ),
)
