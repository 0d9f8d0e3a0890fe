"""The registers of 收支上缴: every step through its dialog, and what the cash book says of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtWidgets import QApplication

from djdesk.services import dues
from djdesk.services.desk import Desk, Role
from djdesk.ui.dues.money import MoneyPane
from djdesk.ui.dues.register import Register
from djdesk.ui.dues.upward import SealedDialog
from djdesk.ui.kit.dialogs import FormDialog
from djdesk.ui.kit.messages import Recorder
from tests.ui.dues.conftest import enrol, fix
from tests.ui.hands import click, write


@pytest.fixture
def payers(desk: Desk) -> list[int]:
    """Two members who paid for three quarters, one of them gave 2000.00 on top."""
    found = [enrol(desk, name, n) for n, name in enumerate(("赵一", "钱二"))]
    for member_id in found:
        fix(desk, member_id, 400_000)
    for month in range(1, 10):
        day = date(2026, month, 6)
        dues.pay_due(desk, date(2026, month, 1), found, day, receipt=month == 9)
    dues.pay(desk, found[0], fen=200_000, paid_on=date(2026, 7, 1), months=(), rest="voluntary")
    return found


@pytest.fixture
def pane(payers: list[int], desk: Desk, show_pane: Callable[..., MoneyPane]) -> MoneyPane:
    return show_pane(MoneyPane, desk)


def _fill(**texts: str) -> None:
    """Type into the open dialog and press its button."""
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, FormDialog)
    for key, text in texts.items():
        editor = dialog.form.editor(key)
        editor.set_text("")
        write(editor.inner, text)
    click(dialog.save_button)


def _cells(page: Register[object], number: int) -> list[str]:
    model = page.rows.model()
    return [str(model.index(number, c).data() or "") for c in range(model.columnCount())]


def _lines(pane: MoneyPane) -> list[tuple[str, int, int]]:
    return [(line.summary, line.income, line.outgo) for line in pane.book.items]


def test_what_was_collected_is_in_the_book_with_its_balance(pane: MoneyPane) -> None:
    assert _lines(pane)[0] == ("收党费（2 人）", 8000, 0)
    assert pane.book.summary() == "年初结余 0.00 · 收入 2,720.00 · 支出 0.00 · 结余 2,720.00"
    model = pane.book.rows.model()
    assert model.index(model.rowCount() - 1, 5).data() == "2,720.00"


def test_a_line_is_entered_and_reversed(pane: MoneyPane, messages: Recorder) -> None:
    click(pane.book.enter)
    _fill(kind="利息", summary="上半年利息", income="3.21")
    assert _lines(pane)[-1] == ("上半年利息", 321, 0)
    assert messages.undo is not None
    pane.book.rows.selectRow(len(pane.book.items) - 1)
    click(pane.book.reverse)
    _fill(reason="记错")
    assert [line.income for line in pane.book.items[-2:]] == [321, -321]
    pane.book.rows.selectRow(0)
    assert not pane.book.reverse.isEnabled()  # money collected is reversed where it was taken


def test_a_period_is_handed_over_with_the_large_money_whole(pane: MoneyPane, desk: Desk) -> None:
    pane.show_record(None, section="upward", do="hand")
    _fill(period="2026年第3季度")
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, FormDialog)
    _fill(handed_on="2026.10.12", receipt_number="A1")
    (row,) = dues.remittances(desk, 2026)
    assert (row.draft.collected, row.draft.large, row.draft.up) == (224_000, 200_000, 224_000)
    assert _cells(pane.upward, 0)[0] == "2026年第3季度"  # type: ignore[arg-type]
    assert _cells(pane.upward, 0)[-2:] == ["A1", "已上缴"]  # type: ignore[arg-type]
    pane.sections.choose("book")
    assert _lines(pane)[-1] == ("上缴2026年第3季度党费", 0, 224_000)


def test_money_is_used_step_by_step(pane: MoneyPane, desk: Desk) -> None:
    pane.sections.choose("uses")
    click(pane.uses.apply)
    _fill(use="培训", purpose="党员培训教材", budget="300")
    pane.uses.rows.selectRow(0)
    assert not pane.uses.settle.isEnabled()  # nobody decided yet
    click(pane.uses.decide)
    _fill(decided_on="2026.11.20")
    pane.uses.rows.selectRow(0)
    click(pane.uses.settle)
    _fill(settled="280.50")
    assert dues.uses(desk)[0].state == "已决算"
    pane.sections.choose("book")
    assert _lines(pane)[-1][2] == 28_050


def test_a_forbidden_use_is_said_while_typing(pane: MoneyPane, desk: Desk) -> None:
    pane.sections.choose("uses")
    click(pane.uses.apply)
    _fill(use="培训", purpose="聚餐", budget="999999")
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, FormDialog)
    assert dues.uses(desk) == ()  # more than there is
    dialog.form.reset()
    dialog.reject()


def test_large_money_is_reported(pane: MoneyPane, desk: Desk) -> None:
    pane.sections.choose("large")
    assert _cells(pane.large, 0)[5] == "待上报"  # type: ignore[arg-type]
    pane.large.rows.selectRow(0)
    click(pane.large.report)
    _fill(brief="退休职工", reported_on="2026.07.20")
    assert dues.large_gifts(desk)[0].reported_on == date(2026, 7, 20)
    assert _cells(pane.large, 0)[5] == "已上报"  # type: ignore[arg-type]


def test_receipts_stand_with_their_amount_in_capitals_and_become_void(
    pane: MoneyPane, desk: Desk
) -> None:
    pane.sections.choose("receipts")
    assert _cells(pane.receipts, 0)[0] == "2026-0002"  # type: ignore[arg-type]
    pane.receipts.rows.selectRow(0)
    assert "肆拾元整" in pane.receipts.said.text()
    click(pane.receipts.void)
    _fill(reason="写错")
    assert dues.receipts(desk, year=2026)[1].void_reason == "写错"
    assert pane.receipts.items[0].void_on is not None


def test_sealing_names_its_consequence_and_old_figures_stay_readable(
    pane: MoneyPane, desk: Desk, payers: list[int]
) -> None:
    pane.show_record(None, section="sealed", do="seal")
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, FormDialog)
    assert dialog.save_button.text() == "封存，不再改变"
    _fill(first="2026.01", last="2026.03")
    assert dues.last_sealed(desk) == date(2026, 3, 1)
    march = next(
        row
        for row in dues.payments(desk, payers[0])
        if any(part.month == date(2026, 3, 1) for part in row.parts)
    )
    dues.reverse(desk, march.id, reason="更正")
    pane.sealed.rows.selectRow(0)
    click(pane.sealed.look)
    shown = QApplication.activeModalWidget()
    assert isinstance(shown, SealedDialog)
    assert "欠交 0.00" in shown.said.text()
    assert shown.grid.records.rows[0].lacking == 0
    shown.close()


def test_a_publication_is_entered_and_taken_down(pane: MoneyPane, desk: Desk) -> None:
    pane.show_record(None, section="public", do="publish")
    _fill(place="公示栏")
    pane.public.rows.selectRow(0)
    click(pane.public.take_down)
    _fill(objections="无异议")
    (row,) = dues.publications(desk)
    assert (row.values["removed_on"], row.values["objections"]) == (desk.today(), "无异议")


def test_years_are_turned_and_empty_ones_teach(pane: MoneyPane) -> None:
    pane.span.earlier.trigger()
    assert pane.span.said.text() == "2025年"
    assert pane.book.stack.currentIndex() == 1
    assert not pane.span.tabs["month"].isVisible()


def test_who_may_only_look_finds_no_buttons_that_write(
    payers: list[int], desk: Desk, show_pane: Callable[..., MoneyPane]
) -> None:
    pane = show_pane(MoneyPane, Desk(desk.store, "王芳", Role.VIEWER, desk.today))
    assert not pane.book.enter.isVisible()
    pane.sections.choose("sealed")
    assert not pane.sealed.seal.isVisible()
    assert pane.sealed.look.isVisible()
