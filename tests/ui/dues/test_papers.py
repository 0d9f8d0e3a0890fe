"""From the panes of dues to paper: the paper that belongs to what is shown stands first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtWidgets import QApplication

from djdesk.reports import catalogue
from djdesk.services import dues
from djdesk.services.desk import Desk
from djdesk.services.listing import Value
from djdesk.ui.dues.collecting import CollectingPane
from djdesk.ui.dues.money import MoneyPane
from djdesk.ui.dues.standards import StandardsPane
from djdesk.ui.kit.messages import Recorder
from djdesk.ui.kit.preview import Preview
from tests.ui.dues.conftest import JANUARY, enrol, fix
from tests.ui.hands import click


@pytest.fixture
def member(desk: Desk) -> int:
    """A member who paid the first quarter and got receipts."""
    member_id = enrol(desk, "王建国", 3)
    fix(desk, member_id, 400_000)
    for month in (1, 2, 3):
        day = date(2026, month, 6)
        dues.pay_due(desk, date(2026, month, 1), [member_id], day, receipt=True)
    return member_id


def _first(record: int | None = None) -> str:
    """The title of the paper shown first, after its pages were made; closes the preview.

    With `record`, it is the paper of that one record alone.
    """
    window = QApplication.activeModalWidget()
    assert isinstance(window, Preview)
    if record is not None:
        assert window.request().records == (record,)
    made = window.out._made
    assert made is not None, window.request()
    assert made.content.blocks
    title = window.report.currentText()
    window.close()
    return title


def _title(report: str) -> str:
    return catalogue.report(report).title


@pytest.mark.parametrize(("rhythm", "report"), [("month", "dues-month"), ("year", "dues-year")])
def test_the_collection_is_printed_by_month_or_year(
    member: int, desk: Desk, show_pane: Callable[..., CollectingPane], rhythm: str, report: str
) -> None:
    pane = show_pane(CollectingPane, desk)
    pane.span.choose(rhythm)
    pane.print.trigger()
    assert _first() == _title(report)


def test_a_receipt_is_printed_beside_its_payment(
    member: int, desk: Desk, show_pane: Callable[..., CollectingPane]
) -> None:
    pane = show_pane(CollectingPane, desk)
    pane.card.rows.selectRow(0)
    click(pane.card.buttons["slip"])
    assert _first() == _title("dues-receipts")


def test_standards_and_an_approved_reduction(
    member: int, desk: Desk, show_pane: Callable[..., StandardsPane]
) -> None:
    pane = show_pane(StandardsPane, desk)
    pane.print.trigger()
    assert _first() == _title("dues-standards")
    reduction: dict[str, Value] = {
        "since": date(2026, 11, 1),
        "until": date(2026, 12, 1),
        "to_fen": 500,
        "branch_on": date(2026, 11, 2),
        "superior_on": date(2026, 11, 3),
        "reason": "困难",
    }
    reduction_id = dues.reduce(desk, member, reduction)
    pane.show_record(member)
    pane.view.sections.choose("lowered")
    pane.view.lowered.selectRow(0)
    click(pane.view.print_lowered)
    assert _first(reduction_id) == _title("dues-reduction")


def test_a_void_receipt_is_still_printed_from_its_register(
    member: int, desk: Desk, show_pane: Callable[..., MoneyPane]
) -> None:
    row = dues.receipts(desk, year=2026)[1]
    dues.void(desk, row.id, reason="写错")
    pane = show_pane(MoneyPane, desk)
    pane.sections.choose("receipts")
    pane.receipts.rows.selectRow([each.id for each in pane.receipts.items].index(row.id))
    assert "写错" in pane.receipts.said.text()
    assert not pane.receipts.void.isEnabled()
    click(pane.receipts.print)
    assert _first(row.id) == _title("dues-receipts")


@pytest.mark.parametrize(
    ("section", "report"),
    [
        ("book", "dues-cash"),
        ("upward", "dues-remittance"),
        ("large", "dues-large"),
        ("public", "dues-public"),
        ("receipts", "dues-receipts"),
    ],
)
def test_every_register_has_its_paper(
    member: int, desk: Desk, show_pane: Callable[..., MoneyPane], section: str, report: str
) -> None:
    pane = show_pane(MoneyPane, desk)
    pane.sections.choose(section)
    pane.print.trigger()
    assert _first() == _title(report)


def test_papers_of_one_record_want_one(
    member: int, desk: Desk, show_pane: Callable[..., MoneyPane], messages: Recorder
) -> None:
    sealed = dues.seal(desk, JANUARY, date(2026, 3, 1))
    day = date(2026, 11, 2)
    use: dict[str, Value] = {"use": "training", "purpose": "教材", "budget": 1000}
    applied = dues.apply_use(desk, {**use, "applied_on": day})
    pane = show_pane(MoneyPane, desk)
    for section, page, report, record in (
        ("sealed", pane.sealed, "dues-sealed", sealed),
        ("uses", pane.uses, "dues-use", applied),
    ):
        pane.sections.choose(section)
        pane.print.trigger()
        assert messages.said[-1] == "请先选择要打印的一行。"
        page.rows.selectRow(0)
        pane.print.trigger()
        assert _first(record) == _title(report)
        click(page.print)
        assert _first(record) == _title(report)
