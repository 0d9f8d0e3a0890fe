"""`djdesk committee …` and `djdesk package …`: joining a committee, packages and receipts."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from djdesk.cli.arguments import Commands, with_book, with_json
from djdesk.cli.output import DONE, REFUSED, Json, Output, Terminal, problem_line
from djdesk.cli.session import existing_file, opened
from djdesk.errors import DeskError, Problem, Refused
from djdesk.exchange import dispatch, intake, joining, merging, receipt, report, seal, summary
from djdesk.exchange.faults import as_json
from djdesk.exchange.merging import Choices, Merged
from djdesk.services.desk import Desk
from djdesk.services.packages import spoken


def add(commands: Commands) -> None:
    """Add the commands of this area."""
    committee = Commands(commands.add("committee", "加入上级党组织：邀请、加入"), "action")
    invite_ = committee.add("invite", "上级党组织给支部生成邀请文件")
    invite_.add_argument("--branch", required=True, metavar="全称", help="支部全称")
    invite_.add_argument("--code", default="", metavar="代码", help="支部代码")
    invite_.add_argument(
        "--out", type=Path, required=True, metavar="文件", help="写到哪个文件（.djinvite）或文件夹"
    )
    with_json(with_book(invite_)).set_defaults(run=invite, doing="生成邀请文件")
    join_ = committee.add("join", "支部用邀请文件加入上级党组织")
    join_.add_argument("file", type=Path, metavar="邀请文件", help="上级交来的邀请文件")
    join_.add_argument("--replace", action="store_true", help="离开现在的上级，改向新的上级上报")
    with_json(with_book(join_)).set_defaults(run=join, doing="加入上级党组织")
    _add_packages(Commands(commands.add("package", "上报包：导出、检查、合并、回执"), "action"))


def _add_packages(package: Commands) -> None:
    export_ = package.add("export", "支部导出上报包")
    export_.add_argument(
        "--to", type=Path, required=True, metavar="文件夹", help="写到哪个文件夹（U盘）"
    )
    export_.add_argument("--all-files", action="store_true", help="上级已有的附件也再带上")
    with_json(with_book(export_)).set_defaults(run=export, doing="导出上报包")
    check_ = package.add("check", "检查上报包；给出账套时连同内容一起检查，不写入任何东西")
    check_.add_argument("file", type=Path, metavar="上报包", help="要检查的文件")
    with_json(with_book(check_, required=False)).set_defaults(run=check, doing="检查上报包")
    merge_ = package.add("merge", "上级党组织合并上报包，并写回执")
    merge_.add_argument("files", type=Path, nargs="+", metavar="上报包", help="要合并的文件")
    merge_.add_argument(
        "--receipt-to", type=Path, metavar="文件夹", help="回执写到哪里（默认在上报包旁边）"
    )
    merge_.add_argument("--accept-fork", action="store_true", help="账套分叉时以此包为准")
    with_json(with_book(merge_)).set_defaults(run=merge, doing="合并上报包")
    dispatch_ = package.add("dispatch", "上级党组织给支部写下发包（审查意见等）")
    dispatch_.add_argument(
        "--to", type=Path, required=True, metavar="文件夹", help="写到哪个文件夹（U盘）"
    )
    dispatch_.add_argument("--again", action="store_true", help="没有新内容的支部也再写一份")
    with_json(with_book(dispatch_)).set_defaults(run=send_down, doing="写下发包")
    receive_ = package.add("receive", "支部登记上级的回执，接收下发包")
    receive_.add_argument(
        "file", type=Path, metavar="文件", help="上级交回的回执（.djr）或下发包（.djd）"
    )
    with_json(with_book(receive_)).set_defaults(run=receive, doing="接收上级来件")


def invite(args: Namespace, out: Output) -> int:
    """Write an invitation for a branch."""
    with opened(args, write=True) as (_book, desk):
        done = joining.invite(desk, args.out, branch_name=args.branch, code=args.code)
    out.say(f"已给“{done.branch_name}”生成邀请文件：{done.path}")
    out.say(f"本单位指纹：{done.fingerprint}")
    out.say("请把邀请文件交给支部，支部加入时与对方核对指纹。")
    out.result(summary.of_invited(done))
    return DONE


def join(args: Namespace, out: Output) -> int:
    """Join the committee of an invitation."""
    path = existing_file(args.file)
    with opened(args, write=True) as (_book, desk):
        done = joining.join(desk, path, replace=args.replace)
    _warn(done.warnings, out)
    out.say(f"{'早已' if done.already else '已'}加入“{done.committee_name}”。")
    out.say(f"上级指纹：{done.fingerprint}")
    out.say(f"本账套指纹：{done.own_fingerprint}")
    out.say("请打电话与上级核对这两串数字。")
    out.result(summary.of_joined(done))
    return DONE


def export(args: Namespace, out: Output) -> int:
    """Write the next package."""
    with opened(args, write=True) as (_book, desk):
        done = report.export(desk, args.to, all_files=args.all_files, progress=Terminal())
    out.say(f"已导出第 {done.number} 号上报包：{done.path}（{done.size:,} 字节）")
    if done.left:
        out.warn(f"还有 {done.left} 个附件这次装不下，下次导出时补上。")
    out.result(summary.of_exported(done))
    return DONE


def check(args: Namespace, out: Output) -> int:
    """Check a file: whole, by itself; with a book, whose it is and what it brings."""
    path = existing_file(args.file)
    if args.book is None:
        header = intake.look(path)
        out.say(f"{path.name}：{header.title}，格式第 {header.format} 版，文件完整。")
        out.say("内容要用收件单位的账套才能检查：加上 --book。")
        out.result(summary.of_header(path, header))
        return DONE
    with opened(args, write=False) as (_book, desk):
        done = intake.check(desk, path)
    _warn((*done.faults, *done.warnings), out)
    head = done.manifest
    if head is not None:
        rows = sum(done.counts.values())
        out.say(
            f"{path.name}：“{head.sender.name}”第 {head.number} 号（{head.period}），{rows} 条。"
        )
    if done.own:
        out.say("这是本账套自己导出的包。")
    if done.already:
        out.say(f"这个包已于 {spoken(done.already.logged_at)} 由 {done.already.logged_by} 合并过。")
    out.say("检查没有通过。" if done.faults else "检查通过。")
    out.result(summary.of_checked(done))
    return REFUSED if done.faults else DONE


def merge(args: Namespace, out: Output) -> int:
    """Merge packages one after the other; a refused one does not keep the others out."""
    for path in args.files:
        existing_file(path)
    results: list[Json] = []
    refused = 0
    with opened(args, write=True) as (_book, desk):
        backup = True
        for path in args.files:
            try:
                done = _merge(desk, path, args, backup=backup)
            except DeskError as error:
                refused += 1
                _refused(path, error, out)
                results.append({"file": str(path), "status": "refused", **_plain(error)})
                continue
            backup = backup and done.outcome != "merged"
            refused += done.receipt_fault is not None
            _tell_merged(path, done, out)
            results.append({"file": str(path), **summary.of_merged(done)})
    out.result({"packages": results})
    return REFUSED if refused else DONE


def _merge(desk: Desk, path: Path, args: Namespace, *, backup: bool) -> Merged:
    return merging.merge(
        desk,
        path,
        choices=Choices(accept_fork=args.accept_fork, reason="命令行合并"),
        receipt_to=args.receipt_to or path.parent,
        backup=backup,
        progress=Terminal(),
    )


def _tell_merged(path: Path, done: Merged, out: Output) -> None:
    name = done.branch.organization_name
    if done.outcome == "already":
        entry = done.entry
        out.say(
            f"{path.name}：已于 {spoken(entry.logged_at)} 由 {entry.logged_by} 合并过，没有改变。"
        )
    else:
        counts = done.plan.counts
        words = (("new", "新增"), ("changed", "变更"), ("removed", "删除"), ("same", "相同"))
        told = "，".join(f"{word} {counts[key]} 条" for key, word in words)
        out.say(f"{path.name}：已合并“{name}”第 {done.entry.number} 号，{told}。")
    if done.newcomer:
        out.warn(f"“{name}”第一次上报，请打电话核对它的指纹：{done.fingerprint}")
    if done.receipt:
        out.say(f"　回执：{done.receipt}")
    if done.receipt_fault:
        out.warn(f"　回执没有写成：{done.receipt_fault}")


def _refused(path: Path, error: DeskError, out: Output) -> None:
    out.warn(f"{path.name}：没有合并。{error}")


def _plain(error: DeskError) -> Json:
    problems = error.problems if isinstance(error, Refused) else ()
    return {"error": error.text, "remedy": error.remedy, "faults": as_json(problems)}


def send_down(args: Namespace, out: Output) -> int:
    """Write what this committee has for its branches, one file a branch."""
    with opened(args, write=True) as (_book, desk):
        done = dispatch.write_all(desk, args.to, again=args.again)
    for each in done:
        out.say(f"“{each.branch_name}”下发第 {each.number} 号（{each.count} 条）：{each.path}")
    if not done:
        out.say("没有新的内容要下发。")
    out.result({"dispatches": [summary.of_dispatched(each) for each in done]})
    return DONE


def receive(args: Namespace, out: Output) -> int:
    """Take in what came from the committee: an answer (one sent back is a fault), or a dispatch."""
    path = existing_file(args.file)
    if intake.look(path).kind == seal.DISPATCH:
        return _take_dispatch(args, path, out)
    with opened(args, write=True) as (_book, desk):
        done = receipt.receive(desk, path)
    title = receipt.OUTCOMES[done.outcome]
    out.say(f"第 {done.number} 号上报包：{title}（{done.committee}）。")
    for reason in done.reasons:
        out.warn(f"· {reason.get('text', '')}{reason.get('remedy', '')}")
    out.result(summary.of_received(done))
    return DONE if done.outcome == receipt.ACCEPTED else REFUSED


def _take_dispatch(args: Namespace, path: Path, out: Output) -> int:
    with opened(args, write=True) as (_book, desk):
        done = dispatch.receive(desk, path)
    if done.already:
        out.say(f"“{done.committee}”第 {done.number} 号下发包以前接收过，没有改变。")
    else:
        out.say(f"已接收“{done.committee}”第 {done.number} 号下发包。")
    for line in done.lines:
        out.say(f"　· {line}")
    if done.strays:
        out.warn(f"有 {done.strays} 条是给本账套里已经没有的记录的，没有登记。")
    _warn(done.refused, out)
    out.result(summary.of_taken(done))
    return DONE


def _warn(problems: Sequence[Problem], out: Output) -> None:
    for problem in problems:
        out.warn(f"· {problem_line(problem)}")
