"""Failures find the right way of being told, and the recorder writes everything down."""

from __future__ import annotations

from pathlib import Path

from djdesk.errors import Cancelled, Problem, Refused, StorageFault, UserError
from djdesk.ui.kit.messages import Leave, Recorder, route, sentences


def test_each_kind_of_failure_goes_its_way() -> None:
    recorder = Recorder()
    full = StorageFault("磁盘已满。", "请清理。", kind="full")
    route(recorder, full, "保存")
    route(recorder, Cancelled(), "导入")
    mistake = ZeroDivisionError()
    route(recorder, mistake, "保存")
    assert recorder.errors == [full]
    assert recorder.said == ["已停止，内容没有改变。"]
    assert recorder.crashes == [mistake]


def test_an_error_is_said_with_its_remedy() -> None:
    assert sentences(UserError("不行。", "这样就行。")) == ("不行。", "这样就行。")


def test_a_refusal_lists_all_its_problems() -> None:
    refused = Refused([Problem("姓名没有填写。", "请补充。"), Problem("性别不对。", "请改正。")])
    text, remedy = sentences(refused)
    assert text == "资料没有通过检查："
    assert remedy.splitlines() == ["· 姓名没有填写。请补充。", "· 性别不对。请改正。"]
    assert sentences(Refused([Problem("甲。", "乙。")])) == ("甲。", "乙。")


def test_the_recorder_answers_as_prepared(tmp_path: Path) -> None:
    recorder = Recorder(answer=False, leaving=Leave.STAY, files=[tmp_path])
    assert recorder.ask("删除？", "不能恢复。", "删除") is False
    assert recorder.leave("党员") is Leave.STAY
    assert recorder.save_file("导出", "名册.pdf", "") == tmp_path / "名册.pdf"
    assert recorder.folder("选择") == tmp_path
    assert recorder.open_files("导入", "") == [tmp_path]
    assert len(recorder.asked) == 5
    undone: list[bool] = []
    recorder.done("已删除 3 条", lambda: undone.append(True))
    assert recorder.undo is not None
    recorder.undo()
    assert undone == [True]
