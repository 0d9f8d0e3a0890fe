"""A year of a branch of 43 people in three groups, entered through the window by hand and mouse.

Every figure of the supervision grid is counted by hand here, and the volume is printed.
"""

from __future__ import annotations

import os
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QMenu,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from djdesk.models.store.book import open_book
from djdesk.reports.meetings import volume
from djdesk.services import listing
from djdesk.services.desk import Desk, Role
from djdesk.services.listing import Query, Scope
from djdesk.services.meetings import MEETINGS
from djdesk.ui.kit.dialogs import FormDialog
from djdesk.ui.meetings.figures import FiguresPart
from djdesk.ui.meetings.pane import MeetingsPane
from djdesk.ui.meetings.planning import YearPlan
from djdesk.ui.meetings.supervision import SupervisionPane
from djdesk.ui.meetings.supervision_grid import GridPart, words
from tests.conftest import PASSWORD, USER
from tests.ui.hands import press
from tests.ui.meetings.conftest import fill
from tests.ui.person import Clock, Person, seated

YEAR = 2026

COUNTS = {"M1": 4, "M2": 12, "M3": 12, "M4": 4, "M5": 12, "M6": 1, "M7": 1}  # by each unit
QUARTERLY, YEARLY = ("M1", "M4"), ("M6", "M7")
ON_ROLL = {"M1": 43, "M2": 3, "M4": 43, "M5": 43, "M6": 43, "M7": 43}
GROUPS = {"第一党小组": 15, "第二党小组": 14, "第三党小组": 14}
SKIPPED = {("M3", "第三党小组", 6), ("M2", "", 9)}  # planned, and never held
MORE = ("M1", 5)  # one that nobody planned
JOINED = date(YEAR, 3, 1)  # of the three on probation


