"""The pane of rubrics by hand: read, taken over, copied, put in force, taken out, sent down."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit

from djdesk.models.assessment import Rubric as Row
from djdesk.models.packages import Superior
from djdesk.models.rules.assessment import Item, parsing, ready
from djdesk.services import assessment
from djdesk.services.assessment.rubrics import rubrics as read_rubrics
from djdesk.services.desk import Desk
from djdesk.ui.assessment.rubric_changes import differences
from djdesk.ui.assessment.rubric_editor import RubricEditor
from djdesk.ui.assessment.rubric_grid import RubricGrid
from djdesk.ui.assessment.rubric_trial import TrialDialog
from djdesk.ui.assessment.rubrics import RubricsPane
from djdesk.ui.kit.dialogs import FormDialog
from djdesk.ui.kit.messages import Leave, Recorder
from djdesk.ui.kit.pane import Context
from tests.ui.assessment.scored import OCTOBER, book_folder, desk, october, scored
from tests.ui.hands import click, press, write

__all__ = ["book_folder", "desk", "october", "scored"]

NOVEMBER = date(2026, 11, 1)
COMMITTEE = "01900000-0000-7000-8000-000000000001"


@pytest.fixture
def pane(october: Desk, show_pane: Callable[..., RubricsPane]) -> RubricsPane:
    made = show_pane(RubricsPane, october)
    made.list.setFocus()
    QApplication.processEvents()
    return made


def _dialog(pane: RubricsPane) -> FormDialog:
    (found,) = [each for each in pane.findChildren(FormDialog) if each.isVisible()]
    return found


def _names(pane: RubricsPane) -> list[tuple[str, str]]:
    model = pane.list.model()
    return [
        (str(model.index(row, 0).data()), str(model.index(row, 1).data()))
        for row in range(model.rowCount())
    ]


def test_the_list_begins_with_the_one_in_force_and_ends_with_those_that_are_shipped(
    pane: RubricsPane,
) -> None:
    rows = _names(pane)
    assert rows[0] == ("党支部三级考核", "施行中")
    assert [state for _name, state in rows[1:]] == ["示范"] * 3
    assert pane.chosen is not None
    assert pane.chosen.is_effective
    assert "不能直接改" in pane.notice.text()
    assert not pane.enact.isVisible()
    assert pane.copy.isVisible()
    assert not pane.send.isVisible()


def test_every_item_of_every_table_is_read_in_words(pane: RubricsPane) -> None:
    for each in ready():
        pane.reading.show_rubric(each)
        for table, view in zip(
            sorted(each.tables, key=lambda one: ("member", "group", "branch").index(one.level)),
            pane.reading.tables,
            strict=False,
        ):
            shown = {
                str(view.model().index(row, 0).data()).split("（")[0]
                for row in range(view.model().rowCount())
            }
            assert {item.title.split("（")[0] for item in table.items} <= shown
            for row in range(view.model().rowCount()):
                if view.columnSpan(row, 0) == 1:
                    assert str(view.model().index(row, 1).data()).strip(), each.code


def test_a_shipped_one_is_taken_over_from_a_month_that_is_not_opened(
    pane: RubricsPane, october: Desk, messages: Recorder
) -> None:
    press(pane.list, Qt.Key.Key_Down)
    assert pane.chosen is not None
    assert pane.chosen.ready is not None
    name = pane.chosen.name
    pane.enact.trigger()
    dialog = _dialog(pane)
    dialog.form.editor("since").show_value(OCTOBER)
    click(dialog.save_button)
    said = [label.text() for label in dialog.form.findChildren(QLabel) if label.isVisible()]
    assert any("2026年10月已经按原来的方案开账" in text for text in said)
    dialog.form.editor("since").show_value(NOVEMBER)
    click(dialog.save_button)
    assert (name, "施行中") in _names(pane)
    assert pane.chosen.row is not None
    assert pane.chosen.row.since == NOVEMBER
    found = assessment.in_force(october, OCTOBER)
    assert found is not None
    assert found.row.code == "three_levels"
    assert messages.undo is not None
    messages.undo()
    assert (name, "施行中") not in _names(pane)


def test_what_changes_is_told_item_by_item() -> None:
    old = next(each for each in ready() if each.code == "three_levels")
    new = next(each for each in ready() if each.code == "monthly_hundred")
    assert differences(old, old) == ()
    found = differences(old, new)
    assert {"总则", "党员", "党小组", "党支部"} <= {each.part for each in found}
    gone = [each for each in found if each.part == "党小组" and each.becomes == "（没有）"]
    assert len(gone) > len(old.table("group").items)  # type: ignore[union-attr]


def test_a_copy_is_a_draft_that_is_put_in_force_or_thrown_away(
    pane: RubricsPane, october: Desk, messages: Recorder
) -> None:
    pane.copy.trigger()
    assert pane.chosen is not None
    assert pane.chosen.is_draft
    assert _names(pane)[0] == ("党支部三级考核（第 2 版）", "草稿")
    pane.withdraw.trigger()
    assert len(read_rubrics(october)) == 1
    assert messages.undo is not None
    messages.undo()
    (draft,) = [row for row in read_rubrics(october) if row.state == "draft"]
    pane.show_record(draft.id)
    pane.enact.trigger()
    dialog = _dialog(pane)
    dialog.form.editor("since").show_value(NOVEMBER)
    dialog.form.editor("decided_by").show_value("支部党员大会")
    click(dialog.save_button)
    assert pane.chosen.row is not None
    assert (pane.chosen.row.revision, pane.chosen.row.decided_by) == (2, "支部党员大会")
    pane.retire.trigger()
    assert [row.state for row in read_rubrics(october) if row.id == draft.id] == ["retired"]


def received(desk: Desk) -> int:
    """A rubric that came from the committee with its dispatch."""
    with desk.store.write("接收方案", area="assessment") as session:
        session.add(
            Superior(
                book_uid=COMMITTEE,
                name="中共某某厂委员会",
                sign_key="",
                age_key="",
                invitation_uid="",
                secret="",
                joined_at="2026-01-05T09:00:00+08:00",
            )
        )
        row = Row(
            origin=COMMITTEE,
            code="works",
            name="全厂考核办法",
            state="effective",
            since=date(2026, 1, 1),
            content=parsing.write(ready()[0]),
        )
        session.add(row)
        session.flush()
        return row.id


def test_one_of_the_superior_waits_until_it_is_taken_over_and_then_stays(
    pane: RubricsPane, october: Desk
) -> None:
    theirs = received(october)
    pane.show_record(theirs)
    assert ("全厂考核办法", "待采用") in _names(pane)
    assert "上级下发" in pane.head.text()
    assert pane.copy.isVisible()
    pane.enact.trigger()
    dialog = _dialog(pane)
    titles = [label.text() for label in dialog.findChildren(QLabel)]
    assert any(text.startswith("与施行中的方案相比，有 ") for text in titles)
    dialog.form.editor("since").show_value(NOVEMBER)
    click(dialog.save_button)
    assert {("全厂考核办法", "施行中"), ("全厂考核办法", "已采用")} <= set(_names(pane))
    assert pane.chosen is not None
    assert pane.chosen.key != theirs
    found = assessment.in_force(october, NOVEMBER)
    assert found is not None
    assert (found.row.code, found.row.since) == ("works", NOVEMBER)


def test_a_committee_sends_one_down_and_takes_it_back(
    committee_context: Context, show_pane: Callable[..., RubricsPane], messages: Recorder
) -> None:
    desk = committee_context.desk
    assessment.adopt(desk, "three_levels", since=date(2026, 1, 1))
    made = RubricsPane(committee_context)
    made.show()
    assert made.send.isVisible()
    made.send.trigger()
    assert read_rubrics(desk)[0].sent_on == desk.today()
    assert "去导出" in messages.actions
    assert made.send.text() == "不再下发"
    made.send.trigger()
    assert read_rubrics(desk)[0].sent_on is None
    made.close()


# --- changing a draft --------------------------------------------------------------------------


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
    dialog = _dialog(pane)
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
