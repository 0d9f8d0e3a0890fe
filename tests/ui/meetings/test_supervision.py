"""The pane 组织生活督查: grid, findings, debts, follow-ups, charts; everything leads on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from djdesk.services import meetings, organization
from djdesk.services.desk import Desk, Role
from djdesk.services.listing import Value
from djdesk.services.meetings import Mark, Part
from djdesk.ui.kit.dialogs import FormDialog
from djdesk.ui.kit.messages import Recorder
from djdesk.ui.kit.pane import Context, Shows
from djdesk.ui.meetings.figures import FiguresPart
from djdesk.ui.meetings.follow_ups import DebtsPart, FollowUpsPart
from djdesk.ui.meetings.supervision import PANE, WORDS, SupervisionPane
from djdesk.ui.meetings.supervision_findings import FindingsPart
from djdesk.ui.meetings.supervision_grid import GridPart, label, words
from tests.services.meetings.people import put_meeting
from tests.ui.hands import click, press, write
from tests.ui.meetings.conftest import Branch


class Went(list[tuple[str, int | None, dict[str, object]]]):
    """Where the pane asked to go, with all hints."""

    def __call__(self, area: str, record_id: int | None = None, **hints: object) -> None:
        """Note the wish."""
        self.append((area, record_id, hints))


@pytest.fixture
def went() -> Went:
    return Went()


def _record(desk: Desk, kind: str, day: date, unit: int, **values: Value) -> int:
    given: dict[str, Value] = {"kind": kind, "organization_id": unit, "held_on": day, **values}
    return meetings.new_record(desk, given)


@pytest.fixture
def year(desk: Desk, branch: Branch) -> dict[str, int]:
    """A few meetings of the year: the first quarter's M1, an M3, a lecture with two away."""
    made = {
        "M1": _record(desk, "M1", date(2026, 2, 5), branch.home),
        "M3": _record(desk, "M3", date(2026, 2, 6), branch.groups[0]),
        "M4": _record(desk, "M4", date(2026, 10, 9), branch.home, start_at=540),
        "again": _record(desk, "M1", date(2026, 3, 5), branch.home),
        "plan": meetings.plan_meeting(
            desk,
            {"kind": "M5", "organization_id": branch.home, "held_on": date(2026, 12, 4)},
        ),
    }
    away = dict(zip(branch.members.values(), ("sick", "absent"), strict=False))
    marks = {key: Mark(away.get(key, "present")) for key in branch.members.values()}
    meetings.save_record(desk, made["M4"], {"hours": 20})
    meetings.save_roll(desk, made["M4"], marks)
    meetings.save_record(
        desk,
        made["M1"],
        {},
        resolutions=[
            Part(None, {"text": "制定学习计划", "responsible": "赵某一", "due_on": day})
            for day in (date(2026, 3, 1), date(2026, 12, 1))
        ],
    )
    return made


@pytest.fixture
def pane(year: dict[str, int], context: Context, went: Went, qtbot: QtBot) -> SupervisionPane:
    made = SupervisionPane(replace(context, open=went))
    qtbot.addWidget(made)
    made.resize(1080, 740)
    made.show()
    return made


def _grid(pane: SupervisionPane) -> GridPart:
    part = pane.parts["grid"]
    assert isinstance(part, GridPart)
    return part


def _row(part: GridPart, kind: str, unit: str = "") -> int:
    rows = part.table.records.rows
    return next(n for n, row in enumerate(rows) if (row.kind, row.unit_name) == (kind, unit))


def _tab(pane: SupervisionPane, key: str) -> str:
    """The word of a section as it stands on the screen."""
    keys = list(pane.parts)
    return pane.sections._group.button(keys.index(key)).text()


def _dialog() -> FormDialog:
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, FormDialog)
    return dialog


def test_a_pane_as_the_shell_wants_it(pane: SupervisionPane) -> None:
    assert isinstance(pane, Shows)
    assert (PANE.id, PANE.title, PANE.group) == ("supervision", "组织生活督查", "组织生活")


# --- the grid -------------------------------------------------------------------------------------


def test_cells_say_in_words_what_was_held(pane: SupervisionPane) -> None:
    part = _grid(pane)
    rows = part.table.records.rows
    said = {
        (row.kind, cell.first): words(cell)[0]
        for row in rows
        if not row.unit_name
        for cell in row.cells
    }
    assert [said["M1", first] for first in (0, 3, 6, 9)] == [
        "已完成 2/1",
        "逾期 0/1",
        "逾期 0/1",
        "应开 0/1",
    ]
    assert [said["M5", first] for first in (0, 1, 10, 11)] == [
        "",
        "逾期 0/1",
        "应开 0/1",
        "已列计划",
    ]
    assert label(rows[_row(part, "M3", "第一党小组")]) == "党小组会 · 第一党小组"
    totals = meetings.grid(pane.context.desk, 2026).totals
    assert part.sums["overdue"].text() == f"逾期 {totals.overdue}"
    assert _tab(pane, "grid") == f"督查表 {totals.overdue}"


