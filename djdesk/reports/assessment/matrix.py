"""积分矩阵: people by items, on paper in panels of as many items as fit, and as a workbook.

The workbook is one sheet a level with a row of codes below the titles, so that a program finds
every column again; its numbers are numbers and are the sums of the book, before caps and floors.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from djdesk.models.rules.assessment.rubric import LEVELS, Level
from djdesk.reports.assessment import months, wording
from djdesk.reports.kit import xlsx
from djdesk.reports.kit.content import (
    Block,
    Content,
    Heading,
    Line,
    PageBreak,
    Paper,
    Paragraph,
    Table,
    TableColumn,
)
from djdesk.reports.kit.registers import BLANK_ROWS, unit_name
from djdesk.reports.kit.spec import Option, ReportSpec, Request
from djdesk.reports.kit.xlsx import Sheetful
from djdesk.services.assessment import Board, BoardColumn, BoardRow, board
from djdesk.services.desk import Desk
from djdesk.services.listing import Kind
from djdesk.services.progress import SILENT, Progress

TITLE = "积分矩阵"
LEVEL = Option("level", "层级", (("member", "党员"), ("group", "党小组"), ("branch", "党支部")))
NUMBER, NAME, GROUP, POINTS = 10.0, 22.0, 24.0, 15.0
"""Millimetres of the columns in front and of every column of points."""

FRONT = ("number", "name", "group")
SUMS: tuple[tuple[str, str], ...] = (
    ("base", "基础分"),
    ("plus", "加分"),
    ("minus", "扣分"),
    ("change", "调整"),
    ("score", "得分"),
)
BACK = (*(code for code, _word in SUMS), "rank", "grade")


def assessment_matrix(desk: Desk, request: Request) -> Content:
    """The matrix of the month of the day, for one level."""
    level: Level = next(each for each in LEVELS if each == request.options["level"])
    month = months.read(desk, request)
    held = month.boards[level]
    paper = request.paper or wording.WIDE
    title = f"{month.title}{wording.word(wording.LEVELS, level)}{TITLE}"
    head = Line(f"填报单位：{unit_name(desk, request)}", month.note, wording.UNIT)
    blocks: list[Block] = []
    for number, panel in enumerate(_panels(held.columns, paper)):
        if number:
            blocks.append(PageBreak())
        blocks += [Heading(title), head, _panel(held, panel)]
    blocks.append(Paragraph(NOTE, 0, 9))
    return Content("", title, paper, tuple(blocks), request.day, TITLE, mark=month.mark)


NOTE = "格中是各项登记分的合计，封顶、保底之前；得分按考核方案计算，每一分的来历见得分说明。"


def _panels(columns: Sequence[BoardColumn], paper: Paper) -> list[list[BoardColumn]]:
    """The columns in panels of nearly the same width; one empty panel where there is none."""
    room = paper.room[0] - NUMBER - NAME - GROUP - POINTS * (len(SUMS) + 1)
    most = max(1, int(room / POINTS))
    count = max(1, -(-len(columns) // most))
    a_panel = -(-len(columns) // count) if columns else 1
    return [list(columns[n * a_panel : (n + 1) * a_panel]) for n in range(count)]


def _panel(held: Board, panel: Sequence[BoardColumn]) -> Table:
    columns = (
        TableColumn("序号", NUMBER, Kind.COUNT, "center"),
        TableColumn("姓名", NAME, Kind.PERSON, "center"),
        TableColumn("党小组", GROUP, Kind.TEXT, "center"),
        *(
            TableColumn(f"{each.item}\n{each.title}", POINTS, Kind.SCORE, "center")
            for each in panel
        ),
        *(TableColumn(word, POINTS, Kind.SCORE, "center") for _code, word in SUMS),
        TableColumn("名次", POINTS, Kind.COUNT, "center"),
    )
    codes = [each.item for each in panel]
    rows = [
        [str(place), row.name, row.group, *_cells(row, codes), *_sums(row), _rank(row)]
        for place, row in enumerate(held.rows, 1)
    ]
    return Table(columns, rows, row_height=7, blank_to=BLANK_ROWS)


def _cells(row: BoardRow, codes: Iterable[str]) -> list[str]:
    found = (row.cells.get(code) for code in codes)
    return ["" if cell is None else wording.points(cell.points) for cell in found]


def _sums(row: BoardRow) -> list[str]:
    if row.score is None:
        return ["", "", "", "", "不计分" if row.excluded else ""]
    figures = (row.base, row.plus, row.minus, row.change, row.score)
    return [wording.points(each) for each in figures]


def _rank(row: BoardRow) -> str:
    return str(row.rank) if row.rank is not None else ""


# -- the workbook ----------------------------------------------------------------------------------


def sheets(desk: Desk, month: date) -> list[Sheetful]:
    """A sheet for every level that the rubric of the month has a table for."""
    found = [_sheet(board.board(desk, month, level), level) for level in LEVELS]
    return [each for each in found if each is not None]


def write_matrix(desk: Desk, month: date, path: Path, *, progress: Progress = SILENT) -> None:
    """Write the matrix of a month as a workbook; `StorageFault` if the disk refuses."""
    xlsx.write_list(path, sheets(desk, month), progress=progress)


def _sheet(held: Board, level: Level) -> Sheetful | None:
    if not held.columns:
        return None
    codes = [each.item for each in held.columns]
    rows = [
        [
            str(place),
            row.name,
            row.group,
            *_cells(row, codes),
            *_sums(row),
            _rank(row),
            row.grade,
        ]
        for place, row in enumerate(held.rows, 1)
    ]
    word = wording.word(wording.LEVELS, level)
    return Sheetful(
        f"{word}{TITLE}",
        (
            "序号",
            "姓名",
            "党小组",
            *(each.title for each in held.columns),
            *_words(),
            "名次",
            "等次",
        ),
        (Kind.COUNT, Kind.PERSON, Kind.TEXT)
        + (Kind.SCORE,) * (len(codes) + len(SUMS))
        + (Kind.COUNT, Kind.STATE),
        rows,
        lines=(f"{wording.say_month(held.month)}　{wording.standing(held.state)}　{wording.UNIT}",),
        codes=(*FRONT, *codes, *BACK),
        frozen=len(FRONT),
    )


def _words() -> list[str]:
    return [word for _code, word in SUMS]


REPORTS: tuple[ReportSpec, ...] = (
    ReportSpec(
        "assessment-matrix", "", TITLE, wording.AREA, wording.WIDE, assessment_matrix, (LEVEL,)
    ),
)
