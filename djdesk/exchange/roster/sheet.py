"""Importing a roster from a spreadsheet in four steps: open, check, plan, apply.

Each step gives plain data that can be looked at before the next one is taken:

    opened = open_roster(path)                    # which tables and columns there are
    checked = check_roster(opened, desk.today())  # every cell understood, every row checked
    plan = plan_roster(desk, checked)             # new, changed, same, rejected; by field
    result = apply_plan(desk, plan)               # one transaction; take_back(desk, result.step)

Rows that cannot be taken over go into a workbook to be corrected (`write_faulty_rows`); a mapping
corrected by hand is kept in the book (`remember`) and used again (`open_roster(path, remembered)`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from djdesk.errors import Severity, UserError
from djdesk.exchange.roster.sheet_apply import Result, apply_plan, take_back
from djdesk.exchange.roster.sheet_bulk import uncollected
from djdesk.exchange.roster.sheet_check import check_people
from djdesk.exchange.roster.sheet_context import apply_context
from djdesk.exchange.roster.sheet_doubles import find_doubles
from djdesk.exchange.roster.sheet_faults import Fault
from djdesk.exchange.roster.sheet_memory import forget, remember, remembered
from djdesk.exchange.roster.sheet_people import People
from djdesk.exchange.roster.sheet_plan import (
    NEW_PERSON,
    STATUS_TITLES,
    FieldChange,
    Options,
    Plan,
    PlanRow,
    Status,
)
from djdesk.exchange.roster.sheet_planning import Checked, make_plan
from djdesk.exchange.roster.sheet_return import write_faulty_rows
from djdesk.exchange.sheet.grid import Grid, Spreadsheet, letter
from djdesk.exchange.sheet.headers import Corrections, Header, HeaderColumn, is_form
from djdesk.exchange.sheet.reading import read
from djdesk.exchange.sheet.tables import RowKind, Table, find_tables
from djdesk.exchange.sheet.vocabulary import IGNORED, Vocabulary, vocabulary
from djdesk.services.desk import Desk
from djdesk.services.progress import SILENT, Progress

__all__ = [
    "IGNORED",
    "NEW_PERSON",
    "STATUS_TITLES",
    "Checked",
    "Corrections",
    "Fault",
    "FieldChange",
    "Header",
    "HeaderColumn",
    "Opened",
    "Options",
    "Plan",
    "PlanRow",
    "Result",
    "Status",
    "apply_plan",
    "check_roster",
    "choices",
    "forget",
    "open_roster",
    "plan_roster",
    "remap",
    "remember",
    "remembered",
    "take_back",
    "write_faulty_rows",
]

TELLING = frozenset({"id_number", "birth_on", "joined_on", "joined_full"})
"""Fields of which a roster tells one at least."""
LEFT_OUT = {
    RowKind.SAMPLE: ("这一行是填写示例，没有导入。", "确是党员的，请删去“示例”字样。"),
    RowKind.STRAY: ("看不出这一行写的是哪位党员，没有导入。", "是党员的，请补全姓名等内容。"),
    RowKind.OUTSIDER: (
        "这一行下面列的不是在册党员，没有导入。",
        "确是在册党员的，请移到在册党员名单里。",
    ),
    RowKind.CONTINUED: (
        "这一行与上一行的姓名合并在一起，没有导入。",
        "需要的内容请写进上一行。",
    ),
}


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that was read: its tables with their mapping, and what was left aside.

    Each `table.header` has a `signature`, under which a corrected mapping is kept.
    """

    spreadsheet: Spreadsheet
    tables: tuple[Table, ...]
    notices: tuple[Fault, ...]
    sheets: frozenset[str] | None = None

    @property
    def file_name(self) -> str:
        """The name of the file."""
        return self.spreadsheet.file_name


def choices() -> dict[str, str]:
    """What a column can be mapped to: field key → Chinese title, in the order of the form."""
    return dict(_words().titles)