def test_the_model_keeps_the_laws_of_qt(pane: SupervisionPane) -> None:
    model: QAbstractItemModel = _grid(pane).table.records
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    pane.year.setValue(2025)
    pane.year.setValue(2026)
    assert tester.model() is model


def test_a_cell_is_as_wide_as_its_period_and_each_month_leads_to_it(pane: SupervisionPane) -> None:
    table = _grid(pane).table
    row = _row(_grid(pane), "M1")
    assert table.columnSpan(row, 3) == 3
    table.go_to(row, 4)
    current = table.current
    assert current is not None
    assert current[1].period.key == "2026-Q2"
    assert "第二季度支部党员大会：应开 1 次，只开了 0 次" in _grid(pane).sentence.text()
    assert "第十一条" in _grid(pane).clause.text()


def test_enter_and_click_open_the_records_behind(
    pane: SupervisionPane, year: dict[str, int], went: Went, messages: Recorder
) -> None:
    part = _grid(pane)
    table = part.table
    table.go_to(_row(part, "M1"), 0)
    assert part.look.text() == "查看记录（2）"
    press(table, Qt.Key.Key_Return)
    index = table.records.index(_row(part, "M4"), 9)
    place = table.visualRect(index).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert went == [
        ("meetings", None, {"ids": (year["M1"], year["again"]), "title": "第一季度支部党员大会"}),
        ("meetings", year["M4"], {}),
    ]
    table.go_to(_row(part, "M2"), 5)
    press(table, Qt.Key.Key_Return)
    assert "没有记录可看" in messages.said[-1]
    assert not part.look.isEnabled()


def test_arrows_walk_over_long_cells(pane: SupervisionPane) -> None:
    part = _grid(pane)
    part.table.go_to(_row(part, "M1"), 0)
    press(part.table, Qt.Key.Key_Right)
    current = part.table.current
    assert current is not None
    assert current[1].period.key == "2026-Q2"


def test_what_is_missing_is_entered_from_its_cell(
    pane: SupervisionPane, branch: Branch, went: Went
) -> None:
    part = _grid(pane)
    part.table.go_to(_row(part, "M3", "第二党小组"), 5)
    click(part.new)
    day = date(2026, 6, 30)
    hints = {"do": "new", "kind": "M3", "unit": branch.groups[1], "day": day}
    assert went == [("meetings", None, hints)]


def test_who_may_not_write_sees_and_does_not_enter(
    context: Context, year: dict[str, int], qtbot: QtBot
) -> None:
    desk = replace(context.desk, role=Role.VIEWER)
    made = SupervisionPane(replace(context, desk=desk))
    qtbot.addWidget(made)
    made.show()
    assert not _grid(made).new.isVisible()
    assert _grid(made).look.isVisible()


def test_an_empty_year_teaches(pane: SupervisionPane) -> None:
    pane.year.setValue(2020)
    part = _grid(pane)
    assert part.empty.isVisible()
    assert not part.table.isVisible()


def test_an_empty_book_is_begun_from_here(
    context: Context, branch: Branch, went: Went, qtbot: QtBot
) -> None:
    looked: list[bool] = []
    made = SupervisionPane(replace(context, open=went, sample=lambda: looked.append(True)))
    qtbot.addWidget(made)
    made.show()
    plan, sample = _grid(made).empty._buttons
    assert (plan.text(), sample.text()) == ("年度计划", "看样例")
    click(plan)
    assert went == [("meetings", None, {"do": "plan"})]
    click(sample)
    assert looked == [True]


def test_what_is_entered_elsewhere_is_counted_at_once(
    pane: SupervisionPane, desk: Desk, branch: Branch
) -> None:
    part = _grid(pane)
    before = part.sums["overdue"].text()
    _record(desk, "M1", date(2026, 5, 8), branch.home)
    assert part.sums["overdue"].text() != before


def test_the_year_is_chosen_only_where_it_matters(pane: SupervisionPane) -> None:
    for key in ("debts", "follow_ups"):
        pane.show_record(None, view=key)
        assert not pane.year.isVisible()
        assert pane.all_years.isVisible()
    for key in ("findings", "figures", "grid"):
        pane.show_record(None, view=key)
        assert pane.year.isVisible()
        assert not pane.all_years.isVisible()


