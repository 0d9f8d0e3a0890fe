"""A draft rubric changed by hand: typing, choosing, rows, faults, drafts, trying it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit

from djdesk.models.rules.assessment import Item
from djdesk.services import assessment
from djdesk.services.assessment.rubrics import rubrics as read_rubrics
from djdesk.services.desk import Desk
from djdesk.ui.assessment.rubric_editor import RubricEditor
from djdesk.ui.assessment.rubric_grid import RubricGrid
from djdesk.ui.assessment.rubric_trial import TrialDialog
from djdesk.ui.assessment.rubrics import RubricsPane
from djdesk.ui.kit.messages import Leave, Recorder
from djdesk.ui.kit.sections import Sections
from tests.ui.assessment.rubric_hands import dialog_of, names_of, pane
from tests.ui.assessment.scored import book_folder, desk, october, scored
from tests.ui.hands import click, press, write

__all__ = ["book_folder", "desk", "october", "pane", "scored"]

NOVEMBER = date(2026, 11, 1)


@pytest.fixture
def editor(pane: RubricsPane) -> RubricEditor:
    """The copy of the rubric in force, being changed, at the items of the members."""
    pane.copy.trigger()
    pane.edit.trigger()
    sections = pane.editor.sections
    assert sections is not None
    sections.choose(f"tables/{_members(pane.editor)}")
    QApplication.processEvents()
    return pane.editor


def _members(editor: RubricEditor) -> int:
    levels = [table.level for table in editor.draft.rubric.tables]
    return levels.index("member")


def _grid(editor: RubricEditor) -> RubricGrid:
    path = f"tables/{_members(editor)}/items"
    grids = [each.items.grid for each in editor._items]
    return next(grid for grid in grids if grid.records.path == path)


def _items(editor: RubricEditor) -> tuple[Item, ...]:
    return editor.draft.rubric.tables[_members(editor)].items


def _column(grid: RubricGrid, key: str) -> int:
    return [cell.key for cell in grid.records.cells].index(key)


def _open_editor(grid: RubricGrid) -> QLineEdit:
    (line,) = [each for each in grid.findChildren(QLineEdit) if each.isVisible()]
    return line


def _type(grid: RubricGrid, row: int, key: str, text: str) -> None:
    """Type into a cell by its first sign, as a person does."""
    grid.setFocus()
    grid.go(row, _column(grid, key))
    QTest.keyClicks(grid, text[0])
    QTest.keyClicks(_open_editor(grid), text[1:])
    press(_open_editor(grid), Qt.Key.Key_Return)
    QApplication.processEvents()


def test_points_are_typed_as_people_write_them_and_enter_goes_down(
    editor: RubricEditor, october: Desk
) -> None:
    grid = _grid(editor)
    row = next(n for n, item in enumerate(_items(editor)) if item.kind == "count")
    for text, tenths in (("3", 30), ("3.5", 35), ("-2", -20), ("+1", 10)):
        _type(grid, row, "points", text)
        assert _items(editor)[row].points == tenths
        assert grid.row == row + 1
    press(grid, Qt.Key.Key_S, ctrl=True)
    (draft,) = [each for each in read_rubrics(october) if each.state == "draft"]
    kept = assessment.rubric(october, draft.id).rubric
    assert kept is not None
    assert kept == editor.draft.rubric
    assert not editor.draft.dirty


def test_what_cannot_be_read_stays_typed_is_marked_and_keeps_from_saving(
    editor: RubricEditor, october: Desk, messages: Recorder
) -> None:
    grid = _grid(editor)
    row = next(n for n, item in enumerate(_items(editor)) if item.kind == "count")
    before = _items(editor)[row].points
    _type(grid, row, "points", "3x")
    index = grid.records.index(row, _column(grid, "points"))
    assert index.data() == "3x"
    assert grid.records.problem(index) is not None
    assert "“3x”不是分数" in editor.fault.text()
    editor.save()
    assert "看不懂" in messages.said[-1]
    assert editor.draft.dirty
    grid.go(row, _column(grid, "points"))
    press(grid, Qt.Key.Key_Z, ctrl=True)
    assert index.data() != "3x"
    assert _items(editor)[row].points == before


def test_a_list_is_chosen_from_by_digit_and_by_initials(editor: RubricEditor) -> None:
    grid = _grid(editor)
    row = next(n for n, item in enumerate(_items(editor)) if item.kind == "count" and not item.feed)
    editor.draft.change(f"{grid.records.path}/{row}", {"free": 2})
    grid.setFocus()
    for key, word in ((Qt.Key.Key_3, "graded"), (Qt.Key.Key_J, "count"), (Qt.Key.Key_S, "flag")):
        grid.go(row, _column(grid, "kind"))
        press(grid, Qt.Key.Key_F2)
        (box,) = [each for each in grid.findChildren(QComboBox) if each.isVisible()]
        press(box, key)
        press(box, Qt.Key.Key_Return)
        QApplication.processEvents()
        assert _items(editor)[row].kind == word
    assert _items(editor)[row].free == 0  # what only counted items have went with the kind


def test_rows_are_added_moved_and_removed_and_each_is_a_step_back(editor: RubricEditor) -> None:
    grid, before = _grid(editor), _items(editor)
    grid.setFocus()
    grid.go(1, 0)
    press(grid, Qt.Key.Key_Return, ctrl=True)
    write(_open_editor(grid), "参加义务劳动")
    press(_open_editor(grid), Qt.Key.Key_Return)
    QApplication.processEvents()
    assert _items(editor)[2].title == "参加义务劳动"
    assert "没有每次的分值" in editor.fault.text()
    grid.go(2, 0)
    QTest.keyClick(grid, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert [item.title for item in _items(editor)][1:3] == ["参加义务劳动", before[1].title]
    press(grid, Qt.Key.Key_Delete, ctrl=True)
    assert _items(editor) == before
    for _step in range(4):
        press(grid, Qt.Key.Key_Z, ctrl=True)
    assert _items(editor) == before
    assert not editor.draft.dirty


def test_steps_of_a_graded_item_stand_beside_it(editor: RubricEditor) -> None:
    grid = _grid(editor)
    row = next(n for n, item in enumerate(_items(editor)) if item.kind == "graded")
    grid.go(row, 0)
    (part,) = [each for each in editor._items if each.items.grid is grid]
    assert part.graded.isVisible()
    assert not part.bands.isVisible()
    _type(part.graded.grid, 0, "points", "-4")
    assert _items(editor)[row].steps[0].points == -40


def test_the_next_fault_is_gone_to_and_said(editor: RubricEditor) -> None:
    grid = _grid(editor)
    _type(grid, 0, "title", "x")
    editor.draft.change(f"tables/{_members(editor)}/items/0", {"title": ""})
    editor.draft.change("", {"notice_days": 90})
    assert editor.sections is not None
    editor.sections.choose("warnings")
    seen = set()
    for _press in range(2):
        editor.go_to_fault()
        seen.add(editor.sections.current)
    assert seen == {"rules", f"tables/{_members(editor)}"}


def test_what_was_typed_survives_a_crash(
    editor: RubricEditor, pane: RubricsPane, october: Desk, show_pane: Callable[..., RubricsPane]
) -> None:
    row = next(n for n, item in enumerate(_items(editor)) if item.kind == "count")
    _type(_grid(editor), row, "points", "-7.5")
    _type(_grid(editor), row + 1, "title", "y")
    _type(_grid(editor), row, "cap", "q")
    editor.keeper.keep_now()
    again = show_pane(RubricsPane, october)
    assert editor.row is not None
    again.show_record(editor.row.id)
    again.edit.trigger()
    assert again.editor.keeper.offer.isVisibleTo(again.editor)
    click(again.editor.keeper.offer.take)
    assert again.editor.draft.rubric == editor.draft.rubric
    assert again.editor.draft.wrong == editor.draft.wrong
    editor.draft.load(editor.draft.first)
    again.editor.draft.load(again.editor.draft.first)


def test_going_back_asks_once_and_a_draft_with_faults_is_not_put_in_force(
    editor: RubricEditor, pane: RubricsPane, october: Desk, messages: Recorder
) -> None:
    editor.draft.change(f"tables/{_members(editor)}/items/0", {"title": ""})
    messages.leaving = Leave.STAY
    pane.back.trigger()
    assert pane.stack.currentWidget() is editor
    messages.leaving = Leave.SAVE
    pane.back.trigger()
    assert not pane.editing
    assert "没有名称" in pane.notice.text()
    pane.enact.trigger()
    dialog = dialog_of(pane)
    dialog.form.editor("since").show_value(NOVEMBER)
    click(dialog.save_button)
    assert [row.state for row in read_rubrics(october)].count("effective") == 1
    dialog.form.saved()
    dialog.reject()


def test_trying_shows_each_score_now_and_then_and_writes_nothing(
    editor: RubricEditor, pane: RubricsPane, october: Desk
) -> None:
    first = _items(editor)[0]
    absent = next(n for n, item in enumerate(_items(editor)) if item.feed == "absent")
    _type(_grid(editor), absent, "points", "-9")
    pane.trial.trigger()
    (dialog,) = [each for each in pane.findChildren(TrialDialog) if each.isVisible()]
    model = dialog.rows.model()
    rows = [
        [str(model.index(row, column).data()) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]
    assert len([row for row in rows if row[0] == "党员"]) == 43
    assert [row[7] for row in rows if row[0] == "党员"].count("-4") == 1
    assert "什么也没有改动" in dialog.said.text()
    assert first == _items(editor)[0]
    dialog.reject()
    editor.draft.load(editor.draft.first)


def test_without_room_items_and_their_rest_are_shown_in_turn(
    editor: RubricEditor, pane: RubricsPane
) -> None:
    pane.resize(700, 600)
    QApplication.processEvents()
    (part,) = [each for each in editor._items if each.items.grid is _grid(editor)]
    assert part.items.isVisible()
    assert not part.side.isVisible()
    part.items.grid.setFocus()
    click(part.rest)
    assert part.side.isVisible()
    assert not part.items.isVisible()
    click(part.home)
    assert part.items.isVisible()
    editor.draft.change(f"tables/{_members(editor)}/items/0", {"code": "a b"})
    editor.go_to_fault()
    assert part.side.isVisible()
    pane.resize(1080, 740)
    QApplication.processEvents()
    assert part.side.isVisible()
    assert part.items.isVisible()
    editor.draft.load(editor.draft.first)


def test_a_draft_that_is_taken_back_while_it_is_changed_is_left(
    editor: RubricEditor, pane: RubricsPane, messages: Recorder
) -> None:
    take_back = messages.undo
    assert take_back is not None
    _type(_grid(editor), 0, "title", "x")
    take_back()
    assert pane.stack.currentWidget() is pane.reading
    assert pane.list.isVisible()
    assert not editor.draft.dirty
    assert [state for _name, state in names_of(pane)] == ["施行中", "示范", "示范", "示范"]


def test_a_table_is_added_given_to_a_class_and_removed(editor: RubricEditor) -> None:
    before = editor.draft.rubric
    editor._add_table("member")
    assert editor.sections is not None
    path = f"tables/{len(before.tables)}"
    assert editor.sections.current == path
    assert "适用于同样的人" in " ".join(each.text for each in editor.draft.problems)
    inner = editor.sections.findChildren(Sections)
    (mine,) = [each for each in inner if each.isVisible() and each.current == "items"]
    mine.choose("bounds")
    (sheet,) = [grid for root, grid in editor._grids if root == path]
    sheet.setFocus()
    sheet.go(1, 1)
    QTest.keyClicks(sheet, "g")
    line = _open_editor(sheet)
    line.clear()
    write(line, "骨干、流动")
    press(line, Qt.Key.Key_Return)
    QApplication.processEvents()
    assert editor.draft.rubric.tables[-1].classes == ("backbone", "mobile")
    assert "同样的人" not in " ".join(each.text for each in editor.draft.problems)
    editor.draft.remove("tables", len(before.tables))
    assert editor.draft.rubric == before
