"""The words of the command line, and argparse taught to speak Chinese."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import NoReturn

from djdesk.models.rules.dues.months import read_month

# What argparse says (any version since 3.11) and what it means; the first that fits is taken.
_MESSAGES = (
    (r"the following arguments are required: (.+)", r"还缺少：\1"),
    (r"one of the arguments (.+) is required", r"以下选项须给出一个：\1"),
    (r"argument (.+?): invalid choice: (.+?) \(choose from (.+)\)", r"\1 不能是 \2，可选：\3"),
    (r"argument (.+?): expected one argument", r"\1 后面要写一个值"),
    (r"argument (.+?): expected at least one argument", r"\1 后面至少要写一个值"),
    (r"argument (.+?): expected at most one argument", r"\1 后面最多写一个值"),
    (r"argument (.+?): not allowed with argument (.+)", r"\1 不能与 \2 同时使用"),
    (r"argument (.+?): ignored explicit argument (.+)", r"\1 后面不能写值 \2"),
    (r"argument (.+?): invalid \S+ value: (.+)", r"\1 的值不对：\2"),
    (r"argument (.+?): (.+)", r"\1：\2"),
    (r"unrecognized arguments: (.+)", r"无法识别：\1"),
    (r"ambiguous option: (.+?) could match (.+)", r"\1 不明确，可能是 \2"),
)

Pair = tuple[str, str]

_YEARS = range(1921, 2101)


def in_chinese(message: str) -> str:
    """One of argparse's messages in Chinese; unknown ones are returned as they are."""
    for pattern, chinese in _MESSAGES:
        translated, count = re.subn(f"^{pattern}$", chinese, message)
        if count:
            return translated
    return message


class _Formatter(argparse.RawDescriptionHelpFormatter):
    """The help of argparse with Chinese headings."""

    def add_usage(
        self,
        usage: str | None,
        actions: object,
        groups: object,
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)  # type: ignore[arg-type]


class Parser(argparse.ArgumentParser):
    """A parser whose help and errors are Chinese; wrong use ends the program with 2."""

    def __init__(self, *, prog: str | None = None, description: str = "", usage: str = "") -> None:
        super().__init__(
            prog=prog,
            description=description,
            usage=usage or None,
            formatter_class=_Formatter,
            add_help=False,
            allow_abbrev=False,
        )
        self._positionals.title = "参数"
        self._optionals.title = "选项"
        self.add_argument("-h", "--help", action="help", help="显示这份说明")

    def format_help(self) -> str:
        """The help with the colons of Chinese print behind its headings."""
        return re.sub(r"^(\S+):$", r"\1：", super().format_help(), flags=re.MULTILINE)

    def error(self, message: str) -> NoReturn:
        """Say in Chinese what is wrong with the words and end with 2."""
        self.exit(2, f"{self.format_usage()}{self.prog}：用法不对：{in_chinese(message)}。\n")


def day(text: str) -> date:
    """A date as YYYY-MM-DD; for use as the type of an argument."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"“{text}”不是日期，应写成 2026-12-31 这样的年-月-日"
        ) from None


def month(text: str) -> date:
    """A month as YYYY-MM, the date of its first day; for use as the type of an argument."""
    try:
        return read_month(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}”不是月份，应写成 2026-03 这样的年-月") from None


def year(text: str) -> int:
    """A year as four digits; for use as the type of an argument."""
    if not text.isdecimal() or int(text) not in _YEARS:
        raise argparse.ArgumentTypeError(f"“{text}”不是年度，应写成 2026 这样的四位数字")
    return int(text)


def pair(text: str) -> Pair:
    """A word `key=value` as its two sides; ValueError if there is no key."""
    key, equals, value = text.partition("=")
    if not equals or not key or key.startswith("-"):
        raise ValueError(text)
    return key, value


def with_json(parser: Parser) -> Parser:
    """Give a command the option that every command has."""
    parser.add_argument("--json", action="store_true", help="结果以 JSON 输出，供别的程序读取")
    return parser


def with_password(parser: Parser) -> Parser:
    """Give a command the option that names the file holding the password."""
    parser.add_argument(
        "--password-file",
        type=Path,
        metavar="文件",
        help="存放密码的文本文件（取第一行；“-”为标准输入；不写则在终端输入）",
    )
    return parser


def with_book(parser: Parser, *, required: bool = True) -> Parser:
    """Give a command the options of a command that works on a book."""
    parser.add_argument(
        "--book", type=Path, metavar="账套", required=required, help="账套所在的文件夹"
    )
    return with_password(parser)


def with_day(parser: Parser) -> Parser:
    """Give a command the option of the day it speaks of."""
    parser.add_argument(
        "--as-of", type=day, metavar="日期", help="截至哪一天（年-月-日，不写为今天）"
    )
    return parser


Maker = Callable[..., Parser]


class Commands:
    """The sub-commands of one parser, each added with its help and the function that runs it."""

    def __init__(self, parser: Parser, dest: str = "command") -> None:
        self._actions = parser.add_subparsers(
            dest=dest, metavar="命令", title="命令", required=True, parser_class=Parser
        )

    def add(self, name: str, text: str, *, usage: str = "") -> Parser:
        """A new command `name` that `text` explains; `usage` replaces the usage argparse makes."""
        return self._actions.add_parser(name, help=text, description=text, usage=usage)