# --- findings -------------------------------------------------------------------------------------


def test_findings_lead_to_where_they_are_put_right(
    pane: SupervisionPane, desk: Desk, went: Went
) -> None:
    pane.show_record(None, view="findings")
    part = pane.parts["findings"]
    assert isinstance(part, FindingsPart)
    found = meetings.all_findings(desk, 2026)
    assert part.rows.model().rowCount() == len(found) > 3
    serious = sum(each.finding.severity != "info" for each in found)
    assert _tab(pane, "findings") == f"检查 {serious}"
    number = next(n for n, each in enumerate(found) if each.finding.field)
    part.rows.selectRow(number)
    chosen = found[number]
    assert chosen.finding.remedy in part.text.text()
    assert chosen.finding.clause in part.clause.text()
    press(part.rows, Qt.Key.Key_Return)
    assert went == [("meetings", chosen.meeting_id, {"field": chosen.finding.field})]
    part.chips.choose("error")
    errors = sum(each.finding.severity == "error" for each in found)
    assert part.rows.model().rowCount() == errors < len(found)


# --- debts ----------------------------------------------------------------------------------------


def test_debts_of_many_are_made_up_in_one_dialog(
    pane: SupervisionPane, desk: Desk, year: dict[str, int], messages: Recorder
) -> None:
    assert _tab(pane, "debts") == "补课欠账 2"  # told before it is looked at
    pane.show_record(None, view="debts")
    part = pane.parts["debts"]
    assert isinstance(part, DebtsPart)
    assert len(part.model.ids()) == 2
    part.list.view.selectAll()
    press(part.list.view, Qt.Key.Key_Return, ctrl=True)
    dialog = _dialog()
    way = dialog.form.editor("makeup_way").inner
    assert isinstance(way, QLineEdit)
    write(way, "送学上门")
    click(dialog.save_button)
    assert QApplication.activeModalWidget() is None
    assert messages.said[-1] == "已登记补课 2 人次。"
    assert meetings.debts(desk) == ()
    rows = [row for row in meetings.roll(desk, year["M4"]).rows if row.makeup_on]
    assert [(row.makeup_way, row.makeup_hours) for row in rows] == [("送学上门", 20)] * 2
    assert _tab(pane, "debts") == "补课欠账"
    assert messages.undo is not None
    messages.undo()
    assert len(meetings.debts(desk)) == 2


def test_a_make_up_before_the_absence_is_refused_at_its_field(pane: SupervisionPane) -> None:
    pane.show_record(None, view="debts")
    part = pane.parts["debts"]
    assert isinstance(part, DebtsPart)
    part.list.view.selectAll()
    part.make_up.trigger()
    dialog = _dialog()
    on = dialog.form.editor("makeup_on").inner
    assert isinstance(on, QLineEdit)
    on.selectAll()
    write(on, "2026.1.5")
    write(dialog.form.editor("makeup_way").inner, "送学上门")
    click(dialog.save_button)
    assert dialog.isVisible()
    assert "早于会议日期" in dialog.form._faults["makeup_on"].text()
    dialog.form.reset()
    dialog.reject()


def test_enter_opens_the_roll_of_the_absence(
    pane: SupervisionPane, year: dict[str, int], went: Went
) -> None:
    pane.show_record(None, view="debts")
    part = pane.parts["debts"]
    assert isinstance(part, DebtsPart)
    part.list.view.selectRow(0)
    press(part.list.view, Qt.Key.Key_Return)
    assert went == [("meetings", year["M4"], {"section": "roll"})]


# --- follow-ups -----------------------------------------------------------------------------------


def test_open_items_are_closed_together_and_opened_again(
    pane: SupervisionPane, desk: Desk, messages: Recorder
) -> None:
    assert _tab(pane, "follow_ups") == "待落实 2"
    pane.show_record(None, view="follow_ups")
    part = pane.parts["follow_ups"]
    assert isinstance(part, FollowUpsPart)
    part.chips.choose("overdue")
    assert len(part.model.ids()) == 1
    part.chips.choose("open")
    part.list.view.selectAll()
    press(part.list.view, Qt.Key.Key_Return, ctrl=True)
    dialog = _dialog()
    write(dialog.form.editor("done_note").inner, "已印发")
    click(dialog.save_button)
    assert messages.said[-1] == "已办结 2 项。"
    assert len(part.model.ids()) == 0
    assert _tab(pane, "follow_ups") == "待落实"
    part.chips.choose("done")
    part.list.view.selectRow(0)
    assert not part.close_items.isEnabled()
    part.reopen.trigger()
    assert len(part.model.ids()) == 1
    assert _tab(pane, "follow_ups") == "待落实 1"


