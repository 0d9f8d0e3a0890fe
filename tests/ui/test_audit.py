"""The pane 操作日志, driven by keys and mouse on a real book."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from djdesk.models.organization import Organization
from djdesk.models.roster import Member, Standing
from djdesk.services import settings
from djdesk.services.desk import Desk, Role
from djdesk.ui.audit import AuditPane
from djdesk.ui.audit.changes import SHOWN
from djdesk.ui.kit.buttons import ActionButton
from djdesk.ui.kit.messages import Recorder
from djdesk.ui.kit.pane import Context
from tests.models.store.people import NAMES, bring_in, last_step, names, set_phone
from tests.ui.hands import click, write

PHONE = "13800000001"


@pytest.fixture
def pane(context: Context, qtbot: QtBot) -> AuditPane:
    made = AuditPane(context)
    qtbot.addWidget(made)
    made.resize(1080, 740)
    made.show()
    QApplication.processEvents()
    return made


def _titles(pane: AuditPane) -> list[str]:
    model = pane.list.model
    place = model.keys.index("title")
    return [model.texts(row)[place] for row in range(model.rowCount())]


def _choose(pane: AuditPane, qtbot: QtBot, title: str) -> None:
    pane.list.view.selectRow(_titles(pane).index(title))
    qtbot.waitUntil(
        lambda: pane.card.step is not None and pane.card.step.title == title, timeout=2000
    )


def _told(pane: AuditPane) -> str:
    """What the right side says, as plain text."""
    document = QTextDocument()
    document.setHtml(pane.card.changes.text())
    return document.toPlainText()


def _button(pane: AuditPane, word: str) -> ActionButton:
    return next(b for b in pane.findChildren(ActionButton) if b.text() == word)


def test_a_change_is_told_by_record_and_field(pane: AuditPane, desk: Desk, qtbot: QtBot) -> None:
    [first, *_] = bring_in(desk.store)
    set_phone(desk.store, first, PHONE)
    _choose(pane, qtbot, "修改电话")
    assert "李静（书记）" in pane.card.facts.text()
    assert "党员花名册" in pane.card.facts.text()
    assert _told(pane).split() == ["党员", "张小明", "修改", "联系电话", "（空）", "→", PHONE]


def test_words_instead_of_codes_and_nothing_technical(
    pane: AuditPane, desk: Desk, qtbot: QtBot
) -> None:
    with desk.store.write("录入", reason="补登", area="roster") as session:
        group = Organization(parent_id=1, kind="group", name="第一党小组")
        member = Member(
            name="张<小>明",
            name_pinyin="zhang",
            sex="2",
            joined_on=date(2010, 7, 1),
            month_only="joined_on",
        )
        session.add_all([group, member])
        session.flush()
        session.add(
            Standing(
                member_id=member.id,
                since=date(2010, 7, 1),
                person_class="full",
                branch_id=1,
                group_id=group.id,
            )
        )
    _choose(pane, qtbot, "录入")
    told = _told(pane)
    lines = told.splitlines()
    assert "原因：补登" in pane.card.facts.text()
    assert "党员 张<小>明 新增" in lines
    for title, value in (
        ("性别", "女"),
        ("入党时间", "2010.07"),
        ("人员类别", "正式党员"),
        ("所在党小组", "第一党小组"),
        ("党组织种类", "党小组"),
    ):
        assert lines[lines.index(title) + 1] == value
    for word in ("zhang", "uid", "origin", "full", "joined_on", "整建制", "否"):
        assert word not in told


def test_an_import_is_told_by_its_names(pane: AuditPane, desk: Desk, qtbot: QtBot) -> None:
    bring_in(desk.store)
    _choose(pane, qtbot, "导入花名册")
    told = _told(pane)
    assert "党员 5 条 新增" in told
    assert "、".join(NAMES) in told


def test_a_step_is_taken_back_and_brought_again(
    pane: AuditPane, desk: Desk, qtbot: QtBot, messages: Recorder
) -> None:
    [first, *_] = bring_in(desk.store)
    set_phone(desk.store, first, PHONE)
    _choose(pane, qtbot, "修改电话")
    click(_button(pane, "撤销这一步"))
    assert _titles(pane)[0] == "撤销：修改电话"
    assert messages.said == ["已撤销“修改电话”，1 条记录恢复原样。"]
    qtbot.waitUntil(lambda: pane.card.undone.isVisible(), timeout=2000)
    assert not pane.undo.isEnabled()
    assert messages.undo is not None
    messages.undo()
    assert _titles(pane)[0] == "恢复：修改电话"
    with desk.store.read() as session:
        assert session.get_one(Member, first).phone == PHONE
    qtbot.waitUntil(lambda: pane.undo.isEnabled(), timeout=2000)


def test_rows_in_the_way_are_listed_and_an_import_is_taken_back_without_them(
    pane: AuditPane, desk: Desk, qtbot: QtBot, messages: Recorder
) -> None:
    [first, *_] = bring_in(desk.store)
    set_phone(desk.store, first, PHONE)
    _choose(pane, qtbot, "导入花名册")
    click(_button(pane, "撤销这一步"))
    assert messages.said == ["不能撤销：有1条记录后来又改过。"]
    assert "张小明" in messages.faults[0].text
    assert len(names(desk.store)) == 5
    messages.faults.clear()
    click(_button(pane, "撤回整批导入"))
    assert names(desk.store) == ["张小明"]
    assert "8 条" in messages.said[-1]
    assert any("张小明" in problem.text for problem in messages.faults)
    assert not any(problem.is_error for problem in messages.faults)


def test_taking_a_whole_import_back_is_for_imports(
    pane: AuditPane, desk: Desk, qtbot: QtBot, messages: Recorder
) -> None:
    [first, *_] = bring_in(desk.store)
    set_phone(desk.store, first, PHONE)
    _choose(pane, qtbot, "修改电话")
    assert pane.undo.isEnabled()
    assert not pane.take_back.isEnabled()
    pane.undo.trigger()
    _choose(pane, qtbot, "导入花名册")
    pane.take_back.trigger()
    assert names(desk.store) == []
    assert messages.said[-1] == "已撤回“导入花名册”的 10 条记录。"
    assert messages.faults == []


def test_what_only_notes_something_has_no_way_back(
    pane: AuditPane, desk: Desk, qtbot: QtBot
) -> None:
    desk.store.note("打印党员花名册", area="printing")
    pane.hide()
    pane.show()  # no notice tells of it
    _choose(pane, qtbot, "打印党员花名册")
    assert "没有改动记录" in _told(pane)
    assert not pane.undo.isEnabled()
    assert not pane.take_back.isEnabled()


@pytest.mark.parametrize(
    "change", [{"role": Role.COMMITTEE}, {"role": Role.VIEWER}, {"read_only": True}]
)
def test_who_may_not_change_the_area_may_only_look(
    context: Context, desk: Desk, qtbot: QtBot, change: dict[str, Role]
) -> None:
    bring_in(desk.store)
    made = AuditPane(replace(context, desk=replace(desk, **change)))  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.show()
    _choose(made, qtbot, "导入花名册")
    assert not made.undo.isEnabled()
    assert not made.take_back.isEnabled()


def test_steps_are_searched_and_filtered_by_area(pane: AuditPane, desk: Desk, qtbot: QtBot) -> None:
    bring_in(desk.store)
    settings.put(desk, settings.DAILY_BACKUP, False)
    assert len(_titles(pane)) == 3
    write(pane.search, "李静 导入")
    assert _titles(pane) == ["导入花名册"]
    pane.search.clear()
    chips = {button.text(): button for button in pane.chips.findChildren(QPushButton)}
    click(chips["设置"])
    assert _titles(pane) == ["设置：每天首次打开时备份"]
    _choose(pane, qtbot, "设置：每天首次打开时备份")
    assert _told(pane).split() == ["设置", "每天首次打开时备份", "新增", "设为", "否"]
    click(chips["全部"])
    assert len(_titles(pane)) == 3


def test_another_pane_opens_a_step_that_a_filter_hides(
    pane: AuditPane, desk: Desk, qtbot: QtBot
) -> None:
    bring_in(desk.store)
    write(pane.search, "新建")
    assert _titles(pane) == ["新建账套"]
    pane.show_record(last_step(desk.store))
    assert pane.search.text() == ""
    assert pane.card.heading.text() == "导入花名册"


def test_private_values_are_masked_while_the_screen_is_shown_to_others(
    pane: AuditPane, desk: Desk, qtbot: QtBot, context: Context
) -> None:
    [first, *_] = bring_in(desk.store)
    set_phone(desk.store, first, PHONE)
    _choose(pane, qtbot, "修改电话")
    context.presentation.set(True)
    assert PHONE not in _told(pane)
    assert "138****0001" in _told(pane)


def test_a_very_large_step_says_how_much_is_not_shown(
    pane: AuditPane, desk: Desk, qtbot: QtBot
) -> None:
    ids = bring_in(desk.store, [f"党员{n}" for n in range(SHOWN + 5)])
    with desk.store.write("批量修改") as session:
        for member_id in ids:
            session.get_one(Member, member_id).job_title = "钳工"
    _choose(pane, qtbot, "批量修改")
    assert f"只显示前 {SHOWN} 条记录，共 {SHOWN + 5} 条" in _told(pane)


def test_the_history_is_verified_and_tampering_told(
    pane: AuditPane, desk: Desk, messages: Recorder
) -> None:
    bring_in(desk.store)
    click(_button(pane, "核对日志"))
    assert messages.said == ["操作日志共 2 步，已从头到尾核对，与当时写入的完全一致。"]
    assert "核对无误" in pane.subtitle.text()
    with desk.store.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER audit_step_no_update")
        connection.exec_driver_sql("UPDATE audit_step SET user = '别人' WHERE id = 2")
    click(_button(pane, "核对日志"))
    [error] = messages.errors
    assert "第 2 步起" in error.text
    assert "第 2 步起" in pane.subtitle.text()


def test_steps_are_walked_through_by_keyboard(pane: AuditPane, desk: Desk, qtbot: QtBot) -> None:
    bring_in(desk.store)
    pane.list.view.setFocus()
    QTest.keyClick(pane.list.view, Qt.Key.Key_Home)
    qtbot.waitUntil(lambda: pane.card.heading.text() == "导入花名册", timeout=2000)
    QTest.keyClick(pane.list.view, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: pane.card.heading.text() == "新建账套", timeout=2000)
