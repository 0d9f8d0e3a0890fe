"""A branch and its committee, driven through their panes: join, report, merge, receipt."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel
from pytestqt.qtbot import QtBot

from djdesk.errors import Problem, Severity
from djdesk.exchange import joining
from djdesk.models.dues import Remittance
from djdesk.models.roster import Member, Standing
from djdesk.reports.kit.content import Table
from djdesk.services import organization, packages
from djdesk.ui.kit.dialogs import FormDialog
from djdesk.ui.kit.messages import Recorder
from djdesk.ui.kit.pane import Context
from djdesk.ui.kit.preview import Preview as PrintPreview
from djdesk.ui.packages import BranchPane, CommitteePane
from djdesk.ui.packages.fingerprint import FingerprintDialog
from djdesk.ui.packages.merge import MergeDialog, _warned
from tests.ui.hands import click, press, write


def _dialog() -> FormDialog:
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, FormDialog)
    return dialog


def _merge_dialog() -> MergeDialog:
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, MergeDialog)
    return dialog


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "U盘"
    folder.mkdir()
    return folder


@pytest.fixture
def branch(context: Context, qtbot: QtBot) -> BranchPane:
    pane = BranchPane(context)
    qtbot.addWidget(pane)
    pane.show()
    return pane


@pytest.fixture
def committee(committee_context: Context, qtbot: QtBot) -> CommitteePane:
    pane = CommitteePane(committee_context)
    qtbot.addWidget(pane)
    pane.show()
    return pane


def _enter(context: Context, name: str) -> None:
    with context.desk.store.write("登记") as session:
        member = Member(name=name, sex="1", birth_on=date(1980, 1, 1), joined_on=date(2010, 1, 1))
        session.add(member)
        session.flush()
        session.add(
            Standing(
                member_id=member.id,
                since=date(2020, 1, 1),
                person_class="full",
                branch_id=organization.home_id(context.desk),
            )
        )


def _invite(committee: CommitteePane, messages: Recorder, stick: Path, name: str) -> Path:
    messages.files = [stick]
    committee.invite.trigger()
    dialog = _dialog()
    write(dialog.form.editor("branch_name").inner, name)
    click(dialog.save_button)
    shown = QApplication.activeModalWidget()
    assert isinstance(shown, FingerprintDialog)  # it stays until it is closed
    click(shown.copy)
    assert len(QApplication.clipboard().text().split()) == 8
    click(shown.finish)
    return next(stick.glob("*.djinvite"))


def _join(branch: BranchPane, messages: Recorder, invitation: Path) -> None:
    messages.files = [invitation]
    branch.join.trigger()
    dialog = _dialog()
    box = dialog.form.editor("verified").inner
    assert isinstance(box, QCheckBox)
    press(box, Qt.Key.Key_Space)
    click(dialog.save_button)
    shown = QApplication.activeModalWidget()
    assert isinstance(shown, FingerprintDialog)
    own = joining.own_fingerprint(branch.context.desk)
    groups = [label.text() for label in shown.findChildren(QLabel) if label.text().isdigit()]
    assert groups == own.split()
    click(shown.finish)
    assert QApplication.activeModalWidget() is None


def _export(branch: BranchPane, messages: Recorder, stick: Path) -> Path:
    before = set(stick.glob("*.djx"))
    messages.files = [stick]
    branch.export.trigger()
    (made,) = set(stick.glob("*.djx")) - before
    return made


def test_join_report_merge_and_receipt(
    branch: BranchPane,
    committee: CommitteePane,
    context: Context,
    committee_context: Context,
    messages: Recorder,
    stick: Path,
) -> None:
    _enter(context, "张三")
    invitation = _invite(committee, messages, stick, context.desk.store.book.name)
    _join(branch, messages, invitation)
    superior = packages.superior(context.desk)
    assert superior is not None
    assert superior.verified_at
    assert "指纹已核对" in branch.subtitle.text()

    package = _export(branch, messages, stick)
    assert "可以安全拔出" in messages.said[-1]

    messages.files = [package]
    committee.merge.trigger()
    dialog = _merge_dialog()
    (parcel,) = dialog.parcels
    assert parcel.word == "可以合并"
    lines = dialog.plan.model().rowCount()
    assert lines > 0
    click(dialog.print_button)
    (preview,) = dialog.findChildren(PrintPreview)
    shown = preview.out._made
    assert shown is not None
    (table,) = [block for block in shown.content.blocks if isinstance(block, Table)]
    assert len(table.rows) == lines
    assert any("张三" in text for row in table.rows for text in row)
    preview.close()
    click(dialog.one)
    assert parcel.done == "已合并"
    assert not dialog.one.isEnabled()
    dialog.reject()
    names = [n.name for n in organization.tree(committee_context.desk)]
    assert names.count(context.desk.store.book.name) == 1
    assert organization.tree(committee_context.desk)[0].members == 1

    branch.show_record(1)
    assert branch.card.state.text() == "已导出"
    messages.files = [next(stick.glob("*.djr"))]
    branch.receive.trigger()
    assert "已接收" in messages.said[-1]
    assert branch.card.state.text() == "已接收"  # what is being looked at changes with it
    assert packages.entry(context.desk, 1).status == "accepted"


def test_a_second_merge_of_one_package_changes_nothing(
    branch: BranchPane,
    committee: CommitteePane,
    context: Context,
    committee_context: Context,
    messages: Recorder,
    stick: Path,
) -> None:
    _enter(context, "张三")
    _join(branch, messages, _invite(committee, messages, stick, context.desk.store.book.name))
    package = _export(branch, messages, stick)
    for word, ready in (("可以合并", True), ("已合并过", False)):
        messages.files = [package]
        committee.merge.trigger()
        dialog = _merge_dialog()
        assert dialog.parcels[0].word == word
        assert dialog.all.isEnabled() is ready
        if ready:
            click(dialog.all)
        dialog.reject()
    assert organization.tree(committee_context.desk)[0].members == 1


def test_an_altered_byte_is_told_and_nothing_can_be_merged(
    branch: BranchPane,
    committee: CommitteePane,
    context: Context,
    messages: Recorder,
    stick: Path,
) -> None:
    _join(branch, messages, _invite(committee, messages, stick, context.desk.store.book.name))
    package = _export(branch, messages, stick)
    data = bytearray(package.read_bytes())
    data[len(data) // 2] ^= 1
    package.write_bytes(bytes(data))
    messages.files = [package]
    committee.merge.trigger()
    dialog = _merge_dialog()
    assert dialog.parcels[0].word == "不能合并"
    assert dialog.faults.text()
    assert not dialog.one.isEnabled()
    assert not dialog.all.isEnabled()
    dialog.reject()


def test_exporting_before_joining_says_what_to_do(
    branch: BranchPane, messages: Recorder, stick: Path
) -> None:
    messages.files = [stick]
    branch.export.trigger()
    assert "邀请文件" in messages.errors[-1].remedy
    assert not list(stick.iterdir())


def test_sums_of_dues_that_differ_are_told_on_both_sides(
    branch: BranchPane,
    committee: CommitteePane,
    context: Context,
    messages: Recorder,
    stick: Path,
) -> None:
    _enter(context, "张三")
    _join(branch, messages, _invite(committee, messages, stick, context.desk.store.book.name))
    _export(branch, messages, stick)
    assert messages.faults == []
    with context.desk.store.write("写错上缴") as session:
        session.add(
            Remittance(
                organization_id=organization.home_id(context.desk),
                first=date(2026, 1, 1),
                last=date(2026, 3, 1),
                members=1,
                due=100,
                collected=100,
                large=0,
                share_bp=4000,
                up=40,
                kept=59,
                handed_on=date(2026, 4, 2),
            )
        )
    package = _export(branch, messages, stick)
    (told,) = messages.faults
    assert "合计不是实收的 1.00 元" in told.text
    assert "与支部" not in told.remedy  # they are the branch
    assert "党费" in messages.said[-1]

    messages.files = [package]
    committee.merge.trigger()
    dialog = _merge_dialog()
    assert told.text in dialog.faults.text()
    assert "请与支部核对党费账" in dialog.faults.text()
    assert dialog.faults.isVisible()
    assert dialog.faults.property("state") == "warn"
    click(dialog.one)  # it stops nothing
    assert dialog.parcels[0].done == "已合并"
    dialog.reject()


def test_many_warnings_leave_room_for_what_would_be_merged() -> None:
    warnings = [Problem(f"第{n}处不符。", "请核对。", severity=Severity.WARN) for n in range(1, 22)]
    lines = _warned(warnings).split("\n")
    assert lines == [*(f"· 第{n}处不符。" for n in range(1, 6)), "……还有 16 条", "请核对。"]
    assert _warned(warnings[:1]) == "· 第1处不符。\n请核对。"
    assert _warned([]) == ""
