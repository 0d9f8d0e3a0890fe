"""The command line says everything in Chinese, its mistakes included."""

from __future__ import annotations

import argparse
from datetime import date

import pytest

from djdesk.cli.arguments import Commands, Parser, day, in_chinese, pair, with_day


def _parser() -> Parser:
    parser = Parser(prog="djdesk", description="说明")
    commands = Commands(parser)
    create = commands.add("create", "新建")
    create.add_argument("--kind", choices=["branch", "committee"], required=True)
    create.add_argument("files", nargs="+", metavar="文件")
    with_day(create)
    return parser


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "还缺少：命令"),
        (["nothing"], "命令 不能是 'nothing'，可选："),
        (["create", "a"], "还缺少：--kind"),
        (["create", "--kind"], "--kind 后面要写一个值"),
        (["create", "--kind", "branch"], "还缺少：文件"),
        (["create", "--kind", "x", "a"], "--kind 不能是 'x'，可选："),
        (["create", "--kind", "branch", "a", "--what"], "无法识别：--what"),
        (["create", "--kind", "branch", "a", "--as-of", "昨天"], "“昨天”不是日期"),
    ],
)
def test_wrong_use_is_explained_in_chinese(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        _parser().parse_args(words)
    assert end.value.code == 2
    message = capsys.readouterr().err
    assert message.startswith("用法：djdesk")
    assert said in message
    for english in ("usage", "argument", "required", "invalid", "choose"):
        assert english not in message


def test_help_is_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        _parser().parse_args(["create", "--help"])
    assert end.value.code == 0
    text = capsys.readouterr().out
    assert "用法：" in text
    assert "选项：" in text
    assert "显示这份说明" in text
    for english in ("usage", "options", "positional", "show this"):
        assert english not in text


def test_unknown_messages_stay_as_they_are() -> None:
    assert in_chinese("something new") == "something new"


def test_days_and_pairs() -> None:
    assert day("2026-12-31") == date(2026, 12, 31)
    with pytest.raises(argparse.ArgumentTypeError):
        day("2026.12.31")
    assert pair("title=花名册=甲") == ("title", "花名册=甲")
    for wrong in ("title", "=x", "--title=x"):
        with pytest.raises(ValueError, match=wrong):
            pair(wrong)