@pytest.fixture(scope="module")
def peopled_in_january(branch_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed book with 43 members in three groups, and nothing held yet."""
    folder = Path(shutil.copytree(branch_template, tmp_path_factory.mktemp("year") / "book"))
    book = open_book(folder, PASSWORD)
    fill(Desk(book.store, USER, Role.SECRETARY, lambda: date(YEAR, 11, 20)))
    book.close()
    return folder


@pytest.fixture
def book_folder(peopled_in_january: Path) -> Path:
    return peopled_in_january


@pytest.fixture
def person(book_folder: Path, tmp_path: Path, qtbot: QtBot, look: object) -> Iterator[Person]:
    clock = Clock(date(YEAR, 1, 4))
    with seated(book_folder, tmp_path, clock, ("组织生活",), qtbot) as made:
        made.window.open("meetings")
        made.wait()
        yield made


def test_a_year_entered_by_hand(person: Person, tmp_path: Path) -> None:
    desk = person.window.context.desk
    _plan_the_year(person)
    planned = _planned(desk)
    assert Counter(kind for _day, kind, _unit, _key in planned) == {
        kind: count * (3 if kind == "M3" else 1) for kind, count in COUNTS.items()
    }
    away = Counter[str]()
    for number, (day, kind, unit, key) in enumerate(planned):
        if (kind, unit, day.month) in SKIPPED:
            continue
        person.clock.day = day
        _hold(person, number, key, kind, away)
    person.clock.day = date(YEAR, MORE[1], 20)
    _hold_unplanned(person)

    person.clock.day = date(YEAR, 12, 31)
    pane = _supervise(person)
    _check_grid(pane)
    early = [kind for day, kind, _unit, _key in planned if day < JOINED]
    # three came in March, one into each group: they are on no roll before that
    missed = 3 * sum(kind in ("M1", "M4", "M5") for kind in early) + early.count("M3")
    _check_figures(person, pane, away, missed)
    _check_volume(desk, tmp_path)


# --- the hands ------------------------------------------------------------------------------------


def _meetings(person: Person) -> MeetingsPane:
    pane = person.window.pane("meetings")
    assert isinstance(pane, MeetingsPane)
    return pane


def _plan_the_year(person: Person) -> None:
    person.press_word(_meetings(person), "年度计划")
    dialog = person.dialog()
    assert isinstance(dialog, YearPlan)
    dialog.day.selectAll()
    person.type(dialog.day, "每月第一个周五")
    person.until(lambda: len(dialog._rows) == 70)
    person.click(dialog.apply)
    person.closed()


def _planned(desk: Desk) -> list[tuple[date, str, str, int]]:
    """What the plan put into the book, in the order of the days."""
    scope = Scope(date(YEAR, 12, 31))
    found = listing.ids(desk, MEETINGS, Query(scope))
    rows = listing.rows(desk, MEETINGS, scope, list(found), ("held_on", "kind_code", "unit"))
    made = []
    for key, (day, kind, unit) in rows.items():
        assert isinstance(day, date)
        made.append((day, str(kind), str(unit) if kind == "M3" else "", key))
    return sorted(made)


def _hold(person: Person, number: int, key: int, kind: str, away: Counter[str]) -> None:
    """One meeting from the plan to the locked record."""
    pane = _meetings(person)
    _choose(person, pane, key)
    person.press_word(pane.record.head, "开始签到")
    _mark(person, pane, number, away)
    _write(person, pane, kind, f"第{number + 1}次")
    press(_focused(), Qt.Key.Key_S, ctrl=True)
    person.wait()
    assert not pane.record.dirty
    person.press_word(pane.record.head, "整理完成")
    person.press_word(pane.record.head, "审核并锁定")
    dialog = person.dialog()
    assert isinstance(dialog, FormDialog)
    person.click(dialog.save_button)
    person.closed()
    person.until(lambda: pane.record.record is not None and pane.record.record.locked)


def _hold_unplanned(person: Person) -> None:
    """新建 by keys; marked, written and finished, but not reviewed yet."""
    pane = _meetings(person)
    press(pane.box.view, Qt.Key.Key_N, ctrl=True)
    dialog = person.dialog()
    assert isinstance(dialog, FormDialog)
    person.type(dialog.form.editor("kind").inner, "支部党员大会")
    press(_focused(), Qt.Key.Key_S, ctrl=True)
    person.closed()
    person.until(lambda: pane.record.record is not None and pane.record.record.state == "held")
    _tab(person, pane, "签到")
    QTest.keyClicks(pane.record.roll.grid, "a")
    _write(person, pane, "M1", "临时")
    press(_focused(), Qt.Key.Key_S, ctrl=True)
    person.wait()
    person.press_word(pane.record.head, "整理完成")
    person.until(lambda: pane.record.record is not None and pane.record.record.state == "recorded")


def _choose(person: Person, pane: MeetingsPane, key: int) -> None:
    """A click on the row of a meeting."""
    view = pane.box.view
    person.until(lambda: pane.model.row_of(key) is not None)
    row = pane.model.row_of(key)
    assert row is not None
    view.scrollTo(pane.model.index(row, 0))
    place = QPoint(40, view.rowViewportPosition(row) + 8)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    person.until(lambda: pane.record.record is not None and pane.record.record.id == key)


def _mark(person: Person, pane: MeetingsPane, number: int, away: Counter[str]) -> None:
    """One key each up to the one who is ill, and one key for the rest."""
    grid = pane.record.roll.grid
    person.until(grid.hasFocus)
    place = number * 7 % len(grid.records.rows)
    away[grid.records.rows[place].name] += 1
    keys = "1" * place + "3" + "a"
    QTest.keyClicks(grid, keys)
    person.strokes += len(keys)
    totals = grid.records.totals()
    assert (totals.leave, totals.open) == (1, 0)
    assert totals.present == totals.should - 1


def _write(person: Person, pane: MeetingsPane, kind: str, word: str) -> None:
    """The head and the text, each part where its word leads."""
    record = pane.record
    _tab(person, pane, "会议情况")
    values = {"end_at": "16:30", "place": "三楼会议室", "chair": "赵某一", "recorder": "钱某二"}
    if kind in ("M4", "M5"):
        values |= {"topic": f"{word}学习", "speaker": "赵某一", "hours": "2"}
    for key, text in {"start_at": "14:30", **values}.items():
        line = record.form.editor(key).inner
        assert isinstance(line, QLineEdit)
        line.selectAll()
        person.type(line, text)
    _tab(person, pane, "议程与内容")
    if kind in ("M1", "M2", "M3"):
        person.click(record.content.agenda.more)
        title = record.content.agenda.cards[0].editors["title"].inner
        person.type(title, f"{word}会议的议题")
    person.type(record.content.content, f"{word}会议研究了本月的工作，逐项分工，月底检查。")
    if kind == "M6":
        _tab(person, pane, "问题清单")
        person.click(record.problems.problems.more)
        problem = record.problems.problems.cards[0].editors["problem"].inner
        person.type(problem, "理论学习不够深入，联系实际不紧")


def _tab(person: Person, pane: MeetingsPane, word: str) -> None:
    """A click on the word of a section; where it has no room, its entry in 更多."""
    sections = pane.record.sections
    for button in sections.findChildren(QPushButton):
        if button.isVisible() and button.text().startswith(word):
            person.click(button)
            return
    for menu in sections.findChildren(QMenu):
        for entry in menu.actions():
            if entry.text().startswith(word):
                entry.trigger()
                return
    raise AssertionError(f"no section {word!r}")


def _focused() -> QWidget:
    focused = QApplication.focusWidget()
    assert focused is not None
    return focused


# --- what supervision says ------------------------------------------------------------------------


def _supervise(person: Person) -> SupervisionPane:
    person.click(person.window.navigation.button("supervision"))
    pane = person.window.pane("supervision")
    assert isinstance(pane, SupervisionPane)
    person.wait()
    return pane


def _check_grid(pane: SupervisionPane) -> None:
    """Every cell: how often it was held, how often it should have been, and its word."""
    part = pane.parts["grid"]
    assert isinstance(part, GridPart)
    seen = {}
    for row in part.table.records.rows:
        for cell in row.cells:
            seen[row.kind, row.unit_name, cell.period.key] = (words(cell)[0], len(cell.meeting_ids))
    assert seen == _expected_cells()
    assert {key: pill.text() for key, pill in part.sums.items()} == {
        "done": "已完成 68",
        "due": "应开 0",
        "overdue": "逾期 2",
        "future": "未到 0",
    }
    assert part.rate.text() == "完成率 97%"


def _expected_cells() -> dict[tuple[str, str, str], tuple[str, int]]:
    """The whole grid as counted by hand."""
    made = {}
    for kind in COUNTS:
        for unit in GROUPS if kind == "M3" else ("",):
            if kind in YEARLY:
                made[kind, unit, f"{YEAR}"] = "已完成 1/1", 1
            elif kind in QUARTERLY:
                for quarter in range(1, 5):
                    twice = (kind, quarter) == ("M1", 2)  # the one that nobody planned
                    held = 2 if twice else 1
                    made[kind, unit, f"{YEAR}-Q{quarter}"] = f"已完成 {held}/1", held
            else:
                for month in range(1, 13):
                    late = (kind, unit, month) in SKIPPED
                    cell = ("逾期 0/1", 0) if late else ("已完成 1/1", 1)
                    made[kind, unit, f"{YEAR}-{month:02}"] = cell
    return made


def _check_figures(person: Person, pane: SupervisionPane, away: Counter[str], missed: int) -> None:
    """The heat map says of everybody how often they came, and hours count who was there."""
    for button in pane.sections.findChildren(QPushButton):
        if button.isVisible() and button.text() == "图表":
            person.click(button)
            break
    part = pane.parts["figures"]
    assert isinstance(part, FiguresPart)
    person.until(lambda: bool(part.attendance.heat.rows))
    everybody, *people = part.attendance.heat.rows
    assert len(people) == 43
    held = sum(COUNTS[kind] * ON_ROLL[kind] for kind in ON_ROLL) + sum(
        COUNTS["M3"] * count for count in GROUPS.values()
    )
    held += 43 - ON_ROLL["M2"] - GROUPS["第三党小组"]  # one more of all, two that were not held
    held -= missed
    assert everybody.cells[-1].tip.endswith(
        f"应到 {held} 人次，实到 {held - away.total()} 人次，"
        f"到会率 {(200 * (held - away.total()) + held) // (2 * held)}%"
    )
    for row in people:
        should, came = _counts(row.cells[-1].tip)
        assert should - came == away[row.label], row.label


def _counts(tip: str) -> tuple[int, int]:
    found = re.search(r"应到 (\d+) 人次，实到 (\d+) 人次", tip)
    assert found is not None, tip
    return int(found[1]), int(found[2])


def _check_volume(desk: Desk, folder: Path) -> None:
    """The bound year: every record by its number, page after page."""
    path = folder / "volume.pdf"
    volume.write(desk, volume.Choice(YEAR), path)
    kept = os.environ.get("DJDESK_KEEP")  # to look at it
    if kept:
        shutil.copy(path, Path(kept) / path.name)
    pages = [page.extract_text() for page in PdfReader(path).pages]
    text = "".join(pages).replace("\n", "")
    assert len(pages) > 69
    for number in range(1, 6):
        assert f"{YEAR}-党员大会-{number:02}" in text
    for number in range(1, 12):
        assert f"{YEAR}-支委会-{number:02}" in text
    assert f"{YEAR}-支委会-12" not in text
