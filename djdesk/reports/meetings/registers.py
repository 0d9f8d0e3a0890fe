"""Registers of organisation life: the ledger of a year, its plan, and a problem list (F26)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from djdesk.models.rules import codes
from djdesk.models.rules.meetings.periods import Period, periods
from djdesk.reports.kit.content import (
    Content,
    Heading,
    Line,
    Orientation,
    Paper,
    Signatures,
    Table,
    TableColumn,
)
from djdesk.reports.kit.registers import (
    BLANK_DAY,
    BLANK_ROWS,
    PERIOD,
    SIGNED,
    quarter_asked,
    unit_id,
    unit_name,
)
from djdesk.reports.kit.spec import ReportSpec, Request
from djdesk.reports.meetings import wording
from djdesk.services import kinds, listing, meetings, organization
from djdesk.services.desk import Desk
from djdesk.services.listing import Filter, Kind, Query, Row, Scope
from djdesk.services.meetings import MEETINGS, Part, Record

WIDE = Paper(orientation=Orientation.LANDSCAPE, left=15, right=15, top=20, bottom=15)
UPRIGHT = Paper()
LEDGER, PLAN, PROBLEMS = "会议台账", "组织生活计划", "组织生活会问题清单"

LEDGER_COLUMNS: tuple[TableColumn, ...] = (
    TableColumn("序号", 10, Kind.COUNT, "center"),
    TableColumn("台账编号", 46, Kind.TEXT, "center"),
    TableColumn("类别", 25, Kind.TEXT, "center"),
    TableColumn("召开单位", 26, Kind.TEXT, "center"),
    TableColumn("日期", 22, Kind.DATE),
    TableColumn("主题", 50),
    TableColumn("地点", 28),
    TableColumn("主持人", 18, Kind.PERSON, "center"),
    TableColumn("应到", 11, Kind.COUNT, "center"),
    TableColumn("实到", 11, Kind.COUNT, "center"),
    TableColumn("进度", 20, Kind.STATE, "center"),
)
LEDGER_KEYS = (
    "ledger_number",
    "kind",
    "unit",
    "held_on",
    "topic",
    "place",
    "chair",
    "should",
    "present",
    "state",
)
PLAN_COLUMNS: tuple[TableColumn, ...] = (
    TableColumn("序号", 10, Kind.COUNT, "center"),
    TableColumn("日期", 24, Kind.DATE),
    TableColumn("类别", 28, Kind.TEXT, "center"),
    TableColumn("召开单位", 30, Kind.TEXT, "center"),
    TableColumn("主题", 54),
    TableColumn("进度", 24, Kind.STATE, "center"),
)
PLAN_KEYS = ("held_on", "kind", "unit", "topic", "state")
PROBLEM_COLUMNS: tuple[TableColumn, ...] = (
    TableColumn("序号", 12, Kind.COUNT, "center"),
    TableColumn("类别", 25, Kind.TEXT, "center"),
    TableColumn("问题", 75),
    TableColumn("整改措施", 75),
    TableColumn("责任人", 25, Kind.PERSON, "center"),
    TableColumn("时限", 25, Kind.DATE),
    TableColumn("完成", 30, Kind.TEXT, "center"),
)
"""forms.md, F26; the sum is 267 mm."""

PROBLEMS_SIGNED = Signatures(("支部书记：", f"日期：{BLANK_DAY}", "（盖章）"))
HELD = ("held", "recorded", "reviewed")
NOT_CANCELLED = ("planned", "notified", *HELD)
IN_ORDER = (("held_on", False), ("start_at", False), ("ledger_number", False))

OWN = "本支部"


def meeting_ledger(desk: Desk, request: Request) -> Content:
    """Every meeting held in the year or quarter, one a line, in order of date."""
    rows = listed(desk, request, LEDGER_KEYS, HELD)
    texts = _texts(desk, request, LEDGER_KEYS, rows)
    counted = Counter(str(row[LEDGER_KEYS.index("kind")]) for row in rows)
    each = "，".join(f"{kind} {times} 次" for kind, times in counted.items())
    totals = f"合计 {len(rows)} 次" + (f"：{each}。" if each else "。")
    table = Table(LEDGER_COLUMNS, texts, (totals,), blank_to=BLANK_ROWS)
    return _register(desk, request, LEDGER, table, "单位：人")


def meeting_plan(desk: Desk, request: Request) -> Content:
    """What is planned for the year or quarter, and how far each meeting has come."""
    rows = listed(desk, request, PLAN_KEYS, NOT_CANCELLED)
    texts = _texts(desk, request, PLAN_KEYS, rows)
    fixed = meetings.fixed_day(desk)
    table = Table(PLAN_COLUMNS, texts, (f"共 {len(rows)} 次。",), blank_to=BLANK_ROWS)
    return _register(desk, request, PLAN, table, f"固定活动日：{fixed}" if fixed else "")


def _texts(
    desk: Desk, request: Request, keys: tuple[str, ...], rows: Sequence[Row]
) -> list[list[str]]:
    """Numbered rows as texts; what the unit of the register held itself is called 本支部."""
    unit = organization.profile(desk, unit_id(desk, request)).values
    columns = [MEETINGS.column(key) for key in keys]
    shows = [kinds.shower(column.kind, column.codes) for column in columns]
    place = 1 + keys.index("unit")
    texts = []
    for number, row in enumerate(rows, 1):
        words = [show(value, False) for show, value in zip(shows, row, strict=True)]
        texts.append([str(number), *words])
        if texts[-1][place] in (unit["name"], unit["short_name"]):
            texts[-1][place] = OWN
    return texts


def listed(
    desk: Desk, request: Request, keys: tuple[str, ...], states: tuple[str, ...]
) -> list[Row]:
    """The meetings of the year or quarter of the request that are in one of `states`."""
    filters = [Filter("state", "in", states), Filter("year", "eq", request.day.year)]
    span = quarter(request)
    if span is not None:
        filters.append(Filter("held_on", "between", (span.start, span.end)))
    query = Query(Scope(request.day, unit_id(desk, request)), filters=tuple(filters), sort=IN_ORDER)
    return listing.table(desk, MEETINGS, query, keys)


def quarter(request: Request) -> Period | None:
    """The quarter asked for; None for the whole year."""
    number = quarter_asked(request)
    return periods("quarter", request.day.year)[number - 1] if number is not None else None


def _register(desk: Desk, request: Request, word: str, table: Table, right: str) -> Content:
    span = quarter(request)
    title = f"{request.day.year}年{span.title if span else ''}{word}"
    unit = unit_name(desk, request)
    paper = request.paper or (WIDE if word == LEDGER else UPRIGHT)
    as_of = f"截至{kinds.show_day(request.day)}" if word == LEDGER else ""
    blocks = (Heading(title), Line(f"填报单位：{unit}", as_of, right), table, SIGNED)
    return Content("", title, paper, blocks, request.day, title)


def problem_list(desk: Desk, request: Request) -> Content:
    """F26 of one meeting: each problem with its measure, who and by when."""
    return problems(desk, meetings.record(desk, request.records[0]), request.paper)


def problems(desk: Desk, record: Record, paper: Paper | None = None) -> Content:
    """As `problem_list`, of a record that was read already."""
    rows = [_problem(n, part) for n, part in enumerate(record.problems, 1)]
    unit = wording.unit_name(desk, record.unit_id)
    day = kinds.show_day(wording.held_on(record.values))
    blocks = (
        Heading(f"{record.year}年{record.kind_name}问题清单"),
        Line(f"党组织：{unit}", f"会议日期：{day}", f"台账编号：{record.ledger_number}"),
        Table(PROBLEM_COLUMNS, rows, blank_to=BLANK_ROWS - 3),
        PROBLEMS_SIGNED,
    )
    return Content(
        "F26",
        f"{record.title}问题清单",
        paper or WIDE,
        blocks,
        wording.held_on(record.values),
        PROBLEMS,
        mark=wording.mark(record),
    )


def _problem(number: int, part: Part) -> list[str]:
    """A line; the problem of one member is named so, others are those of the committee."""
    values = part.values
    category = codes.table("problem_category").name(wording.text(values, "category"))
    done, due = (values.get(key) for key in ("done_on", "due_on"))
    finished = kinds.show_date(done) if isinstance(done, date) else ""
    note = wording.text(values, "done_note")
    return [
        str(number),
        "\n".join(each for each in (category, f"（{part.name}）" if part.name else "") if each),
        wording.text(values, "problem"),
        wording.text(values, "measure"),
        wording.text(values, "responsible"),
        kinds.show_date(due) if isinstance(due, date) else "",
        "\n".join(each for each in (finished, note) if each),
    ]


REPORTS: tuple[ReportSpec, ...] = (
    ReportSpec("meeting-ledger", "", LEDGER, "meetings", WIDE, meeting_ledger, (PERIOD,)),
    ReportSpec("meeting-plan", "", PLAN, "meetings", UPRIGHT, meeting_plan, (PERIOD,)),
    ReportSpec(
        "problem-list", "F26", PROBLEMS, "meetings", WIDE, problem_list, by_record="meetings"
    ),
)
