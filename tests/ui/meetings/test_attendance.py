"""The roll, marked by keys alone: one key a person, a code reader, guests, and what is saved."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from djdesk.models.rules import names
from djdesk.services import meetings, roster
from djdesk.services.desk import Desk
from djdesk.services.drafts import find_draft
from djdesk.services.listing import Value
from djdesk.services.roster.movements import Paper
from djdesk.ui.kit.messages import Recorder
from djdesk.ui.kit.pane import Context
from djdesk.ui.meetings.attendance import told
from djdesk.ui.meetings.record import RecordView
from djdesk.ui.meetings.signin import SignInWindow
from tests.ui.hands import click, press, write
from tests.ui.meetings.conftest import Branch, show


class Counter(QObject):
    """Counts every key that goes down while it listens."""

    def __init__(self) -> None:
        super().__init__()
        self.strokes = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        # the window's own copy of the event is no second stroke
        if event.type() == QEvent.Type.KeyPress and watched.isWidgetType():
            self.strokes += 1
        return False


@pytest.fixture
def strokes(view: RecordView) -> Iterator[Counter]:
    counter = Counter()
    view.roll.grid.installEventFilter(counter)
    yield counter
    view.roll.grid.removeEventFilter(counter)


@pytest.fixture
def roll(view: RecordView) -> RecordView:
    """The record with its roll on the screen and the keys in the grid."""
    view.go_to("roll")
    QApplication.processEvents()
    assert view.roll.grid.hasFocus()
    return view


def _type(view: RecordView, keys: str) -> None:
    QTest.keyClicks(view.roll.grid, keys)


def _name_at(view: RecordView, number: int) -> str:
    return view.roll.grid.records.rows[number].name


def test_43_people_of_whom_four_are_away_in_one_key_each(
    roll: RecordView, strokes: Counter, desk: Desk, meeting: int
) -> None:
    keys = list("1" * 43)
    for place, key in ((4, "3"), (11, "4"), (27, "5"), (40, "0")):
        keys[place] = key
    _type(roll, "".join(keys))
    press(roll.roll.grid, Qt.Key.Key_S, ctrl=True)
    assert strokes.strokes == 44
    kept = meetings.roll(desk, meeting)
    assert (kept.should, kept.present, kept.leave, kept.absent) == (43, 39, 3, 1)
    assert [row.status for row in kept.rows if row.standing != "present"] == [
        "sick",
        "personal",
        "duty",
        "absent",
    ]


def test_those_away_are_found_by_initials_and_the_rest_is_one_key(
    roll: RecordView, strokes: Counter, desk: Desk, meeting: int
) -> None:
    wanted = {_name_at(roll, place): key for place, key in ((8, "3"), (20, "6"), (33, "0"))}
    for name, key in wanted.items():
        _type(roll, names.initials(name)[:2] + key)
    _type(roll, "a")
    press(roll.roll.grid, Qt.Key.Key_S, ctrl=True)
    assert strokes.strokes == 11
    kept = meetings.roll(desk, meeting)
    assert (kept.present, kept.leave, kept.absent, kept.unmarked) == (40, 2, 1, 0)


def test_a_after_a_letter_is_one_of_a_name(roll: RecordView) -> None:
    people = [names.initials(row.name) for row in roll.roll.grid.records.rows]
    nobody = next(c for c in "iuvz" if not any(name.startswith(c) for name in people))
    _type(roll, nobody + "a")  # whoever mistypes a name marks nobody
    assert not roll.roll.grid.records.marks
    press(roll.roll.grid, Qt.Key.Key_Escape)
    _type(roll, "a")
    assert len(roll.roll.grid.records.marks) == len(people)


def test_keys_are_shown_and_a_click_does_the_same(roll: RecordView) -> None:
    words = [button.text() for button in roll.roll.keys.values()]
    assert words[:3] == ["1/空格 到会", "2 迟到", "3 病假"]
    click(roll.roll.keys["sick"])
    assert roll.roll.grid.row == 1
    assert roll.roll.totals.text() == "应到 43 · 实到 0 · 请假 1 · 缺席 0"
    assert roll.roll.voters.text() == "未标记 42 · 有表决权：应到 40 · 实到 0"
    press(roll.roll.grid, Qt.Key.Key_Space)
    assert roll.roll.totals.text() == "应到 43 · 实到 1 · 请假 1 · 缺席 0"


@pytest.mark.parametrize("width", [900, 520, 480])
def test_the_keys_stand_in_one_line_however_narrow(roll: RecordView, width: int) -> None:
    home = roll.window()
    home.resize(width, 760)
    QApplication.processEvents()
    assert home.width() == width
    chips = [*roll.roll.keys.values(), roll.roll.rest]
    assert len({chip.y() for chip in chips}) == 1
    assert chips[0].text().startswith("1")
    assert "到" in chips[0].text()


def test_voters_are_counted_apart(roll: RecordView) -> None:
    _type(roll, "a")
    assert roll.roll.voters.text() == "有表决权：应到 40 · 实到 40"  # three are on probation
    press(roll.roll.grid, Qt.Key.Key_Home)
    _type(roll, "9")
    now = roll.roll.grid.records.totals()
    assert (now.should, now.voters) == (42, 39)
    assert told(now) == "应到 42 · 实到 42 · 请假 0 · 缺席 0"


def test_backspace_takes_the_last_mark_back(roll: RecordView) -> None:
    _type(roll, "11")
    press(roll.roll.grid, Qt.Key.Key_Backspace)
    assert roll.roll.grid.row == 1
    assert roll.roll.grid.records.mark_at(1) is None
    assert roll.roll.grid.records.mark_at(0) is not None


def test_a_reason_is_written_from_the_keyboard_and_kept(
    roll: RecordView, desk: Desk, meeting: int
) -> None:
    grid = roll.roll.grid
    _type(roll, "13")
    press(grid, Qt.Key.Key_Up)
    press(grid, Qt.Key.Key_Return)
    reason = roll.roll.details.editors["reason"].inner
    assert reason.hasFocus()
    write(reason, "住院治疗")
    press(reason, Qt.Key.Key_Return)
    by = roll.roll.details.editors["approved_by"].inner
    assert by.hasFocus()
    write(by, "赵某一")
    press(by, Qt.Key.Key_Return)
    assert grid.hasFocus()
    assert grid.row == 2
    press(grid, Qt.Key.Key_S, ctrl=True)
    row = meetings.roll(desk, meeting).rows[1]
    assert (row.status, row.reason, row.approved_by) == ("sick", "住院治疗", "赵某一")


def test_enter_right_after_a_mark_speaks_of_the_person_marked(roll: RecordView) -> None:
    grid, details = roll.roll.grid, roll.roll.details
    _type(roll, "13")
    press(grid, Qt.Key.Key_Return)
    assert grid.row == 1
    assert details.editors["reason"].inner.hasFocus()
    assert details.editors["arrived_at"].isHidden()  # who is ill has not come
    write(details.editors["reason"].inner, "住院治疗")
    press(details.editors["reason"].inner, Qt.Key.Key_Return)
    press(details.editors["approved_by"].inner, Qt.Key.Key_Return)
    assert (grid.row, grid.hasFocus()) == (2, True)
    mark = grid.records.mark_at(1)
    assert mark is not None
    assert mark.reason == "住院治疗"
    _type(roll, "2")
    press(grid, Qt.Key.Key_Return)
    assert details.editors["arrived_at"].inner.hasFocus()
    grid.setFocus()
    press(grid, Qt.Key.Key_Down)
    press(grid, Qt.Key.Key_Return)  # nothing is marked here: there is nothing to write
    assert grid.hasFocus()


def test_a_mark_that_was_saved_can_be_taken_away(
    roll: RecordView, desk: Desk, meeting: int
) -> None:
    _type(roll, "1")
    press(roll.roll.grid, Qt.Key.Key_S, ctrl=True)
    press(roll.roll.grid, Qt.Key.Key_Home)
    press(roll.roll.grid, Qt.Key.Key_Delete)
    press(roll.roll.grid, Qt.Key.Key_S, ctrl=True)
    assert meetings.roll(desk, meeting).unmarked == 43


def test_guests_stand_apart(roll: RecordView, desk: Desk, meeting: int) -> None:
    click(roll.roll.guest_list_shown)
    click(roll.roll.guests.more)
    card = roll.roll.guests.cards[0]
    name = card.editors["name"].inner
    assert name.hasFocus()
    write(name, "镇党委周某")
    write(card.editors["reason"].inner, "指导工作")
    press(card.editors["reason"].inner, Qt.Key.Key_S, ctrl=True)
    kept = meetings.roll(desk, meeting)
    assert [(g.name, g.reason) for g in kept.guests] == [("镇党委周某", "指导工作")]
    assert kept.should == 43


def test_marks_survive_a_crash(
    roll: RecordView, context: Context, desk: Desk, meeting: int
) -> None:
    _type(roll, "11120")
    roll.keeper.keep_now()
    assert roll.record is not None
    name = f"meetings/{roll.record.uid}"
    assert find_draft(desk, name) is not None
    again = RecordView(context, roll.window())
    again.show()
    show(again, meeting)
    assert again.keeper.offer.isVisible()
    click(again.keeper.offer.take)
    assert told(again.roll.grid.records.totals()) == (
        "应到 43 · 实到 4 · 请假 0 · 缺席 1 · 未标记 38"
    )
    again.save()
    assert meetings.roll(desk, meeting).absent == 1
    assert find_draft(desk, name) is None


def test_a_code_reader_signs_people_in(
    roll: RecordView, desk: Desk, meeting: int, messages: Recorder
) -> None:
    people = meetings.roll(desk, meeting).rows
    click(roll.roll.scan)
    window = QApplication.activeModalWidget()
    assert isinstance(window, SignInWindow)
    line = window.code
    assert isinstance(line, QLineEdit)
    for row in people[:2]:
        QTest.keyClicks(line, row.code)
        press(line, Qt.Key.Key_Return)
        assert window.name.text() == row.name
    assert window.count.text() == "已到 2 人 / 应到 43 人"
    QTest.keyClicks(line, "DJAAAA")
    press(line, Qt.Key.Key_Return)
    assert window.name.text() == "没有签上"
    assert window.isVisible()
    press(window, Qt.Key.Key_Escape)
    QApplication.processEvents()
    # who came without a code is marked by key
    assert roll.window().focusWidget() is roll.roll.grid
    assert roll.roll.grid.records.totals().present == 2
    assert not messages.errors


def test_who_had_left_before_is_told_and_taken_off(
    roll: RecordView, desk: Desk, meeting: int, branch: Branch
) -> None:
    _type(roll, "a")
    press(roll.roll.grid, Qt.Key.Key_S, ctrl=True)
    gone, member_id = list(branch.members.items())[20]
    roster.leave(desk, member_id, "B1", date(2026, 10, 1), Paper("自行脱党"))
    assert roll.roll.difference.isVisible()
    assert gone in roll.roll.differs.text()
    click(roll.roll.refresh)
    assert meetings.roll(desk, meeting).should == 42
    assert not roll.roll.difference.isVisible()


def test_who_left_later_stays_on_the_roll(
    roll: RecordView, desk: Desk, meeting: int, branch: Branch
) -> None:
    member_id = list(branch.members.values())[20]
    roster.leave(desk, member_id, "B1", date(2026, 11, 15), Paper("自行脱党"))
    assert roll.roll.grid.records.totals().should == 43
    assert not roll.roll.difference.isVisible()


def test_another_roll_begins_with_its_first_person(
    roll: RecordView, desk: Desk, branch: Branch
) -> None:
    _type(roll, "111")
    press(roll.roll.grid, Qt.Key.Key_S, ctrl=True)
    assert roll.roll.grid.row == 3  # the same roll goes on where it was left
    values: dict[str, Value] = {"kind": "M1", "organization_id": branch.home}
    show(roll, meetings.new_record(desk, {**values, "held_on": date(2026, 10, 9)}))
    assert roll.roll.grid.row == 0
