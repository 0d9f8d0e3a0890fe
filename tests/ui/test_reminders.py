"""The first pane on real books: what is due, doing it, putting it off, the month, the figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from djdesk.models.roster import Member, Standing
from djdesk.services import books, organization, reminders, roster
from djdesk.services.desk import Desk, Role
from djdesk.ui.kit import theme
from djdesk.ui.kit.dialogs import FormDialog
from djdesk.ui.kit.memory import Memory
from djdesk.ui.kit.messages import Recorder
from djdesk.ui.kit.pane import Context
from djdesk.ui.organization.pane import OrganizationPane
from djdesk.ui.reminders import RemindersPane
from djdesk.ui.reminders.tasks import TaskRow, when
from djdesk.ui.roster.pane import RosterPane
from djdesk.ui.shell.areas import panes_for
from djdesk.ui.shell.window import Frame, Window
from tests.conftest import TODAY
from tests.ui.hands import click, press, write


def enter(desk: Desk, name: str, joined: date, person_class: str = "probationary") -> int:
    """Put somebody into the home branch."""
    with desk.store.write("登记") as session:
        member = Member(
            name=name, sex="1", joined_on=joined, id_missing_reason="补办", birth_on=joined
        )
        session.add(member)
        session.flush()
        session.add(
            Standing(
                member_id=member.id,
                since=joined,
                person_class=person_class,
                branch_id=organization.home_id(desk),
                way="A1",
            )
        )
        return member.id


class Wishes(list[tuple[str, int | None, dict[str, object]]]):
    """Where the pane asked to go, with its hints."""

    def __call__(self, area: str, record_id: int | None = None, **hints: object) -> None:
        self.append((area, record_id, hints))


@pytest.fixture
def wishes() -> Wishes:
    return Wishes()


Show = Callable[..., RemindersPane]


@pytest.fixture
def show(qtbot: QtBot, wishes: Wishes) -> Show:
    """Open the pane on a context, in a window of some size."""

    def opened(context: Context, width: int = 1060, height: int = 740) -> RemindersPane:
        pane = RemindersPane(replace(context, open=wishes))
        qtbot.addWidget(pane)
        pane.resize(width, height)
        pane.show()
        return pane

    return opened


@pytest.fixture
def overdue(desk: Desk) -> int:
    """Somebody whose probation ended ten days ago, in a book that is backed up."""
    books.back_up(desk)
    return enter(desk, "陈某", date(2025, 11, 10))


def rules_of(pane: RemindersPane) -> list[str]:
    return [row.reminder.rule_id for row in pane.tasks.rows]


def row_of(pane: RemindersPane, rule_id: str) -> TaskRow:
    return next(row for row in pane.tasks.rows if row.reminder.rule_id == rule_id)


def _dialog() -> FormDialog:
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, FormDialog)
    return dialog


def _type(key: str, text: str) -> None:
    editor = _dialog().form.editor(key).inner
    assert isinstance(editor, QLineEdit | QPlainTextEdit)
    write(editor, text)


# --- what is shown ---------------------------------------------------------------------------


def test_the_title_is_the_day(context: Context, show: Show) -> None:
    pane = show(context)
    assert pane.title.text() == "11月20日 · 星期五"
    assert pane.subtitle.text() == "2026年"


def test_an_empty_book_says_how_to_begin(context: Context, show: Show, wishes: Wishes) -> None:
    pane = show(context)
    assert pane.start.isVisible()
    assert rules_of(pane) == ["R125"]
    pane.load.trigger()
    pane.new.trigger()
    assert wishes == [("roster", None, {"do": "import"}), ("roster", None, {"do": "new"})]
    enter(context.desk, "甲某", date(2026, 6, 1))
    assert not pane.start.isVisible()


def test_a_task_says_how_late_what_and_on_which_ground(
    context: Context, show: Show, overdue: int
) -> None:
    row = row_of(show(context), "R64")
    assert row.pill.text() == "逾期 10 天"
    assert row.pill.property("state") == "bad"
    assert row.text.text() == "预备党员陈某的预备期已于11月10日届满，还没有登记转正"
    assert row.clause.text() == "发展党员工作细则第三十二条"
    assert "转正申请" in row.text.toolTip()


def test_its_button_leads_to_where_it_is_done(
    context: Context, show: Show, wishes: Wishes, overdue: int
) -> None:
    pane = show(context)
    row = row_of(pane, "R64")
    assert row.act.text() == "登记转正"
    click(row.act)
    row.act.setFocus()
    press(row.act, Qt.Key.Key_Space)
    assert wishes == [("roster", overdue, {"do": "convert"})] * 2


def test_nothing_due_is_said_in_words(context: Context, show: Show) -> None:
    desk = context.desk
    books.back_up(desk)
    members = [enter(desk, f"甲{n}某", date(2010, 7, 1), "full") for n in range(3)]
    home = organization.home_id(desk)
    organization.hold_post(desk, home, post="11", since=date(2025, 1, 1), member_id=members[0])
    pane = show(context)
    assert pane.tasks.rows == []
    assert pane.tasks.empty.isVisible()
    assert "没有到期" in pane.tasks.empty.text()


def test_the_heading_counts(context: Context, show: Show, overdue: int) -> None:
    enter(context.desk, "乙某", date(2025, 11, 20))
    enter(context.desk, "丙某", date(2025, 11, 25))
    pane = show(context)
    assert pane.tasks.counts.text() == "逾期 1 · 今天 1 · 7 天内 1 · 待处理 2"
    assert [when(row.reminder) for row in pane.tasks.rows if row.reminder.rule_id == "R64"] == [
        "逾期 10 天",
        "今天",
        "还有 5 天",
    ]


# --- following the book and the day ----------------------------------------------------------


def test_it_follows_the_book_while_seen_and_catches_up_when_seen_again(
    context: Context, show: Show, overdue: int
) -> None:
    pane = show(context)
    assert "R64" in rules_of(pane)
    pane.hide()
    roster.convert(context.desk, overdue, date(2026, 11, 10))
    assert "R64" in rules_of(pane)  # nothing is read for a pane that nobody sees
    pane.show()
    assert "R64" not in rules_of(pane)
    enter(context.desk, "丁某", date(2025, 11, 15))
    assert "R64" in rules_of(pane)


def test_a_new_day_is_seen_without_a_restart(context: Context, show: Show) -> None:
    books.back_up(context.desk)
    enter(context.desk, "陈某", date(2025, 11, 21))
    today = [TODAY]
    moving = replace(context, desk=replace(context.desk, today=lambda: today[0]))
    pane = show(moving)
    assert row_of(pane, "R64").pill.text() == "还有 1 天"
    today[0] = date(2026, 11, 22)
    pane._clock.timeout.emit()
    assert pane.title.text() == "11月22日 · 星期日"
    assert row_of(pane, "R64").pill.text() == "逾期 1 天"


# --- putting off -----------------------------------------------------------------------------


def test_a_task_is_put_off_with_day_and_reason_and_taken_back(
    context: Context, show: Show, overdue: int, messages: Recorder
) -> None:
    pane = show(context)
    row_of(pane, "R64").later.trigger()
    _type("until", "20270510")
    _type("reason", "支部大会决定延长预备期半年")
    click(_dialog().save_button)
    assert "R64" not in rules_of(pane)
    assert messages.said == ["已暂缓提醒。"]
    ((_, put_off),) = reminders.agenda(context.desk).put_off
    assert (put_off.until, put_off.reason) == (date(2027, 5, 10), "支部大会决定延长预备期半年")
    assert messages.undo is not None
    messages.undo()
    assert "R64" in rules_of(pane)


def test_a_day_that_is_past_is_refused_at_its_field(
    context: Context, show: Show, overdue: int
) -> None:
    pane = show(context)
    row_of(pane, "R64").later.trigger()
    _type("until", "20261120")
    _type("reason", "等批复")
    click(_dialog().save_button)
    dialog = _dialog()
    assert [problem.field for problem in dialog.form.problems()] == ["until"]
    assert dialog.form.values()["reason"] == "等批复"
    _dialog().form.reset()
    dialog.reject()
    assert "R64" in rules_of(pane)


def test_what_was_put_off_is_shown_with_its_reason_and_called_back(
    context: Context, show: Show, overdue: int
) -> None:
    pane = show(context)
    assert not pane.tasks.switch.isVisible()
    row_of(pane, "R64").done.trigger()
    _type("reason", "11月9日支部大会已讨论")
    click(_dialog().save_button)
    assert pane.tasks.switch.text() == "已暂缓或办结 1 件"
    click(pane.tasks.switch)
    (row,) = pane.tasks.rows
    assert row.clause.text() == "不再提醒：11月9日支部大会已讨论（李静，2026.11.20）"
    assert row.act.text() == "恢复提醒"
    click(row.act)
    assert "R64" in rules_of(pane)
    assert pane.tasks.title.text() == "要办的事"


def test_who_may_only_look_gets_no_way_to_change(
    context: Context, show: Show, overdue: int
) -> None:
    viewer = replace(context, desk=replace(context.desk, role=Role.VIEWER))
    pane = show(viewer)
    row = row_of(pane, "R64")
    assert row.act.text() == "查看"
    assert not row.more.isVisible()


# --- the month -------------------------------------------------------------------------------


def test_due_days_are_marked_and_a_click_shows_what_is_due(
    context: Context, show: Show, overdue: int
) -> None:
    enter(context.desk, "乙某", date(2025, 11, 25))
    pane = show(context)
    days = pane.calendar.days
    assert days[date(2026, 11, 10)].property("state") == "bad"
    assert days[date(2026, 11, 25)].property("state") == "warn"
    assert days[TODAY].property("state") == "today"
    assert not days[date(2026, 11, 11)].isEnabled()
    assert "1 件到期" in days[date(2026, 11, 25)].accessibleName()
    click(days[date(2026, 11, 25)])
    assert [row.reminder.due for row in pane.tasks.rows] == [date(2026, 11, 25)]
    assert pane.tasks.title.text() == "11月25日到期"
    click(pane.tasks.all)
    assert len(pane.tasks.rows) > 1
    assert not days[date(2026, 11, 25)].isChecked()


def test_a_chosen_day_on_which_nothing_is_left_lets_go(
    context: Context, show: Show, overdue: int
) -> None:
    pane = show(context)
    click(pane.calendar.days[date(2026, 11, 10)])
    assert rules_of(pane) == ["R64"]
    roster.convert(context.desk, overdue, date(2026, 11, 10))
    assert pane.tasks.title.text() == "要办的事"
    assert pane.tasks.rows


def test_other_months_are_a_click_away(context: Context, show: Show) -> None:
    pane = show(context)
    click(pane.calendar.forth)
    click(pane.calendar.forth)
    assert pane.calendar.title.text() == "2027年1月"
    click(pane.calendar.back)
    assert pane.calendar.title.text() == "2026年12月"


# --- figures and cards -----------------------------------------------------------------------


def test_the_figures_and_where_they_lead(
    context: Context, show: Show, wishes: Wishes, overdue: int
) -> None:
    enter(context.desk, "乙某", date(2010, 7, 1), "full")
    pane = show(context)
    assert [card.title.text() for card in pane.cards] == [
        "党员",
        "资料不全",
        "上次上报",
        "最近备份",
    ]
    members, records, _reports, _backup = pane.cards
    assert (members.value.text(), members.detail.text()) == (
        "2",
        "正式\u00a01·预备\u00a01·流动\u00a00",
    )
    assert (records.value.text(), records.value.property("state")) == ("2", "warn")
    for card in pane.cards:
        click(card)
    press(members, Qt.Key.Key_Space)
    assert [area for area, _id, _hints in wishes] == [
        "roster",
        "roster",
        "packages",
        "books",
        "roster",
    ]
    assert wishes[1][2] == {"view": "incomplete"}


def test_a_click_on_the_words_of_a_card_counts(
    context: Context, show: Show, wishes: Wishes
) -> None:
    pane = show(context)
    card = pane.cards[0]
    QTest.mouseClick(card, Qt.MouseButton.LeftButton, pos=card.value.geometry().center())
    assert wishes


def test_a_political_birthday_leads_to_its_member(
    context: Context, show: Show, wishes: Wishes
) -> None:
    member = enter(context.desk, "老某", date(1996, 11, 23), "full")
    pane = show(context)
    (link,) = pane.birthdays.links
    assert link.accessibleName() == "老某 入党 30 周年 · 11月23日"
    click(link)
    assert wishes == [("roster", member, {})]


def test_a_committee_sees_its_branches(committee_context: Context, show: Show) -> None:
    desk = committee_context.desk
    home = organization.home_id(desk)
    organization.found(desk, parent_id=home, kind="branch", name="甲支部")
    pane = show(committee_context)
    reports = pane.cards[2]
    assert (reports.title.text(), reports.value.text()) == ("本月上报", "0 / 1")
    assert "P2" in rules_of(pane)
    assert [each.text() for each in pane.reporting.links] == ["打开上报接收"]


# --- every size ------------------------------------------------------------------------------


def _cut(pane: RemindersPane) -> list[str]:
    """The words that do not fit into their place."""
    labels = [label for label in pane.board.findChildren(QLabel) if label.isVisible()]
    return [
        label.text()
        for label in labels
        if (label.wordWrap() and label.height() < label.heightForWidth(label.width()))
        or (
            not label.wordWrap()
            and label.property("role") != "figure"
            and label.width() < label.fontMetrics().horizontalAdvance(label.text())
        )
    ]


@pytest.mark.parametrize(("width", "columns"), [(1060, 4), (790, 4), (600, 2)])
@pytest.mark.parametrize("scale", [100, 145])
def test_no_word_is_cut(
    context: Context,
    show: Show,
    look: theme.Theme,
    qtbot: QtBot,
    width: int,
    columns: int,
    scale: int,
) -> None:
    enter(context.desk, "买买提·吐尔逊江·阿卜杜热合曼·库尔班" * 2, date(2025, 11, 10))
    look.set_scale(scale)
    pane = show(context, round(width * scale / 100), 740)
    QApplication.processEvents()
    qtbot.waitUntil(lambda: _cut(pane) == [])
    assert pane.board.width() <= pane.width()
    places = {card.mapTo(pane, QPoint()).y() for card in pane.cards}
    assert len(places) == 4 // columns


def test_a_new_scale_is_taken_at_once(
    context: Context, show: Show, look: theme.Theme, overdue: int
) -> None:
    pane = show(context)
    before = row_of(pane, "R64").pill.width()
    look.set_scale(145)
    QApplication.processEvents()
    assert row_of(pane, "R64").pill.width() > before * 1.3


# --- through the window ----------------------------------------------------------------------


@pytest.fixture
def window(desk: Desk, memory: Memory, qtbot: QtBot, overdue: int) -> Iterator[Window]:
    panes = panes_for(desk.role, desk.store.book.kind.value)
    made = Window(
        Frame(desk, panes, memory, lambda error, doing: pytest.fail(f"{doing}: {error!r}"))
    )
    qtbot.addWidget(made)
    made.show()
    yield made
    made.shut()


def _pane(window: Window) -> RemindersPane:
    pane = window.pane("reminders")
    assert isinstance(pane, RemindersPane)
    return pane


def test_the_window_opens_on_it_and_its_button_opens_the_dialog(
    window: Window, qtbot: QtBot, desk: Desk, overdue: int
) -> None:
    assert window.current == "reminders"
    qtbot.waitUntil(lambda: "R64" in rules_of(_pane(window)))
    click(row_of(_pane(window), "R64").act)
    assert window.current == "roster"
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), FormDialog))
    dialog = _dialog()
    assert "陈某" in dialog.windowTitle()
    click(dialog.save_button)
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)
    assert roster.profile(desk, overdue).values["person_class"] == "full"
    window.open("reminders")
    qtbot.waitUntil(lambda: "R64" not in rules_of(_pane(window)))


def test_the_incomplete_are_shown_by_their_chip(window: Window, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: _pane(window).cards[1].value.text() == "1")
    click(_pane(window).cards[1])
    pane = window.pane("roster")
    assert isinstance(pane, RosterPane)
    qtbot.waitUntil(lambda: pane.chips.chosen == "incomplete")


def test_a_vacancy_opens_the_committee_of_its_organization(
    window: Window, qtbot: QtBot, desk: Desk
) -> None:
    qtbot.waitUntil(lambda: "R97" in rules_of(_pane(window)))
    click(row_of(_pane(window), "R97").act)
    pane = window.pane("organization")
    assert isinstance(pane, OrganizationPane)
    qtbot.waitUntil(lambda: pane.tree.current_id() == organization.home_id(desk))
    assert pane.record.sections.current == "posts"


def test_the_menu_of_a_task_is_reached_by_keyboard(window: Window, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: "R64" in rules_of(_pane(window)))
    row = row_of(_pane(window), "R64")
    qtbot.waitUntil(row.more.isVisible)
    row.act.setFocus()
    press(row.act, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is row.more
    names: list[QAction] = row.menu.actions()
    assert [action.text() for action in names] == ["暂缓提醒…", "已经办结，不再提醒…"]


def test_a_line_for_many_opens_exactly_those(window: Window, qtbot: QtBot, desk: Desk) -> None:
    for n in range(6):
        enter(desk, f"乙{n}某", date(2025, 11, 11 + n))
    enter(desk, "正某", date(2010, 7, 1), "full")
    qtbot.waitUntil(
        lambda: any(row.text.text().startswith("7 名") for row in _pane(window).tasks.rows)
    )
    click(row_of(_pane(window), "R64").act)
    pane = window.pane("roster")
    assert isinstance(pane, RosterPane)
    qtbot.waitUntil(lambda: pane.model.rowCount() == 7)


def test_somebody_whose_membership_was_suspended_is_shown(
    window: Window, qtbot: QtBot, desk: Desk
) -> None:
    stopped = enter(desk, "停某", date(2010, 7, 1), "full")
    roster.add_record(desk, "absence", stopped, {"kind": "lost", "since": date(2024, 1, 1)})
    paper = roster.Paper(reason="失联六个月以上", basis="某党〔2024〕9号")
    roster.leave(desk, stopped, "B5", date(2024, 12, 1), paper)
    qtbot.waitUntil(lambda: "R85" in rules_of(_pane(window)))
    click(row_of(_pane(window), "R85").act)
    pane = window.pane("roster")
    assert isinstance(pane, RosterPane)
    qtbot.waitUntil(lambda: pane.record.profile is not None and pane.record.profile.id == stopped)
    assert pane.record.sections.current == "standing"