@uncollected()
def open_roster(
    path: Path,
    corrections: Corrections | None = None,
    *,
    sheets: Collection[str] | None = None,
) -> Opened:
    """Read the file and find its tables; only in the named `sheets` if any are given.

    Raises `UserError` for a file that is no spreadsheet or has no roster in it, `StorageFault`
    for one that cannot be opened.
    """
    return _open(read(path), corrections or {}, None if sheets is None else frozenset(sheets))


def remap(opened: Opened, corrections: Corrections) -> Opened:
    """The same file with other mappings: header signature → field keys, column by column."""
    return _open(opened.spreadsheet, corrections, opened.sheets)


@uncollected()
def check_roster(opened: Opened, today: date, progress: Progress = SILENT) -> Checked:
    """Understand every cell and check every row; faults are data, nothing is raised for them."""
    tables: list[People] = []
    for number, table in enumerate(opened.tables):
        progress.step(number, len(opened.tables), f"正在检查“{table.grid.name}”")
        people = People(number, table, _words(), today, opened.spreadsheet)
        apply_context(people)
        check_people(people)
        tables.append(people)
    repeated = find_doubles(tables)
    for people in tables:
        people.mark()
    return Checked(opened.file_name, tuple(tables), repeated, opened.notices)


@uncollected()
def plan_roster(desk: Desk, checked: Checked, options: Options | None = None) -> Plan:
    """What importing into the book of `desk` would do; made anew for other `options`."""
    return make_plan(desk, checked, options or Options())


def _words() -> Vocabulary:
    return vocabulary("roster")


def _open(
    spreadsheet: Spreadsheet, corrections: Corrections, sheets: frozenset[str] | None
) -> Opened:
    notices: list[Fault] = [
        _notice(spreadsheet.grids[0].name, 0, "", remark) for remark in spreadsheet.remarks
    ]
    found: list[tuple[Grid, tuple[Table, ...]]] = []
    empty = form = False
    for grid in spreadsheet.grids:
        if sheets is not None and grid.name not in sheets:
            continue
        tables = find_tables(grid, _words(), corrections)
        if any(table.rows for table in tables):
            found.append((grid, tables))
        elif any(cell != "" for row in grid.rows for cell in row):
            what = "只有表头，没有党员" if tables else "没有找到有“姓名”的表头"
            if any(left.kind is RowKind.OUTSIDER for each in tables for left in each.left_out):
                what = "列的不是在册党员"
            elif not tables and is_form(grid, _words()):
                what = "是一人一张的登记表，不是名册"
                form = True
            empty = empty or bool(tables)
            notices.append(_notice(grid.name, 0, "", f"这张工作表{what}，没有导入。"))
    chosen = found if sheets is not None else list(_chosen(found, notices))
    if not chosen:
        raise _no_roster(spreadsheet, found, empty=empty, form=form)
    for grid, tables in chosen:
        notices += _remarks(grid, tables)
    tables = _with_lists_of_names_aside(
        [table for _, each in chosen for table in each if table.rows], notices
    )
    return Opened(spreadsheet, tables, tuple(notices), sheets)


def _with_lists_of_names_aside(tables: Sequence[Table], notices: list[Fault]) -> tuple[Table, ...]:
    """Beside a real roster a table that identifies nobody (支委会成员: 姓名, 职务) is none."""
    telling = [bool(TELLING & table.header.keys) for table in tables]
    if not any(telling):
        return tuple(tables)
    for table, tells in zip(tables, telling, strict=True):
        if not tells:
            notices.append(
                _notice(
                    table.grid.name,
                    table.header.bottom + 1,
                    "",
                    "这张表没有身份证号、出生日期和入党时间，不是名册，没有导入。",
                    "需要导入的，请在表中补上其中一栏。",
                )
            )
    return tuple(table for table, tells in zip(tables, telling, strict=True) if tells)


