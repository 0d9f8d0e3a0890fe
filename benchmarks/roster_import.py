"""Importing a roster of half the asked size: against a bare read and a bare insert of its cells.

The floor understands nothing, checks nothing, encrypts nothing and keeps no history: it reads the
same file with the same reader and puts the cells as they are into one table of a plain database.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

from benchmarks.book import DAY, KEPT, opened, roster_book
from benchmarks.measure import Result, compare
from djdesk.exchange.roster.sheet import apply_plan, check_roster, open_roster, plan_roster
from djdesk.models.rules import codes
from djdesk.services import kinds
from djdesk.services.sample.people import people

TITLES = (
    "序号", "姓名", "性别", "民族", "籍贯", "出生日期", "学历", "参加工作时间", "入党时间",
    "转正时间", "身份证号", "所在党小组", "工作单位及职务", "行政职务", "联系电话", "家庭住址",
    "人员类别", "工作岗位",
)  # fmt: skip
KEYS = (
    "name", "sex", "ethnic", "native_place", "birth_on", "education", "work_start_on", "joined_on",
    "full_on", "id_number", "", "workplace", "job_title", "phone", "address", "person_class",
    "work_post",
)  # fmt: skip


def roster_file(count: int) -> Path:
    """A workbook of `count` people in the standard columns, made once."""
    path = KEPT / f"roster-{count}.xlsx"
    if not path.exists():
        from openpyxl import Workbook

        book = Workbook(write_only=True)
        sheet = book.create_sheet("花名册")
        sheet.append(["中共某某厂机修车间支部委员会党员花名册"])
        sheet.append(list(TITLES))
        for number, person in enumerate(people(count), 1):
            sheet.append([str(number), *(_cell(person, key, number) for key in KEYS)])
        path.parent.mkdir(parents=True, exist_ok=True)
        book.save(path)
    return path


def _cell(person: Mapping[str, object], key: str, number: int) -> str:
    if not key:
        return f"第{'一二三'[number % 3]}党小组"
    value = person[key]
    if isinstance(value, date):
        return kinds.show_date(value)
    if key in ("sex", "ethnic", "education", "person_class", "work_post"):
        return codes.table(key).name(str(value))
    return str(value or "")


def bare(path: Path, folder: Path) -> Callable[[], None]:
    """The floor: read all cells, insert them into a plain table in one transaction."""
    import python_calamine

    def work() -> None:
        target = folder / "plain.db"
        target.unlink(missing_ok=True)
        rows = python_calamine.load_workbook(path).get_sheet_by_index(0).to_python()
        database = sqlite3.connect(target)
        columns = ", ".join(f"c{number} text" for number in range(len(TITLES)))
        database.execute(f"create table roster ({columns})")
        marks = ", ".join("?" * len(TITLES))
        with database:
            database.executemany(f"insert into roster values ({marks})", rows)
        database.close()

    return work


def importing(path: Path, empty: Path, folder: Path, count: int) -> Callable[[], None]:
    """The whole import into an empty book, from the file to the last byte on the disk."""

    def work() -> None:
        book = folder / "book"
        shutil.rmtree(book, ignore_errors=True)
        shutil.copytree(empty, book)
        with opened(book) as desk:
            plan = plan_roster(desk, check_roster(open_roster(path), DAY))
            result = apply_plan(desk, plan)
            if result.new != count:
                raise RuntimeError(f"{result.new} of {count} people were imported")

    return work


def run(size: int) -> list[Result]:
    """One result for `size` / 2 people (50,000 of 100,000)."""
    count = size // 2
    path, empty = roster_file(count), roster_book(0)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        return [
            compare(
                f"花名册导入 {count:,} 行",
                importing(path, empty, folder, count),
                bare(path, folder),
                limit=4,
                against="calamine + executemany",
                runs=3,
            )
        ]
