"""The workbook of rows that were not taken over, with the reason in front, to be corrected."""

from __future__ import annotations

import re
from pathlib import Path

from djdesk.exchange.roster.sheet_faults import Fault
from djdesk.exchange.roster.sheet_people import DATES, People
from djdesk.exchange.roster.sheet_plan import Here, Plan, Status
from djdesk.exchange.sheet.grid import Cell, shown
from djdesk.exchange.sheet.headers import HeaderColumn
from djdesk.exchange.sheet.vocabulary import IGNORED, vocabulary
from djdesk.exchange.sheet.writing import Look, Sheet, Written, workbook
from djdesk.models.store.atomic import replace_file

FRONT = ("问题", "处理办法", "原表行号")
WIDTHS = {"id_number": 21, "workplace": 26, "address": 26, "phone": 14, "remark": 20}
AROUND = ("branch", "group", "person_class")
HINT = "请按“问题”改正标黄的格子，存盘后再导入这个文件；前三列不用管，已改正的行会自动认出。"
MONTH = re.compile(r"\d{4}\.\d")


def write_faulty_rows(plan: Plan, path: Path) -> int:
    """Write the rows of `plan` that are not taken over to `path` (.xlsx); returns how many.

    The header is one that an import recognises, and the columns in front are skipped by it. Raises
    `StorageFault` when the file cannot be written; an older file of that name is kept then.
    """
    faults: dict[Here, list[Fault]] = {}
    for fault in plan.errors:
        faults.setdefault((fault.table, fault.person), []).append(fault)
    sheets = []
    count = 0
    for people, statuses in zip(plan.tables, plan.statuses, strict=True):
        wrong = [
            place
            for place, status in enumerate(statuses)
            if status in (Status.REJECTED, Status.DOUBTFUL)
        ]
        if wrong:
            count += len(wrong)
            sheets.append(_Page(people).sheet(wrong, faults))
    if sheets:
        replace_file(path, workbook(sheets))
    return count


class _Page:
    """The faulty rows of one table."""

    def __init__(self, people: People) -> None:
        self.people = people
        self.words = vocabulary("roster")
        self.columns = people.table.header.columns
        # what section lines and titles said must stand in the row once it is torn out of them
        self.around = [
            key
            for key in AROUND
            if not people.has(key) and any(value is not None for value in people.column(key))
        ]

    def sheet(self, places: list[int], faults: dict[Here, list[Fault]]) -> Sheet:
        titles = [self._title(column) for column in self.columns]
        titles += [self.words.titles[key] for key in self.around]
        widths = [40, 40, 9, *(WIDTHS.get(column.key or "", 11) for column in self.columns)]
        rows = [
            [Written(HINT, Look.NOTE)],
            [Written(title, Look.HEAD) for title in (*FRONT, *titles)],
        ]
        cells = self.people.table.columns()
        for place in places:
            rows.append(self._row(place, cells, faults.get((self.people.number, place), [])))
        return Sheet(self.people.table.grid.name, [*widths, *(14 for _ in self.around)], rows, 2)

    def _row(self, place: int, cells: list[list[Cell]], faults: list[Fault]) -> list[Written]:
        marked = {fault.column for fault in faults}
        reasons = "\n".join(_told(fault) for fault in faults)
        remedies = "\n".join(dict.fromkeys(fault.remedy for fault in faults))
        row = [
            Written(reasons, Look.REASON),
            Written(remedies, Look.REASON),
            Written(str(self.people.row(place)), Look.TEXT),
        ]
        for column in self.columns:
            look = Look.FAULTY if column.title in marked else Look.TEXT
            row.append(Written(_kept(cells[column.index][place], column.key), look))
        for key in self.around:
            row.append(Written(_word(self.people.column(key)[place], key)))
        return row

    def _title(self, column: HeaderColumn) -> str:
        """The header as it was, unless an import would not understand it standing alone."""
        if column.key in (None, IGNORED) or self.words.match((column.title,)) == column.key:
            return column.title
        return self.words.titles[str(column.key)]


def _told(fault: Fault) -> str:
    return f"{fault.column}：{fault.reason}" if fault.column else fault.reason


def _kept(cell: Cell, key: str | None) -> str | float:
    """The cell as it was; numbers that may be dates stay numbers, all others become texts."""
    if isinstance(cell, float) and key in DATES:
        return cell
    if isinstance(cell, str):
        return float(cell) if key in DATES and MONTH.fullmatch(cell.strip()) else cell
    return shown(cell)


def _word(value: str | None, key: str) -> str:
    if key != "person_class":
        return value or ""
    return {"full": "正式党员", "probationary": "预备党员"}.get(value or "", "")