def _chosen(
    found: Sequence[tuple[Grid, tuple[Table, ...]]], notices: list[Fault]
) -> Iterable[tuple[Grid, tuple[Table, ...]]]:
    """The sheets that list current members, each content once."""
    seen: list[Grid] = []
    for grid, tables in found:
        word = next((word for word in _words().skipped_sheets if word in grid.name), None)
        twin = next((other for other in seen if list(other.rows) == list(grid.rows)), None)
        if word is not None:
            reason = f"工作表名称里有“{word}”，不像在册党员名单，没有导入。"
        elif grid.hidden and any(not other.hidden for other, _ in found):
            reason = "这张工作表是隐藏的，没有导入。"
        elif twin is not None:
            reason = f"与工作表“{twin.name}”内容完全相同，没有重复导入。"
        else:
            seen.append(grid)
            yield grid, tables
            continue
        remedy = "需要导入的，请在导入时选中这张工作表。" if twin is None else ""
        notices.append(_notice(grid.name, 0, "", reason, remedy))


def _no_roster(
    spreadsheet: Spreadsheet,
    found: Sequence[tuple[Grid, tuple[Table, ...]]],
    *,
    empty: bool,
    form: bool,
) -> UserError:
    if found:
        names = "、".join(f"“{grid.name}”" for grid, _ in found)
        return UserError(
            f"“{spreadsheet.file_name}”里没有在册党员的名单，只有{names}。",
            "请选中要导入的工作表，或换一个文件。",
        )
    if form:
        return UserError(
            f"“{spreadsheet.file_name}”是一人一张的登记表，不是名册。",
            "请按名册的样子一人一行地填写后再导入，或在花名册里逐人录入。",
        )
    if empty:
        return UserError(
            f"“{spreadsheet.file_name}”里只有表头，表头下面没有党员。",
            "请看是否选错了文件或工作表；填好党员以后再导入。",
        )
    return UserError(
        f"“{spreadsheet.file_name}”里没有找到党员花名册。",
        "表头里要有“姓名”，并至少有身份证号、性别、入党时间等两三项；请检查表头后再导入。",
    )


def _remarks(grid: Grid, tables: Sequence[Table]) -> Iterable[Fault]:
    """What is to be said of columns without a field, rows left out, and hidden rows."""
    for table in tables:
        keys = table.header.keys
        for column in table.header.columns:
            if column.key is None and any(str(cell).strip() for cell in table.values(column.index)):
                meant = _words().match(column.path)
                reason = (
                    f"与前面的一列重复，“{column.title}”没有导入。"
                    if meant in keys
                    else f"“{column.title}”没有对应的项目，没有导入。"
                )
                remedy = "需要导入的，请在预览里指定这一列对应哪一项。"
                row = table.header.bottom + 1
                yield _notice(grid.name, row, column.title, reason, remedy, column.letter)
        for index in _without_header(grid, tables, table):
            yield _notice(
                grid.name,
                table.header.bottom + 1,
                f"{letter(index)}列",
                f"{letter(index)}列没有表头，没有导入。",
                "需要导入的，请在表中补上这一列的表头。",
            )
        for left in table.left_out:
            if left.kind in LEFT_OUT:
                reason, remedy = LEFT_OUT[left.kind]
                yield _notice(grid.name, left.row + 1, "", reason, remedy, left.text)
    rows = {row + 1 for table in tables for row in table.rows}
    hidden = [row for row in grid.hidden_rows if row in rows]
    if hidden:
        some = "、".join(str(row) for row in hidden[:10]) + ("等" if len(hidden) > 10 else "")
        yield _notice(
            grid.name,
            hidden[0],
            "",
            f"第{some}行在表格里是隐藏的，也一并读入。",
            "不需要的，请在表中删去这些行。",
        )


def _without_header(grid: Grid, tables: Sequence[Table], table: Table) -> Iterable[int]:
    """Columns in which people have something written though no header stands over them."""
    named = {
        column.index
        for other in tables
        if other.header.top == table.header.top
        for column in other.header.columns
    }
    for index in range(len(grid.rows[0])):
        if index not in named and any(str(cell).strip() for cell in table.values(index)):
            yield index


def _notice(
    sheet: str, row: int, column: str, reason: str, remedy: str = "", value: str = ""
) -> Fault:
    return Fault(sheet, row, column, value, reason, remedy, Severity.WARN)
