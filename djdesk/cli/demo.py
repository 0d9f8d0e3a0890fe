"""`djdesk demo`: the sample book in the window, or the same as files where there is no screen."""

from __future__ import annotations

import os
import sys
import tempfile
from argparse import Namespace
from pathlib import Path

from djdesk.cli.arguments import Commands, with_json
from djdesk.cli.output import DONE, REFUSED, Output
from djdesk.cli.trial import Failed, Trial
from djdesk.errors import UserError
from djdesk.models.store.faults import mapped
from djdesk.services import books, places, sample

SCALES = (100, 145)


def add(commands: Commands) -> None:
    """Add the command of this area."""
    parser = commands.add("demo", "打开样例账套（虚构资料，不碰真实账套）")
    parser.add_argument("--out", type=Path, metavar="文件夹", help="样例和结果放在哪里")
    parser.add_argument(
        "--headless", action="store_true", help="不开窗口，把各页面图片、报表、上报包写成文件"
    )
    parser.add_argument("--fresh", action="store_true", help="重新建立样例账套，丢弃试用时的改动")
    with_json(parser).set_defaults(run=demo, doing="打开样例账套")


def demo(args: Namespace, out: Output) -> int:
    """Open the window on the sample book, or write the evidence."""
    return _evidence(args, out) if args.headless else _window(args, out)


def _window(args: Namespace, out: Output) -> int:
    if not _has_screen():
        raise UserError("没有显示器，打不开窗口。", "请加 --headless，把同样的结果写成文件。")
    # Qt is loaded here and not before, so that batch commands never load it
    from djdesk import app

    folder, password = sample.ready_branch(args.out, fresh=args.fresh)
    book = books.open_book(folder, password)
    out.say(f"样例账套：{folder}")
    return app.main(book=book, sample=True)


def _has_screen() -> bool:
    """Whether Qt will find somewhere to show a window; without, it would end the program itself."""
    named = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return not sys.platform.startswith("linux") or any(os.environ.get(name) for name in named)


def _evidence(args: Namespace, out: Output) -> int:
    folder = (args.out or places.data_folder() / "evidence").absolute()
    if folder.exists() and not folder.is_dir():
        raise UserError(f"“{folder}”不是文件夹。", "请用 --out 另外指定一个文件夹。")
    with mapped(folder):
        folder.mkdir(parents=True, exist_ok=True)
    told: dict[str, str] = {}
    # the books themselves are no evidence; they go when the trial is over
    with tempfile.TemporaryDirectory(prefix="djdesk-", ignore_cleanup_errors=True) as work:
        for step in Trial(Path(work), folder, SCALES).steps():
            try:
                told[step.title] = step.work()
            except Failed as failure:
                out.warn(f"{step.title}：没有成功。{failure}")
                out.result({"folder": str(folder), "failed": step.title, "text": str(failure)})
                return REFUSED
            out.say(f"{step.title}：{told[step.title]}")
    out.say(f"结果在：{folder}")
    files = sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file())
    out.result({"folder": str(folder), "steps": told, "files": files})
    return DONE
