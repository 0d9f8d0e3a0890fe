"""Fixing dues: the working as typed, items, corrections, reductions, next year in one step."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from djdesk.services import dues
from djdesk.services.desk import Desk, Role
from djdesk.ui.dues.proposing import ProposalDialog, next_year
from djdesk.ui.dues.standards import StandardsPane
from djdesk.ui.kit.dialogs import FormDialog
from djdesk.ui.kit.messages import Leave, Recorder
from tests.ui.dues.conftest import JANUARY, enrol, fix
from tests.ui.hands import click, press, write


@pytest.fixture
def member(desk: Desk) -> int:
    """One member, not fixed."""
    return enrol(desk, "王建国", 3)


@pytest.fixture
def pane(member: int, desk: Desk, show_pane: Callable[..., StandardsPane]) -> StandardsPane:
    made = show_pane(StandardsPane, desk)
    made.show_record(member)
    QApplication.processEvents()
    return made


def _put(pane: StandardsPane, key: str, text: str) -> None:
    editor = pane.view.form.form.editor(key)
    editor.inner.setFocus()
    editor.set_text("")
    write(editor.inner, text)
    pane.view.form.work_out_now()


def _working(pane: StandardsPane) -> str:
    return pane.view.form.working.lines.text()


def _dialog() -> FormDialog:
    found = QApplication.activeModalWidget()
    assert isinstance(found, FormDialog)
    return found


def test_the_working_follows_what_is_typed(pane: StandardsPane, desk: Desk, member: int) -> None:
    _put(pane, "code", "工资")
    _put(pane, "base_fen", "6543.21")
    assert pane.view.form.working.result.text() == "每月 98.15 元"
    assert "6543.21 × 1.5% = 98.14815 元" in _working(pane)
    _put(pane, "base_fen", "3000.01")
    assert pane.view.form.working.result.text() == "每月 30.00 元"
    press(pane.view.form.form.editor("base_fen").inner, Qt.Key.Key_S, ctrl=True)
    (row,) = dues.standards(desk, member)
    assert (row.since, row.code, row.fen) == (JANUARY, "wage", 3000)
    assert pane.view.said.text().startswith("更正2026年1月起的核定")


def test_the_cap_and_what_lies_above_it_are_said(pane: StandardsPane) -> None:
    _put(pane, "code", "工资")
    _put(pane, "base_fen", "63000")
    assert pane.view.form.working.result.text() == "每月 1,000.00 元"
    assert "260.00 元可以登记为自愿多交" in _working(pane)


def test_items_and_deductions_make_up_the_base(
    pane: StandardsPane, desk: Desk, member: int
) -> None:
    _put(pane, "code", "工资")
    form = pane.view.form
    for part, lines in (
        (form.incomes, (("岗位工资", "11200"),)),
        (form.deductions, (("个人所得税", "180"), ("住房公积金", "2100"), ("交通补贴", "500"))),
    ):
        for name, amount in lines:
            line = next(each for each in part.lines if each.name.text() in ("", name))
            line.name.set_text("")
            write(line.name.inner, name)
            write(line.amount.inner, amount)
    form.work_out_now()
    assert form.working.result.text() == "每月 126.30 元"  # dues.md E21
    pane.view.form.submit()
    (row,) = dues.standards(desk, member)
    assert (row.base_fen, row.fen, len(row.items)) == (842_000, 12_630, 4)
    assert [line.amount.text() for line in form.deductions.lines][:3] == [
        "180.00",
        "2,100.00",
        "500.00",
    ]


def test_three_months_of_a_business(pane: StandardsPane, desk: Desk, member: int) -> None:
    _put(pane, "code", "个体")
    pane.view.form.form.editor("code").set_text("个体经营等不按月取得收入")
    pane.view.form._on_edited()
    assert pane.view.form.quarter.isVisible()
    assert not pane.view.form.incomes.isVisible()
    for editor, text in zip(pane.view.form.months, ("9000", "12500", "7000"), strict=True):
        write(editor.inner, text)
    pane.view.form.submit()
    (row,) = dues.standards(desk, member)
    assert row.fen == 14_250  # dues.md E20


def test_fixed_classes_need_no_base(pane: StandardsPane, desk: Desk, member: int) -> None:
    _put(pane, "code", "学生")
    assert not pane.view.form.form.editor("base_fen").isVisible()
    assert pane.view.form.working.result.text() == "每月 0.20 元"
    pane.view.form.submit()
    assert dues.standards(desk, member)[0].fen == 20


def test_a_correction_and_a_new_standard_are_two_things(
    desk: Desk, member: int, pane: StandardsPane, messages: Recorder
) -> None:
    fix(desk, member, 400_000)
    _put(pane, "base_fen", "4500")
    assert pane.view.save.text() == "保存更正"
    click(pane.view.save)
    assert [row.fen for row in dues.standards(desk, member)] == [4500]
    click(pane.view.renew)
    assert pane.view.form.form.values()["since"] == date(2026, 11, 1)
    _put(pane, "base_fen", "6000")
    _put(pane, "reason", "工资标准调整")
    click(pane.view.save)
    assert [(r.since, r.fen) for r in dues.standards(desk, member)] == [
        (date(2026, 11, 1), 9000),
        (JANUARY, 4500),
    ]
    assert messages.undo is not None
    messages.undo()
    assert len(dues.standards(desk, member)) == 1


def test_leaving_a_changed_form_asks_once(
    pane: StandardsPane, messages: Recorder, desk: Desk, member: int
) -> None:
    _put(pane, "code", "学生")
    left: list[str] = []
    messages.leaving = Leave.STAY
    pane.leave(lambda: left.append("no"))
    messages.leaving = Leave.DISCARD
    pane.leave(lambda: left.append("yes"))
    assert left == ["yes"]
    assert dues.standards(desk, member) == ()
    assert not pane.view.form.dirty


def test_a_reduction_needs_its_approval(pane: StandardsPane, desk: Desk, member: int) -> None:
    fix(desk, member, 420_000)
    pane.view.sections.choose("lowered")
    click(pane.view.add_lowered)
    form = _dialog().form
    for key, text in (("until", "2026.12"), ("to_fen", "5"), ("reason", "家庭困难")):
        form.editor(key).set_text("")
        write(form.editor(key).inner, text)
    form.submit()
    assert dues.particulars(desk, member).reductions == ()  # without study and approval
    for key in ("branch_on", "superior_on"):
        write(form.editor(key).inner, "2026.11.03")
    form.submit()
    (row,) = dues.particulars(desk, member).reductions
    assert row.values["to_fen"] == 500
    assert QApplication.activeModalWidget() is None


def test_next_year_is_proposed_corrected_and_fixed_in_one_step(
    desk: Desk, show_pane: Callable[..., StandardsPane], messages: Recorder
) -> None:
    first, second, third = (enrol(desk, name, n) for n, name in enumerate(("赵一", "钱二", "孙三")))
    fix(desk, first, 400_000)
    fix(desk, second, 950_000, code="annual")  # must be asked anew
    pane = show_pane(StandardsPane, desk)
    assert pane.year.text() == "核定2027年"
    pane.year.trigger()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, ProposalDialog)
    assert set(dialog.found) == {first, second, third}
    dialog.rows.choose(third)
    dialog.editors["code"].set_text("按月领取工资")
    dialog.editors["base_fen"].set_text("5200")
    press(dialog.editors["base_fen"].inner, Qt.Key.Key_Return)
    assert dialog.found[third].fen == 7800
    assert dialog.apply.text() == "核定 3 人"
    click(dialog.apply)
    january = date(2027, 1, 1)
    assert {k: dues.standards(desk, k)[0].fen for k in (first, second, third)} == {
        first: 4000,
        second: 14_250,
        third: 7800,
    }
    assert all(dues.standards(desk, key)[0].since == january for key in (first, second, third))
    assert messages.said[-1] == "已核定2027年党费 3 人。"


def test_years_go_on_from_october() -> None:
    assert next_year(date(2026, 9, 30)) == 2026
    assert next_year(date(2026, 10, 1)) == 2027


def test_who_may_only_look_sees_the_working_and_no_buttons(
    desk: Desk, member: int, show_pane: Callable[..., StandardsPane]
) -> None:
    fix(desk, member, 400_000)
    pane = show_pane(StandardsPane, Desk(desk.store, "王芳", Role.VIEWER, desk.today))
    pane.show_record(member)
    assert pane.view.form.working.result.text() == "每月 40.00 元"
    for button in (pane.view.save, pane.view.renew, pane.view.withdraw):
        assert not button.isVisible()
    assert not pane.year.isVisible()


def test_chips_show_who_is_not_fixed(desk: Desk, pane: StandardsPane, member: int) -> None:
    fix(desk, enrol(desk, "李四", 9), 400_000)
    pane.show_record(None, view="unfixed")
    assert list(pane.model.ids()) == [member]


def test_a_part_of_the_record_is_opened_by_its_word(pane: StandardsPane, member: int) -> None:
    pane.show_record(member, section="lowered")
    assert pane.view.sections.current == "lowered"
