"""The pane 谈心谈话: who still should talk, one key to the form, records changed and taken back."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from djdesk.models.meetings import Talk
from djdesk.models.organization import Organization
from djdesk.services import drafts, meetings, organization
from djdesk.services.desk import Desk
from djdesk.ui.kit.messages import Leave, Recorder
from djdesk.ui.kit.pane import Context, Leaves, Shows
from djdesk.ui.meetings.talks import PANE, TalksPane
from djdesk.ui.meetings.talks_record import NEW_DRAFT
from tests.ui.hands import click, press, write
from tests.ui.meetings.conftest import Branch


@pytest.fixture
def pane(branch: Branch, context: Context, qtbot: QtBot) -> TalksPane:
    made = TalksPane(context)
    qtbot.addWidget(made)
    made.resize(1080, 740)
    made.show()
    qtbot.waitUntil(lambda: bool(made._pairs))
    return made


def _line(pane: TalksPane, key: str) -> QLineEdit:
    inner = pane.view.form.editor(key).inner
    assert isinstance(inner, QLineEdit)
    return inner


def _talk(desk: Desk, talker: str, partner: str) -> int:
    day = date(2026, 3, 5)
    return meetings.add_talk(desk, {"talker": talker, "partner": partner, "held_on": day})


def test_a_pane_as_the_shell_wants_it(pane: TalksPane) -> None:
    assert isinstance(pane, Shows)
    assert isinstance(pane, Leaves)
    assert (PANE.id, PANE.title, PANE.group) == ("talks", "谈心谈话", "组织生活")


def test_pairs_that_still_should_talk_are_counted(pane: TalksPane) -> None:
    # three of the committee with each other, and each of the other 40 with one of them
    assert pane.pair_count.text() == "应谈 43 对，已谈 0 对"
    assert pane.sections._group.button(1).text() == "还没谈的 43"


def test_one_key_from_the_pair_to_the_form_and_saved(
    pane: TalksPane, desk: Desk, branch: Branch
) -> None:
    pane.show_record(None, view="pairs")
    pane.pairs.selectRow(0)
    press(pane.pairs, Qt.Key.Key_Return)
    assert (_line(pane, "talker").text(), _line(pane, "partner").text()) == ("赵某一", "钱某二")
    assert _line(pane, "start_at").hasFocus()
    write(_line(pane, "topic"), "年度谈心")
    press(_line(pane, "topic"), Qt.Key.Key_S, ctrl=True)
    (row,) = [pair for pair in meetings.pairs(desk, 2026) if pair.done_on]
    talk = meetings.talk(desk, row.talk_id or 0)
    assert (talk.talker_id, talk.partner_id) == (
        branch.members["赵某一"],
        branch.members["钱某二"],
    )
    assert pane.pair_count.text() == "应谈 43 对，已谈 1 对"
    assert pane.sections.current == "pairs"
    assert pane.view.record is not None


def test_the_talker_is_chosen_where_any_of_the_committee_will_do(
    pane: TalksPane, desk: Desk, branch: Branch
) -> None:
    pane.show_record(None, view="pairs")
    number = next(n for n, pair in enumerate(pane._pairs) if pair.talker_id is None)
    pair = pane._pairs[number]
    pane.pairs.selectRow(number)
    pane.enter.trigger()
    assert _line(pane, "talker").hasFocus()
    write(_line(pane, "talker"), "赵某一")
    click(pane.view.keep)
    done = next(p for p in meetings.pairs(desk, 2026) if p.partner_id == pair.partner_id)
    assert done.talker_id == branch.members["赵某一"]


def test_another_pane_begins_a_talk_with_what_it_knows(
    pane: TalksPane, desk: Desk, branch: Branch
) -> None:
    key = branch.members["孙某三"]
    pane.show_record(None, new=True, partner="孙某三", partner_id=key, topic="整改提醒谈话")
    assert _line(pane, "talker").hasFocus()
    write(_line(pane, "talker"), "赵某一")
    click(pane.view.keep)
    assert pane.view.record is not None
    talk = meetings.talk(desk, pane.view.record.id)
    assert (talk.partner_id, talk.values["topic"]) == (key, "整改提醒谈话")


def test_the_same_person_twice_is_refused_at_the_field(pane: TalksPane, desk: Desk) -> None:
    pane.show_record(None, new=True)
    for key in ("talker", "partner"):
        write(_line(pane, key), "赵某一")
    click(pane.view.keep)
    assert "同一个人" in pane.view.form._faults["partner"].text()
    assert all(pair.done_on is None for pair in meetings.pairs(desk, 2026))
    pane.view._on_drop()


def test_a_talk_is_changed_and_removed_and_brought_back(
    pane: TalksPane, desk: Desk, messages: Recorder
) -> None:
    key = _talk(desk, "赵某一", "钱某二")
    pane.show_record(key)
    assert pane.view.title.text() == "赵某一与钱某二　2026.03.05"
    write(_line(pane, "place"), "党员活动室")
    press(_line(pane, "place"), Qt.Key.Key_S, ctrl=True)
    assert meetings.talk(desk, key).values["place"] == "党员活动室"
    click(pane.view.remove)
    assert pane.view.record is None
    assert messages.said[-1] == "已删除 1 条谈话记录。"
    assert messages.undo is not None
    messages.undo()
    assert meetings.talk(desk, key).values["place"] == "党员活动室"


def test_what_is_typed_is_not_lost(
    pane: TalksPane, desk: Desk, context: Context, messages: Recorder, qtbot: QtBot
) -> None:
    key = _talk(desk, "赵某一", "钱某二")
    pane.show_record(None, new=True)
    write(_line(pane, "talker"), "孙某三")
    pane.view.keeper.keep_now()
    assert drafts.find_draft(desk, NEW_DRAFT) is not None
    messages.leaving = Leave.STAY
    pane.show_record(key)
    assert pane.view.is_new
    again = TalksPane(context)
    qtbot.addWidget(again)
    again.show()
    again.show_record(None, new=True)
    assert again.view.keeper.offer.isVisible()
    click(again.view.keeper.offer.take)
    assert _line(again, "talker").text() == "孙某三"
    messages.leaving = Leave.DISCARD
    pane.show_record(key)
    assert pane.view.record is not None


def test_a_row_that_comes_to_rest_late_leaves_a_new_talk_alone(
    branch: Branch, context: Context, desk: Desk, qtbot: QtBot
) -> None:
    old = _talk(desk, "赵某一", "孙某三")
    made = TalksPane(context)
    qtbot.addWidget(made)
    made.resize(1080, 740)
    made.show()
    qtbot.waitUntil(made.isActiveWindow)
    made.sections.choose("pairs")
    made.sections.choose("talks")  # the list has the keys; Qt makes the first row the current one
    assert made.list.view.current_id() == old
    made.show_record(None, new=True, partner="钱某二", partner_id=branch.members["钱某二"])
    qtbot.waitUntil(lambda: not made.list.view._settle.isActive())
    assert made.view.is_new
    assert _line(made, "partner").text() == "钱某二"
    click(made.view.drop)
    assert made.view.record is not None  # of the row that stayed chosen
    assert made.view.record.id == old


def test_a_list_with_search_and_chips(pane: TalksPane, desk: Desk, qtbot: QtBot) -> None:
    _talk(desk, "赵某一", "钱某二")
    meetings.add_talk(desk, {"talker": "赵某一", "partner": "孙某三", "held_on": date(2025, 3, 5)})
    pane.sections.choose("talks")
    qtbot.waitUntil(lambda: len(pane.model.ids()) == 2)
    pane.views.choose("year")
    assert len(pane.model.ids()) == 1
    pane.views.choose("all")
    write(pane.search, "孙某三")
    qtbot.waitUntil(lambda: len(pane.model.ids()) == 1)


def test_a_committee_reads_what_branches_sent(
    committee_context: Context, committee_desk: Desk, qtbot: QtBot
) -> None:
    home = organization.home_id(committee_desk)
    with committee_desk.store.write("接收") as session:
        unit = Organization(parent_id=home, kind="branch", name="一车间支部")
        session.add(unit)
        session.flush()
        row = Talk(
            organization_id=unit.id,
            talker="王某",
            partner="李某",
            held_on=date(2026, 3, 5),
            origin="0190f3a0-0000-7000-8000-000000000001",
        )
        session.add(row)
        session.flush()
        key = row.id
    made = TalksPane(committee_context)
    qtbot.addWidget(made)
    made.show()
    made.show_record(key)
    assert not made.new.isVisible()
    assert not made.view.keep.isVisible()
    assert _line(made, "talker").isReadOnly()
    QApplication.processEvents()
