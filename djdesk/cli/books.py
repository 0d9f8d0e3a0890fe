"""`djdesk book …`: make, look at, check, back up and restore a book."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from djdesk.cli.arguments import Commands, Parser, with_json, with_password
from djdesk.cli.output import DONE, Output
from djdesk.cli.session import password_of
from djdesk.services import books
from djdesk.services.books import BookKind
from djdesk.services.desk import ROLE_TITLES, Role

KIND_TITLES = {BookKind.BRANCH: "党支部", BookKind.COMMITTEE: "上级党组织"}


def add(commands: Commands) -> None:
    """Add the commands of this area."""
    book = Commands(commands.add("book", "账套：新建、检查、备份、恢复"), "action")
    _add_create(book)


def _add_create(book: Commands) -> None:
    parser = book.add("create", "新建账套")
    _with_folder(parser)
    kinds = [kind.value for kind in BookKind]
    parser.add_argument(
        "--kind", choices=kinds, required=True, help="branch 党支部，committee 上级党组织"
    )
    parser.add_argument("--name", required=True, metavar="全称", help="党组织全称")
    parser.add_argument("--user", default="管理员", metavar="姓名", help="第一个用户（管理员）")
    roles = [role.value for role in Role]
    words = "，".join(f"{role.value} {title}" for role, title in ROLE_TITLES.items())
    parser.add_argument("--role", choices=roles, default=roles[0], help=f"其身份：{words}")
    with_json(with_password(parser)).set_defaults(run=create, doing="新建账套")


def _with_folder(parser: Parser) -> Parser:
    parser.add_argument("folder", type=Path, metavar="账套", help="账套所在的文件夹")
    return parser


def create(args: Namespace, out: Output) -> int:
    """Make a book and print its recovery code, once."""
    code = books.create_book(
        args.folder,
        kind=BookKind(args.kind),
        name=args.name,
        user_name=args.user,
        role=Role(args.role),
        password=password_of(args, again=True),
    )
    out.say(f"已建立账套：{args.folder}（{KIND_TITLES[BookKind(args.kind)]}，{args.name}）")
    out.say(f"恢复码：{code}")
    out.say("忘记密码时凭恢复码打开账套，只显示这一次：请抄在纸上，与密码分开妥善保管。")
    out.result(
        {
            "folder": str(args.folder),
            "kind": args.kind,
            "name": args.name,
            "user": args.user,
            "recovery_code": code,
        }
    )
    return DONE
