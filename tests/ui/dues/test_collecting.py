"""The collection by keys alone: a branch in under 60 strokes, part payments, arrears, reversals."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from djdesk.models.rules import names
from djdesk.services import dues
from djdesk.services.desk import Desk, Role
from djdesk.services.drafts import find_draft
from djdesk.services.dues import CellState
from djdesk.ui.dues.collecting import CollectingPane
from djdesk.ui.kit.messages import Leave, Recorder
from djdesk.ui.kit.pane import Context
from tests.ui.dues.conftest import NOVEMBER, Branch, enrol, fix
from tests.ui.hands import click, press, write


class Counter(QObject):
    """Counts every key that goes down anywhere in the window."""

    def __init__(self) -> None:
        super().__init__()
        self.strokes = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        # the window's own copy of the event is no second stroke
        if event.type() == QEvent.Type.KeyPress and watched.isWidgetType():
            self.strokes += 1
        return False


@pytest.fixture
def pane(branch: Branch, desk: Desk, show_pane: Callable[..., CollectingPane]) -> CollectingPane:
    made = show_pane(CollectingPane, desk)
    made.setFocus()
    QApplication.processEvents()
    assert made.grid.hasFocus()
    return made


@pytest.fixture
def strokes(pane: CollectingPane) -> Iterator[Counter]:
    counter = Counter()
    pane.grid.installEventFilter(counter)
    yield counter
    pane.grid.removeEventFilter(counter)


def _keys(pane: CollectingPane, keys: str) -> None:
    QTest.keyClicks(pane.grid, keys)


def _owing(desk: Desk) -> list[str]:
    found = dues.grid(desk, None, NOVEMBER, NOVEMBER)
    return [row.name for row in found.rows if row.cells[NOVEMBER].lacking]


def _names(pane: CollectingPane, *places: int) -> list[str]:
    return [pane.grid.records.rows[place].name for place in places]


def _editor(pane: CollectingPane) -> QLineEdit:
    line = pane.grid.viewport().findChild(QLineEdit)
    assert isinstance(line, QLineEdit)
    return line


def _enter(pane: CollectingPane) -> None:
    press(_editor(pane), Qt.Key.Key_Return)
    QApplication.processEvents()  # Qt takes over what was typed in the next turn


def test_43_people_of_whom_three_owe_are_collected_in_far_under_60_strokes(
    pane: CollectingPane, strokes: Counter, desk: Desk
) -> None:
    away = _names(pane, 4, 17, 39)
    _keys(pane, "a")
    for name in away:
        _keys(pane, "/" + names.initials(name) + "-")
    press(pane.grid, Qt.Key.Key_S, ctrl=True)
    assert _owing(desk) == away
    assert strokes.strokes <= 2 + 3 * 5 < 60


def test_one_key_a_person_does_it_too(
    pane: CollectingPane, strokes: Counter, desk: Desk, messages: Recorder
) -> None:
    away = _names(pane, 4, 17, 39)
    for place in range(43):
        press(pane.grid, Qt.Key.Key_Down if place in (4, 17, 39) else Qt.Key.Key_Space)
    press(pane.grid, Qt.Key.Key_S, ctrl=True)
    assert strokes.strokes == 44
    assert _owing(desk) == away
    assert messages.said[-1].startswith("已登记 40 人")


def test_nothing_counts_before_it_is_entered_and_it_survives_a_power_cut(
    pane: CollectingPane, desk: Desk, context: Context
) -> None:
    _keys(pane, "  ")
    assert len(_owing(desk)) == 43
    fen = pane.grid.records.basket.fen
    assert pane.sheet.till.said.text() == f"本次收款：2 人，{fen / 100:.2f} 元，还没有登记"
    pane.sheet.drafts.keep_now()
    assert find_draft(desk, "dues/sitting") is not None
    again = CollectingPane(context)
    again.sheet.drafts._on_take()
    assert again.grid.records.basket.fen == fen
    again.grid.drop_all()
    again.deleteLater()
    press(pane.grid, Qt.Key.Key_S, ctrl=True)
    assert len(_owing(desk)) == 41
    assert find_draft(desk, "dues/sitting") is None


def test_entering_is_one_step_that_can_be_undone(
    pane: CollectingPane, desk: Desk, messages: Recorder
) -> None:
    _keys(pane, "a")
    press(pane.grid, Qt.Key.Key_S, ctrl=True)
    assert _owing(desk) == []
    assert messages.undo is not None
    messages.undo()
    assert len(_owing(desk)) == 43


def test_less_than_is_due_is_a_part_payment(pane: CollectingPane, desk: Desk) -> None:
    member_id = pane.grid.member_id
    assert member_id is not None
    _keys(pane, "1")
    QTest.keyClicks(_editor(pane), "5.5")
    _enter(pane)
    assert pane.grid.currentIndex().row() == 1  # as after Space
    press(pane.grid, Qt.Key.Key_S, ctrl=True)
    cell = dues.grid(desk, None, NOVEMBER, NOVEMBER).row(member_id).cells[NOVEMBER]
    assert (cell.state, cell.paid) == (CellState.PART, 1550)
    index = pane.grid.records.index(0, pane.grid.records.column_of(NOVEMBER))
    assert index.data() == f"缺 {(cell.due - 1550) / 100:.2f}"


@pytest.mark.parametrize(("rest", "kind"), [("ahead", "ahead"), ("voluntary", "voluntary")])
def test_more_than_is_due_waits_for_an_answer(
    pane: CollectingPane, desk: Desk, rest: str, kind: str
) -> None:
    member_id = pane.grid.member_id
    assert member_id is not None
    _keys(pane, "9")
    QTest.keyClicks(_editor(pane), "0")
    _enter(pane)
    assert pane.sheet.surplus.isVisible()
    assert pane.sheet.surplus.choices["ahead"].hasFocus()
    pane.sheet.save()
    assert len(_owing(desk)) == 43  # not before it is decided
    click(pane.sheet.surplus.choices[rest])
    assert not pane.sheet.surplus.isVisible()
    assert pane.grid.hasFocus()
    press(pane.grid, Qt.Key.Key_S, ctrl=True)
    payment = dues.payments(desk, member_id)[0]
    assert payment.fen == 9000
    assert payment.parts[0].kind.value == "regular"
    assert {part.kind.value for part in payment.parts[1:]} == {kind}


def test_an_amount_that_is_none_is_refused_with_a_sentence(
    pane: CollectingPane, messages: Recorder
) -> None:
    _keys(pane, "1")
    QTest.keyClicks(_editor(pane), "x")
    _enter(pane)
    assert len(pane.grid.records.basket) == 0
    assert messages.said


def test_f_takes_the_arrears_of_a_member_also_of_months_that_are_not_shown(
    pane: CollectingPane, desk: Desk, messages: Recorder
) -> None:
    member_id = pane.grid.member_id
    assert member_id is not None
    for payment in dues.payments(desk, member_id):
        if any(part.month and part.month.month in (8, 10) for part in payment.parts):
            dues.reverse(desk, payment.id, reason="未到账")
    owed = sum(c.lacking for _m, c in dues.member_months(desk, member_id).months)
    pane.grid.setFocus()
    _keys(pane, "f")
    assert pane.grid.records.basket.fen == owed
    assert any("2026年8月" in said for said in messages.said)
    press(pane.grid, Qt.Key.Key_S, ctrl=True)
    paid = dues.payments(desk, member_id)[0]
    assert (paid.fen, paid.months) == (owed, "2026年8月、10—11月")


def test_r_reverses_what_was_paid_for_a_month_and_keeps_it(
    pane: CollectingPane, desk: Desk, messages: Recorder
) -> None:
    member_id = pane.grid.member_id
    assert member_id is not None
    press(pane.grid, Qt.Key.Key_Left)  # October
    _keys(pane, "r")
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    form = dialog.form  # type: ignore[attr-defined]
    write(form.editor("reason").inner, "金额收错")
    form.submit()
    found = dues.payments(desk, member_id)
    assert [row.state for row in found[:2]] == ["冲销", "已冲销"]
    cell = dues.member_months(desk, member_id).months[9][1]
    assert (cell.state, cell.lacking) == (CellState.UNPAID, cell.due)
    assert pane.grid.records.words(pane.grid.currentIndex())[1] == "bad"
    assert messages.undo is not None


def test_letters_lead_to_a_person_and_escape_forgets_them(pane: CollectingPane) -> None:
    _keys(pane, "/fm")
    assert _names(pane, pane.grid.currentIndex().row())[0].startswith("冯")
    assert pane.sheet.keys.text() == "找：fm"
    press(pane.grid, Qt.Key.Key_Escape)
    assert pane.sheet.keys.text().startswith("空格 收这一格")
    assert len(pane.grid.records.basket) == 0


def test_a_cell_that_is_paid_or_not_due_yet_is_passed_over(
    pane: CollectingPane, desk: Desk
) -> None:
    press(pane.grid, Qt.Key.Key_Left)  # October is paid
    _keys(pane, "  ")
    assert len(pane.grid.records.basket) == 0
    assert pane.grid.currentIndex().row() == 2


def test_december_can_be_paid_ahead(pane: CollectingPane, desk: Desk) -> None:
    member_id = pane.grid.member_id
    assert member_id is not None
    press(pane.grid, Qt.Key.Key_Space)
    press(pane.grid, Qt.Key.Key_Up)
    press(pane.grid, Qt.Key.Key_Right)
    press(pane.grid, Qt.Key.Key_Space)
    press(pane.grid, Qt.Key.Key_S, ctrl=True)
    (payment, *_rest) = dues.payments(desk, member_id)
    assert [part.kind.value for part in payment.parts] == ["regular", "ahead"]


def test_who_is_not_fixed_is_named_and_no_money_is_taken(
    pane: CollectingPane, desk: Desk, branch: Branch, messages: Recorder
) -> None:
    member_id = pane.grid.member_id
    assert member_id is not None
    (standard,) = dues.standards(desk, member_id)
    for payment in dues.payments(desk, member_id):
        dues.reverse(desk, payment.id, reason="未核定")
    dues.withdraw_standard(desk, standard.id)
    press(pane.grid, Qt.Key.Key_Space)
    assert "还没有核定" in messages.said[-1]
    assert len(pane.grid.records.basket) == 0
    pane.chips.choose("unfixed")
    assert [row.member_id for row in pane.grid.records.rows] == [member_id]


def test_day_way_and_receipts_are_those_of_the_line_below(pane: CollectingPane, desk: Desk) -> None:
    member_id = pane.grid.member_id
    assert member_id is not None
    _keys(pane, " ")
    write(pane.sheet.till.editors["paid_on"].inner, "")
    pane.sheet.till.editors["paid_on"].set_text("2026.11.03")
    pane.sheet.till.editors["way"].set_text("银行转账")
    click(pane.sheet.till.editors["receipt"].inner)
    click(pane.sheet.till.count)
    payment = dues.payments(desk, member_id)[0]
    assert (payment.paid_on, payment.way) == (date(2026, 11, 3), "transfer")
    assert payment.receipt_number == "2026-0001"


def test_a_wrong_day_is_said_and_nothing_is_lost(pane: CollectingPane, desk: Desk) -> None:
    _keys(pane, " ")
    pane.sheet.till.editors["paid_on"].set_text("昨天")
    click(pane.sheet.till.count)
    assert pane.sheet.till.fault.isVisible()
    assert pane.sheet.till.editors["paid_on"].inner.hasFocus()
    pane.sheet.till.editors["paid_on"].set_text("2027.01.01")
    click(pane.sheet.till.count)
    assert len(pane.grid.records.basket) == 1
    assert len(_owing(desk)) == 43


def test_leaving_with_money_typed_asks_once(
    pane: CollectingPane, desk: Desk, messages: Recorder
) -> None:
    left: list[str] = []
    _keys(pane, " ")
    messages.leaving = Leave.STAY
    pane.leave(lambda: left.append("stay"))
    messages.leaving = Leave.SAVE
    pane.leave(lambda: left.append("saved"))
    assert left == ["saved"]
    assert len(_owing(desk)) == 42
    pane.leave(lambda: left.append("nothing"))
    assert left == ["saved", "nothing"]


def test_who_may_only_look_cannot_collect(
    branch: Branch, desk: Desk, show_pane: Callable[..., CollectingPane]
) -> None:
    looking = Desk(desk.store, "王芳", Role.VIEWER, desk.today)
    pane = show_pane(CollectingPane, looking)
    pane.setFocus()
    _keys(pane, "a f1")
    assert len(pane.grid.records.basket) == 0
    assert not pane.month.isVisible()
    assert not pane.card.buttons["pay"].isVisible()


def test_the_member_beside_says_what_is_owed_and_gives_receipts(
    pane: CollectingPane, desk: Desk, messages: Recorder
) -> None:
    member_id = pane.grid.member_id
    assert member_id is not None
    due = dues.grid(desk, None, NOVEMBER, NOVEMBER).row(member_id).standard
    assert due is not None
    assert pane.card.arrears.text() == f"欠交 {due / 100:.2f} 元：2026年11月"
    pane.card.rows.selectRow(0)
    click(pane.card.buttons["receipt"])
    assert dues.payments(desk, member_id)[0].receipt_number == "2026-0001"
    assert messages.said[-1] == "已开收据 2026-0001。"


def test_months_go_by_quarter_and_year(pane: CollectingPane) -> None:
    assert pane.span.said.text() == "2026年第4季度"
    click(pane.span.tabs["year"])
    assert len(pane.grid.records.months) == 12
    pane.span.earlier.trigger()
    assert pane.span.said.text() == "2025年"
    click(pane.span.tabs["month"])
    assert pane.grid.records.months == (date(2025, 1, 1),)


def test_search_and_chips_leave_the_wishes_alone(pane: CollectingPane, desk: Desk) -> None:
    _keys(pane, " ")
    pane.search.setText("fm")
    assert len(pane.grid.records.rows) == 1
    assert len(pane.grid.records.basket) == 1
    pane.search.clear()
    pane.chips.choose("unpaid")
    assert len(pane.grid.records.rows) == 43
    press(pane.grid, Qt.Key.Key_S, ctrl=True)
    assert len(pane.grid.records.rows) == 42


def test_a_warning_says_what_follows_and_shows_whom_it_concerns(
    pane: CollectingPane, desk: Desk
) -> None:
    member_id = pane.grid.member_id
    assert member_id is not None
    for payment in dues.payments(desk, member_id):
        if any(part.month and part.month.month in (8, 9, 10) for part in payment.parts):
            dues.reverse(desk, payment.id, reason="未到账")
    pane.show_record(None, view="R31")
    pane.read()
    assert [row.member_id for row in pane.grid.records.rows] == [member_id]
    assert "批评教育，限期改正" in pane.advice.said.text()
    assert "第十三条" in pane.advice.said.text()
    pane.chips.choose("all")
    assert not pane.advice.isVisible()


def test_what_the_branch_has_to_do_leads_there(
    pane: CollectingPane, opened: list[tuple[str, int | None]]
) -> None:
    pane.show_record(None, view="R38")
    pane.read()
    assert "上缴" in pane.advice.said.text()
    click(pane.advice.go)
    assert opened == [("dues_money", None)]


def test_charts_show_the_people_behind_a_bar(pane: CollectingPane, desk: Desk) -> None:
    pane.pictures.trigger()
    charts = pane.charts
    assert charts is not None
    assert pane.sheet.stack.currentWidget() is charts
    rates = charts.charts["rates"].figure.bars
    assert [bar.value for bar in rates] == [100] * 10 + [0]
    (wage,) = charts.charts["classes"].figure.bars
    assert wage.value == 43
    charts.charts["classes"].chosen.emit(wage)
    assert pane.sheet.stack.currentWidget() is pane.grid
    assert not pane.pictures.isChecked()
    assert len(pane.grid.records.rows) == 43
    pane.pictures.trigger()
    charts.charts["rates"].chosen.emit(rates[2])
    assert pane.grid.records.months == (date(2026, 3, 1),)


def test_a_pane_that_is_not_seen_reads_what_changed_when_it_is(
    pane: CollectingPane, desk: Desk
) -> None:
    member_id = pane.grid.member_id
    assert member_id is not None
    pane.hide()
    dues.pay_due(desk, NOVEMBER, [member_id], desk.today())
    index = pane.grid.records.index(0, pane.grid.records.column_of(NOVEMBER))
    assert str(index.data()).startswith("应")
    pane.show()
    assert str(index.data()).startswith("已")


@pytest.mark.parametrize(
    ("hints", "area"),
    [
        ({"do": "fix"}, "dues_standards"),
        ({"do": "reduce"}, "dues_standards"),
        ({"do": "remit"}, "dues_money"),
        ({"do": "publish"}, "dues_money"),
        ({"large": 1}, "dues_money"),
    ],
)
def test_reminders_of_other_panes_lead_there(
    pane: CollectingPane,
    opened: list[tuple[str, int | None]],
    hints: dict[str, object],
    area: str,
) -> None:
    member_id = 1 if area == "dues_standards" else None
    pane.show_record(member_id, **hints)
    assert opened == [(area, member_id)]


def test_a_large_amount_and_a_long_name_are_told_whole(
    branch: Branch, desk: Desk, show_pane: Callable[..., CollectingPane]
) -> None:
    name = "阿卜杜热合曼·麦麦提依明·买买提吐尔逊·艾合买提江"
    long_id = enrol(desk, name, 50)
    fix(desk, long_id, 400_000)
    pane = show_pane(CollectingPane, desk)
    pane.span.choose("quarter")
    grid, metrics = pane.grid, pane.grid.fontMetrics()
    pane.grid.go_to(next(iter(branch.members.values())), NOVEMBER)
    beside = pane.card.width()
    assert pane.grid.go_to(long_id, NOVEMBER)
    QApplication.processEvents()
    assert pane.card.width() == beside  # the list is not pushed aside
    assert pane.card.name.heightForWidth(beside // 2) > pane.card.name.fontMetrics().height() * 2
    head = grid.verticalHeader()
    assert head.fontMetrics().horizontalAdvance("阿卜杜热合曼") < head.width() < beside // 2
    column = grid.column
    before = grid.columnWidth(column)
    grid.take_amount(grid.currentIndex(), "12345678.90")
    text = grid.records.words(grid.currentIndex())[0]
    assert text == "收 12,345,678.90"
    assert grid.columnWidth(column) >= metrics.horizontalAdvance(text) + 24 > before
    assert grid.records.basket.undecided == (long_id, NOVEMBER)
    grid.drop_all()
    pane.read()
    assert grid.columnWidth(column) == before
