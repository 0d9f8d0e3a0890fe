"""The pane 党组织, driven by keys and mouse on a real book."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from djdesk.models.roster import Member, Standing
from djdesk.services import organization
from djdesk.services.desk import Desk
from djdesk.ui.kit.dialogs import FormDialog
from djdesk.ui.kit.messages import Recorder
from djdesk.ui.kit.pane import Context
from djdesk.ui.organization.pane import OrganizationPane
from tests.ui.hands import click, press, write


def _member(desk: Desk, name: str) -> int:
    with desk.store.write("登记") as session:
        member = Member(name=name, sex="1")
        session.add(member)
        session.flush()
        session.add(
            Standing(
                member_id=member.id,
                since=date(2020, 1, 1),
                person_class="full",
                branch_id=organization.home_id(desk),
            )
        )
        return member.id


@pytest.fixture
def pane(context: Context, qtbot: QtBot) -> OrganizationPane:
    made = OrganizationPane(context)
    qtbot.addWidget(made)
    made.resize(1080, 700)
    made.show()
    return made


def _dialog() -> FormDialog:
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, FormDialog)
    return dialog


def _line(dialog: FormDialog, key: str) -> QLineEdit:
    line = dialog.form.editor(key).inner
    assert isinstance(line, QLineEdit)
    return line


def _found_group(pane: OrganizationPane, name: str) -> None:
    press(pane.tree, Qt.Key.Key_N, ctrl=True)
    dialog = _dialog()
    write(_line(dialog, "name"), name)
    click(dialog.save_button)


def test_a_group_is_founded_by_keyboard_and_chosen(pane: OrganizationPane, desk: Desk) -> None:
    home = organization.home_id(desk)
    assert pane.tree.current_id() == home
    _found_group(pane, "第一党小组")
    ((group, name),) = organization.groups(desk, home)
    assert name == "第一党小组"
    assert pane.tree.current_id() == group
    assert not pane.new.isEnabled()  # nothing stands under a group


def test_a_second_group_of_one_name_is_refused_at_the_field(
    pane: OrganizationPane, desk: Desk
) -> None:
    home = organization.home_id(desk)
    _found_group(pane, "第一党小组")
    pane.tree.choose(home)
    _found_group(pane, "第一党小组")
    dialog = _dialog()
    texts = [label.text() for label in dialog.form._faults.values()]
    assert any("同名" in text for text in texts)
    assert _line(dialog, "name").text() == "第一党小组"  # what was typed is still there
    dialog.form.reset()
    dialog.reject()
    assert len(organization.groups(desk, home)) == 1


def test_the_profile_is_typed_and_saved(
    pane: OrganizationPane, desk: Desk, messages: Recorder
) -> None:
    form = pane.record.form
    line = form.editor("founded_on").inner
    assert isinstance(line, QLineEdit)
    write(line, "1998年7月1日")
    page = form.parentWidget()
    assert page is not None
    save = next(b for b in page.findChildren(QPushButton) if b.text() == "保存")
    assert save.isEnabled()
    press(line, Qt.Key.Key_S, ctrl=True)
    home = organization.home_id(desk)
    assert organization.profile(desk, home).values["founded_on"] == date(1998, 7, 1)
    assert messages.said == ["已保存。"]
    assert messages.undo is not None


def test_a_secretary_takes_office_and_leaves_it(pane: OrganizationPane, desk: Desk) -> None:
    _member(desk, "丁敏")
    home = organization.home_id(desk)
    pane.record.sections.choose("posts")
    pane.record.hold.trigger()
    dialog = _dialog()
    for key, text in (("post", "书记"), ("member_id", "丁敏"), ("since", "20230520")):
        line = _line(dialog, key)
        line.clear()
        write(line, text)
    click(dialog.save_button)
    (post,) = organization.posts(desk, home)
    assert (post.post, post.person, post.since) == ("11", "丁敏", date(2023, 5, 20))
    assert "书记 丁敏" in pane.record.facts.text()

    pane.record.posts.choose(post.id)
    pane.record.end.trigger()
    dialog = _dialog()
    write(_line(dialog, "reason"), "调离")
    click(dialog.save_button)
    assert organization.posts(desk, home)[0].until == desk.today()
    assert "书记" not in pane.record.facts.text()


def test_counts_follow_the_book(pane: OrganizationPane, desk: Desk) -> None:
    assert "党员 0 名" in pane.subtitle.text()
    _member(desk, "丁敏")
    QApplication.processEvents()
    assert "党员 1 名" in pane.subtitle.text()
