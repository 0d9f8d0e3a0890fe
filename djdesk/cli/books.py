"""`djdesk book …`: make, look at, check, back up and restore a book."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from djdesk.cli.arguments import Commands, Parser, with_json, with_password
from djdesk.cli.output import DONE, REFUSED, Output
from djdesk.cli.session import existing_file, new_file, opened, password_of
from djdesk.services import accounts, books, listing, organization
from djdesk.services.books import BookKind
from djdesk.services.desk import Desk
from djdesk.services.listing import Query, Scope
from djdesk.services.roster.lists import ROSTER

KIND_TITLES = {BookKind.BRANCH: "党支部", BookKind.COMMITTEE: "上级党组织"}
BACKUP = ".djbak"


def add(commands: Commands) -> None:
    """Add the commands of this area."""
    book = Commands(commands.add("book", "账套：新建、查看、检查、备份、恢复"), "action")
    _add_create(book)
    info = _with_folder(book.add("info", "查看账套的概况"))
    with_json(with_password(info)).set_defaults(run=show, doing="查看账套")
    text = "检查账套是否完好（查出问题返回 1）"
    check_ = _with_folder(book.add("check", text))
    with_json(with_password(check_)).set_defaults(run=check, doing="检查账套")
    backup = _with_folder(book.add("backup", "备份账套，并另存到一个文件"))
    backup.add_argument(
        "--to", type=Path, required=True, metavar="文件", help=f"写到哪个文件（{BACKUP}）"
    )
    with_json(with_password(backup)).set_defaults(run=back_up, doing="备份账套")
    _add_restore(book)


def _add_create(book: Commands) -> None:
    parser = _with_folder(book.add("create", "新建账套"))
    kinds = [kind.value for kind in BookKind]
    titles = "，".join(f"{kind.value} {title}" for kind, title in KIND_TITLES.items())
    parser.add_argument("--kind", choices=kinds, required=True, help=titles)
    parser.add_argument("--name", required=True, metavar="全称", help="党组织全称，与印章一致")
    parser.add_argument(
        "--user", default="管理员", metavar="姓名", help="第一个用户（书记）的姓名，默认“管理员”"
    )
    with_json(with_password(parser)).set_defaults(run=create, doing="新建账套")


def _add_restore(book: Commands) -> None:
    parser = book.add("restore", "从备份恢复账套；原来的文件夹改名保留")
    parser.add_argument("file", type=Path, metavar="备份文件", help="备份文件")
    parser.add_argument("--to", type=Path, required=True, metavar="账套", help="恢复到哪个文件夹")
    with_json(with_password(parser)).set_defaults(run=restore, doing="恢复账套")


def _with_folder(parser: Parser) -> Parser:
    parser.add_argument("book", type=Path, metavar="账套", help="账套所在的文件夹")
    return parser


def create(args: Namespace, out: Output) -> int:
    """Make a book and print its recovery code, once."""
    code = books.create_book(
        args.book,
        kind=BookKind(args.kind),
        name=args.name,
        user_name=args.user,
        password=password_of(args, again=True),
    )
    out.say(f"已建立账套：{args.book}（{KIND_TITLES[BookKind(args.kind)]}，{args.name}）")
    out.say(f"恢复码：{code}")
    out.say("忘记密码时凭恢复码打开账套，只显示这一次：请抄在纸上，与密码分开妥善保管。")
    out.result(
        {
            "folder": str(args.book),
            "kind": args.kind,
            "name": args.name,
            "user": args.user,
            "recovery_code": code,
        }
    )
    return DONE


def show(args: Namespace, out: Output) -> int:
    """Print what a book is and how much it holds."""
    with opened(args, write=False) as (book, desk):
        verified = books.last_verified(args.book)
        facts = {
            "folder": str(args.book),
            "kind": book.kind.value,
            "name": book.name,
            "uid": book.uid,
            "user": book.user,
            "role": book.role,
            "users": len(accounts.users(desk)),
            "members": _members(desk),
            "organizations": len(organization.tree(desk)),
            "last_backup": verified.isoformat(timespec="seconds") if verified else "",
        }
    out.say(f"{book.name}（{KIND_TITLES[book.kind]}账套）：{args.book}")
    out.say(f"登录用户：{book.user}（{desk.role.title}），共 {facts['users']} 个用户")
    out.say(f"在册党员 {facts['members']} 人，党组织 {facts['organizations']} 个")
    out.say(f"最近一次已核验的备份：{f'{verified:%Y-%m-%d %H:%M}' if verified else '还没有'}")
    out.result(facts)
    return DONE


def _members(desk: Desk) -> int:
    return listing.count(desk, ROSTER, Query(Scope(desk.today())))


def check(args: Namespace, out: Output) -> int:
    """Check a book, closed or in use; findings are faults."""
    findings = books.check_book(args.book, password_of(args))
    for finding in findings:
        out.warn(f"· {finding.text}{finding.remedy}")
    out.say("账套完好。" if not findings else f"查出 {len(findings)} 个问题。")
    out.result(
        {
            "sound": not findings,
            "findings": [
                {"part": found.part, "text": found.text, "remedy": found.remedy}
                for found in findings
            ],
        }
    )
    return REFUSED if findings else DONE


def back_up(args: Namespace, out: Output) -> int:
    """Make a verified backup and put a copy where it was asked for."""
    to = new_file(args.to, BACKUP)
    with opened(args, write=True) as (_book, desk):
        path = books.save_backup_as(desk, to)
    size = path.stat().st_size
    out.say(f"已备份并核验：{path}（{size:,} 字节）")
    out.result({"file": str(path), "size": size, "verified": True})
    return DONE


def restore(args: Namespace, out: Output) -> int:
    """Make the book in a backup the book in a folder."""
    done = books.restore_backup(existing_file(args.file), args.to, password_of(args))
    out.say(f"已恢复到：{done.folder}")
    if done.set_aside:
        out.say(f"原来的文件夹改名为：{done.set_aside}")
    aside = str(done.set_aside) if done.set_aside else ""
    out.result({"folder": str(done.folder), "set_aside": aside})
    return DONE
