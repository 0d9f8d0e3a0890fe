"""党员花名册 (F01), the masked roster for notice boards, and the standard roster workbook."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from djdesk.reports.kit.content import (
    PORTRAIT,
    Content,
    Heading,
    Line,
    Orientation,
    Paper,
    Signatures,
    Table,
    TableColumn,
)
from djdesk.reports.kit.registers import BLANK_DAY, SIGNED, unit_name
from djdesk.reports.kit.spec import Option, ReportSpec, Request
from djdesk.reports.kit.xlsx import Sheetful
from djdesk.services import kinds, listing
from djdesk.services.desk import Desk
from djdesk.services.listing import Column, Filter, Kind, Query, Row, Scope
from djdesk.services.roster.lists import ORDER_KEYS, ORDERS, ROSTER

HAN = "01"
SHORTENED = frozenset({"education", "party_post"})
"""Code columns that are too narrow for the full words."""

PAPER = Paper(orientation=Orientation.LANDSCAPE, left=15, right=15, top=15, bottom=15)
"""Twenty rows of 7 mm with title and signatures on one A4 page (forms.md §1, §2)."""

AT_ONCE = 400
"""Rows asked for by id in one question."""

BLANK_ROWS = 20
"""Rows of a page that must not look unfinished (forms.md §1: at least 15–20)."""

COLUMNS: tuple[TableColumn, ...] = (
    TableColumn("序号", 10, Kind.COUNT, "center"),
    TableColumn("姓名", 17, Kind.PERSON, "center"),
    TableColumn("性别", 9, Kind.CODE, "center"),
    TableColumn("民族", 13, Kind.CODE, "center"),
    TableColumn("籍贯", 20),
    TableColumn("出生年月", 17, Kind.MONTH),
    TableColumn("学历", 16, Kind.CODE, "center"),
    TableColumn("参加工作\n时间", 18, Kind.MONTH),
    TableColumn("入党时间", 19, Kind.DATE),
    TableColumn("转正时间", 19, Kind.DATE),
    TableColumn("身份证号", 37, Kind.ID_NUMBER),
    TableColumn("工作单位及职务", 34),
    TableColumn("党内职务", 16, Kind.CODE, "center"),
    TableColumn("联系电话", 22, Kind.PHONE),
)
"""The columns of F01 with their widths (forms.md §2; the sum is 267 mm)."""

KEYS = (
    "name",
    "sex",
    "ethnic",
    "native_place",
    "birth_on",
    "education",
    "work_start_on",
    "joined_on",
    "full_on",
    "id_number",
    "workplace",
    "party_post",
    "phone",
)
"""The columns of the listing behind them, after the running number."""

PUBLIC_COLUMNS: tuple[TableColumn, ...] = (
    TableColumn("序号", 12, Kind.COUNT, "center"),
    TableColumn("姓名", 28, Kind.PERSON, "center"),
    TableColumn("性别", 14, Kind.CODE, "center"),
    TableColumn("民族", 24, Kind.CODE, "center"),
    TableColumn("入党时间", 28, Kind.MONTH),
    TableColumn("所在党小组", 34, align="center"),
    TableColumn("党内职务", 30, Kind.CODE, "center"),
)
PUBLIC_KEYS = ("name", "sex", "ethnic", "joined_on", "group", "party_post")
MASKED = TableColumn("身份证号", 38, Kind.ID_NUMBER)

ORDER = Option(
    "order",
    "排列顺序",
    tuple((key, ORDERS[key][0]) for key in sorted(ORDERS, key=lambda key: key != "office")),
)
CLASS = Option(
    "class", "人员类别", (("all", "全部"), ("full", "正式党员"), ("probationary", "预备党员"))
)
IDENTITY = Option("id_number", "身份证号", (("none", "不印"), ("masked", "打码印出")))

COUNTED = ("sex", "ethnic", "person_class", "mobile")
"""What the summary line counts by."""


def roster(desk: Desk, request: Request) -> Content:
    """F01 as of a day: committee first by office, then groups, then strokes (roster.md §7)."""
    rows = _rows(desk, request, (*KEYS, *COUNTED))
    texts = _texts([ROSTER.column(key) for key in KEYS], COLUMNS[1:], rows)
    summary = _summary([row[len(KEYS) :] for row in rows])
    return _content(
        "F01",
        "党员花名册",
        request,
        unit_name(desk, request),
        Table(COLUMNS, texts, (summary,), row_height=7, blank_to=BLANK_ROWS),
        SIGNED,
    )


def public_roster(desk: Desk, request: Request) -> Content:
    """The roster for a notice board: no number, telephone or address (roster.md §7)."""
    masked = request.options.get("id_number") == "masked"
    keys = (*PUBLIC_KEYS, "id_number") if masked else PUBLIC_KEYS
    columns = (*PUBLIC_COLUMNS, MASKED) if masked else PUBLIC_COLUMNS
    rows = _rows(desk, request, keys)
    texts = _texts([ROSTER.column(key) for key in keys], columns[1:], rows)
    if masked:
        for text in texts:
            text[-1] = kinds.mask(Kind.ID_NUMBER, text[-1])
    return _content(
        "F01",
        "党员名册（公示）",
        request,
        unit_name(desk, request),
        Table(columns, texts, (f"共 {len(texts)} 人",), row_height=9, blank_to=BLANK_ROWS),
        Signatures(("公示时间：", "联系电话：", "（支部盖章）")),
    )


def blank_roster(desk: Desk, request: Request) -> Content:
    """An empty F01 to be filled in by hand."""
    numbered = [[str(n), *[""] * (len(COLUMNS) - 1)] for n in range(1, BLANK_ROWS + 1)]
    content = _content(
        "F01",
        "党员花名册",
        request,
        "",
        Table(COLUMNS, numbered, row_height=7, keep_blank=True),
        SIGNED,
    )
    return replace(content, day=None)


def standard_workbook(desk: Desk, request: Request) -> Sheetful:
    """Every column of the roster, one person a row, in full words: what our import reads back.

    Dates are texts (1985.03.12, or 1985.03 where only the month is known), so that no spreadsheet
    program adds the day that nobody knows.
    """
    columns = [
        column
        for column in ROSTER.columns
        if column.key not in ORDER_KEYS and column.key not in ("age", "party_age", "condition")
    ]
    rows = _rows(desk, request, tuple(column.key for column in columns))
    return listed(
        columns,
        rows,
        "党员花名册",
        (
            f"填报单位：{unit_name(desk, request)}",
            f"截至{kinds.show_day(request.day)}",
        ),
    )


def listed(
    columns: Sequence[Column], rows: Sequence[Row], title: str, lines: Sequence[str] = ()
) -> Sheetful:
    """Rows of any listing as a plain list for a workbook: what is on the screen, in full words."""
    shows = [kinds.shower(column.kind, column.codes) for column in columns]
    texts = [[show(value, False) for show, value in zip(shows, row, strict=True)] for row in rows]
    return Sheetful(
        title,
        [column.title for column in columns],
        [column.kind for column in columns],
        texts,
        lines,
        [column.width for column in columns],
    )


def _summary(rows: Sequence[Row]) -> str:
    """Heads by sex, nationality, class, and mobile ones (forms.md §2, F01)."""
    sexes = Counter(str(row[0]) for row in rows)
    minorities = sum(1 for row in rows if row[1] and row[1] != HAN)
    classes = Counter(str(row[2]) for row in rows)
    mobile = sum(1 for row in rows if row[3])
    return (
        f"合计 {len(rows)} 人：男 {sexes['1']} 人，女 {sexes['2']} 人；少数民族 {minorities} 人；"
        f"正式党员 {classes['full']} 人，预备党员 {classes['probationary']} 人；"
        f"流动党员 {mobile} 人。"
    )


def members_asked(desk: Desk, request: Request) -> tuple[int, ...]:
    """Ids of the people asked for: those named in the request, or all of the day in its order."""
    return request.members or tuple(listing.ids(desk, ROSTER, _query(request)))


def _query(request: Request) -> Query:
    wanted = request.options.get("class", "all")
    return Query(
        Scope(request.day, request.organization_id),
        filters=() if wanted == "all" else (Filter("person_class", "eq", wanted),),
        sort=ORDERS[request.options.get("order", "office")][1],
    )


def _rows(desk: Desk, request: Request, keys: tuple[str, ...]) -> list[Row]:
    """The wanted columns of the people asked for, in the order asked for."""
    query = _query(request)
    if not request.members:
        return listing.table(desk, ROSTER, query, keys)
    found: dict[int, Row] = {}
    for start in range(0, len(request.members), AT_ONCE):
        some = request.members[start : start + AT_ONCE]
        found |= listing.rows(desk, ROSTER, query.scope, some, keys)
    return [found[key] for key in request.members if key in found]


def _texts(
    columns: Sequence[Column], paper: Sequence[TableColumn], rows: Sequence[Row]
) -> list[list[str]]:
    """Numbered rows as texts; the kind of the paper column decides (a date may become a month)."""
    shows = [
        kinds.shower(p.kind if p.kind is Kind.MONTH else c.kind, c.codes, short=c.key in SHORTENED)
        for c, p in zip(columns, paper, strict=True)
    ]
    return [
        [str(number), *[show(value, False) for show, value in zip(shows, row, strict=False)]]
        for number, row in enumerate(rows, 1)
    ]


def _content(
    form: str, title: str, request: Request, unit: str, table: Table, signatures: Signatures
) -> Content:
    day = kinds.show_day(request.day) if unit else BLANK_DAY
    return Content(
        form,
        title,
        request.paper or Paper(),
        (
            Heading(title),
            Line(f"填报单位：{unit}", f"截至{day}", "单位：人"),
            table,
            signatures,
        ),
        request.day,
    )


REPORTS: tuple[ReportSpec, ...] = (
    ReportSpec("roster", "F01", "党员花名册", "roster", PAPER, roster, (ORDER, CLASS)),
    ReportSpec(
        "roster-public",
        "F01",
        "党员名册（公示）",
        "roster",
        PORTRAIT,
        public_roster,
        (ORDER, CLASS, IDENTITY),
    ),
    ReportSpec(
        "roster-blank", "F01", "党员花名册（空白）", "roster", PAPER, blank_roster, blank=True
    ),
)
