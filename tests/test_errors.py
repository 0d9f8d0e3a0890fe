"""The ways to fail: what a person is told, and which problems stop a saving."""

from __future__ import annotations

import pytest

from djdesk.errors import Cancelled, DeskError, Problem, Refused, Severity, StorageFault, UserError

WARNING = Problem("党龄与入党时间不符。", "请核对。", severity=Severity.WARN)
FAULT = Problem("缺少姓名。", "请填写姓名。", field="name")


def test_a_failure_says_what_is_wrong_and_what_to_do() -> None:
    assert str(UserError("密码不对。", "请重新输入。")) == "密码不对。请重新输入。"
    assert str(UserError("密码不对。")) == "密码不对。"


def test_a_refusal_speaks_of_its_first_error_and_keeps_every_problem() -> None:
    refused = Refused([WARNING, FAULT])
    assert (refused.text, refused.remedy) == (FAULT.text, FAULT.remedy)
    assert refused.problems == (WARNING, FAULT)


def test_a_refusal_takes_its_problems_from_any_iterable() -> None:
    assert Refused(problem for problem in (FAULT,)).problems == (FAULT,)


def test_a_refusal_without_an_error_still_says_something() -> None:
    assert Refused([]).text
    assert Refused([WARNING], "不能导入。", "请改正后重试。").text == "不能导入。"


def test_only_errors_stop_the_saving() -> None:
    assert FAULT.is_error
    assert not WARNING.is_error


def test_a_storage_fault_names_its_kind() -> None:
    assert StorageFault("磁盘已满。", kind="full").kind == "full"
    assert StorageFault("读写失败。").kind == "unknown"


@pytest.mark.parametrize(
    "error", [UserError("甲"), Refused([FAULT]), StorageFault("乙"), Cancelled()]
)
def test_every_expected_failure_is_one_family(error: Exception) -> None:
    assert isinstance(error, DeskError)
    assert str(error)