# --- charts ---------------------------------------------------------------------------------------


def _figures(pane: SupervisionPane) -> FiguresPart:
    pane.show_record(None, view="figures")
    part = pane.parts["figures"]
    assert isinstance(part, FiguresPart)
    return part


def test_the_heat_map_says_who_came_and_leads_to_the_meetings(
    pane: SupervisionPane, year: dict[str, int], went: Went
) -> None:
    part = _figures(pane)
    rows = {row.label: row for row in part.attendance.heat.rows}
    assert rows["全体"].cells[9].text == "95"  # 41 of 43
    assert rows["赵某一"].cells[9].state == "bad"
    assert rows["赵某一"].cells[9].tip.endswith("应到 1 人次，实到 0 人次，到会率 0%")
    assert rows["孙某三"].cells[9].state == "ok"
    assert rows["孙某三"].cells[0].text == ""
    table = part.attendance.table
    table.setCurrentIndex(table.model().index(1, 9))
    press(table, Qt.Key.Key_Return)
    assert went == [("meetings", year["M4"], {})]


def test_meetings_by_kind_and_quarter_against_the_rule(
    pane: SupervisionPane, year: dict[str, int], went: Went
) -> None:
    part = _figures(pane)
    part.chips.choose("kinds")
    rows = {row.label: row.cells for row in part.kinds.heat.rows}
    assert [(cell.text, cell.state) for cell in rows["支部党员大会"]] == [
        ("2/1", "ok"),
        ("0/1", "bad"),
        ("0/1", "bad"),
        ("0/1", "warn"),
        ("2/4", "warn"),
    ]
    assert [cell.text for cell in rows["党课"]] == ["0/1", "0/1", "0/1", "1/1", "1/4"]
    row = [row.label for row in part.kinds.heat.rows].index("支部党员大会")
    part.kinds.table.setCurrentIndex(part.kinds.table.model().index(row, 0))
    press(part.kinds.table, Qt.Key.Key_Return)
    title = "2026年一季度支部党员大会"
    assert went == [("meetings", None, {"ids": (year["M1"], year["again"]), "title": title})]


def test_study_hours_stand_against_what_is_asked(
    pane: SupervisionPane, branch: Branch, went: Went
) -> None:
    part = _figures(pane)
    part.chips.choose("study")
    bars = {bar.label: bar for bar in part.study.figure.bars}
    assert len(bars) == 43
    assert part.study.figure.words(bars["孙某三"]) == "2/56"  # of the committee
    assert part.study.figure.words(bars["李某四"]) == "2/32"
    assert part.study.figure.words(bars["赵某一"]) == "0/56"
    part.study.chosen.emit(bars["李某四"])
    assert went == [("roster", branch.members["李某四"], {})]


def test_a_year_without_meetings_says_so(pane: SupervisionPane) -> None:
    pane.year.setValue(2020)
    part = _figures(pane)
    assert part.nothing.isVisible()
    pane.year.setValue(2026)
    assert part.attendance.isVisible()


# --- the committee --------------------------------------------------------------------------------


def test_a_committee_chooses_among_its_branches(
    committee_context: Context, committee_desk: Desk, qtbot: QtBot
) -> None:
    home = organization.home_id(committee_desk)
    branches = [
        organization.found(committee_desk, parent_id=home, kind="branch", name=name)
        for name in ("一车间支部", "二车间支部")
    ]
    for unit, on in zip(branches, (date(2026, 2, 5), date(2026, 8, 5)), strict=True):
        put_meeting(committee_desk, "M1", on, unit=unit)
    made = SupervisionPane(committee_context)
    qtbot.addWidget(made)
    made.show()
    assert set(made.parts) == set(WORDS)
    made.show_record(None, view="grid", organization_id=branches[1])
    assert made.branch.currentText() == "二车间支部"
    part = _grid(made)
    row = part.table.records.rows[_row(part, "M1")]
    assert [cell.count for cell in row.cells] == [0, 0, 1, 0]
    assert not part.new.isVisible()
    made.branch.setCurrentIndex(made.branch.findText("一车间支部"))
    made.branch.activated.emit(made.branch.currentIndex())
    row = part.table.records.rows[_row(part, "M1")]
    assert [cell.count for cell in row.cells] == [1, 0, 0, 0]
