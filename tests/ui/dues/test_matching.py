"""Lists of a bank: matched and shown first, doubtful lines decided by hand, counted in one step."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from djdesk.services import dues
from djdesk.services.desk import Desk
from djdesk.ui.dues.collecting import CollectingPane
from djdesk.ui.dues.matching import MatchDialog
from djdesk.ui.dues.proposing import ProposalDialog
from djdesk.ui.dues.standards import StandardsPane
from djdesk.ui.kit.messages import Recorder
from tests.ui.dues.conftest import NOVEMBER, enrol, fix
from tests.ui.hands import click, press


@pytest.fixture
def people(desk: Desk) -> dict[str, int]:
    """Four members who owe 40.00 for November; two of them have one name."""
    found = {}
    for number, name in enumerate(("赵一", "钱二", "孙三", "孙三")):
        key = f"{name}{number}"
        found[key] = enrol(desk, name, number)
        fix(desk, found[key], 400_000)
        for month in range(1, 11):
            dues.pay_due(desk, NOVEMBER.replace(month=month), [found[key]], desk.today())
    return found


@pytest.fixture
def pane(
    people: dict[str, int], desk: Desk, show_pane: Callable[..., CollectingPane]
) -> CollectingPane:
    return show_pane(CollectingPane, desk)


def _dialog() -> MatchDialog:
    found = QApplication.activeModalWidget()
    assert isinstance(found, MatchDialog)
    return found


def _paste(pane: CollectingPane, *lines: str) -> MatchDialog:
    QApplication.clipboard().setText("\n".join(lines))
    pane.paste.trigger()
    return _dialog()


def _lacking(desk: Desk) -> dict[int, int]:
    found = dues.grid(desk, None, NOVEMBER, NOVEMBER)
    return {row.member_id: row.cells[NOVEMBER].lacking for row in found.rows}


def test_sure_lines_count_by_themselves_and_doubtful_ones_do_not(
    pane: CollectingPane, desk: Desk, people: dict[str, int], messages: Recorder
) -> None:
    dialog = _paste(pane, "姓名\t金额", "赵一\t40.00", "钱二\t30", "孙三\t40", "某某人\t40")
    assert [line.match.value for line in dialog.plan.lines] == [  # type: ignore[union-attr]
        "sure",
        "differs",
        "several",
        "unknown",
    ]
    assert dialog.count.text() == "计入 1 笔，40.00 元"
    assert all(_lacking(desk).values())  # nothing counts yet
    click(dialog.count)
    assert _lacking(desk)[people["赵一0"]] == 0
    assert messages.undo is not None
    messages.undo()
    assert all(_lacking(desk).values())


def test_a_doubtful_line_is_taken_by_space_and_a_name_is_told(
    pane: CollectingPane, desk: Desk, people: dict[str, int]
) -> None:
    dialog = _paste(pane, "姓名\t金额", "钱二\t30", "孙三\t40")
    dialog.rows.selectRow(0)
    press(dialog.rows, Qt.Key.Key_Space)
    assert dialog.count.text() == "计入 1 笔，30.00 元"
    dialog.rows.selectRow(1)
    press(dialog.rows, Qt.Key.Key_Space)  # nobody knows yet which of the two
    assert len(dialog.chosen) == 1
    assert dialog.places["member_id"].isVisible()
    dialog.editors["member_id"].set_text("孙三（未分组，1973年5月生）")
    dialog.editors["member_id"].done.emit()
    assert dialog.count.text() == "计入 2 笔，70.00 元"
    click(dialog.count)
    assert (_lacking(desk)[people["孙三2"]], _lacking(desk)[people["孙三3"]]) == (4000, 0)
    assert _lacking(desk)[people["钱二1"]] == 1000


def test_more_than_is_due_is_refused_until_somebody_decided(
    pane: CollectingPane, desk: Desk, people: dict[str, int]
) -> None:
    dialog = _paste(pane, "姓名\t金额", "赵一\t50")
    dialog.rows.selectRow(0)
    press(dialog.rows, Qt.Key.Key_Space)
    assert dialog.places["rest"].isVisible()
    click(dialog.count)
    assert "多出 10.00 元" in dialog.fault.text()
    assert all(_lacking(desk).values())
    dialog.editors["rest"].set_text("自愿多交")
    click(dialog.count)
    (payment, *_rest) = dues.payments(desk, people["赵一0"])
    assert [part.kind.value for part in payment.parts] == ["regular", "voluntary"]


def test_a_file_is_read_and_who_is_missing_is_shown(
    pane: CollectingPane, messages: Recorder, tmp_path: Path
) -> None:
    path = tmp_path / "代扣.csv"
    path.write_text("姓名,交纳金额\n赵一,40.00\n合计,40.00\n", encoding="utf-8")
    messages.files = [path]
    pane.list.trigger()
    dialog = _dialog()
    dialog.views.choose("missing")
    assert dialog.rows.model().rowCount() == 3
    dialog.reject()


def test_what_holds_no_list_is_said(pane: CollectingPane, messages: Recorder) -> None:
    QApplication.clipboard().setText("今天天气很好")
    pane.paste.trigger()
    assert QApplication.activeModalWidget() is None
    assert messages.errors


def test_a_wage_list_gives_next_years_bases(
    people: dict[str, int], desk: Desk, show_pane: Callable[..., StandardsPane]
) -> None:
    pane = show_pane(StandardsPane, desk)
    pane.year.trigger()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, ProposalDialog)
    QApplication.clipboard().setText("姓名\t计算基数\n赵一\t6543.21\n某某人\t9000")
    button = next(b for b in dialog.findChildren(type(dialog.apply)) if b.text() == "粘贴工资表")
    click(button)
    assert dialog.found[people["赵一0"]].fen == 9815
    assert dialog.said.text().startswith("已按工资表改了 1 人的基数，1 行没有对上")
    dialog.reject()
