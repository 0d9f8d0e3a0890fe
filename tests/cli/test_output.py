"""What is said to a person, to a program, and to a terminal that shows progress."""

from __future__ import annotations

import io
import json
import sys

import pytest

from djdesk.cli.output import Output, Terminal
from djdesk.errors import Problem, Refused, Severity, UserError


class Screen(io.StringIO):
    """A terminal that keeps what was written to it."""

    def isatty(self) -> bool:
        return True


def test_people_read_lines_and_programs_read_json(capsys: pytest.CaptureFixture[str]) -> None:
    for out in (Output(), Output(as_json=True)):
        out.say("已完成")
        out.result({"done": True})
    assert capsys.readouterr().out == '已完成\n{\n "done": true\n}\n'


def test_a_refusal_lists_every_problem(capsys: pytest.CaptureFixture[str]) -> None:
    problems = (
        Problem("身份证号不对。", "请核对。", "id_number", value="x"),
        Problem("电话不像电话。", severity=Severity.WARN),
    )
    Output(as_json=True).failed(Refused(problems))
    said = capsys.readouterr()
    assert said.err == "未完成：身份证号不对。\n　怎么办：请核对。\n　· （提醒）电话不像电话。\n"
    told = json.loads(said.out)
    assert told["error"] == "身份证号不对。"
    assert [problem["severity"] for problem in told["problems"]] == ["error", "warn"]
    assert told["problems"][0]["field"] == "id_number"


def test_a_failure_without_remedy(capsys: pytest.CaptureFixture[str]) -> None:
    Output().failed(UserError("不行。"))
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", "未完成：不行。\n")


def test_progress_is_shown_on_a_terminal_only(monkeypatch: pytest.MonkeyPatch) -> None:
    screen, pipe = Screen(), io.StringIO()
    for stream in (screen, pipe):
        monkeypatch.setattr(sys, "stderr", stream)
        progress = Terminal()
        for done in range(1001):
            progress.step(done, 1000, "正在导入")
    assert screen.getvalue().startswith("\r正在导入 0%")
    assert screen.getvalue().rstrip(" \n").endswith("正在导入 100%")
    assert screen.getvalue().count("\r") < 100
    assert pipe.getvalue() == ""
