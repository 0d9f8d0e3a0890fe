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
