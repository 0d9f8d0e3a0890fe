"""整改单, 整改台账: problem, measure, who, by when, what was done, what the re-check found."""

from __future__ import annotations

from collections.abc import Mapping

from djdesk.reports.assessment import registers, wording
from djdesk.reports.kit.content import (
    Block,
    Content,
    Heading,
    Line,
    Paper,
    Signatures,
    TableColumn,
)
from djdesk.reports.kit.labelled import Labelled, labelled
from djdesk.reports.kit.registers import BLANK_DAY, PERIOD
from djdesk.reports.kit.spec import ReportSpec, Request
from djdesk.services import organization
from djdesk.services.assessment import corrections
from djdesk.services.assessment.corrections import CorrectionSheet
from djdesk.services.assessment.corrections_list import CORRECTIONS
from djdesk.services.desk import Desk
from djdesk.services.listing import Kind, Value

TITLE, REGISTER = "整改单", "整改台账"

COLUMNS: tuple[TableColumn, ...] = (
    TableColumn("编号", 26, Kind.TEXT, "center"),
    TableColumn("提出日期", 21, Kind.DATE),
    TableColumn("整改对象", 24, Kind.PERSON, "center"),
    TableColumn("预警", 18, Kind.STATE, "center"),
    TableColumn("存在问题", 52),
    TableColumn("整改措施", 47),
    TableColumn("责任人", 19, Kind.PERSON, "center"),
    TableColumn("整改时限", 21, Kind.DATE),
    TableColumn("完成日期", 21, Kind.DATE),
    TableColumn("复核", 18, Kind.STATE, "center"),
)
"""267 mm."""

KEYS = (
    "number",
    "opened_on",
    "name",
    "warning",
    "problem",
    "measure",
    "responsible",
    "due_on",
    "done_on",
    "recheck",
)
"""The columns of the list behind them."""

FREE = ("measure", "responsible", "due_on", "done_on", "recheck")
"""What is still to come in an open one."""

SIGNED = Signatures(("整改对象签名：", "支部书记：", f"日期：{BLANK_DAY}", "（支部章）"))

Values = Mapping[str, Value]


def assessment_correction(desk: Desk, request: Request) -> Content:
    """整改单 of one correction."""
    return content(desk, corrections.correction(desk, request.records[0]), request.paper)


def content(desk: Desk, sheet: CorrectionSheet, paper: Paper | None = None) -> Content:
    """As `assessment_correction`, of one that was read already."""
    blocks = form(sheet.values, _unit(desk, sheet), sheet.number, sheet.name, _occasion(sheet))
    day = sheet.values.get("opened_on")
    return registers.of_record(TITLE, sheet.name, sheet.number, day, blocks, paper)


def _unit(desk: Desk, sheet: CorrectionSheet) -> str:
    """The branch; a group is named behind its branch."""
    found = organization.profile(desk, sheet.subject.organization_id)
    if found.kind != "group" or found.parent_id is None:
        return sheet.unit
    return organization.name_of(desk, found.parent_id) + sheet.unit


def _occasion(sheet: CorrectionSheet) -> str:
    """The month and the warning it answers; 支部提出 for one opened by hand."""
    if not sheet.month:
        return wording.word(wording.WARNINGS, sheet.warning) or "支部提出"
    word = wording.word(wording.WARNINGS, sheet.warning) or "考核"
    return f"{wording.say_month(sheet.month)}{word}"


def assessment_corrections(desk: Desk, request: Request) -> Content:
    """整改台账: the corrections opened in the year or quarter of the day."""
    rows = registers.listed(desk, request, CORRECTIONS, KEYS, "opened_on")
    closed = sum(row[KEYS.index("recheck")] == "passed" for row in rows)
    totals = f"共 {len(rows)} 条，已销号 {closed} 条，未销号 {len(rows) - closed} 条。"
    texts = registers.texts(CORRECTIONS, KEYS, rows, FREE)
    return registers.content(desk, request, REGISTER, COLUMNS, texts, (totals,))


def form(
    values: Values,
    unit: str = "",
    number: str = "",
    subject: str = "",
    occasion: str = "",
    *,
    blank: bool = False,
) -> tuple[Block, ...]:
    """整改单 with what is known; what is still to come stays free for the pen.

    `occasion` is the warning or month it was opened for; `blank` leaves every cell free.
    """
    done, checked = values.get("done_on"), values.get("rechecked_on")

    def cell(label: str, text: str, *, free: bool = blank) -> Labelled:
        return Labelled(label, text, False, 10, free)

    def case(label: str, key: str, height: float, *, free: bool = blank) -> Labelled:
        said = paragraphs(text(values, key))
        top = "top" if said or free else "middle"
        left = "left" if said else ""
        return Labelled(label, said, True, height, free, left, top, bool(said))

    entries = [
        cell("编号", number),
        cell("提出日期", wording.day(values.get("opened_on"))),
        cell("整改对象", subject),
        cell("提出缘由", occasion),
        case("存在问题", "problem", 42),
        case("整改措施", "measure", 42, free=not text(values, "measure")),
        cell("责任人", text(values, "responsible"), free=blank or not done),
        cell("整改时限", wording.day(values.get("due_on")), free=blank or not done),
        case("完成情况", "done_note", 36, free=blank or not done),
        cell("完成日期", wording.day(done), free=blank or not done),
        cell("复核日期", wording.day(checked), free=blank or not checked),
        case("复核意见", "recheck_note", 26, free=blank or not checked),
        cell("复核结果", _result(values, blank=blank), free=True),
        cell("复核人", text(values, "rechecked_by"), free=blank or not checked),
    ]
    return (Heading(TITLE), Line(left=f"党组织：{unit}"), labelled(entries), SIGNED)


def _result(values: Values, *, blank: bool) -> str:
    """What the re-check found; two boxes to tick before it was made."""
    code = text(values, "recheck")
    if blank or not code:
        return "☐ 整改到位　☐ 未到位"
    return wording.word("assessment_recheck", code)


def text(values: Values, key: str) -> str:
    """A text of the record without blanks around it; empty for none."""
    value = values.get(key)
    return "" if value is None else str(value).strip()


def paragraphs(said: str) -> str:
    """The paragraphs of a text, each two characters in."""
    return "\n".join(f"　　{line.strip()}" for line in said.split("\n") if line.strip())


REPORTS: tuple[ReportSpec, ...] = (
    ReportSpec(
        "assessment-correction",
        "",
        TITLE,
        wording.AREA,
        wording.SHEET,
        assessment_correction,
        by_record=CORRECTIONS.name,
    ),
    ReportSpec(
        "assessment-corrections",
        "",
        REGISTER,
        wording.AREA,
        wording.WIDE,
        assessment_corrections,
        (PERIOD,),
    ),
)
