"""Faults keep their code beside their words."""

from __future__ import annotations

from djdesk.errors import Problem, Severity
from djdesk.exchange.faults import Fault, as_json, codes, refuse


def test_code_and_words() -> None:
    error = refuse("older", "旧的。", "导出新的。")
    assert str(error) == "旧的。导出新的。"
    assert codes(error.problems) == ("older",)
    assert error.problems[0].is_error


def test_plain_problems_have_no_code() -> None:
    assert codes([Problem("一般问题。"), Fault("坏了。", code="damaged")]) == ("damaged",)


def test_as_json() -> None:
    problems = [
        Fault("坏了。", "重拷。", code="damaged", where="党员第 3 条"),
        Problem("名称不同。", field="name", severity=Severity.WARN),
    ]
    assert as_json(problems) == [
        {
            "code": "damaged",
            "text": "坏了。",
            "remedy": "重拷。",
            "where": "党员第 3 条",
            "severity": "error",
        },
        {"code": "", "text": "名称不同。", "remedy": "", "where": "name", "severity": "warn"},
    ]
