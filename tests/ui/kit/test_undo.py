"""What was done is said with the way back beside it."""

from __future__ import annotations

from PySide6.QtCore import QObject

from djdesk.services import organization
from djdesk.ui.kit.messages import Recorder
from djdesk.ui.kit.pane import Context
from djdesk.ui.kit.undo import done_with_undo


def test_the_step_of_the_last_job_is_taken_back(context: Context, messages: Recorder) -> None:
    owner, desk = QObject(), context.desk
    home = organization.home_id(desk)
    context.jobs.write(
        owner,
        lambda: organization.found(desk, parent_id=home, kind="group", name="第一党小组"),
        lambda _key: done_with_undo(context, owner, "已新建。"),
        "新建",
    )
    assert messages.said == ["已新建。"]
    assert len(organization.groups(desk, home)) == 1
    assert messages.undo is not None
    messages.undo()
    assert organization.groups(desk, home) == ()
    assert messages.said[-1] == "已撤销，恢复原样。"


def test_without_a_step_nothing_is_offered(context: Context, messages: Recorder) -> None:
    done_with_undo(context, QObject(), "已复制。")
    assert messages.said == ["已复制。"]
    assert messages.undo is None


def _found(context: Context, *names: str) -> None:
    home = organization.home_id(context.desk)
    for name in names:
        organization.found(context.desk, parent_id=home, kind="group", name=name)


def test_several_steps_of_one_click_are_taken_back_together(
    context: Context, messages: Recorder
) -> None:
    owner, desk = QObject(), context.desk
    home = organization.home_id(desk)
    _found(context, "第一党小组")
    context.jobs.write(
        owner,
        lambda: _found(context, "第二党小组", "第三党小组"),
        lambda _none: done_with_undo(context, owner, "已新建。", steps=2),
        "新建",
    )
    assert messages.undo is not None
    messages.undo()
    assert [name for _id, name in organization.groups(desk, home)] == ["第一党小组"]


def test_a_job_that_made_no_step_or_lost_count_offers_nothing(
    context: Context, messages: Recorder
) -> None:
    _found(context, "第一党小组")
    for steps in (0, 99):
        done_with_undo(context, QObject(), "已保存。", steps=steps)
        assert messages.undo is None
