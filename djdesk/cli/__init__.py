"""The windowless twin of the window: commands for batch work and for checks.

Exit codes: 0 done, 1 refused or faults found, 2 wrong use.
"""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Callable

import djdesk
from djdesk.cli import assessment, books, demo, dues, meetings, packages, reports, roster, selftest
from djdesk.cli.arguments import Commands, Parser, pair
from djdesk.cli.output import DONE, REFUSED, STOPPED, Output, speak_utf8
from djdesk.errors import DeskError
from djdesk.services import crash

DESCRIPTION = """党建工作台：党支部和上级党组织的单机工作软件。
不写命令则打开窗口。各命令的说明：djdesk 命令 --help

返回值：0 已完成　1 被拒绝或查出问题　2 用法不对"""

Run = Callable[[Namespace, Output], int]


def main(words: list[str]) -> int:
    """Run the command that `words` spell; returns the exit code and never raises."""
    speak_utf8()
    try:
        code = _run(_parsed(words))
        sys.stdout.flush()
        return code
    except SystemExit as end:  # how argparse ends after --help and wrong use
        return end.code if isinstance(end.code, int) else DONE
    except BrokenPipeError:
        # who was reading (head, more) has gone; nothing may be written at the end of the process
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return REFUSED


def _run(args: Namespace) -> int:
    run: Run = args.run
    out = Output(as_json=args.json)
    try:
        return run(args, out)
    except DeskError as error:
        out.failed(error)
        return REFUSED
    except BrokenPipeError:
        raise
    except KeyboardInterrupt:
        out.warn("\n已停止。")
        return STOPPED
    except Exception as error:  # noqa: BLE001 - the last net: told, reported to a file, not hidden
        return _crashed(error, args.doing, out)


def _crashed(error: Exception, doing: str, out: Output) -> int:
    path = crash.save_report(error, doing)
    where = f"故障报告已写入：{path}" if path else crash.report(error, doing)
    text = "程序出了差错，这不是您的问题；账套里已保存的内容不受影响。"
    out.warn(text)
    out.warn(where)
    out.result({"error": text, "remedy": "请把故障报告交给维护人员。", "report": str(path or "")})
    return REFUSED


def _parsed(words: list[str]) -> Namespace:
    if words[:1] == ["--self-test"]:  # the word that the frozen program is asked with
        words = ["self-test", *words[1:]]
    parser = _parser()
    args, rest = parser.parse_known_args(words)
    takes_pairs = getattr(args, "pairs", None) is not None
    for word in rest:
        try:
            if not takes_pairs:
                raise ValueError
            args.pairs.append(pair(word))
        except ValueError:
            parser.error(f"unrecognized arguments: {word}")
    return args


def _parser() -> Parser:
    parser = Parser(prog="djdesk", description=DESCRIPTION)
    parser.add_argument(
        "--version",
        action="version",
        version=f"djdesk {djdesk.__version__}",
        help="显示版本",
    )
    commands = Commands(parser)
    for area in (demo, books, roster, meetings, assessment, dues, reports, packages, selftest):
        area.add(commands)
    return parser
